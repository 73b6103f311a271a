/**
 * The one place where records are brought into the form they are compared in: `source_records` to
 * `standardized_records`. Fates that need no comparing (blank, unconfirmed, withdrawn, no name) are decided here too.
 */

import { RECORD_FIELDS } from '../model/record.js';
import type { Step } from '../sql.js';
import { step } from '../sql.js';
import { birthDigitsSql } from './date.js';
import type { EmailDomainRules } from './email.js';
import { normalizedEmailSql } from './email.js';
import type { LetterFolds } from './name.js';
import { foldedTextSql, normalizedNameSql, normalizedOrganisationSql } from './name.js';
import type { CallingCodes } from './phone.js';
import { normalizedPhoneSql } from './phone.js';
import { normalizedPostcodeSql } from './postcode.js';

/** The bundled tables of `normalize/data`. */
export interface NormalizeData {
  readonly emailDomains: EmailDomainRules;
  readonly letters: LetterFolds;
  readonly titles: readonly string[];
  readonly callingCodes: CallingCodes;
}

/** Fields in which a person leaves something of their own; a record with none of them is blank. */
const OWN_FIELDS = [
  'full_name',
  'organisation',
  'role',
  'email',
  'phone',
  'address',
  'locality',
  'postcode',
  'date_of_birth',
  'comment',
  'acronym',
  'aliases',
] as const;

/** SQL condition over the canonical columns: nobody entered anything in the record. */
export function blankRecordSql(): string {
  return OWN_FIELDS.map((field) => `${field} = ''`).join(' AND ');
}

/** The keys that say who somebody is: what a record says of its person, whatever export it stands in and however it is written there. */
const IDENTITY = [
  'kind',
  'normalized_name',
  "CASE WHEN kind = 'organisation' THEN normalized_organisation ELSE '' END",
  'compared_email',
  'normalized_phone',
  'normalized_postcode',
  'normalized_address',
  'normalized_locality',
  'normalized_birth',
];

/** The identity key of a row that has the keys: 16 hexadecimal digits. */
export function identityKeySql(): string {
  return `substr(sha256(concat_ws(chr(31), ${IDENTITY.join(', ')})), 1, 16)`;
}

/**
 * `standardized_records`: every canonical column of `source_records`, the keys, `content_key` (a digest of the content,
 * the same wherever the record stands), `identity_key` (16 hexadecimal digits: a digest of the keys alone, so
 * that consent, comments and spelling change nothing) and `fate`, null while it is undecided. `country` (ISO 3166-1 alpha-2, or empty)
 * completes national phone numbers.
 */
export function standardizeStep(data: NormalizeData, country: string): Step {
  const isBlank = blankRecordSql();
  const isUnnamed = `CASE WHEN kind = 'organisation' THEN organisation = '' AND full_name = '' ELSE full_name = '' AND email = '' END`;
  const email = normalizedEmailSql('email', data.emailDomains);
  return step(
    'standardized_records',
    `WITH standardized AS (SELECT *,
  ${email} AS normalized_email,
  CASE WHEN ${email} <> '' THEN ${email} WHEN regexp_matches(email, '[^@\\s]{2}@[^@\\s]{2}') THEN lower(trim(email)) ELSE '' END AS compared_email,
  ${normalizedNameSql('given_name', data.letters, data.titles)} AS normalized_given,
  ${foldedTextSql('family_name', data.letters)} AS normalized_family,
  ${foldedTextSql('locality', data.letters)} AS normalized_locality,
  ${birthDigitsSql('date_of_birth')} AS normalized_birth,
  ${normalizedNameSql('full_name', data.letters, data.titles)} AS normalized_name,
  ${normalizedOrganisationSql("CASE WHEN organisation <> '' THEN organisation ELSE full_name END", data.letters)} AS normalized_organisation,
  ${normalizedPostcodeSql('postcode')} AS normalized_postcode,
  ${normalizedPhoneSql('phone', data.callingCodes, country)} AS normalized_phone,
  ${foldedTextSql('address', data.letters)} AS normalized_address,
  sha256(concat_ws(chr(31), ${RECORD_FIELDS.join(', ')}, status, nullif(acronym || chr(30) || aliases, chr(30)))) AS content_key,
  CASE WHEN ${isBlank} THEN 'blank'
    WHEN status = 'unconfirmed' THEN 'unconfirmed'
    WHEN status = 'withdrawn' THEN 'withdrawn'
    WHEN ${isUnnamed} THEN 'ineligible' END AS fate
FROM source_records)
SELECT *, ${identityKeySql()} AS identity_key FROM standardized`,
  );
}
