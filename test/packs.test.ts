import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPdf } from '../src/lib/io/pdf-read.js';
import { renderRelease } from '../src/lib/io/renderer.js';
import { fingerprintOf } from '../src/lib/pack/manifest.js';
import { hasPoppler, withPdfJs, withPoppler } from './helpers/pdf-others.js';
import { checkStructure } from './helpers/pdf-structure/index.js';
import { runProgram } from './helpers/program.js';
import { drawnBy } from './helpers/render-here.js';
import { copyCampaign, handin, inTemporaryFolder, ROOT } from './helpers/run.js';
import { runs } from './helpers/runs.js';

const PETITION = 'protection-not-punishment';
const CAMPAIGNS = [PETITION, 'reject-the-protocol', 'step-up', 'eu-pact'];

/** Every file below a folder by name, but what is private on purpose. */
function bytesOf(folder: string): Record<string, string> {
  const names = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => fs.statSync(path.join(folder, name)).isFile());
  return Object.fromEntries(names.sort().map((name) => [name, fs.readFileSync(path.join(folder, name)).toString('base64')]));
}

const rowsOf = (file: string): Record<string, string>[] => parse(fs.readFileSync(file), { columns: true });

/** The example campaigns as `handin demo` builds them, once for all tests; who changes something works on a copy. */
let demo = '';
beforeAll(async () => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-demo-')));
  demo = path.join(folder, 'out');
  expect(handin(['demo', demo], folder).code).toBe(0);
  return () => fs.rmSync(folder, { recursive: true, force: true });
});

/** A copy of an example campaign with its private folder and its pack. */
function copyBuilt(name: string, to: string): string {
  const folder = path.join(to, name);
  fs.cpSync(path.join(demo, name), folder, { recursive: true, preserveTimestamps: true });
  return folder;
}

