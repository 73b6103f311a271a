import zlib from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { canonicalJson } from '../../../src/lib/canonical-json.js';
import { buildManifest, fingerprintOf, isSafePath, type Manifest, parseManifest, writeManifest } from '../../../src/lib/pack/manifest.js';

const HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const FACTS: Omit<Manifest, 'formatVersion'> = {
  tool: { name: 'handin', version: '0.1.0' },
  campaign: {
    title: 'Protection, not punishment',
    kind: 'petition',
    language: 'en-GB',
    date: '2025-05-06',
    published: ['hello@example.org', 'Łukasz Example'],
  },
  release: { sha256: HASH },
  counts: { signatures: 25, organisations: 0, named: 3 },
  files: [
    { path: 'mayor.pdf', bytes: 12, sha256: HASH },
    { path: 'home-secretary.pdf', bytes: 34, sha256: HASH.replace('e3', '00') },
  ],
};

describe('the manifest', () => {
  it('is canonical, lists files by path and ends with a line feed', () => {
    const text = buildManifest(FACTS);
    expect(text).toBe(
      `{"campaign":{"date":"2025-05-06","kind":"petition","language":"en-GB","published":["hello@example.org","Łukasz Example"],"title":"Protection, not punishment"},"counts":{"named":3,"organisations":0,"signatures":25},"crc32":"${JSON.parse(text).crc32}","files":[{"bytes":34,"path":"home-secretary.pdf","sha256":"${HASH.replace('e3', '00')}"},{"bytes":12,"path":"mayor.pdf","sha256":"${HASH}"}],"formatVersion":1,"release":{"sha256":"${HASH}"},"tool":{"name":"handin","version":"0.1.0"}}\n`,
    );
    expect(JSON.parse(text).crc32).toMatch(/^[0-9a-f]{8}$/);
  });

  it('is the same whatever the order in which files are given', () => {
    expect(buildManifest({ ...FACTS, files: [...FACTS.files].reverse() })).toBe(buildManifest(FACTS));
  });

  it('takes over nothing but its own fields', () => {
    const more = { ...FACTS, secret: 'Jane Doe', campaign: { ...FACTS.campaign, secret: 'Jane Doe' } };
    expect(buildManifest(more)).not.toContain('Jane');
  });

  it('is read back whole', () => {
    const parsed = parseManifest(buildManifest(FACTS));
    expect(parsed).toMatchObject({ isCanonical: true, hasRightChecksum: true });
    expect(parsed.manifest.counts).toEqual(FACTS.counts);
    expect(parsed.manifest.files.map((file) => file.path)).toEqual(['home-secretary.pdf', 'mayor.pdf']);
  });

  it('shows any flipped bit', () => {
    const original = new TextEncoder().encode(buildManifest(FACTS));
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const unseen: number[] = [];
    for (let bit = 0; bit < original.length * 8; bit++) {
      const bytes = Uint8Array.from(original);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      try {
        const { isCanonical, hasRightChecksum } = parseManifest(decoder.decode(bytes));
        if (isCanonical && hasRightChecksum) unseen.push(bit);
      } catch {
        // Not text, not JSON or not a manifest any more: seen.
      }
    }
    expect(unseen).toEqual([]);
  });

  it.each([
    ['spaces', (text: string) => text.replace('{', '{ ')],
    ['another order of keys', (text: string) => `${JSON.stringify({ tool: JSON.parse(text).tool, ...JSON.parse(text) })}\n`],
    ['an escape', (text: string) => text.replace('Protection', '\\u0050rotection')],
    ['no line feed', (text: string) => text.trimEnd()],
    ['a carriage return', (text: string) => text.replace('\n', '\r\n')],
    ['a repeated key', (text: string) => text.replace('"named":3', '"named":4,"named":3')],
  ])('is not canonical with %s', (_, change) => {
    expect(parseManifest(change(buildManifest(FACTS))).isCanonical).toBe(false);
  });

  it.each<[string, (value: Record<string, unknown>) => unknown]>([
    ['an unknown key', (value) => ({ ...value, extra: 1 })],
    ['a missing key', ({ counts: _, ...rest }) => rest],
    ['another tool', (value) => ({ ...value, tool: { name: 'other', version: '1' } })],
    ['a negative count', (value) => ({ ...value, counts: { signatures: -1, organisations: 0, named: 0 } })],
    ['a fraction', (value) => ({ ...value, counts: { signatures: 1.5, organisations: 0, named: 0 } })],
    ['a text for a count', (value) => ({ ...value, counts: { signatures: '25', organisations: 0, named: 0 } })],
    ['a short hash', (value) => ({ ...value, release: { sha256: 'abc' } })],
    ['a file twice', (value) => ({ ...value, files: [...FACTS.files, FACTS.files[0]] })],
    ['an unknown kind', (value) => ({ ...value, campaign: { ...FACTS.campaign, kind: 'poll' } })],
    ['files that are no list', (value) => ({ ...value, files: {} })],
    ['half a character', (value) => ({ ...value, campaign: { ...FACTS.campaign, title: '\ud800' } })],
    ['a list for the whole', () => []],
  ])('is refused with %s', (_, change) => {
    const text = JSON.stringify(change(JSON.parse(buildManifest(FACTS))));
    expect(() => parseManifest(text)).toThrowError(expect.objectContaining({ code: 'manifest-invalid' }));
  });

  it('of another format version has its own answer', () => {
    expect(() => parseManifest('{"formatVersion":2,"anything":1}')).toThrowError(expect.objectContaining({ code: 'manifest-version' }));
  });

  it('does not quote its text in an error', () => {
    expect(() => parseManifest('{"campaign": Jane Doe}')).toThrowError(expect.not.stringContaining('Jane'));
  });
});

