import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { findCanaries } from '../../helpers/canaries.js';
import { buildCampaign, CAMPAIGN_YAML } from '../../helpers/canary-campaign.js';
import { runProgram } from '../../helpers/program.js';
import { inTemporaryFolder } from '../../helpers/run.js';

const NOW = new Date('2025-05-06T12:00:00Z');
/** Headers, files and folders of the campaign: none belongs into what is sent away. */
const OWN_WORDS = /list\.csv|organisations\.csv|favourite|colour|example|stop the plan|minister|postcode_|\/tmp|handin-run-/i;

async function doctor(folder: string): Promise<{ code: number | null; text: string; bundle: string }> {
  const run = await runProgram(['doctor', '-o', 'support.json', '--verbose'], folder, { now: NOW });
  const bundle = fs.readFileSync(path.join(folder, 'support.json'), 'utf8');
  for (const said of [run.stdout, run.stderr, bundle]) expect(findCanaries(said)).toEqual([]);
  expect(bundle).not.toMatch(OWN_WORDS);
  return { code: run.code, text: run.stdout, bundle };
}

describe('what is sent for help', () => {
  it('has fields, kinds and rounded numbers, and nothing of a person, a file or a column; also when things are broken', async () => {
    await inTemporaryFolder(async (folder) => {
      await buildCampaign(folder);
      const sound = JSON.parse((await doctor(folder)).bundle);
      expect(sound).toMatchObject({
        formatVersion: 1,
        campaign: { state: 'sound', settings: { kind: 'petition', ceiling: 'count-only' }, withoutEffect: [] },
      });
      expect(sound.merge.sources[0]).toMatchObject({ label: 'source-1', format: 'text', records: 'fewer than 10' });
      expect(sound.merge.sources[0].columns).toContainEqual({
        role: 'email',
        filledPercent: expect.any(Number),
        looksLike: 'e-mail addresses',
      });
      expect(sound.merge.sources[0].columns).toContainEqual({ role: 'unused', filledPercent: expect.any(Number), looksLike: 'words' });

      // Whatever somebody wrote into the private files, only words of ours come through.
      const place = path.join(folder, 'private', 'merge.json');
      const merge = JSON.parse(fs.readFileSync(place, 'utf8'));
      const person = 'Zerelda Quillcanary';
      merge.tool.version = person;
      merge.settings.match = person;
      merge.counts.people = { ...merge.counts.people, [person]: 12, signature: person };
      merge.inputs[0] = {
        ...merge.inputs[0],
        source: person,
        profile: person,
        format: person,
        repairs: [{ field: person, kind: person, count: 3 }],
      };
      merge.problems = [{ type: person, source: person, count: person, records: [], field: person }];
      fs.writeFileSync(place, JSON.stringify(merge));
      const file = path.join(folder, 'campaign.yaml');
      fs.writeFileSync(file, `${CAMPAIGN_YAML}\ncommons: { requests: ${person} }\n`);
      const idle = await doctor(folder);
      for (const said of [idle.bundle, idle.text.replace(/\s+/g, ' ')])
        expect(said).toContain('commons has no effect, because the pack has no section “commons-top-sheet”.');
      fs.writeFileSync(file, CAMPAIGN_YAML.replace(/layout: .*/u, 'layout: nowhere'));
      expect((await runProgram(['doctor', '--quick'], folder)).stdout).toContain('No pack can be built from it (layout-unknown)');

      fs.writeFileSync(place, `{"${person}`);
      fs.writeFileSync(path.join(folder, 'campaign.yaml'), CAMPAIGN_YAML.replace('kind: petition', `kind: ${person}\n"${person}": 1`));
      const broken = await doctor(folder);
      expect(broken.code).toBe(1);
      expect(JSON.parse(broken.bundle)).toMatchObject({
        campaign: { state: 'broken', code: 'campaign-invalid' },
        merge: { state: 'none' },
      });
      expect(broken.text).toContain('The campaign file cannot be used (campaign-invalid)');
    });
  });

  it('names dumps that Node was told to write, and a folder without a campaign', async () => {
    await inTemporaryFolder(async (folder) => {
      const run = await runProgram(['doctor', '--quick'], folder, { env: { NODE_OPTIONS: '--report-on-fatalerror' } });
      expect(run.code).toBe(1);
      expect(run.stdout).toContain('NODE_OPTIONS asks Node to write memory or reports');
      expect(run.stdout).toContain('There is no campaign file here.');
    });
  });
});
