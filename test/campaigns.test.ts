import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { parse } from 'csv-parse/sync';
import { readXlsx } from 'hucre/xlsx';
import { afterAll, describe, expect, it } from 'vitest';

import { loadCampaign } from '../src/lib/config.js';
import { files } from '../src/lib/io/files.js';
import { parseMarkdown } from '../src/lib/io/markdown.js';
import { validate } from '../src/lib/io/schema.js';
import { parseYaml } from '../src/lib/io/yaml.js';

const FOLDER = fileURLToPath(new URL('../fixtures/campaigns', import.meta.url));
const PETITION = join(FOLDER, 'protection-not-punishment');
const SCRIPT = fileURLToPath(new URL('../scripts/make-example-exports.mjs', import.meta.url));
const NOTICE = 'Example - not sent, not endorsed';
const IDS = ['eu-pact', 'protection-not-punishment', 'reject-the-protocol', 'step-up'];

const load = (id: string) => loadCampaign({ files, parseYaml, validate }, join(FOLDER, id)).campaign;
const textOf = (id: string, name: string): string => readFileSync(join(FOLDER, id, name), 'utf8');
const wordCount = (text: string): number => text.split(/\s+/).filter((word) => /\p{L}|\p{N}/u.test(word)).length;

/** The five exports as readable text, decoded as the platforms encode them. */
async function exportTexts(folder: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const name of readdirSync(join(folder, 'exports'))) {
    const encoding = name.startsWith('petition_signatures_jobs_') ? 'utf-16le' : name.startsWith('Sign our') ? 'windows-1252' : 'utf-8';
    texts.set(name, new TextDecoder(encoding, { fatal: true }).decode(readFileSync(join(folder, 'exports', name))));
  }
  const workbook = await readXlsx(readFileSync(join(folder, 'paper', 'paper-sheets.xlsx')));
  for (const sheet of workbook.sheets) texts.set(`paper-sheets.xlsx#${sheet.name}`, JSON.stringify(sheet.rows));
  return texts;
}

