/**
 * Who asked to be removed, as steps over `standardized_records`: right after records are brought into one form and before anything else looks
 * at them. Whatever status a platform gives it, a record of such a person leaves the table at once, so that no file can carry it further.
 */

import { identityKeySql } from '../normalize/standardize.js';
import type { Step } from '../sql.js';
import { step } from '../sql.js';
import { suppressionTokenSql, type TokenKind } from './tokens.js';

/** The address as it is written: the rules of mail domains may be others in a later version, and a removal must outlive them. */
const WRITTEN_EMAIL = 'lower(nfc_normalize(trim(r.email)))';
/** E.164, where the number could be read as one. */
const PHONE = `'+' || r.normalized_phone`;

interface RecordToken {
  readonly kind: TokenKind;
  readonly columns: readonly string[];
  /** Where it says something of the record; hashing is the dear part. */
  readonly when: string;
}

const isWrittenOtherwise = `${WRITTEN_EMAIL} NOT IN ('', r.compared_email)`;

/**
 * What a record of a person is looked up by. The name may be empty beside an address or a number: whoever leaves it out there is nobody else
 * for all we know.
 */
const RECORD_TOKENS: Readonly<Record<string, RecordToken>> = {
  by_email: { kind: 'email', columns: ['r.compared_email'], when: `r.compared_email <> ''` },
  by_email_written: { kind: 'email', columns: [WRITTEN_EMAIL], when: isWrittenOtherwise },
  by_email_name: { kind: 'email-name', columns: ['r.compared_email', 'r.normalized_name'], when: `r.compared_email <> ''` },
  by_email_name_written: { kind: 'email-name', columns: [WRITTEN_EMAIL, 'r.normalized_name'], when: isWrittenOtherwise },
  by_phone: { kind: 'phone', columns: [PHONE], when: `r.normalized_phone <> ''` },
  by_phone_name: { kind: 'phone-name', columns: [PHONE, 'r.normalized_name'], when: `r.normalized_phone <> ''` },
  by_name_postcode: {
    kind: 'name-postcode',
    columns: ['r.normalized_name', 'r.normalized_postcode'],
    when: `r.normalized_name <> '' AND r.normalized_postcode <> ''`,
  },
  by_name_address: {
    kind: 'name-address',
    columns: ['r.normalized_name', 'r.normalized_address'],
    when: `r.normalized_name <> '' AND r.normalized_address <> ''`,
  },
  by_record: { kind: 'record', columns: ['r.identity_key'], when: 'true' },
};

/** The record is of somebody on the list. Without an e-mail address of its own, a number or a place with the name says so too. */
const IS_SAME = `(by_email_name OR by_email_name_written OR by_record OR NOT has_email AND (by_phone_name OR by_name_postcode OR by_name_address))`;
/**
 * The record may be of somebody on the list, or of a partner, a child, a namesake: somebody has to look. A number under another name says
 * nothing where there is an e-mail address of its own.
 */
const IS_DOUBTFUL = `(by_email OR by_email_written OR NOT has_email AND by_phone OR has_email AND (by_phone_name OR by_name_postcode OR by_name_address))`;

/** The tables that `suppressSteps` fills, for each list in turn. */
export const SUPPRESSION_TABLES: readonly Step[] = [
  step('erased_records', 'SELECT source_id, record, kind FROM standardized_records WHERE false'),
  step('undecided_records', 'SELECT source_id, record FROM standardized_records WHERE false'),
];

/** Personal columns of an organisation's contact, who is gone when the organisation stays. */
const CONTACT = [
  'given_name',
  'family_name',
  'full_name',
  'role',
  'email',
  'phone',
  'normalized_email',
  'compared_email',
  'normalized_given',
  'normalized_family',
  'normalized_name',
  'normalized_phone',
];

/**
 * Takes the people of one list out. Needs `suppression_tokens` and `other_tokens` (token) of that list. Erased records leave
 * `standardized_records` for `erased_records`; those that wait for a decision get the fate `suppressed` and are named in
 * `undecided_records`. An organisation stays, without its contact.
 */
