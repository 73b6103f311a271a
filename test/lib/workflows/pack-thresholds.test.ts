import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { loadCampaign } from '../../../src/lib/config.js';
import type { MergeReport } from '../../../src/lib/model/merge-report.js';
import type { ThresholdResult } from '../../../src/lib/model/scheme.js';
import { readGateInput } from '../../../src/lib/workflows/gate-input.js';
import { withPrivateData } from '../../../src/lib/workflows/private-folder.js';
import { testContext } from '../../helpers/context.js';
import { runProgram } from '../../helpers/program.js';
import { ROOT } from '../../helpers/run.js';

let root = '';
beforeAll(async () => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-thresholds-'));
  const council = JSON.parse(fs.readFileSync(path.join(ROOT, 'src/lib/thresholds/data/gb-eng-walsall.json'), 'utf8')) as Record<
    string,
    object
  >;
  const adults = { ...council, id: 'gb-eng-adults', signers: { ...council['signers'], min_age: 18 } };
  fs.writeFileSync(path.join(root, 'adults.json'), JSON.stringify(adults));
  const rows = Array.from(
    { length: 12 },
    (_, index) => `Ada${index} Quillfeather,ada${index}@example.org,${index < 9 ? 1980 : 2015}-05-01,2025-03-0${1 + (index % 9)}`,
  );
  fs.writeFileSync(path.join(root, 'list.csv'), `Name,Email,Date of birth,Signed at\n${rows.join('\n')}\n`);
  fs.writeFileSync(path.join(root, 'petition.md'), 'Text.\n');
  fs.writeFileSync(
    path.join(root, 'campaign.yaml'),
    `kind: petition
title: Adults
language: en-GB
organisers: [{ name: Example Network, contact: hello@example.org }]
ask: Do it.
body: petition.md
sources: [{ file: list.csv }]
matching: { method: exact }
display: { ceiling: count-only }
thresholds: [{ scheme: adults.json }, { name: Twelve, count: 12, of: signatures }]
pack: { date: 2025-05-06, layout: petition }
`,
  );
  expect((await runProgram(['merge'], root)).code).toBe(0);
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

/** The thresholds as the gate gets them, under a range of the merge. */
async function thresholds(range: Partial<MergeReport> = {}): Promise<readonly ThresholdResult[]> {
  const context = testContext(root);
  const loaded = loadCampaign(context.io, path.join(root, 'campaign.yaml'));
  return withPrivateData(context, path.join(root, 'private'), async (engine, merge) => {
    return (await readGateInput(context, engine, { ...merge, ...range }, loaded)).input.thresholds;
  });
}

describe('the thresholds of a pack', () => {
  it('are those of handin check: signatures that the body cannot count are not counted', async () => {
    const [adults] = await thresholds();
    expect(adults).toMatchObject({ outcome: 'not-met', missing: 1, notCountable: [{ reason: 'under-age', signatures: 3 }] });
    const run = await runProgram(['check', '--json'], root);
    const { results } = JSON.parse(run.stdout) as { results: ThresholdResult[] };
    expect(results.map(({ outcome }) => outcome)).toEqual((await thresholds()).map(({ outcome }) => outcome));
  });

  it('are not met while possible links could take them away', async () => {
    const open = { decided: 12, lowest: 11, highest: 12, reviews: 1, unsure: 0 };
    const [, twelve] = await thresholds({ range: open });
    expect(twelve).toMatchObject({ outcome: 'unknown', reason: { code: 'open-links' }, lowest: 11 });
    expect((await thresholds())[1]).toMatchObject({ outcome: 'met' });
  });
});
