/** A private folder as a merge leaves it, with possible links and control questions between invented people. */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { formatCsv } from '../../src/lib/io/csv-out.js';
import { LEDGER_COLUMNS, RECORD_FIELDS, REVIEW_COLUMNS, SET_ASIDE_COLUMNS, SIGNATURE_COLUMNS } from '../../src/lib/model/record.js';
import { orderedKeys, pairIdOf } from '../../src/lib/review/judgements.js';

/** Cells of a record by field; `signature` groups records, `key` overrides the identity key. */
export type Person = Readonly<Record<string, string>> & { readonly signature?: string; readonly key?: string };

export interface ReviewFolder {
  /** Records in the order of `online.csv`, from 1. Of each signature the first is counted, unless it has its own. */
  readonly people: readonly Person[];
  /** Record numbers of a possible link, with what the model says. */
  readonly links: readonly (readonly [left: number, right: number, probability: string, evidence: string])[];
  readonly controls?: readonly (readonly [left: number, right: number, probability: string, evidence: string])[];
}

export const SOURCE = 'online.csv';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The identity key that a record of the folder has. */
export function keyOf(person: Person): string {
  return (
    person.key ?? digest(JSON.stringify(['full_name', 'email', 'postcode', 'address'].map((field) => person[field] ?? ''))).slice(0, 16)
  );
}

/** The id of the signature of a record. */
export function signatureOf(person: Person, record: number): string {
  return `S${digest(person.signature ?? `record ${record}`).slice(0, 12)}`;
}

export function writeReviewFolder(folder: string, { people, links, controls = [] }: ReviewFolder): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const records = people.map((person, index) => ({ person, record: index + 1, id: signatureOf(person, index + 1) }));
  const counted = new Set(records.filter(({ id }, index) => records.findIndex((other) => other.id === id) === index));
  const cell = (person: Person, field: string): string =>
    person[field] ?? { kind: 'person', display_consent: 'count-only', medium: 'online' }[field] ?? '';
  const write = (name: string, columns: readonly string[], rows: readonly Readonly<Record<string, string>>[]): void =>
    fs.writeFileSync(path.join(folder, name), formatCsv([[...columns], ...rows.map((row) => columns.map((column) => row[column] ?? ''))]), {
      mode: 0o600,
    });
  const cells = (person: Person): Record<string, string> => Object.fromEntries(RECORD_FIELDS.map((field) => [field, cell(person, field)]));
  write(
    'signatures.csv',
    SIGNATURE_COLUMNS,
    [...counted].map(({ person, id }) => ({
      ...cells(person),
      signature_id: id,
      records: String(records.filter((other) => other.id === id).length),
      sources: SOURCE,
    })),
  );
  const isCounted = (entry: (typeof records)[number]): boolean => counted.has(entry);
  write(
    'set-aside.csv',
    SET_ASIDE_COLUMNS,
    records
      .filter((entry) => !isCounted(entry))
      .map(({ person, record }) => ({ ...cells(person), source: SOURCE, record: String(record), fate: 'duplicate' })),
  );
  write(
    'ledger.csv',
    LEDGER_COLUMNS,
    records.map((entry) => ({
      source: SOURCE,
      record: String(entry.record),
      fate: isCounted(entry) ? 'counted' : 'duplicate',
      reason: isCounted(entry) ? 'signature' : 'same-person',
      signature_id: entry.id,
      identity_key: keyOf(entry.person),
    })),
  );
  const pairs = (rows: ReviewFolder['links']): Readonly<Record<string, string>>[] =>
    rows.map(([left, right, probability, evidence]) => {
      const keys = [left, right].map((record) => keyOf(people[record - 1] ?? {})) as [string, string];
      const [one, other] = orderedKeys(...keys);
      const [first, second] = one === keys[0] ? [left, right] : [right, left];
      return {
        pair_id: pairIdOf(one, other),
        left_source: SOURCE,
        left_record: String(first),
        right_source: SOURCE,
        right_record: String(second),
        match_probability: probability,
        evidence,
        judgement: '',
        left_key: one,
        right_key: other,
      };
    });
  write('review.csv', REVIEW_COLUMNS, pairs(links));
  write('review-checks.csv', REVIEW_COLUMNS, pairs(controls));
  fs.writeFileSync(
    path.join(folder, 'merge.json'),
    `${JSON.stringify({ formatVersion: 1, tool: { name: 'handin', version: '0.1.0' }, signatures: counted.size, organisations: 0 })}\n`,
  );
}

