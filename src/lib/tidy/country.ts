/** Which country a cell means, as far as the rules for phones and postcodes need to know. The cell itself stays as it is. */

export interface CountryData {
  readonly countries: Readonly<Record<string, readonly string[]>>;
}

/** Longer texts name no country. */
const LENGTH_MAX = 80;

/** Reads countries by the bundled data: an ISO 3166-1 alpha-2 code, or null where the text names none or more than one. */
export function createCountryReader(data: CountryData): (text: string) => string | null {
  const codes = new Map<string, string>();
  for (const [code, names] of Object.entries(data.countries)) {
    codes.set(code.toLowerCase(), code);
    for (const name of names) codes.set(name, code);
  }
  return (text) => (text.length > LENGTH_MAX ? null : (codes.get(foldCountry(text)) ?? null));
}

/** A name as the data lists it: lower case, no accents, no punctuation. */
export function foldCountry(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
