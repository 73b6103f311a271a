/** Words for the codes that papers speak of, in the middle of a sentence. */

import type { DataProtection } from '../model/campaign.js';
import type { PaperLaw } from '../model/paper.js';
import type { ConsentLevel, RecordField } from '../model/record.js';

/** What is shown of somebody at each level. */
export const LEVEL_WORDS: Readonly<Record<ConsentLevel, string>> = {
  'count-only': 'nothing, only the number',
  initials: 'initials',
  'first-name': 'the first name',
  name: 'the full name',
  'name-place': 'the full name, and the town or region',
  'name-place-comment': 'the full name, the town or region, and a comment that the organisers have approved',
};

export const BASIS_WORDS: Readonly<Record<NonNullable<DataProtection['lawful-basis']>, string>> = {
  consent: 'consent (Article 6(1)(a))',
  'legitimate-interests': 'legitimate interests (Article 6(1)(f))',
};

export const CONDITION_WORDS: Readonly<Record<NonNullable<DataProtection['special-category-condition']>, string>> = {
  'explicit-consent': 'explicit consent (Article 9(2)(a))',
  'not-for-profit-body':
    'the condition for not-for-profit bodies with a political aim (Article 9(2)(d)), for members, former members and regular contacts only',
};

/** Who hears complaints; in the European Union it depends on the country. */
export const AUTHORITY_WORDS: Readonly<Partial<Record<PaperLaw, string>>> = {
  gb: 'the Information Commissioner’s Office (ICO, ico.org.uk)',
};

/** Which text “GDPR” means. */
export const GDPR_WORDS: Readonly<Record<PaperLaw, string>> = {
  gb: '“GDPR” is the UK GDPR: Regulation (EU) 2016/679 as it is law in the United Kingdom, last changed by the Data (Use and Access) Act 2025.',
  eu: '“GDPR” is Regulation (EU) 2016/679.',
};

/** Categories of data, by the fields of a record that make them up, in the order in which they are named. */
export const CATEGORIES: readonly { readonly what: string; readonly fields: readonly RecordField[] }[] = [
  { what: 'names', fields: ['given_name', 'family_name', 'full_name'] },
  { what: 'organisations and roles', fields: ['organisation', 'role'] },
  { what: 'e-mail addresses', fields: ['email'] },
  { what: 'telephone numbers', fields: ['phone'] },
  { what: 'street addresses', fields: ['address'] },
  { what: 'towns, regions and countries', fields: ['locality', 'region', 'country'] },
  { what: 'postcodes', fields: ['postcode'] },
  { what: 'dates of birth', fields: ['date_of_birth'] },
  { what: 'comments, which may say anything', fields: ['comment'] },
  { what: 'the day of signing', fields: ['signed_at'] },
];

/** The general clock for the private files, and the date of the campaign's own. */
export const RETENTION_WORDS = {
  general:
    'Signatures are deleted 30 days after the hand-over, or 21 months after the first signature, whichever comes first. What is left is the pack, and a note that they were deleted.',
  own: (day: string): string =>
    `Signatures are deleted on ${day} at the latest. What is left is the pack, and a note that they were deleted.`,
  /** Somebody recorded an extension with its reason, which is the organisers' own note and is not printed. */
  extended: (day: string): string =>
    `Signatures are deleted on ${day} at the latest: the usual time, 30 days after the hand-over or 21 months after the first signature, was extended, and the reason is on record. What is left is the pack, and a note that they were deleted.`,
} as const;