export function suppressSteps(key: Uint8Array): Step[] {
  const isListed = (token: string): string => `coalesce(${token} IN (SELECT token FROM suppression_tokens), false)`;
  const columns = Object.entries(RECORD_TOKENS).map(
    ([name, { kind, columns: values, when }]) =>
      `${isListed(`CASE WHEN ${when} THEN ${suppressionTokenSql(key, kind, ...values)} END`)} AS ${name}`,
  );
  const other = suppressionTokenSql(key, 'other', 'r.identity_key');
  return [
    step(
      'suppression_hits',
      `SELECT * FROM (SELECT r.source_id, r.record, r.kind, r.compared_email <> '' AS has_email, ${columns.join(',\n  ')}
FROM standardized_records r) WHERE ${Object.keys(RECORD_TOKENS).join(' OR ')}`,
    ),
    {
      table: 'erased_records',
      sql: `INSERT INTO erased_records SELECT source_id, record, kind FROM suppression_hits WHERE kind = 'person' AND ${IS_SAME}`,
    },
    {
      table: 'undecided_records',
      sql: `INSERT INTO undecided_records SELECT h.source_id, h.record FROM suppression_hits h JOIN standardized_records r USING (source_id, record)
WHERE h.kind = 'person' AND NOT ${IS_SAME} AND ${IS_DOUBTFUL} AND r.fate IS NULL AND ${other} NOT IN (SELECT token FROM other_tokens)`,
    },
    {
      table: 'standardized_records',
      sql: `UPDATE standardized_records SET fate = 'suppressed' FROM undecided_records u
WHERE standardized_records.source_id = u.source_id AND standardized_records.record = u.record`,
    },
    step(
      'erased_contacts',
      `SELECT h.source_id, h.record FROM suppression_hits h JOIN standardized_records r USING (source_id, record)
WHERE h.kind = 'organisation' AND r.organisation <> '' AND (h.by_email_name OR h.by_email_name_written)`,
    ),
    {
      table: 'standardized_records',
      sql: `UPDATE standardized_records SET ${CONTACT.map((column) => `${column} = ''`).join(', ')} FROM erased_contacts c
WHERE standardized_records.source_id = c.source_id AND standardized_records.record = c.record`,
    },
    {
      table: 'standardized_records',
      sql: `UPDATE standardized_records SET identity_key = ${identityKeySql()} FROM erased_contacts c
WHERE standardized_records.source_id = c.source_id AND standardized_records.record = c.record`,
    },
    {
      table: 'standardized_records',
      sql: `DELETE FROM standardized_records USING erased_records e
WHERE standardized_records.source_id = e.source_id AND standardized_records.record = e.record`,
    },
  ];
}

/** How many records each list left out in the end: `erased`, `undecided`. */
export const SUPPRESSION_COUNTS_SQL = `SELECT (SELECT count(*) FROM erased_records) AS erased, (SELECT count(*) FROM undecided_records) AS undecided`;

/** The token of somebody else's record, of a table `r` with `identity_key`. */
export function otherTokenSql(key: Uint8Array): string {
  return suppressionTokenSql(key, 'other', 'r.identity_key');
}

/**
 * Every token of the people in `erased_people` (person, source_id, record; records of `standardized_records`): rows (person, token), each once.
 * Every name of a person is joined with every address of theirs, so that the next spelling of both together is known too.
 */
export function personTokensSql(key: Uint8Array): string {
  const token = (kind: TokenKind, from: string, ...columns: string[]): string =>
    `SELECT person, ${suppressionTokenSql(key, kind, ...columns)} AS token FROM ${from}`;
  return `WITH own AS (SELECT p.person, r.* FROM erased_people p JOIN standardized_records r USING (source_id, record)),
names AS (SELECT DISTINCT person, normalized_name AS name FROM own UNION SELECT DISTINCT person, '' FROM own),
emails AS (SELECT DISTINCT person, email FROM (
  SELECT person, compared_email AS email FROM own UNION ALL SELECT person, ${WRITTEN_EMAIL} FROM own r) WHERE email <> ''),
phones AS (SELECT DISTINCT person, ${PHONE} AS phone FROM own r WHERE normalized_phone <> ''),
postcodes AS (SELECT DISTINCT person, normalized_postcode AS postcode FROM own WHERE normalized_postcode <> '' AND kind = 'person'),
addresses AS (SELECT DISTINCT person, normalized_address AS address FROM own WHERE normalized_address <> '' AND kind = 'person'),
keys AS (SELECT DISTINCT person, identity_key FROM own WHERE kind = 'person')
SELECT DISTINCT person, token FROM (
  ${[
    token('email', 'emails', 'email'),
    token('email-name', 'emails JOIN names USING (person)', 'email', 'name'),
    token('phone', 'phones', 'phone'),
    token('phone-name', 'phones JOIN names USING (person)', 'phone', 'name'),
    token('name-postcode', `postcodes JOIN (FROM names WHERE name <> '') USING (person)`, 'name', 'postcode'),
    token('name-address', `addresses JOIN (FROM names WHERE name <> '') USING (person)`, 'name', 'address'),
    token('record', 'keys', 'identity_key'),
  ].join('\n  UNION ALL ')}
) ORDER BY person, token`;
}
