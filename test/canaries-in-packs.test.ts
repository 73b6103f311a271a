/**
 * F2: through the whole program, no field that somebody did not agree to release reaches a pack or the release it is rendered from, in any
 * encoding. Each person of a campaign holds a token of its own in every field; what they did agree to is found, so that the search is known
 * to find things.
 */

import fs from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { readFileText } from '../src/lib/io/file-text.js';
import { findNeedles, needlesOf } from './helpers/canaries.js';
import { CAMPAIGN_YAML, writeCampaign } from './helpers/canary-campaign.js';
import { withPdfJs } from './helpers/pdf-others.js';
import { type PlantedPerson, plantPeople, releasedTokens, withheldTokens, writePlanted } from './helpers/planted-people.js';
import { runProgram } from './helpers/program.js';
import { inTemporaryFolder } from './helpers/run.js';
import { runs } from './helpers/runs.js';

const TODAY = new Date('2025-05-06T12:00:00Z');
const YAML = CAMPAIGN_YAML.replace('ceiling: count-only', 'ceiling: name-place-comment').replace('layout: [', 'layout: [signatories, ');

/** Everything a file says, in every way we can read it: its bytes, what is packed in them, and each text without its spaces. */
function readEverything(file: string): string {
  const bytes = fs.readFileSync(file);
  const { pieces, pdf, unread } = readFileText(bytes);
  expect(unread, `${path.basename(file)} is read whole`).toEqual([]);
  const texts = [...pieces.map(({ text }) => text), ...(pdf?.pages ?? [])];
  const attached = (pdf?.attachments ?? []).map((attachment) => Buffer.from(attachment.bytes));
  const raw = [bytes, ...attached].flatMap((own) => [own.toString('latin1'), own.toString('utf8')]);
  return [...raw, ...texts, ...texts.map((text) => text.replace(/\s+/g, ''))].join('\n');
}

/** Every green file by name: those of the pack, and the release that they were rendered from. */
function greenFiles(folder: string): Array<readonly [name: string, said: string]> {
  const pack = path.join(folder, 'pack');
  const names = fs.readdirSync(pack, { recursive: true, encoding: 'utf8' }).map((name) => path.join(pack, name));
  const files = [...names.filter((name) => fs.statSync(name).isFile()), path.join(folder, 'private', 'release.json')];
  return files.map((file) => [path.relative(folder, file), `${path.basename(file)}\n${readEverything(file)}`] as const);
}

async function packOf(people: readonly PlantedPerson[], folder: string): Promise<Array<readonly [string, string]>> {
  writeCampaign(folder);
  fs.writeFileSync(path.join(folder, 'campaign.yaml'), YAML);
  writePlanted(folder, people);
  for (const args of [['merge'], ['pack']]) {
    const run = await runProgram(args, folder, { now: TODAY });
    expect({ args, code: run.code, stderr: run.code === 0 ? '' : run.stderr }).toEqual({ args, code: 0, stderr: '' });
  }
  return greenFiles(folder);
}

/** With names in files of their own nothing of anybody is in the pack, and all that was agreed to is in the encrypted file, and readable with its passphrase only. */
async function expectNamesApart(folder: string, people: readonly PlantedPerson[]): Promise<void> {
  const passphrase = 'six invented words for a test';
  fs.writeFileSync(path.join(folder, 'passphrase.txt'), `${passphrase}\n`);
  const run = await runProgram(['pack', '--annex', 'names', '--annex-passphrase-file', 'passphrase.txt'], folder, { now: TODAY });
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
  const released = people.flatMap(releasedTokens);
  const all = needlesOf([...released, ...people.flatMap((person) => withheldTokens(person).map(([, token]) => token))]);
  for (const [name, said] of greenFiles(folder)) expect({ name, found: findNeedles(said, all) }).toEqual({ name, found: [] });
  const locked = fs.readFileSync(path.join(folder, 'names', 'minister-names.pdf'));
  expect(findNeedles(`${locked.toString('latin1')}\n${locked.toString('utf8')}`, all)).toEqual([]);
  const pages = (await withPdfJs(locked, passphrase)).join('').replaceAll(/\s+/gu, '');
  expect(released.filter((token) => findNeedles(pages, needlesOf([token])).length === 0)).toEqual([]);
}

describe('a field that somebody did not agree to release', () => {
  const CAMPAIGNS = runs(1, 20);
  it(`is in no file of a pack and not in release.json, in any encoding (${CAMPAIGNS} campaigns, 6 people, 16 fields)`, async () => {
    for (let seed = 1; seed <= CAMPAIGNS; seed++)
      await inTemporaryFolder(async (folder) => {
        const people = plantPeople(seed);
        const files = await packOf(people, folder);
        expect(files.map(([name]) => name)).toEqual(
          expect.arrayContaining(['pack/minister.pdf', 'pack/manifest.json', 'private/release.json']),
        );
        const needles = needlesOf(people.flatMap((person) => withheldTokens(person).map(([, token]) => token)));
        for (const [name, said] of files) expect({ seed, name, found: findNeedles(said, needles) }).toEqual({ seed, name, found: [] });
        // What was agreed to is there, so all of them were read.
        const pdf = files.find(([name]) => name.endsWith('.pdf'))?.[1] ?? '';
        const missing = people.flatMap(releasedTokens).filter((token) => findNeedles(pdf, needlesOf([token])).length === 0);
        expect({ seed, missing }).toEqual({ seed, missing: [] });
        await expectNamesApart(folder, people);
      });
  });

  const [hidden] = plantPeople(1);
  it.each(Object.entries(hidden?.tokens ?? {}))('would be found: %s', async (_field, [token = '']) => {
    await inTemporaryFolder((folder) => {
      const file = path.join(folder, 'x.txt');
      for (const encode of ENCODINGS) {
        fs.writeFileSync(file, encode(`.${token}.`));
        expect(findNeedles(readEverything(file), needlesOf([token])), String(encode)).not.toEqual([]);
      }
    });
  });
});

/** Forms to plant a token in. */
const ENCODINGS: readonly ((text: string) => Buffer)[] = [
  (text) => Buffer.from(text),
  (text) => Buffer.from(text.toUpperCase()),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  (text) => Buffer.from(Buffer.from(text).toString('hex')),
  (text) => Buffer.from(Buffer.from(text, 'utf16le').toString('hex')),
  (text) => Buffer.from(Buffer.from(text).toString('base64')),
  (text) => Buffer.from(Buffer.from(text).toString('base64url')),
];
