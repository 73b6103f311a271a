/** Which files of a private folder are keys: they are worth more than the list itself, and travel only when somebody says so. */

/** Names of key files, by path below the private folder. */
export const KEY_FILES: readonly RegExp[] = [
  /(?:^|\/)keys\//,
  /\.(?:key|pem|identity)$/i,
  /(?:^|\/)(?:[a-z0-9]+-)*key(?:s)?(?:\.[a-z0-9]+)?$/i,
];

/** How key files begin, whatever they are called. */
export const KEY_STARTS: readonly RegExp[] = [
  /^(?:#[^\n]*\n)*AGE-SECRET-KEY-/,
  /^-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /^untrusted comment: [^\n]*secret key/,
];

/** Bytes that are looked at for the beginning of a key. */
export const KEY_START_BYTES = 512;