describe('the petition to the Home Secretary', () => {
  const expected = JSON.parse(fs.readFileSync(path.join(ROOT, 'fixtures', 'campaigns.expected.json'), 'utf8')) as {
    records: Record<string, { fate: string; reason: string; rule?: string; match?: string }>;
    named: { count: number };
  };

  it('has 25 counted signatures, and its ledger explains every other record', () => {
    const folder = path.join(demo, PETITION, 'private');
    expect(JSON.parse(fs.readFileSync(path.join(folder, 'merge.json'), 'utf8'))).toMatchObject({ signatures: 25 });
    const ledger = rowsOf(path.join(folder, 'ledger.csv'));
    const truth = expected.records;
    const seen = Object.fromEntries(
      ledger.map((row) => [`${row['source']}#${row['record']}`, { fate: row['fate'], reason: row['reason'], rule: row['rule'] }]),
    );
    expect(Object.keys(truth).length).toBe(45);
    for (const [place, fate] of Object.entries(truth))
      expect({ place, ...seen[place] }).toEqual({ place, fate: fate.fate, reason: fate.reason, rule: fate.rule ?? '' });
    expect(Object.keys(seen).sort()).toEqual(Object.keys(truth).sort());
  });

  it('has the fingerprint that the README shows', () => {
    const release = fs.readFileSync(path.join(demo, PETITION, 'private', 'release.json'));
    const fingerprint = fingerprintOf(createHash('sha256').update(release).digest('hex'));
    expect(fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8')).toContain(`  Fingerprint: ${fingerprint}\n`);
  });

  it('gives the same files whatever the order of exports, the number of threads and the folder they lie in', async () => {
    await inTemporaryFolder(async (folder) => {
      const campaign = copyCampaign(PETITION, folder);
      const exports = [
        ...fs.readdirSync(path.join(campaign, 'exports')).map((name) => path.join('exports', name)),
        'paper/paper-sheets.xlsx',
      ];
      expect((await runProgram(['merge', ...exports, '-o', 'one', '--threads', '1'], campaign)).code).toBe(0);
      expect(
        handin(['merge', ...[...exports].reverse(), '-o', 'two', '--threads', '4'], campaign, { TZ: 'Asia/Kolkata', LANG: 'tr_TR.UTF-8' })
          .code,
      ).toBe(0);
      expect(bytesOf(path.join(campaign, 'two'))).toEqual(bytesOf(path.join(campaign, 'one')));
    });
  });

  it('builds byte-identical packs twice, in another time zone, locale, folder and umask', async () => {
    await inTemporaryFolder((folder) => {
      const first = path.join(demo, PETITION);
      const second = copyCampaign(PETITION, path.join(folder, 'b', 'deeper'));
      const built = spawnSync(
        'sh',
        ['-c', `umask 077 && "${process.execPath}" "${path.join(ROOT, 'bin', 'handin.js')}" build --threads 1`],
        {
          cwd: second,
          env: { PATH: process.env['PATH'] ?? '', TZ: 'Pacific/Auckland', LC_ALL: 'de_DE.UTF-8' },
        },
      );
      expect(built.status).toBe(0);
      expect(bytesOf(path.join(second, 'pack'))).toEqual(bytesOf(path.join(first, 'pack')));
      expect(bytesOf(path.join(second, 'private'))).toEqual(bytesOf(path.join(first, 'private')));
    });
  });

  it('renders the same bytes after the private folder is gone', async () => {
    await inTemporaryFolder(async (folder) => {
      const campaign = copyBuilt(PETITION, folder);
      const release = fs.readFileSync(path.join(campaign, 'private', 'release.json'));
      const packed = fs.readFileSync(path.join(campaign, 'pack', 'home-secretary.pdf'));
      fs.rmSync(path.join(campaign, 'private'), { recursive: true });
      fs.rmSync(path.join(campaign, 'exports'), { recursive: true });
      const [rendered] = await drawnBy(renderRelease, release);
      expect(Buffer.from(rendered?.bytes ?? []).equals(packed)).toBe(true);
    });
  });

  it('does not change by a byte when people who are counted only had other names, places and dates', async () => {
    await inTemporaryFolder(async (folder) => {
      const original = path.join(demo, PETITION);
      const renamed = copyCampaign(PETITION, folder);
      const changeOrg = fs.readdirSync(path.join(renamed, 'exports')).find((name) => name.startsWith('petition_signatures_jobs_')) ?? '';
      const file = path.join(renamed, 'exports', changeOrg);
      // Change.org gives no consent, so nobody there is shown; their dates and towns must leave no trace either.
      const text = fs.readFileSync(file, 'utf16le');
      const changed = text.replaceAll('2025-04-0', '2025-03-1').replaceAll(/\bLondon\b|\bLeeds\b|\bBristol\b/g, 'Ouagadougou-sur-Mer');
      expect(changed).not.toBe(text);
      fs.writeFileSync(file, changed, 'utf16le');
      expect((await runProgram(['build'], renamed)).code).toBe(0);
      expect(bytesOf(path.join(renamed, 'pack'))).toEqual(bytesOf(path.join(original, 'pack')));
    });
  });

  it('shows nobody when the campaign file names no ceiling', async () => {
    await inTemporaryFolder(async (folder) => {
      const campaign = copyBuilt(PETITION, folder);
      const file = path.join(campaign, 'campaign.yaml');
      fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/^display:[\s\S]*?(?=^\S)/m, ''));
      expect((await runProgram(['build'], campaign)).code).toBe(0);
      const release = JSON.parse(fs.readFileSync(path.join(campaign, 'private', 'release.json'), 'utf8'));
      expect(release.signatories).toEqual({ ceiling: 'count-only', entries: [] });
      expect(release.counts).toMatchObject({ signatures: 25, named: 0 });
    });
  });

  it('refuses the pack when the letter names somebody who agreed to nothing, says whose record it is and not the name', async () => {
    await inTemporaryFolder(async (folder) => {
      const campaign = copyBuilt(PETITION, folder);
      fs.rmSync(path.join(campaign, 'pack'), { recursive: true });
      const hidden = rowsOf(path.join(campaign, 'private', 'signatures.csv')).find(
        (row) => row['display_consent'] === 'count-only' && (row['full_name'] ?? '').includes(' '),
      );
      const name = hidden?.['full_name'] ?? '';
      expect(name).not.toBe('');
      fs.appendFileSync(path.join(campaign, 'letter.md'), `\n\nAs ${name} told us.\n`);
      const run = await runProgram(['pack'], campaign);
      expect(run.code).toBe(1);
      expect(run.stderr).toMatch(/record \d+/);
      expect(run.stdout + run.stderr).not.toContain(name);
      expect(fs.existsSync(path.join(campaign, 'pack'))).toBe(false);
    });
  });

  it('refuses a count that the campaign file does not expect', async () => {
    await inTemporaryFolder(async (folder) => {
      const campaign = copyCampaign('step-up', folder);
      const list = path.join(campaign, 'organisations.csv');
      fs.writeFileSync(list, fs.readFileSync(list, 'utf8').trimEnd().split('\n').slice(0, -1).join('\n'));
      const run = await runProgram(['build'], campaign);
      expect(run.code).toBe(1);
      expect(run.stderr).toContain('expects 58 organisations, the data has 57');
    });
  });

  it('leaves what is up to date alone, and answers --strict with 1 because a record could not be read', async () => {
    await inTemporaryFolder(async (folder) => {
      const campaign = copyBuilt(PETITION, folder);
      const again = JSON.parse((await runProgram(['build', '--json'], campaign)).stdout);
      expect([again.merge.isUpToDate, again.pack.isUpToDate]).toEqual([true, true]);
      expect((await runProgram(['build', '--strict'], campaign)).code).toBe(1);
    });
  });
});

