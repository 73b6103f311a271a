/**
 * Who a leaf is about, in the one spelling that is hashed: `email:<canonical>`, `phone:<E.164>`, `paper:<sheet>:<row>`, and
 * `record:<source>:<row>` for an online record that gave neither. People who share a mailbox or a phone have the name behind it, and are told
 * apart by source and row where even that is the same. Two spellings of one rule: SQL for the whole list, a function for one address.
 */

import { type EmailDomainRules, normalizedEmailSql } from '../normalize/email.js';

const E164 = '\\+[1-9][0-9]{6,14}';

/** Columns that the keys are made of, in a relation with one row per counted person. */
export const IDENTITY_COLUMNS = ['signature_id', 'email', 'phone', 'full_name', 'medium', 'source', 'record'] as const;

/**
 * A query that gives `signature_id, identity_key` for every row of `people`, which has `IDENTITY_COLUMNS` as text and in which source and
 * record together occur once.
 */
export function identityKeysSql(people: string, rules: EmailDomainRules): string {
  return `WITH contacts AS (
  SELECT signature_id, medium, source, record,
    lower(nfc_normalize(regexp_replace(trim(full_name), '\\s+', ' ', 'g'))) AS name,
    CASE WHEN mailbox <> '' THEN 'email:' || mailbox WHEN regexp_full_match(number, '${E164}') THEN 'phone:' || number ELSE '' END AS contact
  FROM (SELECT *, ${normalizedEmailSql('email', rules)} AS mailbox, regexp_replace(phone, '[ ().-]+', '', 'g') AS number FROM ${people}) p
), shared AS (
  SELECT *, count(*) OVER (PARTITION BY contact) AS sharing FROM contacts
), keys AS (
  SELECT *, CASE WHEN contact = '' THEN '' WHEN sharing = 1 THEN contact ELSE contact || ':' || name END AS key FROM shared
), alike AS (
  -- Two of one name at one mailbox, or an address made to look like the key of somebody else.
  SELECT *, count(*) OVER (PARTITION BY key) AS same FROM keys
)
SELECT signature_id, CASE WHEN key <> '' AND same = 1 THEN key
  ELSE CASE medium WHEN 'paper' THEN 'paper:' ELSE 'record:' END || source || ':' || record END AS identity_key
FROM alike`;
}

/** The key of what a person states: an e-mail address or a phone in international form, or a key as it is. Null for anything else. */
export function identityKeyOf(stated: string, rules: EmailDomainRules): string | null {
  const text = stated.trim().normalize('NFC');
  if (/^(?:email|phone|paper|record):\S/.test(text)) return text;
  if (text.includes('@')) {
    const mailbox = normalizedEmail(text, rules);
    return mailbox === '' ? null : `email:${mailbox}`;
  }
  const number = text.replace(/[ ().-]/g, '');
  return new RegExp(`^${E164}$`).test(number) ? `phone:${number}` : null;
}

/** The key of one of several people who share a mailbox or a phone. */
export function withName(key: string, name: string): string {
  return `${key}:${[...name.trim().replace(/\s+/g, ' ').normalize('NFC')].map(lowerLikeTheEngine).join('')}`;
}

/** Which kind of key this is, in words that quote nothing of it. */
export function identityWords(key: string): string {
  const kind = key.slice(0, key.indexOf(':'));
  const isShared = /^email:[^:]*:|^phone:\+\d+:/.test(key);
  if (kind === 'email') return isShared ? 'the e-mail address and the name' : 'the e-mail address';
  if (kind === 'phone') return isShared ? 'the phone number and the name' : 'the phone number';
  return kind === 'paper' ? 'the sheet and the row' : 'the source and the record number';
}

/** The same as `normalizedEmailSql`, for one address. */
export function normalizedEmail(given: string, rules: EmailDomainRules): string {
  const address = [...given.trim().normalize('NFC')].map(lowerLikeTheEngine).join('');
  if (!/^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(address)) return '';
  const [local = '', domain = ''] = address.split('@');
  const rule = rules.domains.find((one) => one.domain === domain || one.aliases.includes(domain));
  const { cutAfter, dropDots } = rule ?? rules.default;
  // Nothing stands at the very beginning, so a rule that cuts after nothing cuts nothing.
  const at = local.indexOf(cutAfter);
  const cut = at > 0 ? local.slice(0, at) : local;
  return `${dropDots ? cut.replaceAll('.', '') : cut}@${rule?.domain ?? domain}`;
}

/** Letter by letter: the engine knows no final sigma, and makes one letter of one. */
function lowerLikeTheEngine(letter: string): string {
  const [lower = ''] = letter.toLowerCase();
  return lower;
}
