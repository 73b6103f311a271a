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

/** Words that are the same for one and for many. */
const same = (words: string): readonly [string, string] => [words, words];

/** The catalogue of problems: docs, `--json` and tests all use the type. Words for one and for many; `{field}` is filled in. */
export const PROBLEMS = {
  'quarantined-records': ['row set aside as unreadable', 'rows set aside as unreadable'],
  'fix-unreadable': [
    'corrected row cannot be read even so; it is still in the quarantine file',
    'corrected rows cannot be read even so; they are still in the quarantine file',
  ],
  'fix-unused': [
    'corrected row belongs nowhere: the file has changed since, or is not read; correct the new quarantine file instead',
    'corrected rows belong nowhere: the file has changed since, or is not read; correct the new quarantine file instead',
  ],
  'encoding-assumed': same('the encoding was assumed, not certain; give --encoding to settle it'),
  'encoding-mixed': [
    'line is in another encoding than the rest of the file, and was read in that',
    'lines are in another encoding than the rest of the file, and were read in that',
  ],
  'header-unknown': same('no cell of the first row is a column name that handin knows: it may be a person'),
  'repaired-records': [
    'record broke the rules of CSV and was repaired; only one reading made sense',
    'records broke the rules of CSV and were repaired; only one reading made sense',
  ],
  'fixed-records': ['record read as a person corrected it', 'records read as a person corrected them'],
  'suggested-records': ['record read as its suggestion says', 'records read as their suggestion says'],
  'header-repeated': [
    "row repeats the header, as when exports are pasted together; it is nobody's record",
    "rows repeat the header, as when exports are pasted together; they are nobody's record",
  ],
  'footer-rows': [
    "row below the list or summing it up; it is nobody's record",
    "rows below the list or summing it up; they are nobody's record",
  ],
  'other-table-rows': [
    "row of another table below the list; it is nobody's record",
    "rows of another table below the list; they are nobody's record",
  ],
  'header-duplicate': same('a header appears more than once; of its columns the first filled cell is used'),
  'column-unmapped': ['column that no field uses', 'columns that no field uses'],
  'date-unreadable': [
    'date in {field} could not be read; it counts as missing',
    'dates in {field} could not be read; they count as missing',
  ],
  'date-ambiguous': same('day and month in {field} could not be told apart; give --date-order to settle it'),
  'email-malformed': [
    'e-mail address that is not well formed; it matches nothing',
    'e-mail addresses that are not well formed; they match nothing',
  ],
  'table-passed-over': same("table in which no column is a person's, passed over because another table of the file is the list"),
  'country-unclear': [
    'record names no country, and its postcode is not of the country that handin would assume; give --country',
    'records name no country, and their postcodes are not of the country that handin would assume; give --country',
  ],
  'country-unknown': [
    'phone number stays as it was written, because nothing says of which country it is; give --country',
    'phone numbers stay as they were written, because nothing says of which country they are; give --country',
  ],
  'mailing-list': same('a mailing list: subscribers are not signers, and merging refuses it unless --profile says that they all signed'),
  'consent-unknown': [
    'consent value that the profile does not list; treated as count-only',
    'consent values that the profile does not list; treated as count-only',
  ],
  'sheet-hidden': ['hidden sheet was read too', 'hidden sheets were read too'],
  'member-skipped': same('holds no table and was passed over'),
  'date-serial': [
    'date in {field} is a day number of a spreadsheet among written dates; it is kept as it is',
    'dates in {field} are day numbers of a spreadsheet among written dates; they are kept as they are',
  ],
  'email-domain-typo': [
    'e-mail address at a domain that looks like a slip of the keys; it is kept as it is',
    'e-mail addresses at a domain that looks like a slip of the keys; they are kept as they are',
  ],
  'phone-unreadable': ['phone number could not be read; it is kept as it is', 'phone numbers could not be read; they are kept as they are'],
  'postcode-unfit': [
    'postcode fits no form of its country; it is kept as it is',
    'postcodes do not fit any form of their country; they are kept as they are',
  ],
  'zero-lost': [
    'postcode has lost a leading zero, most likely in a spreadsheet; it is kept as it is',
    'postcodes have lost a leading zero, most likely in a spreadsheet; they are kept as they are',
  ],
  'spreadsheet-exponent': [
    'cell in {field} holds a number such as 4.477E+11: a spreadsheet has rounded its digits away; ask for the original file',
    'cells in {field} hold a number such as 4.477E+11: a spreadsheet has rounded its digits away; ask for the original file',
  ],
  'spreadsheet-hashes': [
    'cell in {field} holds nothing but #: a spreadsheet printed it from a narrow column',
    'cells in {field} hold nothing but #: a spreadsheet printed them from a narrow column',
  ],
  'spreadsheet-error': [
    'cell in {field} holds a spreadsheet error such as #N/A instead of a value',
    'cells in {field} hold a spreadsheet error such as #N/A instead of a value',
  ],
  'spreadsheet-date': [
    'cell in {field} holds a date: a spreadsheet took what was typed for one',
    'cells in {field} hold a date: a spreadsheet took what was typed for one',
  ],
  'formula-cell': [
    'cell in {field} begins like a formula; it is harmless here and is defused in files for spreadsheets',
    'cells in {field} begin like a formula; they are harmless here and are defused in files for spreadsheets',
  ],
  'percent-encoded-sign': [
    'cell in {field} begins with an encoded sign such as %3D, as the UK Parliament site writes it',
    'cells in {field} begin with an encoded sign such as %3D, as the UK Parliament site writes it',
  ],
  'mojibake-doubtful': [
    'cell in {field} looks garbled by a wrong encoding, but nothing else in its column does; it is kept as it is',
    'cells in {field} look garbled by a wrong encoding, but nothing else in their columns does; they are kept as they are',
  ],
  'name-upper': ['name is in capitals only; it is kept as it is', 'names are in capitals only; they are kept as they are'],
  'name-lower': ['name is in small letters only; it is kept as it is', 'names are in small letters only; they are kept as they are'],
  'name-too-long': ['name is longer than 200 characters', 'names are longer than 200 characters'],
  'letters-lost': [
    'cell holds a replacement character: letters were lost before this file was saved',
    'cells hold a replacement character: letters were lost before this file was saved',
  ],
} as const satisfies Readonly<Record<string, readonly [one: string, many: string]>>;
export type ProblemType = keyof typeof PROBLEMS;
