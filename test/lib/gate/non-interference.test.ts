import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { displayOf } from '../../../src/lib/gate/display.js';
import { buildRelease, type GateInput } from '../../../src/lib/gate/release.js';
import { CONSENT_LEVELS, type ConsentLevel } from '../../../src/lib/model/record.js';
import type { Release, ReleaseSignatory } from '../../../src/lib/model/release.js';
import { Red, reveal } from '../../../src/lib/red.js';
import { type InputPair, inputPairs, releaseBytesOf } from '../../helpers/non-interference.js';
import { runs } from '../../helpers/runs.js';

const PAIRS = runs(60, 1000);
/** Pairs that are merged together. Another batch has another seed. */
const BATCH = 200;

let root = '';
let pairs: readonly InputPair[] = [];
beforeAll(async () => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-f1-')));
  const batches: InputPair[] = [];
  for (let batch = 0; batches.length < PAIRS; batch++) {
    const folder = path.join(root, String(batch));
    batches.push(...(await inputPairs(folder, 20250506 + batch, Math.min(BATCH, PAIRS - batches.length))));
    fs.rmSync(folder, { recursive: true });
  }
  pairs = batches;
}, 1_800_000);
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

/** Seeds of the pairs that a gate tells apart. */
const toldApart = (gate: (input: GateInput) => Release): number[] =>
  pairs.flatMap(({ seed, one, other }) => (releaseBytesOf(one, gate) === releaseBytesOf(other, gate) ? [] : [seed]));

describe('two campaigns that differ only in what nobody agreed to release', () => {
  it('give the same release, byte for byte', () => {
    expect(pairs).toHaveLength(PAIRS);
    for (const { seed, one, other } of pairs) expect({ seed, release: buildRelease(other) }).toEqual({ seed, release: buildRelease(one) });
    expect(toldApart(buildRelease)).toEqual([]);
  });

  it('are of every kind: named and not, at every level, with comments, ceilings of targets, and other data on the other side', () => {
    const releases = pairs.map(({ one }) => buildRelease(one));
    for (const ceiling of CONSENT_LEVELS) expect(releases.some((release) => release.signatories.ceiling === ceiling)).toBe(true);
    expect(releases.filter((release) => release.counts.named > 0).length).toBeGreaterThan(PAIRS / 3);
    expect(releases.some((release) => (release.comments ?? []).length > 0)).toBe(true);
    expect(releases.some((release) => release.signatories.entries.some(({ place }) => place !== undefined))).toBe(true);
    expect(releases.some((release) => release.documents.some(({ own }) => (own?.signatories.entries.length ?? 0) > 0))).toBe(true);
    expect(releases.some((release) => release.counts.organisations > release.organisations.length)).toBe(true);
    const cells = ({ signatures }: GateInput): string =>
      JSON.stringify(signatures.map((signature) => Object.values(signature).map(secretOf)).sort());
    expect(pairs.filter(({ one, other }) => one.signatures.length > 1 && cells(one) === cells(other))).toEqual([]);
  });

  it.each<[string, (input: GateInput) => Release]>([
    ['names stand in the order of the list', (input) => withNames(input, (names) => names)],
    ['names stand in the order of signing', (input) => withNames(input, (names) => names.sort((a, b) => (a.signed < b.signed ? -1 : 1)))],
    ['somebody withheld leaves an empty line', (input) => withNames(input, (names) => names, { name: '' })],
    [
      'those who agreed to anything at all are counted',
      (input) => ({ ...buildRelease(input), counts: { ...buildRelease(input).counts, named: input.signatures.length } }),
    ],
    [
      'names are shown one level too high',
      (input) =>
        buildRelease({
          ...input,
          signatures: input.signatures.map((each) => ({ ...each, display_consent: raised(each.display_consent) })),
        }),
    ],
    [
      'children are named',
      (input) => buildRelease({ ...input, signatures: input.signatures.map((each) => ({ ...each, births: new Red('') })) }),
    ],
    [
      'a comment needs no approval',
      (input) => buildRelease({ ...input, signatures: input.signatures.map((each) => ({ ...each, comment_approved: true })) }),
    ],
    [
      'the age of a list shows',
      (input) => ({
        ...buildRelease(input),
        date: latestOf(input.signatures.map(({ first_signed }) => reveal(first_signed))),
      }),
    ],
  ])('would be told apart if %s', (_, gate) => {
    expect(toldApart(gate).length).toBeGreaterThan(0);
  });
});

const latestOf = (times: readonly string[]): string => [...times].sort().at(-1) ?? '';
const secretOf = (cell: unknown): unknown => (cell instanceof Red ? reveal(cell) : cell);
const raised = (level: ConsentLevel): ConsentLevel => CONSENT_LEVELS[CONSENT_LEVELS.indexOf(level) + 1] ?? level;

/** A gate that lists names in another order, or leaves something in the place of whoever is not shown. */
function withNames(
  input: GateInput,
  order: (names: { shown: ReleaseSignatory; signed: string }[]) => { shown: ReleaseSignatory }[],
  placeholder?: ReleaseSignatory,
): Release {
  const release = buildRelease(input);
  const limits = { ceiling: input.campaign.display.ceiling, date: input.date };
  const names = input.signatures.flatMap((signature) => {
    const shown = displayOf(signature, limits) ?? placeholder;
    return shown === undefined ? [] : [{ shown, signed: reveal(signature.first_signed) }];
  });
  return { ...release, signatories: { ...release.signatories, entries: order(names).map(({ shown }) => shown) } };
}
