/**
 * How often forgers are found and how often people are taken for forgers, on invented campaigns. The fast suite tries a sample, `npm run
 * test:long` 200 clean campaigns, of which 100 have heavy rushes, and every kind of attack twenty times.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { allWindows } from '../../../src/lib/signals/windows.js';
import { ATTACKS, attackedCampaign, type CleanOptions, cleanCampaign } from '../../helpers/attacks.js';
import { runs } from '../../helpers/runs.js';
import { DISPOSABLE, type Looker, openLooker, SETTINGS } from '../../helpers/signals.js';

/** Campaigns of every size, half of them with rushes, from one community or from several. */
const optionsOf = (run: number): CleanOptions => ({
  hasBursts: run % 2 === 1,
  size: runs(1500, 1500 + (run % 4) * 500),
  communities: 1 + (run % 3),
});

let looker: Looker;
beforeAll(async () => {
  looker = await openLooker();
});
afterAll(() => looker.close());

describe('people', () => {
  const campaigns = runs(6, 200);
  let windows = 0;
  let flags = 0;
  let withFlags = 0;
  let signatures = 0;
  const rushes = { told: 0, of: 0 };
  const parts = runs(1, 8);
  it.each(Array.from({ length: parts }, (_, part) => part))('sign, and are looked at: part %d', async (part) => {
    for (let run = part; run < campaigns; run += parts) {
      const made = cleanCampaign(11_000 + run, optionsOf(run));
      const found = await looker.look(made.records);
      windows += allWindows(found.columns, SETTINGS.windowMin).length;
      flags += found.flags.length;
      withFlags += found.flags.length > 0 ? 1 : 0;
      signatures += made.records.length;
      if (optionsOf(run).hasBursts) {
        rushes.of++;
        rushes.told += found.observations.some(({ finding }) => finding.signal === 'burst') ? 1 : 0;
      }
    }
  });

  it('are not taken for forgers, in rushes neither', () => {
    console.log(
      `clean campaigns ${campaigns} (${signatures} signatures): ${flags} flags in ${windows} windows (${((100 * flags) / windows).toFixed(3)} %), ` +
        `${withFlags} campaigns with any; a rush was told in ${rushes.told} of ${rushes.of}`,
    );
    expect(flags / windows).toBeLessThanOrEqual(0.01);
    expect(withFlags / campaigns).toBeLessThanOrEqual(0.01);
    expect(rushes.told).toBeGreaterThanOrEqual(0.9 * rushes.of);
  });
});

describe('forgers', () => {
  const found: { recall: number; attacks: number }[] = [];
  it.each(ATTACKS)('are found, with two in a hundred or fifty in an hour: %s', async (attack) => {
    const attacks = runs(1, 20);
    let forged = 0;
    let right = 0;
    let flagged = 0;
    let half = 0;
    for (let run = 0; run < attacks; run++) {
      const made = attackedCampaign(23_000 + 100 * ATTACKS.indexOf(attack) + run, optionsOf(run), attack, DISPOSABLE);
      const { flagged: rows, ids } = await looker.look(made.records);
      const hits = [...rows].filter((row) => made.forged.has(ids[row] ?? '')).length;
      forged += made.forged.size;
      right += hits;
      flagged += rows.size;
      half += hits * 2 >= made.forged.size ? 1 : 0;
    }
    found.push({ recall: right / forged, attacks });
    console.log(
      `${attack}: ${half} of ${attacks} attacks found, ${right} of ${forged} forged records (${((100 * right) / forged).toFixed(1)} %); ` +
        `${flagged - right} people flagged with them`,
    );
    expect(half / attacks).toBeGreaterThanOrEqual(0.95);
    expect(right / forged).toBeGreaterThanOrEqual(0.9);
  });

  it('are found by record in at least 95 of 100', () => {
    const recall = found.reduce((sum, one) => sum + one.recall, 0) / found.length;
    console.log(`recall over all kinds: ${recall.toFixed(3)}`);
    expect(found).toHaveLength(ATTACKS.length);
    expect(recall).toBeGreaterThanOrEqual(0.95);
  });
});

describe('what flags nobody', () => {
  it('is a campaign of one small community: nothing at all is said of its names', async () => {
    for (let run = 0; run < runs(2, 20); run++) {
      const { flags, observations } = await looker.look(
        cleanCampaign(31_000 + run, { hasBursts: true, size: 1500, communities: 1 }).records,
      );
      const ofNames = [...flags, ...observations].filter(({ finding }) => finding.signal.startsWith('name-'));
      expect(ofNames.map(({ finding }) => finding)).toEqual([]);
      expect(flags).toEqual([]);
    }
  });
});