/** A dozen possible links in many scripts, and two control questions. */
export const MANY_SCRIPTS: ReviewFolder = {
  people: [
    {
      full_name: 'Ann Quillfeather',
      email: 'ann.q@example.org',
      phone: '+447700900101',
      address: '1 Example Street',
      locality: 'Leeds',
      postcode: 'ZZ99 1AA',
      country: 'GB',
      signed_at: '2026-03-01T10:00:00Z',
      signature: 'ann',
    },
    {
      full_name: 'Anne Quillfeather',
      email: 'anne.q@example.org',
      phone: '+447700900101',
      address: '1 Example St',
      locality: 'Leeds',
      postcode: 'ZZ99 1AA',
      country: 'GB',
      signed_at: '2026-03-04',
    },
    { full_name: 'José Quillfeather', email: 'jose@example.org', locality: 'Sevilla', country: 'ES' },
    { full_name: 'Jose\u0301 Quillfeather', email: 'jose1@example.org', locality: 'Sevilla', country: 'España' },
    {
      full_name: 'Łukasz Piórkowski',
      email: 'lukasz@example.org',
      address: 'ul. Przykładowa 5\nm. 12',
      locality: 'Kraków',
      postcode: '00-950',
    },
    {
      full_name: 'Lukasz Piorkowski',
      email: 'lukasz.p@example.org',
      address: 'ul. Przykladowa 5 m. 12',
      locality: 'Krakow',
      postcode: '00-950',
    },
    { full_name: 'Олена Перо', email: 'olena@example.org', locality: 'Київ', date_of_birth: '1980-02-03' },
    { full_name: 'Елена Перо', email: 'olena@example.com', locality: 'Киев', date_of_birth: '1980-03-02' },
    {
      full_name: '羽毛 太郎',
      email: 'taro@example.org',
      locality: '東京都',
      address: '千代田区見本町一丁目一番地サンプルビルディング三階三〇一号室',
    },
    { full_name: '羽毛 太朗', email: 'tarou@example.org', locality: '東京', address: '千代田区見本町1-1サンプルビルディング301' },
    { full_name: 'שלום נוצה', email: 'shalom@example.org', locality: 'חיפה' },
    { full_name: 'שלומי נוצה', email: 'shalom1@example.org', locality: 'חיפה' },
    { full_name: 'فاطمة ريشة', email: 'fatima@example.org' },
    { full_name: 'فاطمه ريشة', email: 'fatima.r@example.org' },
    { full_name: 'Νίκη Φτερού', email: 'niki@example.org', locality: 'Αθήνα' },
    { full_name: 'Νικη Φτερου', email: 'niki.f@example.org', locality: 'Αθηνα' },
    { full_name: 'मीरा पंख', email: 'meera@example.org', locality: 'दिल्ली' },
    { full_name: 'मीरा पङ्ख', email: 'mira@example.org', locality: 'दिल्ली' },
    { full_name: 'Nguyễn Văn Lông', email: 'long@example.org' },
    { full_name: 'Nguyen Van Long', email: 'long.nv@example.org' },
    { full_name: 'Bo\u200b Quill\u202efeather', email: 'bo@example.org', phone: '+447700900123' },
    {
      full_name: 'Bo Quillfeather',
      email: 'bo.with.a.very.long.local.part.that.nobody.would.type.by.hand.but.somebody.did@example.org',
      phone: '07700 900 123',
    },
    { full_name: '=HYPERLINK("http://example.org")', email: 'cy@example.org', postcode: 'ZZ99 2BB' },
    { full_name: 'Cy Quillfeather', email: '', postcode: 'ZZ99 2BB' },
    { full_name: 'Ann Quillfeather', email: 'annq@example.org', postcode: 'ZZ99 1AA', signature: 'ann' },
    { full_name: 'A. Quillfeather', email: 'ann.q@example.org', postcode: 'ZZ99 1AB', signature: 'ann' },
    { full_name: 'Dee Quillfeather', email: 'dee@example.org', signature: 'dee' },
    { full_name: 'Deee Quillfeather', email: 'dee@example.org', signature: 'dee' },
    { full_name: 'Eli Quillfeather', email: 'eli@example.org', signature: 'eli' },
    { full_name: 'Eli Quilfeather', email: 'eli@example.org', signature: 'eli' },
  ],
  links: [
    [1, 2, '0.94', 'same family name; given name alike (one letter); same phone; same postcode; e-mail differs'],
    [3, 4, '0.93', 'same name; same town; e-mail alike'],
    [5, 6, '0.91', 'same name without accents; same postcode; address alike'],
    [7, 8, '0.71', 'same family name; date of birth with day and month exchanged'],
    [9, 10, '0.7', 'same family name; given name alike (one letter)'],
    [11, 12, '0.69', 'same family name; given name alike (one letter); same town'],
    [13, 14, '0.66', 'same family name; given name alike (one letter)'],
    [15, 16, '0.61', 'same name without accents; same town'],
    [17, 18, '0.6', 'given name the same; family name alike; same town'],
    [19, 20, '0.58', 'same name without accents; e-mail differs'],
    [21, 22, '0.55', 'same name; same phone; e-mail differs'],
    [23, 24, '0.51', 'same postcode; name differs'],
  ],
  controls: [
    [27, 28, '0.991', 'same e-mail; name alike (one letter)'],
    [29, 30, '0.987', 'same e-mail; family name alike (one letter)'],
  ],
};
