/**
 * Everything that the private folder holds about one person, for the answer to a request for access: the records that a signature stands
 * for, and records without a signature that say the same of their person. Like `review-data.ts` this unwraps private values: to hand them
 * to the person they belong to is what they are for. They go into the bundle, and into no report, note or error.
 */

import type { Context, Engine } from '../context.js';
import { InputError } from '../errors.js';
import { LEDGER_COLUMNS, RECORD_FIELDS, REVIEW_COLUMNS, type RecordField, SET_ASIDE_COLUMNS, SIGNATURE_COLUMNS } from '../model/record.js';
import { normalizedEmailSql } from '../normalize/email.js';
import { normalizedNameSql } from '../normalize/name.js';
import type { Red } from '../red.js';
import { reveal } from '../red.js';
import { step } from '../sql.js';
import { readNormalizeData } from './normalize-data.js';
import { loadTable, withTemporaryEngine } from './review-data.js';
import { runSteps } from './steps.js';

/** Whose records are wanted. The name is needed where several people share an e-mail address. */
export type AccessSubject = { readonly signatureId: string } | { readonly email: string; readonly name: string | null };

/** One record of the person. */
export interface AccessRecord {
  readonly source: string;
  readonly record: number;
  readonly inputId: string;
  readonly fate: string;
  readonly reason: string;
  /** Empty for a record that no signature stands for. */
  readonly signatureId: string;
  /** The digest of what the record says of the person, by which later decisions know it; `erase` finds the bundle by it. */
  readonly identityKey: string;
  /** The record that it was found to belong to; only where that is the same person's. */
  readonly matched: { readonly source: string; readonly record: number; readonly rule: string; readonly evidence: string } | null;
  readonly cells: Readonly<Record<RecordField, string>>;
}

export interface AccessData {
  /** The counted record first, then by file and row. */
  readonly records: readonly AccessRecord[];
  /** The private cells of the counted record, for the gate to judge; null where nobody is counted. */
  readonly counted: Readonly<Record<RecordField, Red>> | null;
  /** Records at the same e-mail address that bear another name. They are somebody else's and are not here. */
  readonly othersAtAddress: number;
  /** Pairs of one of these records and another person's that nobody has decided. */
  readonly possibleLinks: number;
}

const LEDGER_TEXTS = [
  'source',
  'input_id',
  'fate',
  'reason',
  'signature_id',
  'matched_source',
  'matched_record',
  'rule',
  'evidence',
  'identity_key',
] as const;

/**
 * Reads one person's records.
 * @throws InputError `access-nobody`, or `access-several` when an e-mail address is several people's and the name does not tell them apart
 */
export async function readAccessData(context: Context, folder: string, subject: AccessSubject): Promise<AccessData> {
  return withTemporaryEngine(context, async (engine) => {
    for (const [name, columns] of [
      ['ledger', LEDGER_COLUMNS],
      ['signatures', SIGNATURE_COLUMNS],
      ['set-aside', SET_ASIDE_COLUMNS],
      ['review', REVIEW_COLUMNS],
    ] as const)
      await loadTable(context, engine, folder, name, columns);
    await runSteps(engine, recordSteps(context));
    if ('signatureId' in subject)
      await engine.run(`CREATE TABLE seeds AS SELECT * FROM known WHERE own_signature = $1`, [subject.signatureId]);
    else await findByEmail(context, engine, subject.email, subject.name);
    await runSteps(engine, [
      // A record without a signature of its own is the person's when it says the same of them, or bears their name and address.
      step(
        'own_records',
        `SELECT k.* FROM known k WHERE (k.own_signature <> '' AND k.own_signature IN (SELECT own_signature FROM seeds))
  OR (k.own_signature = '' AND EXISTS (SELECT 1 FROM seeds s WHERE (s.source = k.source AND s.record = k.record)
    OR (s.kind = k.kind AND s.identity_key <> '' AND s.identity_key = k.identity_key)
    OR (s.kind = k.kind AND s.email_key <> '' AND s.email_key = k.email_key AND s.name_key <> '' AND s.name_key = k.name_key)))`,
      ),
    ]);
    return read(engine);
  });
}

/** `known`: every record that could be read, with its cells, the signature that is its own, and the keys that it is compared by. */
function recordSteps(context: Context): ReturnType<typeof step>[] {
  const data = readNormalizeData(context);
  const cells = RECORD_FIELDS.map((field) => `c.${field}`).join(', ');
  const email = normalizedEmailSql('email', data.emailDomains);
  return [
    step(
      'known',
      `WITH cells AS (
  SELECT l.*, ${cells} FROM ledger l JOIN signatures c ON c.signature_id = l.signature_id WHERE l.fate = 'counted'
  UNION ALL
  SELECT l.*, ${cells} FROM ledger l JOIN "set-aside" c ON c.source = l.source AND c.record = l.record WHERE l.fate <> 'counted'
)
SELECT *, CASE WHEN reason = 'shared-email' THEN '' ELSE signature_id END AS own_signature,
  CASE WHEN ${email} <> '' THEN ${email} ELSE lower(trim(email)) END AS email_key,
  ${normalizedNameSql('full_name', data.letters, data.titles)} AS name_key
FROM cells WHERE fate NOT IN ('blank', 'unreadable')`,
    ),
  ];
}

