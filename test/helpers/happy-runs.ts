/**
 * One command line per command that does its work in a copy of the canary campaign: what the faults at the edges break. A new command
 * belongs here, or `test/faults.test.ts` fails.
 */

import fs from 'node:fs';
import path from 'node:path';

import { CANARY } from './canaries.js';
import { STRIKE_RULE } from './canary-campaign.js';
import { makeCertificate } from './certificates.js';
import { runProgram } from './program.js';

export interface HappyRun {
  readonly args: readonly string[];
  readonly prepare?: (folder: string) => void | Promise<void>;
}

const IDENTITY = 'me.identity';

async function makeIdentity(folder: string): Promise<string> {
  const { stdout } = await runProgram(['export', '--new-identity', IDENTITY], folder);
  const recipient = /age1[a-z0-9]+/.exec(stdout)?.[0] ?? '';
  fs.writeFileSync(path.join(folder, 'team.txt'), `${recipient}\n`);
  return recipient;
}

/** Receipts and audits are about a pack that fixed its count. */
async function packWithKeys(folder: string): Promise<void> {
  for (const args of [['keys', 'new'], ['pack']]) await runProgram(args, folder, { now: new Date('2025-05-06T12:00:00Z') });
}

export const HAPPY_RUNS: Readonly<Record<string, HappyRun>> = {
  inspect: { args: ['inspect', 'exports/list.csv'] },
  clean: { args: ['clean', 'exports/list.csv', '-o', 'tidy.csv'] },
  merge: { args: ['merge'] },
  strike: {
    args: ['strike', '--rule', 'rule.yaml', '--yes'],
    prepare: (folder) =>
      fs.writeFileSync(
        path.join(folder, 'rule.yaml'),
        STRIKE_RULE.replace(/- \{.*\}/, `- { field: full_name, is: ${CANARY.otherScript} }`),
      ),
  },
  check: { args: ['check'] },
  review: { args: ['review', '--export', 'sheet.csv'] },
  explain: { args: ['explain', 'list.csv:1'] },
  // Every edge that a pack can have: sealed, as a web page too, and with the names in an encrypted file of their own.
  pack: {
    args: ['pack', '--html', '--seal', 'seal.pem', '--annex', 'names', '--annex-passphrase-file', 'passphrase.txt'],
    prepare: (folder) => {
      const { pem, keyPem } = makeCertificate({ key: 'p256' });
      fs.writeFileSync(path.join(folder, 'seal.pem'), pem + keyPem, { mode: 0o600 });
      fs.writeFileSync(path.join(folder, 'passphrase.txt'), 'six invented words for a test\n');
    },
  },
  verify: { args: ['verify', 'pack'] },
  build: {
    args: ['build'],
    prepare: (folder) => {
      const place = path.join(folder, 'campaign.yaml');
      fs.writeFileSync(place, fs.readFileSync(place, 'utf8').replace('ask: Stop the', 'ask: Please stop the'));
    },
  },
  export: {
    args: ['export', '--recipients-file', 'team.txt', '-o', 'list.age'],
    prepare: async (folder) => void (await makeIdentity(folder)),
  },
  import: {
    args: ['import', 'list.age', '--identity', IDENTITY, '--into', 'there'],
    prepare: async (folder) => {
      const recipient = await makeIdentity(folder);
      await runProgram(['export', '--to', recipient, '-o', 'list.age'], folder);
    },
  },
  keys: { args: ['keys', 'new'] },
  receipt: {
    args: ['receipt', '--identity', 'who.txt'],
    prepare: async (folder) => {
      await packWithKeys(folder);
      fs.writeFileSync(path.join(folder, 'who.txt'), `${CANARY.email}\n`);
    },
  },
  papers: { args: ['papers'] },
  audit: { args: ['audit', '--seed', '20261126'], prepare: packWithKeys },
  numbers: { args: ['numbers'] },
  comments: { args: ['comments', '--json'] },
  consent: { args: ['consent', '--list'] },
  areas: { args: ['areas', '--by', 'country'] },
  signals: { args: ['signals'] },
  releases: { args: ['releases'] },
  sample: { args: ['sample', 'draw', '--seed', '20261126', '--size', '1'] },
  status: { args: ['status'] },
  erase: { args: ['erase', '--email', CANARY.email, '--yes'] },
  extend: { args: ['extend', '--until', '2027-06-30', '--reason', 'The answer is due then.'] },
  purge: { args: ['purge', '--yes'] },
  schemes: { args: ['schemes', 'eu-eci'] },
  profiles: { args: ['profiles', 'generic'] },
  doctor: { args: ['doctor', '-o', 'support.json'] },
  demo: { args: ['demo', 'examples'] },
};
