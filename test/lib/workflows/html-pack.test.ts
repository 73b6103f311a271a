import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readFileText } from '../../../src/lib/io/file-text.js';
import { files } from '../../../src/lib/io/files.js';
import type { Release } from '../../../src/lib/model/release.js';
import { buildManifest, parseManifest } from '../../../src/lib/pack/manifest.js';
import { verifyPack } from '../../../src/lib/workflows/verify.js';
import { runProgram } from '../../helpers/program.js';
import { ROOT } from '../../helpers/run.js';

/** The example petition, which names people, with a web page beside its PDF. */
let folder = '';
let withPage = new Map<string, Buffer>();
const PAGE = 'home-secretary.html';

const readPack = (): Map<string, Buffer> => {
  const pack = path.join(folder, 'pack');
  return new Map(fs.readdirSync(pack).map((name) => [name, fs.readFileSync(path.join(pack, name))]));
};
const handin = (...args: string[]): ReturnType<typeof runProgram> => runProgram(args, folder, { now: new Date('2025-05-06T12:00:00Z') });

beforeAll(async () => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-html-')));
  fs.cpSync(path.join(ROOT, 'fixtures', 'campaigns', 'protection-not-punishment'), folder, { recursive: true });
  expect((await handin('merge')).code).toBe(0);
  const done = await handin('pack', '--html', '--json');
  expect(done.code).toBe(0);
  expect(JSON.parse(done.stdout)).toMatchObject({ documents: ['home-secretary.pdf'], pages: [PAGE] });
  withPage = readPack();
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Writes the pack with another page, and a manifest that fits it: what somebody could do who rewrites a pack as a whole. */
function rewritePage(change: (html: string) => string): void {
  const bytes = Buffer.from(change(withPage.get(PAGE)?.toString('utf8') ?? ''));
  const { manifest } = parseManifest(withPage.get('manifest.json')?.toString('utf8') ?? '');
  const listed = manifest.files.map((file) =>
    file.path === PAGE ? { path: PAGE, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') } : file,
  );
  const { formatVersion: _, ...parts } = manifest;
  fs.writeFileSync(path.join(folder, 'pack', PAGE), bytes);
  fs.writeFileSync(path.join(folder, 'pack', 'manifest.json'), buildManifest({ ...parts, files: listed }));
}

const verify = (): string[] =>
  verifyPack({ files, readFileText }, path.join(folder, 'pack')).findings.map((finding) =>
    finding.kind === 'integrity' ? `${finding.where} ${finding.code}` : `${finding.where} ${finding.kind} ${finding.what ?? ''}`.trim(),
  );

describe('a pack with web pages', () => {
  it('has one page for each PDF, in its manifest too', () => {
    expect([...withPage.keys()]).toEqual([PAGE, 'home-secretary.pdf', 'manifest.json']);
    const { manifest } = parseManifest(withPage.get('manifest.json')?.toString('utf8') ?? '');
    const bytes = withPage.get(PAGE) ?? Buffer.alloc(0);
    expect(manifest.files).toContainEqual({ path: PAGE, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
  });

  it('names nobody, though its PDF does', () => {
    const release = JSON.parse(fs.readFileSync(path.join(folder, 'private', 'release.json'), 'utf8')) as Release;
    expect(release.signatories.entries.length).toBeGreaterThan(5);
    const html = withPage.get(PAGE)?.toString('utf8') ?? '';
    for (const { name } of release.signatories.entries) expect(html).not.toContain(name);
    expect(html).toContain('Their names stand in the PDF alone');
  });

  it.each<[string, (html: string) => string, string[]]>([
    ['a page that was left alone', (html) => html, []],
    ['a script', (html) => html.replace('<main', '<script>1</script><main'), [`${PAGE} forbidden-feature an element that no page has`]],
    [
      'a comment',
      (html) => html.replace('<main', '<!-- who --><main'),
      [`${PAGE} forbidden-feature a comment`, `${PAGE} forbidden-feature HTML that the program would spell differently`],
    ],
    ['an address', (html) => html.replace('<main id="main">', '<main id="main"><p>ann@example.net</p>'), [`${PAGE} email`]],
    [
      'an address in an attribute',
      (html) => html.replace('aria-label="Note 1"', 'aria-label="ann@example.net"'),
      [`${PAGE} (markup) email`, `${PAGE} attributes email`],
    ],
    [
      'an address cut in two',
      (html) => html.replace('<main id="main">', '<main id="main"><p>ann@<em>example.net</em></p>'),
      [`${PAGE} email`],
    ],
    [
      'a stylesheet that loads',
      (html) => html.replace('<style>', '<style>body{background:url(https://example.net)}'),
      [`${PAGE} forbidden-feature a stylesheet that does more than lay out`, `${PAGE} forbidden-feature another security policy`],
    ],
    [
      'the page of another release',
      (html) => html.replace(/(name="handin-release" content=")[0-9a-f]{64}/, `$1${'0'.repeat(64)}`),
      [`${PAGE} page-contradicts`],
    ],
    ['something else under its name', () => 'no page', [`${PAGE} page-unreadable`]],
    ['a broken PDF under its name', () => '%PDF-1.7 and no more', [`${PAGE} pdf-unreadable`]],
  ])('is found by verify to have %s', (_, change, expected) => {
    rewritePage(change);
    // With another stylesheet the digest in the policy is text like any other, in which chance can write a postcode.
    const found = verify().filter((line) => !line.endsWith(' postcode') || expected.length === 0);
    expect(found.sort()).toEqual([...expected].sort());
  });

  it('follows the campaign file; `build` leaves it alone while it is as wanted, and a page more or less changes no byte of a PDF', async () => {
    for (const [name, bytes] of withPage) fs.writeFileSync(path.join(folder, 'pack', name), bytes);
    const place = path.join(folder, 'campaign.yaml');
    const campaign = fs.readFileSync(place, 'utf8');
    const build = async (): Promise<unknown> => {
      const done = await handin('build', '--json');
      expect(done.code).toBe(0);
      const pack = readPack();
      const isSamePdf = pack.get('home-secretary.pdf')?.equals(withPage.get('home-secretary.pdf') ?? Buffer.alloc(0));
      return { isUpToDate: (JSON.parse(done.stdout) as { pack: { isUpToDate: boolean } }).pack.isUpToDate, isSamePdf, files: pack.size };
    };
    fs.writeFileSync(place, campaign.replace('pack:\n', 'pack:\n  html: true\n'));
    expect(await build()).toEqual({ isUpToDate: true, isSamePdf: true, files: 3 });
    fs.writeFileSync(place, campaign);
    expect(await build()).toEqual({ isUpToDate: false, isSamePdf: true, files: 2 });
  });
});
