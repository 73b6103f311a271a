/**
 * One invented person whose every field is a canary, and the search for any of them in what the program says or leaves behind, in whatever
 * form: as it stands, in other letters, escaped, in base64, in hexadecimal.
 */

export const CANARY = {
  given: 'Zerelda',
  family: 'Quillcanary',
  name: 'Zerelda Quillcanary',
  email: 'zerelda.quillcanary@example.org',
  phone: '07700 900917',
  address: '17 Canaryquill Row',
  town: 'Quillhamlet',
  postcode: 'ZZ99 7QX',
  birth: '1931-07-19',
  comment: 'My canaryquill story, "quoted"',
  otherScript: 'Зерельда Перепёлкина',
  /** For headers, keys and values of files of one's own. */
  header: 'Quillheader',
  key: 'Quillkey Quillcanary',
  value: 'Quillvalue <zerelda.quillcanary@example.org>',
} as const;

/** The parts that must not come out; each is enough to tell whom it is about. */
const TOKENS = [
  'Zerelda',
  'Quillcanary',
  'Canaryquill',
  'Quillhamlet',
  'Quillheader',
  'Quillkey',
  'Quillvalue',
  'Перепёлкина',
  '7700900917',
  '7700 900917',
  'ZZ99 7QX',
  'ZZ997QX',
  '1931-07-19',
  '19/07/1931',
] as const;

export interface Needle {
  readonly token: string;
  readonly form: string;
  readonly text: string;
  readonly hasCase: boolean;
}

/** What to look for when any of these tokens may have been written down in any form. */
export function needlesOf(tokens: readonly string[]): Needle[] {
  return tokens.flatMap(formsOf);
}

function formsOf(token: string): Needle[] {
  const escaped = [...token].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const percent = [...Buffer.from(token)].map((byte) => `%${byte.toString(16)}`).join('');
  const anyCase = [
    ['as it stands', token],
    ['percent-encoded', encodeURIComponent(token)],
    ['percent-encoded throughout', percent],
    ['escaped', escaped],
    ['in hexadecimal', Buffer.from(token).toString('hex')],
    ['in hexadecimal, lower case', Buffer.from(token.toLowerCase()).toString('hex')],
    ['in hexadecimal, upper case', Buffer.from(token.toUpperCase()).toString('hex')],
    ['in hexadecimal, UTF-16', Buffer.from(token, 'utf16le').toString('hex')],
    ['reversed', [...token].reverse().join('')],
    ['letter by letter', [...token].join(' ')],
    ['UTF-8 read as bytes', Buffer.from(token).toString('latin1')],
    ['UTF-16 read as bytes', Buffer.from(token, 'utf16le').toString('latin1')],
    ['UTF-16 read as bytes, high byte first', Buffer.from(token, 'utf16le').swap16().toString('latin1')],
  ].map(([form = '', text = '']) => ({ token, form, text: text.toLowerCase(), hasCase: false }));
  const base64 = [token, token.toLowerCase(), token.toUpperCase()].flatMap((text) =>
    [0, 1, 2].map((shift) => ({ token, form: `in base64 at ${shift}`, text: base64Core(text, shift), hasCase: true })),
  );
  return [...anyCase, ...base64];
}

const NEEDLES: readonly Needle[] = needlesOf(TOKENS);

/** What base64 makes of a text for certain, whatever stands before and after it. */
function base64Core(text: string, shift: number): string {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
  return whole.slice(shift === 0 ? 0 : 4);
}

/** Every canary in a text, with the form it was found in. */
export function findCanaries(text: string): string[] {
  return findNeedles(text, NEEDLES);
}

/** Every needle in a text, as its token with the form it was found in. */
export function findNeedles(text: string, needles: readonly Needle[]): string[] {
  const lower = text.toLowerCase();
  const urlSafe = text.replaceAll('-', '+').replaceAll('_', '/');
  return needles
    .filter(({ text: needle, hasCase }) => (hasCase ? text.includes(needle) || urlSafe.includes(needle) : lower.includes(needle)))
    .map(({ token, form }) => `${token} ${form}`);
}

/** A line of an export with every field of the canary, and its header. */
export const CANARY_HEADER = 'Name,Email,Phone,Address,Town,Postcode,Date of birth,Signed at,Comment,Favourite colour';
export const CANARY_LINE = [
  CANARY.name,
  CANARY.email,
  CANARY.phone,
  CANARY.address,
  CANARY.town,
  CANARY.postcode,
  CANARY.birth,
  '2025-04-01',
  `"${CANARY.comment.replaceAll('"', '""')}"`,
  CANARY.value,
].join(',');
