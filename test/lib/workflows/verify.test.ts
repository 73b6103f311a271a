import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFileText } from '../../../src/lib/io/file-text.js';
import { files } from '../../../src/lib/io/files.js';
import { buildManifest, parseManifest } from '../../../src/lib/pack/manifest.js';
import { verifyPack } from '../../../src/lib/workflows/verify.js';
import { copyCampaign, handin } from '../../helpers/run.js';
import { runs } from '../../helpers/runs.js';

const io = { files, readFileText };
let root = '';
let pack = '';

beforeAll(() => {
  root = fs.mkdtempSync(path.join(process.env['TMPDIR'] ?? '/tmp', 'handin-verify-'));
  const campaign = copyCampaign('eu-pact', root);
  expect(handin(['build'], campaign).code).toBe(0);
  pack = path.join(campaign, 'pack');
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

/** Codes of the findings after a change to a copy of the pack. */
function codesAfter(change: (folder: string) => void): string[] {
  const copy = path.join(root, 'copy');
  fs.rmSync(copy, { recursive: true, force: true });
  fs.cpSync(pack, copy, { recursive: true });
  change(copy);
  const report = verifyPack(io, copy);
  expect(report.ok).toBe(report.findings.length === 0);
  return report.findings.map((finding) => (finding.kind === 'integrity' ? finding.code : finding.kind));
}

describe('verify', () => {
  it('has nothing to say of a pack as it was built', () => {
    expect(codesAfter(() => undefined)).toEqual([]);
  });

  it.each<[string, (folder: string) => void, string]>([
    ['a removed file', (folder) => fs.rmSync(path.join(folder, 'european-parliament.pdf')), 'file-missing'],
    ['an added file', (folder) => fs.writeFileSync(path.join(folder, 'notes.txt'), 'x'), 'file-added'],
    [
      'a file added in a folder',
      (folder) => {
        fs.mkdirSync(path.join(folder, 'more'));
        fs.writeFileSync(path.join(folder, 'more', 'a.txt'), 'x');
      },
      'file-added',
    ],
    [
      'a renamed file',
      (folder) => fs.renameSync(path.join(folder, 'european-parliament.pdf'), path.join(folder, 'parliament.pdf')),
      'file-missing',
    ],
    [
      'two files that changed places',
      (folder) => {
        for (const [from, to] of [
          ['european-parliament.pdf', 'x'],
          ['european-commission.pdf', 'european-parliament.pdf'],
          ['x', 'european-commission.pdf'],
        ] as const)
          fs.renameSync(path.join(folder, from), path.join(folder, to));
      },
      'file-changed',
    ],
    [
      'something after the end of a file',
      (folder) => fs.appendFileSync(path.join(folder, 'european-parliament.pdf'), 'someone@example.org'),
      'email',
    ],
    ['a missing manifest', (folder) => fs.rmSync(path.join(folder, 'manifest.json')), 'manifest-missing'],
    [
      'another count in the manifest',
      (folder) =>
        fs.writeFileSync(
          path.join(folder, 'manifest.json'),
          fs.readFileSync(path.join(folder, 'manifest.json'), 'utf8').replace('"organisations":57', '"organisations":58'),
        ),
      'statement-contradicts',
    ],
    ['a manifest that is no JSON', (folder) => fs.writeFileSync(path.join(folder, 'manifest.json'), '{'), 'manifest-invalid'],
  ])('catches %s', (_, change, code) => {
    expect(codesAfter(change)).toContain(code);
  });

  it('scans whatever a rewritten manifest lists, and sees that it contradicts the statements', () => {
    const codes = codesAfter((folder) => {
      fs.writeFileSync(path.join(folder, 'names.csv'), 'someone@example.org');
      const place = path.join(folder, 'manifest.json');
      const { manifest } = parseManifest(fs.readFileSync(place, 'utf8'));
      const added = { path: 'names.csv', bytes: 19, sha256: files.sha256(path.join(folder, 'names.csv')) };
      fs.writeFileSync(
        place,
        buildManifest({ ...manifest, campaign: { ...manifest.campaign, title: 'x' }, files: [...manifest.files, added] }),
      );
    });
    expect(new Set(codes)).toEqual(new Set(['statement-contradicts', 'email']));
  });

  it('catches any single flipped bit in any file', () => {
    const names = fs.readdirSync(pack);
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 0, max: 7 }),
        (name, where, bit) => {
          const codes = codesAfter((folder) => {
            const bytes = fs.readFileSync(path.join(folder, name));
            const at = Math.floor(where * bytes.length);
            bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
            fs.writeFileSync(path.join(folder, name), bytes);
          });
          expect(codes.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: runs(8, 40) },
    );
  });
});
