/** Private folders of invented people, written as a merge writes them, with the knowledge of whose each record is. */

import fs from 'node:fs';
import path from 'node:path';

import { formatCsv } from '../../src/lib/io/csv-out.js';
import { LEDGER_COLUMNS, RECORD_FIELDS, REVIEW_COLUMNS, SET_ASIDE_COLUMNS, SIGNATURE_COLUMNS } from '../../src/lib/model/record.js';

/** What a person left in the exports. Several people can share a mailbox; two of one name never do. */
export interface InventedPerson {
  readonly name: string;
  readonly mailbox: number;
  /** How each record is written and what became of it; the first `counted` one is the counted record. */
  readonly records: readonly ('counted' | 'withdrawn' | 'unconfirmed' | 'struck-out' | 'refused')[];
}

export interface InventedFolder {
  /** Tokens that stand in the records of each person, and in nobody else's. */
  readonly tokens: readonly (readonly string[])[];
  readonly signatureIds: readonly (string | null)[];
  readonly emails: readonly string[];
}

const emptyCells = (): Record<string, string> => Object.fromEntries(RECORD_FIELDS.map((field) => [field, '']));

/** Writes the folder; records of all people are mixed. */
export function writeAccessFolder(folder: string, people: readonly InventedPerson[]): InventedFolder {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ledger: Record<string, string>[] = [];
  const signatures: Record<string, string>[] = [];
  const setAside: Record<string, string>[] = [];
  const tokens: string[][] = [];
  const signatureIds: (string | null)[] = [];
  const emails = people.map(({ mailbox }) => `mailbox${mailbox}@example.org`);
  const countedAt = new Map<number, string>();
  let row = 0;
  const hex = (number: number): string => `S${number.toString(16).padStart(12, '0')}`;
  const lines = people.flatMap((person, owner) => person.records.map((fate, index) => ({ person, owner, fate, index })));
  // Every person's records are spread over two files.
  lines.sort((a, b) => a.index - b.index || b.owner - a.owner);
  for (const [owner, person] of people.entries()) {
    tokens.push([]);
    signatureIds.push(person.records.includes('counted') ? hex(owner + 1) : null);
  }
  for (const { person, owner, fate, index } of lines) {
    row++;
    const [source, record] = [row % 2 === 0 ? 'list.csv' : 'stall.csv', String(Math.ceil(row / 2))];
    const token = `canary${owner}x${index}`;
    tokens[owner]?.push(token);
    const name = index % 2 === 0 ? person.name : person.name.toUpperCase();
    const email = index % 2 === 0 ? emails[owner] : emails[owner]?.toUpperCase();
    const cells = {
      ...emptyCells(),
      kind: 'person',
      full_name: name,
      email: email ?? '',
      comment: token,
      display_consent: 'name',
      medium: 'online',
    };
    const isFirst = fate === 'counted' && !countedAt.has(owner);
    const id = signatureIds[owner] ?? '';
    const line = {
      source,
      record,
      fate: isFirst ? 'counted' : fate === 'counted' ? 'duplicate' : fate,
      reason: '',
      signature_id: '',
      rule: '',
      matched_source: '',
      matched_record: '',
    };
    if (isFirst) {
      countedAt.set(owner, `${source} ${record}`);
      Object.assign(line, { reason: 'signature', signature_id: id });
      signatures.push({ signature_id: id, ...cells, records: '1', sources: source });
    } else if (fate === 'counted') {
      const [at = '', number = ''] = (countedAt.get(owner) ?? '').split(' ');
      Object.assign(line, { reason: 'same-person', signature_id: id, rule: 'canonical-email', matched_source: at, matched_record: number });
    } else if (fate === 'refused') {
      // Another name at a shared address: the ledger names the signature of whoever else has the address.
      const other = people.findIndex((one, at) => at !== owner && one.mailbox === person.mailbox && countedAt.has(at));
      const [at = '', number = ''] = (countedAt.get(other) ?? '').split(' ');
      Object.assign(line, {
        fate: 'duplicate',
        reason: 'shared-email',
        signature_id: signatureIds[other] ?? '',
        rule: 'shared-email',
        matched_source: at,
        matched_record: number,
      });
    } else Object.assign(line, { reason: fate === 'struck-out' ? 'struck-by-rule' : `status-${fate}` });
    if (!isFirst) setAside.push({ source, record, ...cells, fate: line.fate });
    ledger.push({
      ...line,
      input_id: `id-${token}`,
      match_probability: '',
      evidence: `evidence-${token}`,
      identity_key: `k${owner}x${index}`,
    });
  }
  const [left, right] = ledger;
  const review = [
    {
      pair_id: 'p1',
      left_source: left?.['source'] ?? '',
      left_record: left?.['record'] ?? '',
      right_source: right?.['source'] ?? '',
      right_record: right?.['record'] ?? '',
      evidence: 'evidence-of-a-pair',
    },
  ];
  const write = (name: string, columns: readonly string[], rows: readonly Record<string, string>[]): void =>
    fs.writeFileSync(
      path.join(folder, `${name}.csv`),
      formatCsv([columns, ...rows.map((one) => columns.map((column) => one[column] ?? ''))]),
    );
  write('ledger', LEDGER_COLUMNS, ledger);
  write('signatures', SIGNATURE_COLUMNS, signatures);
  write('set-aside', SET_ASIDE_COLUMNS, setAside);
  write('review', REVIEW_COLUMNS, review);
  const counts = { total: { records: ledger.length, byFate: {} }, bySource: {}, people: {}, organisations: {} };
  const merge = {
    formatVersion: 1,
    tool: { name: 'handin', version: '0.0.0' },
    inputs: [],
    counts,
    signatures: signatures.length,
    organisations: 0,
    settings: { match: 'exact', country: null },
  };
  fs.writeFileSync(path.join(folder, 'merge.json'), JSON.stringify(merge));
  return { tokens, signatureIds, emails };
}
