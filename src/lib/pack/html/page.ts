/**
 * The HTML edition of a pack's front part: one file that needs nothing else. No script, nothing that is loaded, and a policy that forbids
 * both. Pure: the same release gives the same bytes.
 */

import { createHash } from 'node:crypto';

import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block, Section } from '../blocks.js';
import { type Messages, messagesFor } from '../messages/index.js';
import { BlockWriter } from './blocks.js';
import { type Direction, directionOf } from './direction.js';
import { frontSections } from './front.js';
import { type Attributes, type Child, element, lines, type Markup, row, stylesheet } from './markup.js';
import { NoteBook } from './notes.js';
import { STYLE } from './style.js';

/** What a page says beside its sections. */
export interface PageFacts {
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  /** Above everything else, where the campaign has one. */
  readonly notice?: string;
  /** The PDF that the page is an edition of. */
  readonly file: string;
  /** For example `handin 0.1.0`. */
  readonly generator: string;
  /** SHA-256 of the release in hexadecimal digits; ties the page to the manifest. */
  readonly fingerprint: string;
}

/** The page of one document of a release. Throws `InputError` `html-character` for a text that no web page can hold. */
export function htmlPage(release: Release, document: ReleaseDocument, fingerprint: string): string {
  const { campaign, tool } = release;
  return writePage(frontSections(release, document, fingerprint), {
    title: campaign.title,
    language: campaign.language,
    ...(campaign.notice === undefined ? {} : { notice: campaign.notice }),
    file: document.file,
    generator: `${tool.name} ${tool.version}`,
    fingerprint,
  });
}

/** A whole page from sections, of which the cover is the head and `references`, or a section of their own, holds the notes. */
export function writePage(sections: readonly Section[], facts: PageFacts): string {
  const direction = directionOf(facts.language);
  const messages = messagesFor(facts.language);
  const { say } = messages;
  const own = languageOfWords(messages);
  const notes = new NoteBook(
    sections.flatMap(({ blocks }) => blocks),
    say,
  );
  const writer = new BlockWriter(direction, notes, messages);
  const cover = sections.flatMap(({ blocks }) => blocks).find(isCover);
  const body = withNotes(
    sections.filter(({ blocks }) => !blocks.some(isCover)),
    notes,
    say,
  );
  const head = cover === undefined ? lines([element('h1', {}, facts.title)]) : writer.cover(cover);
  const page = lines([
    headOf(facts, cover),
    element(
      'body',
      {},
      '\n',
      lines([
        element('a', { class: 'skip', href: '#main', ...own }, say('web.skip')),
        element('header', { class: 'cover', ...own }, '\n', ...noticeOf(facts, messages), head),
        navigation(body, cover?.contentsTitle ?? say('title.contents'), own),
        element('main', { id: 'main' }, '\n', writeSections(body, writer)),
        element('footer', {}, element('p', messages.isFallback ? { ...own, dir: 'auto' } : {}, say('web.edition', { file: facts.file }))),
      ]),
    ),
  ]);
  return `<!doctype html>\n${element('html', htmlAttributes(facts.language, direction), '\n', page).toHtml()}\n`;
}

/** Standing words are marked as English in a campaign whose language has no catalogue. */
export function languageOfWords({ isFallback, locale }: Messages): Attributes {
  return isFallback ? { lang: locale } : {};
}

const isCover = (block: Block): block is Block & { type: 'cover' } => block.type === 'cover';
const isNotes = (block: Block): boolean => block.type === 'notes';

const htmlAttributes = (language: string, direction: Direction): { lang: string; dir: Direction } => ({ lang: language, dir: direction });

function headOf(facts: PageFacts, cover: (Block & { type: 'cover' }) | undefined): Markup {
  const title = cover === undefined ? facts.title : `${facts.title} – ${cover.documentType}`;
  return element(
    'head',
    {},
    '\n',
    lines([
      element('meta', { charset: 'utf-8' }),
      element('meta', { 'http-equiv': 'Content-Security-Policy', content: policyFor(STYLE) }),
      ...META.map(([name, content]) => element('meta', { name, content })),
      element('meta', { name: 'generator', content: facts.generator }),
      element('meta', { name: 'handin-release', content: facts.fingerprint }),
      element('title', {}, title),
      stylesheet(STYLE),
    ]),
  );
}

/** Meta elements that are the same in every page. */
export const META: readonly (readonly [string, string])[] = [
  ['viewport', 'width=device-width, initial-scale=1'],
  // Whoever follows a source does not tell its site of the pack.
  ['referrer', 'no-referrer'],
  ['color-scheme', 'light dark'],
];

/** The policy of a page with one stylesheet: nothing is loaded, nothing runs, nothing is sent (CSP Level 3). */
export function policyFor(style: string): string {
  const hash = createHash('sha256').update(style).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

const noticeOf = ({ notice, language }: PageFacts, { isFallback }: Messages): Child[] =>
  notice === undefined ? [] : [element('p', { class: 'notice', dir: 'auto', ...(isFallback ? { lang: language } : {}) }, notice), '\n'];

function navigation(sections: readonly Section[], title: string, own: Attributes): Markup {
  const items = sections.map((section) => element('li', {}, element('a', { href: `#${section.id}`, ...own }, section.title)));
  return element(
    'nav',
    { 'aria-labelledby': 'contents' },
    element('h2', { id: 'contents', ...own }, title),
    element('ol', { role: 'list' }, '\n', lines(items)),
  );
}

/** The sections, and one for the notes where there are notes and no section lists them. */
function withNotes(sections: readonly Section[], { notes }: NoteBook, say: Messages['say']): readonly Section[] {
  const hasList = sections.some(({ blocks }) => blocks.some(isNotes));
  if (notes.length === 0 || hasList) return sections;
  return [...sections, { id: 'references', title: say('title.references'), mayShare: true, blocks: [{ type: 'notes' }] }];
}

/** Notes link back to every reference, so the section that lists them is written last, wherever it stands. */
function writeSections(sections: readonly Section[], writer: BlockWriter): Markup {
  const written = new Map<Section, Markup>();
  const holdsNotes = (section: Section): boolean => section.blocks.some(isNotes);
  for (const section of sections) if (!holdsNotes(section)) written.set(section, writer.section(section));
  for (const section of sections) if (holdsNotes(section)) written.set(section, writer.section(section));
  return row(sections.flatMap((section) => [written.get(section) ?? '', '\n']));
}
