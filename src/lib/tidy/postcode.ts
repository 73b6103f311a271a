/**
 * Postcodes in the written form of their country. A code that fits no form of its country stays as it is and is flagged; a zero
 * that a spreadsheet dropped is never put back, for the cell may as well be a code of another country.
 */

export interface PostcodeData {
  readonly countries: Readonly<
    Record<
      string,
      {
        readonly forms: readonly { readonly fits: string; readonly written: string }[];
        readonly zeroLost?: string;
        /** No other country's postcodes have these forms. */
        readonly telling?: boolean;
      }
    >
  >;
}

export interface TidyPostcode {
  readonly text: string;
  /** `unknown`: there is no rule for the country. */
  readonly fit: 'fits' | 'unfit' | 'zero-lost' | 'unknown';
}

/** No country writes more. */
const LENGTH_MAX = 20;

/** Writes postcodes by the bundled rules. `country` is an ISO 3166-1 alpha-2 code. */
export function createPostcodeWriter(data: PostcodeData): (given: string, country: string) => TidyPostcode {
  const rules = new Map(
    Object.entries(data.countries).map(([country, rule]) => [
      country,
      {
        forms: rule.forms.map((form) => ({ fits: new RegExp(`^(?:${form.fits})$`), written: form.written })),
        zeroLost: rule.zeroLost === undefined ? null : new RegExp(`^(?:${rule.zeroLost})$`),
      },
    ]),
  );
  return (given, country) => {
    const rule = rules.get(country);
    if (rule === undefined) return { text: given, fit: 'unknown' };
    if (given.length > LENGTH_MAX) return { text: given, fit: 'unfit' };
    const compact = given.replace(/[\s.\-\u2010-\u2015]/g, '').toUpperCase();
    for (const form of rule.forms) if (form.fits.test(compact)) return { text: compact.replace(form.fits, form.written), fit: 'fits' };
    return { text: given, fit: rule.zeroLost?.test(compact) === true ? 'zero-lost' : 'unfit' };
  };
}

/** Tells the country (ISO 3166-1 alpha-2) of a postcode whose form no other country has; null for all others. */
export function createPostcodeTeller(data: PostcodeData): (given: string) => string | null {
  const countries = Object.entries(data.countries).flatMap(([country, rule]) => (rule.telling === true ? [country] : []));
  const writePostcode = createPostcodeWriter(data);
  return (given) => countries.find((country) => writePostcode(given, country).fit === 'fits') ?? null;
}
