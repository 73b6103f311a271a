/** The reasons that matching gives, each with the sentence that the audit trail prints. The codes are stable. */

/** Same organisation: counted once. */
export type MergeReason =
  | 'judgement'
  | 'same-entry'
  | 'same-name'
  | 'same-letters'
  | 'same-name-and-place'
  | 'alias-given'
  | 'same-acronym'
  | 'acronym-declared'
  | 'initials'
  | 'typing-error-certain'
  | 'same-email';

/** Perhaps the same: a person decides. */
export type ReviewReason =
  | 'typing-error'
  | 'other-order'
  | 'one-word-differs'
  | 'extra-generic-word'
  | 'without-subtitle'
  | 'different-acronyms'
  | 'acronym-other-words'
  | 'acronym-claimed-by-several'
  | 'acronym-and-word'
  | 'acronym-in-small-letters'
  | 'initials-possible'
  | 'different-number'
  | 'number-in-one'
  | 'place-in-one'
  | 'different-brackets'
  | 'country-in-name'
  | 'different-country'
  | 'different-legal-form'
  | 'different-small-words'
  | 'alias-shared'
  | 'second-name-elsewhere'
  | 'kept-apart';

/** Not the same but belonging together: the campaign decides whether both count. */
export type RelatedReason = 'member-of-umbrella' | 'branch' | 'different-place' | 'name-contained';

export type Reason = MergeReason | ReviewReason | RelatedReason;

const SENTENCES: Readonly<Record<Reason, string>> = {
  judgement: 'Judged to be one organisation.',
  'same-entry': 'Both entries are the same in every column.',
  'same-name': 'The names are the same once articles, legal forms, plurals and spelling are left aside.',
  'same-letters': 'The names are the same but for their blanks.',
  'same-name-and-place': 'The names are the same and both name the same place.',
  'alias-given': 'The name of one is given as another name of the other.',
  'same-acronym': 'Both give the acronym %, and their names share most words.',
  'acronym-declared': '% is the acronym that the other entry gives.',
  initials: '% is spelled by the initials of the other name, and of no other name in the list.',
  'typing-error-certain': 'The names differ by one slip of the keys in one word, and no other entry has that spelling.',
  'same-email': 'The names are nearly the same, and both entries have one e-mail address.',
  'typing-error': 'The names differ by what may be a typing error.',
  'other-order': 'The names have the same words in another order.',
  'one-word-differs': 'The names differ in one word.',
  'extra-generic-word': 'One name has a general word more than the other.',
  'without-subtitle': 'One name is the other without what follows its dash.',
  'different-acronyms': 'The names are the same, but each entry gives another acronym.',
  'acronym-other-words': 'Both give the acronym %, but their names differ.',
  'acronym-claimed-by-several': 'Several organisations in the list give the acronym %.',
  'acronym-and-word': '% is the acronym that the other entry gives; a general word stands beside it.',
  'acronym-in-small-letters': 'The name may be the acronym % that the other entry gives, or a word.',
  'initials-possible': '% may be the initials of the other name.',
  'different-number': 'The names differ in a number.',
  'number-in-one': 'One name has a number that the other has not.',
  'place-in-one': 'The names are the same, but one has words in brackets that may be a place.',
  'different-brackets': 'The names are the same, but each has something else in brackets.',
  'country-in-name': 'One name holds the country that the other entry gives as its own.',
  'different-country': 'The names are the same, but each entry gives another country.',
  'different-legal-form': 'The names are the same, but each has another legal form.',
  'different-small-words': 'The names are the same but for small words such as for and in.',
  'alias-shared': 'Both entries give the same other name, but their own names differ.',
  'second-name-elsewhere': 'The second name of one entry is the name of the other, but the first name stands elsewhere in the list too.',
  'kept-apart': 'The entries look the same, but one of them is the same as an entry that must stay apart from the other.',
  'member-of-umbrella': 'One entry says that it is a member or part of the other.',
  branch: 'One is the other with a place: a branch or local member.',
  'different-place': 'The same name with two places: two branches or local members.',
  'name-contained': 'One name begins with the whole of the other.',
};

/** The order in which links are taken into groups, and which of several is told: what people said first, then the plainest. */
export const STRENGTH: readonly MergeReason[] = [
  'judgement',
  'same-entry',
  'same-name',
  'same-name-and-place',
  'same-letters',
  'same-acronym',
  'alias-given',
  'acronym-declared',
  'typing-error-certain',
  'same-email',
  'initials',
];

/** The sentence of a reason. `acronym` stands in where the sentence quotes one. */
export function sentence(reason: Reason, acronym: string): string {
  return SENTENCES[reason].replace('%', () => (acronym === '' ? 'This' : `"${acronym.toUpperCase()}"`));
}
