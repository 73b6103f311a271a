/**
 * Small questions about bytes that come up before the encoding of a file is known: are they valid UTF-8, and where does a word end.
 */

/** Checks UTF-8 byte by byte, so that a line may come in pieces (RFC 3629, section 4). */
export class Utf8Check {
  #missing = 0;
  #low = 0x80;
  #high = 0xbf;
  #isValid = true;

  /** Whether a character has begun and not ended. */
  get isInside(): boolean {
    return this.#missing > 0;
  }

  push(byte: number): void {
    if (this.#missing > 0) {
      if (byte >= this.#low && byte <= this.#high) {
        this.#missing--;
        this.#low = 0x80;
        this.#high = 0xbf;
        return;
      }
      this.#isValid = false;
      this.#missing = 0;
    }
    this.#low = 0x80;
    this.#high = 0xbf;
    if (byte < 0x80) return;
    if (byte >= 0xc2 && byte <= 0xdf) this.#missing = 1;
    else if (byte >= 0xe0 && byte <= 0xef) {
      this.#missing = 2;
      if (byte === 0xe0) this.#low = 0xa0;
      if (byte === 0xed) this.#high = 0x9f;
    } else if (byte >= 0xf0 && byte <= 0xf4) {
      this.#missing = 3;
      if (byte === 0xf0) this.#low = 0x90;
      if (byte === 0xf4) this.#high = 0x8f;
    } else this.#isValid = false;
  }

  /** Whether all since the last call was valid; starts again. */
  finish(): boolean {
    const isValid = this.#isValid && this.#missing === 0;
    this.#missing = 0;
    this.#isValid = true;
    return isValid;
  }
}

/**
 * Bytes between words: below `0`, but for the apostrophe, hyphen and full stop of names, and from `:` to `?`. None of them is the
 * second byte of a character in a multi-byte encoding, so that words can be cut before the encoding is known.
 */
export function isSeparator(byte: number): boolean {
  return (byte < 0x30 && byte !== 0x27 && byte !== 0x2d && byte !== 0x2e) || (byte >= 0x3a && byte <= 0x3f);
}

export function isValidUtf8(bytes: Uint8Array): boolean {
  const check = new Utf8Check();
  for (const byte of bytes) check.push(byte);
  return check.finish();
}
