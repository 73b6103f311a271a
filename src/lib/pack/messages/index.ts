/**
 * The pack's standing words in the campaign's language. `messagesFor(release.campaign.language)` gives `say(key, values)` for a sentence
 * of the catalogue, and dates, numbers and lists as that language writes them. Messages are ICU MessageFormat.
 */

import { IntlMessageFormat } from 'intl-messageformat';

import { assertHolds } from '../../errors.js';
import { type Catalogue, catalogueOf, type MessageKey } from './catalogue.js';
import { type Formats, formatsOf } from './formats.js';
import { DEFAULT_LOCALE, localeOf, wordsLanguage } from './locale.js';

export { catalogueLanguages, type MessageKey } from './catalogue.js';
export type { Formats } from './formats.js';
export { DEFAULT_LOCALE as ENGLISH, wordsLanguage } from './locale.js';

/** What a message speaks of. A number is for `{n, plural, ...}` and `{n, number}`; where text is asked for, text is given. */
export type MessageValues = Readonly<Record<string, string | number>>;

export interface Messages extends Formats {
  /** Tag of the words, for `lang`: the campaign's own where there is a catalogue, else `en-GB`. */
  readonly locale: string;
  /** Whether the words are English because the campaign's language has no catalogue. */
  readonly isFallback: boolean;
  /** A sentence or word of the catalogue with its values. */
  say(key: MessageKey, values?: MessageValues): string;
}

const made = new Map<string, Messages>();

/** The words for a campaign's language: `fr-BE` has those of `fr`; a language without a catalogue has those of English. */
export function messagesFor(language: string): Messages {
  const known = made.get(language);
  if (known !== undefined) return known;
  const own = wordsLanguage(language);
  const locale = own === null ? DEFAULT_LOCALE : localeOf(language);
  const catalogue = catalogueOf(own ?? 'en');
  const messages = { ...formatsOf(locale, catalogue.conventions), locale, isFallback: own === null, say: sayer(catalogue, locale) };
  made.set(language, messages);
  return messages;
}

/** How the campaign's own texts write dates and numbers: its language, whether or not it has a catalogue. */
export function formatsFor(language: string): Formats {
  return wordsLanguage(language) === null ? formatsOf(localeOf(language), null) : messagesFor(language);
}

function sayer({ messages }: Catalogue, locale: string): Messages['say'] {
  const compiled = new Map<MessageKey, IntlMessageFormat>();
  return (key, values = {}) => {
    let message = compiled.get(key);
    if (message === undefined) {
      // Without tags: an angle bracket is an angle bracket.
      message = new IntlMessageFormat(messages[key], locale, undefined, { ignoreTag: true });
      compiled.set(key, message);
    }
    return format(message, key, values);
  };
}

/** The package's own message would quote the values; ours names the key. */
function format(message: IntlMessageFormat, key: MessageKey, values: MessageValues): string {
  let text: unknown;
  try {
    text = message.format(values);
  } catch {
    text = undefined;
  }
  assertHolds(typeof text === 'string', 'message-values', `The message "${key}" was not given all of its values.`);
  return text;
}
