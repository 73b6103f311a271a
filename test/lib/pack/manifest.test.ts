import { describe, expect, it } from 'vitest';

import { buildManifest, isSafePath, type Manifest, parseManifest } from '../../../src/lib/pack/manifest.js';

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