/** `seeds`: the records at an e-mail address that are one person's. */
async function findByEmail(context: Context, engine: Engine, email: string, name: string | null): Promise<void> {
  const data = readNormalizeData(context);
  const address = normalizedEmailSql('email', data.emailDomains);
  await engine.run('CREATE TABLE asked (email VARCHAR, full_name VARCHAR)');
  await engine.run('INSERT INTO asked VALUES ($1, $2)', [email.trim(), name ?? '']);
  await runSteps(engine, [
    step(
      'at_address',
      `SELECT k.*, CASE WHEN own_signature <> '' THEN own_signature
    ELSE coalesce(min(nullif(own_signature, '')) OVER (PARTITION BY k.kind, name_key), 'name ' || name_key) END AS person
FROM known k JOIN (SELECT CASE WHEN ${address} <> '' THEN ${address} ELSE lower(trim(email)) END AS email_key FROM asked) a USING (email_key)
WHERE a.email_key <> ''`,
    ),
    step('asked_name', `SELECT ${normalizedNameSql('full_name', data.letters, data.titles)} AS name_key FROM asked`),
    step(
      'meant',
      `SELECT DISTINCT person FROM at_address WHERE (SELECT name_key FROM asked_name) = '' OR name_key = (SELECT name_key FROM asked_name)`,
    ),
  ]);
  const [found] = await engine.rows<{ people: number }>('SELECT count(*) AS people FROM meant');
  if (found?.people === 0) throw nobody();
  if (found?.people !== 1) {
    throw new InputError('Several people signed with this e-mail address.', {
      code: 'access-several',
      hint: 'Give the name too, as it stands in the record, or the signature with --signature; `handin explain` shows which is whose.',
    });
  }
  await engine.run('CREATE TABLE seeds AS SELECT k.* FROM at_address k JOIN meant USING (person)');
}

function nobody(): InputError {
  return new InputError('The last merge has no record of this person.', {
    code: 'access-nobody',
    hint: 'Look for other spellings and addresses with the person. Rows that could not be read are in quarantine.csv and have to be looked at by hand.',
  });
}

async function read(engine: Engine): Promise<AccessData> {
  const rows = await engine.rows<Record<(typeof LEDGER_TEXTS)[number], string> & Record<RecordField, Red> & { record: string }>(
    `SELECT ${[...LEDGER_TEXTS, 'record', ...RECORD_FIELDS].join(', ')} FROM own_records ORDER BY fate <> 'counted', source, try_cast(record AS BIGINT)`,
    [...LEDGER_TEXTS, 'record'],
  );
  if (rows.length === 0) throw nobody();
  const places = new Set(rows.map(({ source, record }) => `${record} ${source}`));
  const counted = rows.find(({ fate }) => fate === 'counted') ?? null;
  const [numbers] = await engine.rows<{ others: number; links: number }>(
    `SELECT (SELECT count(*) FROM known k WHERE k.email_key <> '' AND k.email_key IN (SELECT email_key FROM own_records)
    AND NOT EXISTS (SELECT 1 FROM own_records o WHERE o.source = k.source AND o.record = k.record)) AS others,
  (SELECT count(*) FROM review r WHERE r.judgement = '' AND (
    (EXISTS (SELECT 1 FROM own_records o WHERE o.source = r.left_source AND o.record = r.left_record))
    <> (EXISTS (SELECT 1 FROM own_records o WHERE o.source = r.right_source AND o.record = r.right_record)))) AS links`,
  );
  return {
    records: rows.map((row) => ({
      source: row.source,
      record: Number(row.record),
      inputId: row.input_id,
      fate: row.fate,
      reason: row.reason,
      signatureId: row.reason === 'shared-email' ? '' : row.signature_id,
      identityKey: row.identity_key,
      matched: places.has(`${row.matched_record} ${row.matched_source}`)
        ? { source: row.matched_source, record: Number(row.matched_record), rule: row.rule, evidence: row.evidence }
        : null,
      cells: Object.fromEntries(RECORD_FIELDS.map((field) => [field, reveal(row[field])])) as Record<RecordField, string>,
    })),
    counted,
    othersAtAddress: numbers?.others ?? 0,
    possibleLinks: numbers?.links ?? 0,
  };
}