describe('every example pack', () => {
  it.each(CAMPAIGNS)('%s says on each page that it was not sent and not endorsed, and verifies', async (name) => {
    const pack = path.join(demo, name, 'pack');
    for (const file of fs.readdirSync(pack).filter((entry) => entry.endsWith('.pdf'))) {
      const pdf = readPdf(fs.readFileSync(path.join(pack, file)));
      expect(pdf.pages.length).toBeGreaterThan(3);
      for (const page of pdf.pages) expect(page.replace(/\s+/g, ' ')).toContain('Example - not sent, not endorsed');
      expect(pdf.attachments.map((attachment) => attachment.name)).toEqual(['statement.json']);
      expect([...pdf.forbidden, ...pdf.unread]).toEqual([]);
    }
    expect((await runProgram(['verify', pack], demo)).code).toBe(0);
  });

  it.each(CAMPAIGNS.filter((name) => name !== PETITION).slice(0, runs(0, CAMPAIGNS.length)))(
    '%s has the same bytes when it is built again from a copy, in another time zone and locale',
    async (name) => {
      await inTemporaryFolder((folder) => {
        const again = copyCampaign(name, path.join(folder, 'elsewhere'));
        expect(handin(['build'], again, { TZ: 'Pacific/Auckland', LC_ALL: 'de_DE.UTF-8' }).code).toBe(0);
        expect(bytesOf(path.join(again, 'pack'))).toEqual(bytesOf(path.join(demo, name, 'pack')));
      });
    },
  );

  it.each(CAMPAIGNS)('%s breaks no rule of our structure checker', (name) => {
    const pack = path.join(demo, name, 'pack');
    for (const file of fs.readdirSync(pack).filter((entry) => entry.endsWith('.pdf')))
      expect({ file, breaches: checkStructure(fs.readFileSync(path.join(pack, file))) }).toEqual({ file, breaches: [] });
  });

  it('has one PDF for each of the three institutions and all 57 organisations in each', () => {
    const pack = path.join(demo, 'eu-pact', 'pack');
    const files = fs.readdirSync(pack).filter((entry) => entry.endsWith('.pdf'));
    expect(files).toHaveLength(3);
    const organisations = parse(fs.readFileSync(path.join(ROOT, 'fixtures', 'campaigns', 'eu-pact', 'organisations.csv')), {
      columns: true,
    }) as { name: string }[];
    expect(organisations).toHaveLength(57);
    for (const file of files) {
      const text = readPdf(fs.readFileSync(path.join(pack, file)))
        .pages.join('\n')
        .replace(/\s+/g, ' ');
      expect(organisations.filter(({ name }) => !text.includes(name.replace(/\s+/g, ' ')))).toEqual([]);
    }
  });

  it.skipIf(hasPoppler)('SKIPPED: pdftotext is not installed, so only pdf.js and our own reader looked for people', () => undefined);

  it.each(CAMPAIGNS)('%s holds no e-mail address, phone number or postcode of any record, as other readers read it', async (name) => {
    const values = await contacts();
    const pack = path.join(demo, name, 'pack');
    const files = fs.readdirSync(pack, { recursive: true, encoding: 'utf8' }).filter((file) => fs.statSync(path.join(pack, file)).isFile());
    for (const file of files) {
      const bytes = fs.readFileSync(path.join(pack, file));
      const isPdf = file.endsWith('.pdf');
      const attached = isPdf ? readPdf(bytes).attachments.map((attachment) => Buffer.from(attachment.bytes).toString('utf8')) : [];
      const pages = isPdf ? [...(await withPdfJs(bytes)), ...(hasPoppler ? withPoppler(bytes) : [])] : [];
      const said = [bytes.toString('utf8'), ...attached, ...pages].map((text) => text.toLowerCase().replace(/[\s().-]+/g, ''));
      expect({ file, found: values.filter((value) => said.some((text) => text.includes(value))) }).toEqual({ file, found: [] });
      // The search reads letters: the words at the foot of each page are found in the same way.
      if (isPdf) expect(said.filter((text) => text.includes('notsent,notendorsed')).length).toBeGreaterThanOrEqual(pages.length);
    }
  });
});

/** Every e-mail address, phone number and postcode in the exports of the examples, in the form that remains without punctuation. */
let found: Promise<string[]> | undefined;
function contacts(): Promise<string[]> {
  found ??= inTemporaryFolder(async (folder) => {
    const campaign = copyCampaign(PETITION, folder);
    const exports = ['exports', 'paper'].flatMap((place) =>
      fs.readdirSync(path.join(campaign, place)).map((file) => path.join(place, file)),
    );
    expect((await runProgram(['clean', ...exports, '-o', 'all.csv'], campaign)).code).toBe(0);
    const rows = rowsOf(path.join(campaign, 'all.csv'));
    const values = rows.flatMap(({ email, postcode, phone }) => [email, postcode, phone, phone?.replace(/^\+44/, '')]);
    const bare = new Set(values.map((value) => (value ?? '').toLowerCase().replace(/[\s().-]+/g, '')));
    bare.delete('');
    expect(bare.size).toBeGreaterThan(50);
    return [...bare];
  });
  return found;
}
