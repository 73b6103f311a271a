/**
 * Everything that one document of a pack may say, as a multiset of words: its sections' own text, and what the layout adds to it.
 * Sections are pure functions of the release, so this is the release and the pack's standing words, and nothing else can be.
 */

import type { Release, ReleaseDocument } from '../model/release.js';
import { isListed, type Section } from './blocks.js';
import { wordsOf } from './messages.js';
import { collectNotes } from './notes.js';
import { PageHeads } from './page-heads.js';
import { buildSections } from './sections/index.js';
import { WordCounts } from './words.js';

export interface ExpectedText {
  /** Of all pages together. */
  readonly words: WordCounts;
  /** Numbers from 0 to this one belong to the layout: pages, sections, notes, items of lists. */
  readonly layoutNumberMax: number;
  /** Numbers of the footnotes, which stand close behind a word or a number. */
  readonly noteCount: number;
  /** Targets of links. */
  readonly links: ReadonlySet<string>;
  /** What the layout says again on further pages, as often as there are any. */
  readonly repeated: readonly string[];
  /** What stands above the pages of a list of names; null without one. */
  readonly heads: PageHeads | null;
  readonly bookmarks: readonly string[];
  /** What is said of figures to those who do not see them. */
  readonly alternatives: readonly string[];
}

/** Keys of blocks and spans that steer the drawing and are not drawn. What a chart is called for those who do not see it is in the tags alone. */
const SILENT: ReadonlySet<string> = new Set(['type', 'look', 'href', 'key', 'align', 'alt', 'points', 'values', 'language', 'ownLanguage']);

/** More columns of names than any design has. */
const NAME_COLUMNS_MAX = 6;

/** @param fingerprint SHA-256 of the release in hexadecimal digits @param pageCount pages that the document has */
export function expectText(release: Release, document: ReleaseDocument, fingerprint: string, pageCount: number): ExpectedText {
  const sections = buildSections(release, document, fingerprint);
  const notes = collectNotes(sections.flatMap(({ blocks }) => blocks));
  const { say } = wordsOf(release);
  const words = new WordCounts();
  const links = new Set<string>();
  let heads: PageHeads | null = null;
  let longest = 0;
  for (const block of sections.flatMap(({ blocks }) => blocks)) {
    // Each column of names on each page has its heads.
    if (block.type !== 'names') continue;
    for (const head of Object.values(block.heads)) words.add(head, pageCount * NAME_COLUMNS_MAX);
    heads = new PageHeads(block, (range) => say('volume.names', range));
  }
  for (const { blocks } of sections) {
    longest = Math.max(longest, addStrings(blocks, words, links));
    // The letterhead folds the organisers that do not fit into one line.
    if (blocks.some((block) => block.type === 'letter-head' || block.type === 'letterheads'))
      words.add(say('letter.more', { count: 0 }).replace(/\d/g, ''));
  }
  for (const note of notes) addStrings(note.spans, words, links);
  if (hasBlock(sections, 'notes')) {
    for (const note of notes) {
      addStrings(note.spans, words, links);
      words.add(say('notes.page', { page: '' }));
    }
  }
  const listed = sections.filter(isListed).map(({ title }) => title);
  const lists = sections.flatMap(({ blocks }) => blocks).filter(({ type }) => type === 'cover' || type === 'contents').length;
  for (const title of listed) words.add(title, lists);
  const repeated = repeatedTexts(sections);
  for (const text of repeated) words.add(text, pageCount - 1);
  // The cover has no footer.
  words.add(release.campaign.title, pageCount - (sections.some(({ id }) => id === 'cover') ? 1 : 0));
  // Each page has one or the other; which, only the layout knows.
  for (const { footer } of sections) words.add(footer ?? '', pageCount);
  words.add(release.campaign.notice ?? '', pageCount);
  const bookmarks = [...sections.map(({ title }) => title), ...headings(sections)];
  return {
    words,
    // Organisations are numbered through all their groups, and headings through the whole document.
    layoutNumberMax: Math.max(bookmarks.length, pageCount, sections.length, notes.length, longest, release.organisations.length),
    noteCount: notes.length,
    links,
    repeated,
    heads,
    bookmarks,
    alternatives: sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.type === 'figures' ? block.figures.map(({ alt }) => alt) : [])),
    ),
  };
}

