/** Telephone numbers in the form they are compared in: international, digits only. A phone alone never proves anything. */

import { quoteText } from '../sql.js';

export interface CallingCodes {
  readonly countries: Readonly<Record<string, { readonly code: string; readonly trunk: string }>>;
}

/**
 * International digits of a number; a national one is completed for `country` (ISO 3166-1 alpha-2, the campaign's).
 * Fewer than seven digits are no number and become empty.
 */
export function normalizedPhoneSql(column: string, codes: CallingCodes, country: string): string {
  const digits = `regexp_replace(${column}, '[^0-9]+', '', 'g')`;
  const home = codes.countries[country];
  const national =
    home === undefined
      ? digits
      : home.trunk === ''
        ? `CASE WHEN starts_with(${digits}, ${quoteText(home.code)}) THEN ${digits} ELSE ${quoteText(home.code)} || ${digits} END`
        : `CASE WHEN starts_with(${digits}, ${quoteText(home.trunk)}) THEN ${quoteText(home.code)} || substr(${digits}, ${home.trunk.length + 1}) ELSE ${digits} END`;
  return `CASE WHEN length(${digits}) < 7 THEN ''
    WHEN starts_with(ltrim(${column}), '+') THEN regexp_replace(regexp_replace(${column}, '\\(0\\)', ''), '[^0-9]+', '', 'g')
    WHEN starts_with(${digits}, '00') THEN substr(${digits}, 3)
    ELSE ${national} END`;
}
