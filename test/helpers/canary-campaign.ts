/** A campaign whose every signatory is a canary in every field, merged and packed once; tests work on copies. Its own texts are public. */

import fs from 'node:fs';
import path from 'node:path';

import { CANARY, CANARY_HEADER, CANARY_LINE } from './canaries.js';
import { runProgram } from './program.js';

export const CAMPAIGN_YAML = `kind: petition
title: "Stop the plan"
language: en-GB
organisers:
  - name: Example Network
    signatory: Ann Example
    role: Convenor
    contact: hello@example.org
    address: [1 Example Street]
targets:
  - { id: minister, name: The Minister, role: Minister, organisation: Ministry, address: [1 Example Street], salutation: Dear Minister, as-of: 2025-04-01 }
ask: Stop the plan.
body: body.md
letter: letter.md
organisations: organisations.csv
sources:
  - { file: exports/*.csv, profile: auto, medium: online }
thresholds:
  - { name: First, count: 2, of: signatures }
display:
  ceiling: count-only
pack:
  date: 2025-05-06
  layout: [cover, letter, text, how-we-counted, organisations]
`;

const TWIN = CANARY_LINE.replace(CANARY.email, 'zerelda.q@example.org').replace(CANARY.given, 'Zerrelda');

/** The one export: three people, two of them a question for the review, and a line that cannot be read. */
export const EXPORT = `${[
  CANARY_HEADER,
  CANARY_LINE,
  TWIN,
  `${CANARY.otherScript},perepyolkina@example.org,07700 900918,3 ${CANARY.town} Row,${CANARY.town},ZZ99 7QY,1931-07-20,2025-04-02,${CANARY.comment.replaceAll('"', '')},x`.replace(
    'story, quoted',
    'story',
  ),
  `${CANARY_LINE},more,than,there,are,columns`,
].join('\n')}\n`;

export const STRIKE_RULE = `id: one-town
reason: They wrote to us, and asked to be taken out.
decided: 2025-05-01
when:
  - { field: locality, is: ${CANARY.town} }
`;

/** Writes the campaign into a folder, as an organiser has it before the first merge. */
export function writeCampaign(folder: string): void {
  fs.mkdirSync(path.join(folder, 'exports'), { recursive: true });
  const files: Readonly<Record<string, string>> = {
    'campaign.yaml': CAMPAIGN_YAML,
    'exports/list.csv': EXPORT,
    'body.md': 'We, the signatories, ask the Minister to stop the plan.\n',
    'letter.md': `Dear Minister,\n\nwe are {{signatures}}. {{ask}}\n`,
    'organisations.csv': 'name,acronym,aliases,country,group,signed_at,display_consent\nExample Guild,,,GB,,2025-04-01,name\n',
  };
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
}

/** The same, merged and packed. */
export async function buildCampaign(folder: string): Promise<void> {
  writeCampaign(folder);
  for (const args of [['merge'], ['pack']]) {
    const run = await runProgram(args, folder, { now: new Date('2025-05-06T12:00:00Z') });
    if (run.code !== 0) throw new Error(`handin ${args.join(' ')} ended with ${run.code}: ${run.stderr}`);
  }
}