/** A section that goes on to a further page says its title above it, and a table the heads of its columns. */
function repeatedTexts(sections: readonly Section[]): string[] {
  const texts = sections.filter(({ id }) => id !== 'cover').map(({ title }) => title);
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      if ('type' in value && value.type === 'table' && 'columns' in value) texts.push(...stringsIn(value.columns));
      else Object.values(value).forEach(visit);
    }
  };
  for (const { blocks } of sections) blocks.forEach(visit);
  return texts;
}

/** Texts of everything that can be a heading below a section's own. */
function headings(sections: readonly Section[]): string[] {
  const texts: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      if ('type' in value && value.type === 'heading' && 'spans' in value) texts.push(spansText(value.spans));
      if ('caption' in value && typeof value.caption === 'string') texts.push(value.caption);
      if ('type' in value && value.type === 'rail' && 'label' in value && typeof value.label === 'string') texts.push(value.label);
      Object.values(value).forEach(visit);
    }
  };
  for (const { blocks } of sections) blocks.forEach(visit);
  return texts;
}

/** Runs of text as one: a word may change its style in the middle. */
function spansText(spans: unknown): string {
  return isSpanList(spans) ? spans.map((span) => (typeof span.text === 'string' ? span.text : ' ')).join('') : '';
}

const isSpanList = (value: unknown): value is SpanLike[] => Array.isArray(value) && isSpans(value);

/** Every string below a value, but for what steers the drawing. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => (SILENT.has(key) ? [] : stringsIn(item)));
}

/** What the layout says of links, apart from what they lead to. */
export function layoutWords(release: Release): string[] {
  const { say } = wordsOf(release);
  return [
    say('link.page', { title: '', page: '' }),
    say('link.mail', { address: '' }),
    say('link.back', { number: '' }),
    say('link.note', { number: '' }),
  ];
}

const hasBlock = (sections: readonly Section[], type: string): boolean =>
  sections.some(({ blocks }) => blocks.some((block) => block.type === type));

/** Adds every string below a value, runs of one paragraph as one text, and the targets of its links. Returns the length of the longest list, whose items are numbered. */
export function addStrings(value: unknown, words: WordCounts, links: Set<string>): number {
  if (typeof value === 'string') {
    words.add(value);
    return 0;
  }
  if (Array.isArray(value)) {
    // A list of names is longer than a call may have arguments.
    const inner = isSpans(value)
      ? addSpans(value, words, links)
      : value.reduce<number>((most, item) => Math.max(most, addStrings(item, words, links)), 0);
    return Math.max(value.length, inner);
  }
  if (typeof value !== 'object' || value === null) return 0;
  const start = 'start' in value && typeof value.start === 'number' ? value.start : 0;
  let longest = 0;
  for (const [key, item] of Object.entries(value)) if (!SILENT.has(key)) longest = Math.max(longest, addStrings(item, words, links));
  return start + longest;
}

interface SpanLike {
  readonly type: unknown;
  readonly text?: unknown;
  readonly href?: unknown;
}

const SPAN_TYPES: ReadonlySet<unknown> = new Set(['text', 'break', 'note']);

function isSpans(value: readonly unknown[]): value is SpanLike[] {
  return (
    value.length > 0 && value.every((item) => typeof item === 'object' && item !== null && 'type' in item && SPAN_TYPES.has(item.type))
  );
}

/** A word may change its style in the middle; a note stands at its end. Notes themselves are added where they are printed. */
function addSpans(spans: readonly SpanLike[], words: WordCounts, links: Set<string>): number {
  words.add(spans.map((span) => (typeof span.text === 'string' ? span.text : ' ')).join(''));
  for (const { href } of spans) if (typeof href === 'string') links.add(href);
  return 0;
}
