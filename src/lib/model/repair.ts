/** What tidying did to cells: counted per source, field and kind, so that a report can say it. Never holds a value. */

/** The kinds of repair, with the words a report uses. */
export const REPAIRS = {
  mojibake: 'letters garbled by a wrong encoding were put right',
  invisible: 'invisible characters were removed',
  'white-space': 'white space was evened out',
  'unicode-form': 'letters and their accents were joined into one character',
  'email-wrapping': 'mailto:, brackets, quotes or punctuation around an address were removed',
  'phone-format': 'phone numbers were written in international form',
  'postcode-format': 'postcodes were written as their country writes them',
  'date-format': 'dates were written as year-month-day',
  'name-split': 'given and family name were filled from the whole name',
} as const;
export type RepairKind = keyof typeof REPAIRS;

/** How many cells of one field of one source a kind of repair changed. */
export interface FieldRepairs {
  readonly source: string;
  readonly field: string;
  readonly kind: RepairKind;
  readonly count: number;
}
