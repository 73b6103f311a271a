/** Which language and which conventions a campaign's language tag (BCP 47) means. */

import { catalogueLanguages } from './catalogue.js';

/** English without a country is that of the program: day before month. */
export const DEFAULT_LOCALE = 'en-GB';

/** The tag without extensions, as Intl takes it; `en` is `en-GB`. Null for what is no tag. */
function parse(language: string): Intl.Locale | null {
  try {
    const { baseName } = new Intl.Locale(language);
    return new Intl.Locale(baseName === 'en' ? DEFAULT_LOCALE : baseName);
  } catch {
    return null;
  }
}

/** How dates, numbers and order are written in a language; a text that is no tag is taken for English. */
export function localeOf(language: string): string {
  return parse(language)?.baseName ?? DEFAULT_LOCALE;
}

/** The language whose words a pack in this language uses: its own where there is a catalogue, else null. */
export function wordsLanguage(language: string): string | null {
  const code = parse(language)?.language;
  return code !== undefined && catalogueLanguages().includes(code) ? code : null;
}
