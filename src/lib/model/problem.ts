/** Problems: things wrong with one file or record. They are collected, counted and reported, and the run goes on. */

/** Something wrong with one file or record; collected, counted and reported. */
export interface Problem {
  /** Stable code from `PROBLEMS`. */
  readonly type: ProblemType;
  readonly source: string;
  /** How many records it touches; 1 for a whole file. */
  readonly count: number;
  /** The first few record numbers. */
  readonly records: readonly number[];
  /** The field it concerns, when there is one. Never a value. */
  readonly field?: string;
}

/** The catalogue of problems: docs, `--json` and tests all use the type. `{count}` and `{field}` are filled in. */
export const PROBLEMS = {
  'quarantined-records': 'set aside as unreadable; see quarantine.csv',
  'fix-unreadable': 'corrected rows cannot be read even so; they are still in quarantine.csv',
  'fix-unused': 'corrected rows belong nowhere: the file has changed since, or is not read; correct the new quarantine.csv instead',
  'encoding-assumed': 'the encoding was assumed, not certain; give --encoding to settle it',
  'encoding-mixed': 'lines are in another encoding than the rest of the file, and were read in that',
  'repaired-records': 'records broke the rules of CSV and were repaired; only one reading made sense',
  'fixed-records': 'read as a person corrected them',
  'suggested-records': 'read as their suggestion says',
  'header-repeated': "rows repeat the header, as when exports are pasted together; they are nobody's record",
  'footer-rows': "rows below the list or summing it up; they are nobody's record",
  'other-table-rows': "rows of another table below the list; they are nobody's record",
  'header-duplicate': 'a header appears more than once; of its columns the first filled cell is used',
  'column-unmapped': 'columns that no field uses',
  'date-unreadable': 'dates in {field} could not be read; they count as missing',
  'date-ambiguous': 'day and month in {field} could not be told apart; give --date-order to settle it',
  'email-malformed': 'e-mail addresses that are not well formed; they match nothing',
  'table-passed-over': "table in which no column is a person's, passed over because another table of the file is the list",
  'country-unclear': 'records name no country, and their postcodes are not of the country that handin would assume; give --country',
  'mailing-list': 'a mailing list: subscribers are not signers, and merging refuses it unless --profile says that they all signed',
  'consent-unknown': 'consent values that the profile does not list; treated as count-only',
  'sheet-hidden': 'hidden sheets were read too',
  'member-skipped': 'holds no table and was passed over',
  'date-serial': 'dates in {field} are day numbers of a spreadsheet among written dates; they are kept as they are',
  'email-domain-typo': 'e-mail addresses at a domain that looks like a slip of the keys; they are kept as they are',
  'phone-unreadable': 'phone numbers could not be read; they are kept as they are',
  'postcode-unfit': 'postcodes do not fit any form of their country; they are kept as they are',
  'zero-lost': 'postcodes have lost a leading zero, most likely in a spreadsheet; they are kept as they are',
  'spreadsheet-exponent':
    'cells in {field} hold a number such as 4.477E+11: a spreadsheet has rounded its digits away; ask for the original file',
  'spreadsheet-hashes': 'cells in {field} hold nothing but #: a spreadsheet printed them from a narrow column',
  'spreadsheet-error': 'cells in {field} hold a spreadsheet error such as #N/A instead of a value',
  'spreadsheet-date': 'cells in {field} hold a date: a spreadsheet took what was typed for one',
  'formula-cell': 'cells in {field} begin like a formula; they are harmless here and are defused in files for spreadsheets',
  'percent-encoded-sign': 'cells in {field} begin with an encoded sign such as %3D, as the UK Parliament site writes it',
  'mojibake-doubtful': 'a cell in {field} looks garbled by a wrong encoding, but nothing else in its column does; it is kept as it is',
  'name-upper': 'names are in capitals only; they are kept as they are',
  'name-lower': 'names are in small letters only; they are kept as they are',
  'name-too-long': 'names are longer than 200 characters',
  'letters-lost': 'cells hold a replacement character: letters were lost before this file was saved',
} as const;
export type ProblemType = keyof typeof PROBLEMS;
