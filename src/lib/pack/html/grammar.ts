/**
 * What a page of the HTML edition may be made of: its elements, their attributes and the values that these may have. The writer
 * can write nothing else, and the checks refuse everything else, so a page has no script, no form and nothing that loads.
 */

/** Elements and the attributes of each, beside those that every element may have. */
export const ELEMENTS = {
  html: [],
  head: [],
  meta: ['charset', 'http-equiv', 'name', 'content'],
  title: [],
  style: [],
  body: [],
  header: [],
  nav: ['aria-labelledby'],
  main: [],
  footer: [],
  section: [],
  h1: [],
  h2: [],
  h3: [],
  h4: [],
  p: [],
  blockquote: [],
  div: ['role', 'aria-label', 'aria-labelledby', 'tabindex'],
  ul: ['role'],
  ol: ['start', 'role'],
  li: [],
  dl: [],
  dt: [],
  dd: [],
  table: [],
  caption: [],
  thead: [],
  tbody: [],
  tfoot: [],
  tr: [],
  th: ['scope'],
  td: [],
  a: ['href', 'role', 'aria-label'],
  strong: [],
  em: [],
  span: [],
  bdi: [],
  sup: [],
  br: [],
  figure: [],
  figcaption: [],
  svg: ['viewBox', 'preserveAspectRatio', 'aria-hidden', 'role', 'aria-labelledby'],
  rect: ['x', 'y', 'width', 'height'],
  line: ['x1', 'y1', 'x2', 'y2'],
  circle: ['cx', 'cy', 'r'],
  polyline: ['points'],
  polygon: ['points'],
  text: ['x', 'y', 'text-anchor'],
} as const;

export type ElementName = keyof typeof ELEMENTS;

/** Attributes of any element. */
const COMMON: ReadonlySet<string> = new Set(['id', 'class', 'dir', 'lang']);

/** Elements that have no content and no end tag. */
export const VOID: ReadonlySet<string> = new Set<ElementName>(['meta', 'br']);

/** Elements that stand in a line of text; every other one begins and ends a line. */
export const INLINE: ReadonlySet<string> = new Set<ElementName>(['a', 'strong', 'em', 'bdi', 'sup']);

/** Names that the stylesheet knows; a class is never made from a text. */
export const CLASSES = [
  'address',
  'area',
  'ask',
  'axis',
  'back',
  'bar',
  'bars',
  'caption',
  'centred',
  'chart',
  'closing',
  'columns',
  'cover',
  'curve',
  'entries',
  'explanation',
  'facts',
  'fill',
  'framed',
  'grid',
  'ink-0',
  'ink-1',
  'ink-2',
  'ink-3',
  'ink-4',
  'kind',
  'label',
  'lead',
  'letterhead',
  'level',
  'mark',
  'met',
  'notes',
  'notice',
  'number',
  'numeric',
  'organisers',
  'rail',
  'scroll',
  'signing',
  'skip',
  'small',
  'state',
  'step-0',
  'step-1',
  'step-2',
  'step-3',
  'step-4',
  'subject',
  'subtitle',
  'tiles',
  'track',
  'value',
] as const;

/** Elements with two names. */
const CLASS_PAIRS = ['entries columns', 'fill met'] as const;

export type ClassName = (typeof CLASSES)[number];
export type ClassNames = ClassName | (typeof CLASS_PAIRS)[number];

const NUMBER = /^-?\d{1,7}(?:\.\d{1,4})?$/;
/** Made of our own words and numbers: `how-we-counted`, `note-3`, `reference-3-2`, `table-1`. */
export const ID = /^[a-z]{2,20}(?:-[a-z]{2,20}){0,3}(?:-\d{1,7}){0,2}$/;

/** Values that an attribute may have. Those without a pattern hold words or addresses, which the closed world looks at. */
const VALUES: Readonly<Record<string, RegExp>> = {
  id: ID,
  class: new RegExp(`^(?:${[...CLASSES, ...CLASS_PAIRS].join('|')})$`),
  dir: /^(?:ltr|rtl|auto)$/,
  lang: /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,6}$/,
  charset: /^utf-8$/,
  'http-equiv': /^Content-Security-Policy$/,
  name: /^(?:viewport|referrer|color-scheme|generator|handin-release)$/,
  'aria-labelledby': ID,
  'aria-hidden': /^true$/,
  role: /^(?:img|list|region|doc-noteref|doc-backlink)$/,
  tabindex: /^0$/,
  start: /^\d{1,9}$/,
  scope: /^(?:col|row)$/,
  viewBox: /^0 0 \d{1,5} \d{1,5}$/,
  points: /^-?\d{1,5}(?:\.\d{1,2})?,-?\d{1,5}(?:\.\d{1,2})?(?: -?\d{1,5}(?:\.\d{1,2})?,-?\d{1,5}(?:\.\d{1,2})?)*$/,
  'text-anchor': /^(?:middle|end)$/,
  x1: NUMBER,
  y1: NUMBER,
  x2: NUMBER,
  y2: NUMBER,
  cx: NUMBER,
  cy: NUMBER,
  r: NUMBER,
  preserveAspectRatio: /^none$/,
  x: NUMBER,
  y: NUMBER,
  width: NUMBER,
  height: NUMBER,
};

/** Where a link may lead: to a place of the page, to the web, or to a mailbox. */
export const LINK = /^(?:#[a-z][a-z0-9-]*|https?:\/\/[^\s]+|mailto:[^\s]+)$/iu;

export const isElement = (name: string): name is ElementName => Object.hasOwn(ELEMENTS, name);

/** Whether an element may have this attribute with this value. */
export function mayHave(element: ElementName, attribute: string, value: string): boolean {
  const known: readonly string[] = ELEMENTS[element];
  if (!COMMON.has(attribute) && !known.includes(attribute)) return false;
  if (attribute === 'href') return LINK.test(value);
  return VALUES[attribute]?.test(value) ?? true;
}
