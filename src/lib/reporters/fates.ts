/** What became of a record, in words. */

import type { Fate } from '../model/record.js';

/** A fate, after "it is". Where several records are spoken of, only duplicates are called otherwise. */
export const FATE_WORDS: Readonly<Record<Fate, string>> = {
  counted: 'counted',
  duplicate: 'a duplicate',
  unreadable: 'unreadable',
  blank: 'blank',
  unconfirmed: 'unconfirmed',
  withdrawn: 'withdrawn',
  suppressed: 'suppressed',
  ineligible: 'ineligible',
  'struck-out': 'struck out',
};

/** The same of several records. */
export const FATES_WORDS: Readonly<Record<Fate, string>> = { ...FATE_WORDS, duplicate: 'duplicates' };