const scratch = mkdtempSync(join(tmpdir(), 'handin-campaigns-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('the example campaigns', () => {
  it('are four', () => {
    expect(
      readdirSync(FOLDER, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort(),
    ).toEqual(IDS);
  });

  it.each(IDS)('%s says on every page, and in its file, that nothing was sent or endorsed', (id) => {
    expect(load(id).notice).toBe(NOTICE);
    expect(textOf(id, 'campaign.yaml')).toMatch(
      /^# An example\. Nothing here was sent to anybody, and n[^\n]* endorsed it\.\n# Modelled on /,
    );
  });

  it.each(IDS)('%s has texts that the reader takes, of a fitting length, with sources', (id) => {
    const { body, letter, context, case: why } = load(id);
    for (const [name, least, most] of [
      // Where a text of its own says why it matters, that one is long.
      [body, why === undefined ? 250 : 80, 600],
      ...(why === undefined ? [] : [[why, 250, 600] as const]),
      [letter, 100, 250],
      [context, 100, 300],
    ] as const) {
      expect(name).toBeDefined();
      const text = textOf(id, name ?? '');
      parseMarkdown(text, name ?? '');
      expect(wordCount(text), `${id}/${name}`).toBeGreaterThanOrEqual(least);
      expect(wordCount(text), `${id}/${name}`).toBeLessThanOrEqual(most);
    }
    expect(parseMarkdown(textOf(id, context ?? ''), 'context.md').notes[0]).toEqual([
      { type: 'text', text: 'News report on the Organised Immigration Crime summit of 31 March 2025.' },
    ]);
  });

  it.each(IDS)('%s fills its letter only with placeholders that exist', (id) => {
    const placeholders = new Set([...textOf(id, 'letter.md').matchAll(/\{\{([^}]*)\}\}/g)].map(([, name]) => name));
    const known = ['signatures', 'organisations', 'date', 'ask', 'target.name', 'target.role'];
    expect([...placeholders].filter((name) => !known.includes(name ?? ''))).toEqual([]);
    expect(placeholders).toContain('date');
    expect(placeholders).toContain('ask');
    if (load(id).targets.length === 0) expect([...placeholders].filter((name) => name?.startsWith('target.'))).toEqual([]);
  });

  it.each([
    ['protection-not-punishment', '2025-05-06'],
    ['reject-the-protocol', '2022-02-15'],
    ['step-up', '2022-11-25'],
    ['eu-pact', '2023-11-20'],
  ])('%s is dated %s, like its model', (id, date) => {
    const { pack, targets } = load(id);
    expect(pack.date).toBe(date);
    for (const target of targets) expect(`${target['as-of']}` <= date).toBe(true);
  });

  it.each(['reject-the-protocol', 'step-up', 'eu-pact'])('%s says that its page on the later summit was added afterwards', (id) => {
    expect(textOf(id, 'context.md')).toMatch(/^## Added later: the summit of 31 March 2025\n/);
    expect(textOf(id, 'context.md').replace(/\s+/g, ' ')).toContain('This page was written afterwards, for this example');
    expect(textOf(id, load(id).body ?? '')).toMatch(/^\*.*20(22|23)\.\*\n/);
  });

  it.each(IDS)('%s gives contacts at example.org and no other address', (id) => {
    for (const { contact } of load(id).organisers) expect(contact).toMatch(/@example\.org$/);
    for (const name of readdirSync(join(FOLDER, id)).filter((file) => /\.(?:yaml|md|csv)$/.test(file))) {
      for (const [address] of textOf(id, name).matchAll(/[\w.+-]+@[\w.-]+/g)) expect(address).toMatch(/@example\.org$/);
    }
  });
});

describe('the targets of the examples', () => {
  it('are the Home Secretaries of their dates, nobody for the joint statement, and three institutions of the Union', () => {
    expect(load('protection-not-punishment').targets.map(({ name, role }) => [name, role])).toEqual([
      ['The Rt Hon Yvette Cooper MP', 'Home Secretary'],
    ]);
    expect(load('step-up').targets.map(({ name, role }) => [name, role])).toEqual([
      ['The Rt Hon Suella Braverman KC MP', 'Home Secretary'],
    ]);
    expect(load('reject-the-protocol').targets).toEqual([]);
    expect(load('eu-pact').targets.map(({ id }) => id)).toEqual(['european-commission', 'council-presidency', 'european-parliament']);
  });

  it('each have an address, and a salutation or the class that gives one', () => {
    for (const target of IDS.flatMap((id) => load(id).targets)) {
      expect(target.address?.length, target.id).toBeGreaterThan(0);
      if (target.class === undefined) expect(target.salutation, target.id).toMatch(/^Dear /);
    }
  });
});

describe('the joint statement', () => {
  it('has two organisers, numbered notes and no signatories', () => {
    const campaign = load('reject-the-protocol');
    expect(campaign.organisers).toHaveLength(2);
    expect(campaign.sources).toEqual([]);
    expect(parseMarkdown(textOf('reject-the-protocol', 'statement.md'), 'statement.md').notes).toHaveLength(5);
  });
});

describe('the lists of organisations', () => {
  const rowsOf = (id: string): string[][] => parse(textOf(id, 'organisations.csv'));

  it.each([
    ['step-up', 58],
    ['eu-pact', 57],
  ])('%s has %d, and its campaign file expects as many', (id, count) => {
    const [header, ...rows] = rowsOf(id);
    expect(header).toEqual(['name', 'acronym', 'aliases', 'country', 'group', 'signed_at', 'display_consent']);
    expect(rows).toHaveLength(count);
    expect(new Set(rows.map(([name]) => name?.toLowerCase().replace(/^the /, ''))).size).toBe(count);
    expect(rows.every((row) => row[6] === 'name')).toBe(true);
    expect(load(id).expect).toEqual({ organisations: count });
  });

  it('have acronyms and second names in columns of their own', () => {
    const [, ...rows] = rowsOf('eu-pact');
    expect(rows.find(([name]) => name === 'Association for Juridical Studies on Immigration')?.[1]).toBe('ASGI');
    expect(rows.find(([name]) => name === 'Birlikte Yaşamak İstiyoruz İnisiyatifi')?.[2]).toBe('We Want to Live Together Initiative');
    expect([...rows, ...rowsOf('step-up')].filter(([name]) => /\(| \/ /.test(name ?? ''))).toEqual([]);
  });
});

describe('the exports of the petition', () => {
  interface Truth {
    readonly totals: { readonly records: number; readonly byFate: Readonly<Record<string, number>> };
    readonly bySource: Readonly<Record<string, { readonly records: number; readonly byFate: Readonly<Record<string, number>> }>>;
    readonly named: { readonly count: number; readonly withPlace: readonly string[]; readonly records: readonly string[] };
    readonly records: Readonly<
      Record<string, { readonly fate: string; readonly reason: string; readonly rule?: string; readonly matched?: string }>
    >;
  }
  const truth = JSON.parse(readFileSync(join(FOLDER, '..', 'campaigns.expected.json'), 'utf8')) as Truth;

  it('are what the script writes', async () => {
    execFileSync(process.execPath, [SCRIPT, scratch]);
    // A spreadsheet is compared by its cells: its bytes depend on the compression of the Node version as well.
    expect(await exportTexts(scratch)).toEqual(await exportTexts(PETITION));
  });

  it('are as odd as the platforms make them', () => {
    const bytesOf = (name: string): Buffer => readFileSync(join(PETITION, 'exports', name));
    expect([...bytesOf('petition_signatures_jobs_38291746_20250502091500.csv').subarray(0, 4)]).toEqual([0xff, 0xfe, 0x4e, 0x00]);
    expect(bytesOf('Sign our petition(1-6).csv').includes(0x97)).toBe(true);
    expect(bytesOf('own-form.csv').toString('utf8')).toMatch(/^\uFEFFSign-ups [^\n]*\n[^\n]*\n\r\nFirst Name;Last Name;/);
    expect(bytesOf('Sign the petition (Responses).csv').toString('utf8')).toMatch(/^"Timestamp","Email Address",/);
  });

  it('hold invented contacts only: example domains, drama telephones, postcodes of the area ZZ', async () => {
    for (const [name, text] of await exportTexts(PETITION)) {
      for (const [address] of text.matchAll(/[^\s";,\t]+@[^\s";,\t]+/g)) expect(address, name).toMatch(/@example\.(?:org|com|net)$/i);
      for (const [digits] of text.matchAll(/\b0\d[\d ]{8,}\d\b/g)) expect(digits, name).toMatch(/^(?:07700 900\d{3}|020 7946 0\d{3})$/);
      for (const [code] of text.matchAll(/\b[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}\b/gi)) expect(code, name).toMatch(/^zz99 ?\d[a-z]{2}$/i);
      // Nobody who is named in the campaign file or its sources may appear among the invented signatories.
      for (const real of ['Cooper', 'Meloni', 'Hewitt', 'Biggar', 'Mahmood']) expect(text, name).not.toContain(real);
    }
  });

  it('are counted by hand in a list whose totals agree with its records', () => {
    const tally = (keys: readonly string[]): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const key of keys) counts[truth.records[key]?.fate ?? ''] = (counts[truth.records[key]?.fate ?? ''] ?? 0) + 1;
      return counts;
    };
    const keys = Object.keys(truth.records);
    expect(keys).toHaveLength(truth.totals.records);
    expect(tally(keys)).toEqual(truth.totals.byFate);
    for (const [source, { records, byFate }] of Object.entries(truth.bySource)) {
      const own = keys.filter((key) => key.slice(0, key.lastIndexOf('#')) === source);
      expect(own.map((key) => Number(key.slice(key.lastIndexOf('#') + 1)))).toEqual(
        Array.from({ length: records }, (_, index) => index + 1),
      );
      expect(tally(own)).toEqual(byFate);
    }
    for (const { fate, matched, rule } of Object.values(truth.records)) {
      expect(matched !== undefined && rule !== undefined).toBe(fate === 'duplicate');
      if (matched !== undefined) expect(truth.records[matched]?.fate).toBe('counted');
    }
  });

  it('count 25 people, about half of whom agreed to be named', () => {
    expect(truth.totals.byFate['counted']).toBe(25);
    expect(load('protection-not-punishment').expect).toEqual({ signatures: 25 });
    expect(truth.named.records).toHaveLength(truth.named.count);
    expect(truth.named.count).toBe(12);
    for (const key of truth.named.records) expect(truth.records[key]?.fate).toBe('counted');
    for (const key of truth.named.withPlace) expect(truth.named.records).toContain(key);
  });
});
