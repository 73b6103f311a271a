import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Context } from '../src/lib/context.js';
import { runPack } from '../src/lib/workflows/pack.js';
import { type GeneratedCampaign, generateCampaign, renameUnconsented, writeExports } from './helpers/campaign-generator.js';
import { testContext } from './helpers/context.js';
import { approveComments, mergeFiles } from './helpers/non-interference.js';
import { drawnBy, renderHere } from './helpers/render-here.js';
import { runs } from './helpers/runs.js';

let root = '';
beforeAll(() => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-f1-packs-')));
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

/** Everything in the pack of a campaign that was merged and packed as the commands do it, by file. */
async function packOf(name: string, given: GeneratedCampaign, match: 'exact' | 'linked', seed: number): Promise<Record<string, string>> {
  const folder = path.join(root, name);
  await mergeFiles(folder, writeExports(folder, [given], seed), { match, idsFrom: null });
  await approveComments(folder);
  const context = testContext(folder);
  const rendering: Context = { ...context, io: { ...context.io, render: renderHere } };
  const outDir = path.join(folder, 'pack');
  const campaign = { campaign: given.campaign, folder, path: path.join(folder, 'campaign.yaml') };
  await runPack(rendering, { campaign, outDir, dryRun: false, force: false, keepEqual: false });
  return Object.fromEntries(fs.readdirSync(outDir).map((file) => [file, fs.readFileSync(path.join(outDir, file)).toString('base64')]));
}

/** Campaigns that show somebody: the others' packs are alike anyway. */
const campaigns = Array.from({ length: 400 }, (_, at) => generateCampaign({ seed: 7000 + at, peopleMax: 12 })).filter(
  ({ campaign, people }) => campaign.display.ceiling !== 'count-only' && people.length > 5,
);

describe('the packs of two campaigns that differ only in what nobody agreed to release', () => {
  it.each(campaigns.slice(0, runs(1, 8)).map((given, at) => [at, given] as const))(
    'are equal to the byte, and drawn from the release alone: %i',
    async (at, given) => {
      const match = at % 3 === 1 ? 'exact' : 'linked';
      const one = await packOf(`${at}-one`, given, match, 1);
      const other = await packOf(`${at}-other`, renameUnconsented(given, 31 + at), match, 2);
      expect(Object.keys(one).length).toBe(1 + Math.max(1, given.campaign.targets.length));
      expect(other).toEqual(one);
      const release = fs.readFileSync(path.join(root, `${at}-one`, 'private', 'release.json'));
      for (const folder of ['one', 'other']) fs.rmSync(path.join(root, `${at}-${folder}`), { recursive: true });
      for (const { file, bytes } of await drawnBy(renderHere, release)) expect(Buffer.from(bytes).toString('base64')).toBe(one[file]);
    },
  );
});
