/** any-ascii: text of any script in the letters a to z, for comparing. Spoken forms are approximate; nothing of it is ever printed. */

import anyAscii from 'any-ascii';

/** Lower-case ASCII letters, digits and single spaces. Scripts without spaces come apart into their syllables. */
export function transliterate(text: string): string {
  return anyAscii(text)
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
    .replace(/[^a-z0-9 ]/g, '')
    .replace(/ +/g, ' ')
    .trim();
}