describe('a path of the manifest', () => {
  it.each(['home-secretary.pdf', 'petition.pdf', 'manifest.sig', 'ministre-de-l-intérieur.pdf'])('may be %s', (path) => {
    expect(isSafePath(path)).toBe(true);
  });

  it.each([
    '',
    '.',
    '..',
    '../a.pdf',
    'a/b.pdf',
    'a\\b.pdf',
    '/etc/passwd',
    'C:a.pdf',
    'a..pdf',
    'a.pdf.',
    '.hidden',
    'a\0.pdf',
    'a\u202epdf.exe',
    '-rf',
    'a b.pdf',
  ])('may not be %j', (path) => {
    expect(isSafePath(path)).toBe(false);
  });
});

describe('a manifest that is not as it should be', () => {
  type Json = Record<string, never>;
  const WITH_PROOF: Omit<Manifest, 'formatVersion'> = {
    ...FACTS,
    commitment: { tree: 'handin/tree/v1', size: 25, root: HASH, inputs: [HASH, HASH.replace('e3', '11')] },
    signature: { kind: 'ed25519', key: 'example+0123abcd+key' },
  };
  /** The error that a manifest gives when the value at a place is another. */
  function errorAt(place: string, value: unknown): Error {
    const manifest = JSON.parse(buildManifest(WITH_PROOF)) as Json;
    const keys = place.split('.');
    const last = keys.pop() ?? '';
    const inner = keys.reduce<Json>((object, key) => object[key] ?? ({} as Json), manifest) as Record<string, unknown>;
    if (value === undefined) delete inner[last];
    else inner[last] = value;
    try {
      parseManifest(JSON.stringify(manifest));
    } catch (error) {
      return error as Error;
    }
    throw new Error(`${place} was taken as ${JSON.stringify(value)}`);
  }

  it('is read with a commitment and a signature, or without', () => {
    const { manifest, isCanonical, hasRightChecksum } = parseManifest(buildManifest(WITH_PROOF));
    expect({ isCanonical, hasRightChecksum }).toEqual({ isCanonical: true, hasRightChecksum: true });
    expect(manifest).toEqual({ ...WITH_PROOF, formatVersion: 1, files: [...FACTS.files].reverse() });
    expect(parseManifest(buildManifest(FACTS)).manifest).toEqual({ ...FACTS, formatVersion: 1, files: [...FACTS.files].reverse() });
    expect(Object.keys(parseManifest(buildManifest(FACTS)).manifest)).not.toContain('commitment');
    expect(Object.keys(JSON.parse(buildManifest(FACTS)))).not.toContain('signature');
    const campaignOfOrganisations = { ...FACTS, counts: { ...FACTS.counts, signatures: null } };
    expect(parseManifest(buildManifest(campaignOfOrganisations)).manifest.counts.signatures).toBeNull();
  });

  it('is not canonical when its files stand in another order, nor right when its checksum is not that of the rest', () => {
    const text = buildManifest(FACTS);
    const parsed = JSON.parse(text) as { files: unknown[]; crc32: string };
    expect(parseManifest(`${JSON.stringify({ ...parsed, files: parsed.files.reverse() })}\n`).isCanonical).toBe(false);
    expect(parseManifest(writeManifest({ ...FACTS, formatVersion: 1 })).isCanonical).toBe(false);
    const one = parsed.crc32 === '00000000' ? '00000001' : '00000000';
    expect(parseManifest(text.replace(parsed.crc32, one))).toMatchObject({ isCanonical: true, hasRightChecksum: false });
  });

  it('has the checksum that zlib computes, with its zeros', () => {
    for (let size = 0; size < 40; size++) {
      const facts = { ...FACTS, counts: { ...FACTS.counts, named: size } };
      const { crc32: found, ...rest } = JSON.parse(buildManifest(facts)) as { crc32: string };
      expect(found).toBe(zlib.crc32(canonicalJson(rest)).toString(16).padStart(8, '0'));
    }
  });

  it.each<[place: string, value: unknown, problem: string]>([
    ['tool', [], 'has no object at tool'],
    ['tool', null, 'has no object at tool'],
    ['tool', 'handin', 'has no object at tool'],
    ['tool.extra', 1, 'has missing or unknown keys in tool'],
    ['tool.name', 'other', 'was not made by handin'],
    ['tool.version', 1, 'has no text at tool.version'],
    ['campaign', 3, 'has no object at campaign'],
    ['campaign.title', null, 'has no text at campaign.title'],
    ['campaign.kind', 'poll', 'has an unknown campaign.kind'],
    ['campaign.language', {}, 'has no text at campaign.language'],
    ['campaign.date', 20250506, 'has no text at campaign.date'],
    ['campaign.date', 'in May', 'has a campaign.date that is no date'],
    ['campaign.date', '2025-05-06T00:00', 'has a campaign.date that is no date'],
    ['campaign.date', '12025-05-06', 'has a campaign.date that is no date'],
    ['campaign.published', 'hello', 'has no list at campaign.published'],
    ['campaign.published', ['hello', 1], 'has no text at campaign.published[1]'],
    ['campaign.extra', 1, 'has missing or unknown keys in campaign'],
    ['release', null, 'has no object at release'],
    ['release.extra', 1, 'has missing or unknown keys in release'],
    ['release.sha256', 1, 'has no text at release.sha256'],
    ['release.sha256', `${HASH}0`, 'has no SHA-256 at release.sha256'],
    ['release.sha256', `0${HASH}`, 'has no SHA-256 at release.sha256'],
    ['release.sha256', HASH.toUpperCase(), 'has no SHA-256 at release.sha256'],
    ['counts', [1], 'has no object at counts'],
    ['counts.extra', 1, 'has missing or unknown keys in counts'],
    ['counts.signatures', '25', 'has no count at counts.signatures'],
    ['counts.organisations', null, 'has no count at counts.organisations'],
    ['counts.named', 2 ** 53, 'has no count at counts.named'],
    ['counts.named', -1, 'has no count at counts.named'],
    ['files', 'none', 'has no list at files'],
    ['files.1', 'a.pdf', 'has no object at files[1]'],
    ['files.1.extra', 1, 'has missing or unknown keys in files[1]'],
    ['files.1.path', 7, 'has no text at files[1].path'],
    ['files.1.path', 'home-secretary.pdf', 'lists a file twice'],
    ['files.1.bytes', 0.5, 'has no count at files[1].bytes'],
    ['files.1.sha256', 'abc', 'has no SHA-256 at files[1].sha256'],
    ['commitment', [], 'has no object at commitment'],
    ['commitment.extra', 1, 'has missing or unknown keys in commitment'],
    ['commitment.tree', 'other', 'has an unknown commitment.tree'],
    ['commitment.size', -1, 'has no count at commitment.size'],
    ['commitment.root', 'abc', 'has no SHA-256 at commitment.root'],
    ['commitment.inputs', null, 'has no list at commitment.inputs'],
    ['commitment.inputs', [HASH, 'abc'], 'has no SHA-256 at commitment.inputs[1]'],
    ['signature', null, 'has no object at signature'],
    ['signature.extra', 1, 'has missing or unknown keys in signature'],
    ['signature.kind', 'wax', 'has an unknown signature.kind'],
    ['signature.key', 1, 'has no text at signature.key'],
    ['crc32', 1, 'has no text at crc32'],
    ['crc32', undefined, 'has missing or unknown keys in the whole'],
    ['extra', 1, 'has missing or unknown keys in the whole'],
  ])('says what is wrong at %s: %j', (place, value, problem) => {
    expect(errorAt(place, value)).toMatchObject({ code: 'manifest-invalid', message: `manifest.json ${problem}.` });
  });

  it('has a key of another name in the place of one of its own', () => {
    const text = buildManifest(FACTS).replace('"version":', '"Version":');
    expect(() => parseManifest(text)).toThrow('has missing or unknown keys in tool');
  });

  it.each(['', '{', 'null', '[]', '"x"', '1'])('is %j as a whole', (text) => {
    const problem = text === '' || text === '{' ? 'is not JSON' : 'has no object at the whole';
    expect(() => parseManifest(text)).toThrow(expect.objectContaining({ code: 'manifest-invalid', message: `manifest.json ${problem}.` }));
  });
});

describe('names and fingerprints', () => {
  it('are as long as they may be', () => {
    expect(isSafePath('a'.repeat(200))).toBe(true);
    expect(isSafePath('a'.repeat(201))).toBe(false);
    expect(fingerprintOf(HASH)).toBe('e3b0 c442 98fc 1c14');
  });
});
