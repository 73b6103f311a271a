/**
 * The closed world of a web page: what it says, less what the front part of its document, the standing words and its own layout account
 * for, is nothing. Read from the bytes on the disk; the release is asked without any name in it. A finding says where and how much.
 */

import type { HtmlText, HtmlToken } from '../../model/html-text.js';
import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Finding } from '../../model/verify-report.js';
import { addStrings } from '../expected-text.js';
import { messagesFor } from '../messages/index.js';
import { collectNotes } from '../notes.js';
import { WordCounts, wordsIn } from '../words.js';
import { frontSections, htmlFileOf } from './front.js';
import { idsOf, metaOf, strangeParts, stylesOf } from './structure.js';
import { STYLE } from './style.js';

/** Words and links that a page may have, as often as it may have them. */
interface ExpectedPage {
  readonly shown: WordCounts;
  /** Said to those who hear the page. */
  readonly spoken: WordCounts;
  readonly links: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
}

/** Holds one page against the document that it is an edition of. */
export function checkHtmlClosedWorld(html: HtmlText, release: Release, document: ReleaseDocument, fingerprint: string): Finding[] {
  const where = htmlFileOf(document);
  const expected = expectPage(html, release, document, fingerprint);
  const findings: Finding[] = strangeParts(html).map((what) => ({ kind: 'forbidden-feature', where, what, count: 1 }));
  const add = (kind: 'unexpected-text' | 'link', place: string, count: number): void => {
    if (count > 0) findings.push({ kind, where: `${where}${place}`, count });
  };
  add('unexpected-text', '', leftOver(shownTexts(html), expected.shown));
  add('unexpected-text', ' attributes', leftOver(spokenTexts(html), expected.spoken));
  add('unexpected-text', ' attributes', strangeNames(html, release, fingerprint, expected));
  add('unexpected-text', ' comments and styles', stylesOf(html).filter((style) => style !== STYLE).length);
  add('link', '', strangeLinks(html, expected));
  return findings;
}

function expectPage(html: HtmlText, release: Release, document: ReleaseDocument, fingerprint: string): ExpectedPage {
  const { campaign } = release;
  const { say } = messagesFor(campaign.language);
  const sections = frontSections(release, document, fingerprint);
  const blocks = sections.flatMap((section) => section.blocks);
  const notes = collectNotes(blocks);
  const shown = new WordCounts();
  const links = new Set<string>();
  addStrings(blocks, shown, links);
  for (const note of notes) addStrings(note.spans, shown, links);
  // What is said of a chart is its description in a PDF, and a text of the page here.
  for (const block of blocks) if (block.type === 'figures') for (const { alt } of block.figures) shown.add(alt);
  const listed = sections.filter(({ id }) => id !== 'cover');
  for (const {
    title,
    blocks: [first],
  } of listed) {
    const hasHeading = first?.type === 'heading' && first.level === 1;
    shown.add(title, hasHeading ? 1 : 2);
  }
  const cover = blocks.find((block) => block.type === 'cover');
  // In the title bar, and at the head of a page without a cover.
  shown.add(campaign.title, cover === undefined ? 2 : 1);
  shown.add(cover?.documentType ?? say('title.contents'));
  shown.add(campaign.notice ?? '');
  shown.add(say('web.skip'));
  shown.add(say('web.edition', { file: document.file }));
  if (notes.length > 0 && !blocks.some(({ type }) => type === 'notes')) shown.add(say('title.references'), 2);
  return {
    shown,
    spoken: expectSpoken(html, say),
    links,
    ids: new Set(['references', ...sections.map(({ id }) => id)]),
  };
}

const REFERENCE = /^#note-(\d{1,7})$/;
const BACK = /^#reference-(\d{1,7})(?:-(\d{1,7}))?$/;

/** Labels of links and frames follow from where they lead, so that only the words of the catalogue can be in them. */
function expectSpoken({ tokens }: HtmlText, say: ReturnType<typeof messagesFor>['say']): WordCounts {
  const spoken = new WordCounts();
  let tables = 0;
  for (const token of tokens) {
    if (token.type !== 'start') continue;
    if (token.name === 'table') tables += 1;
    if (token.name === 'div') spoken.add(say('web.table', { number: String(tables + 1) }));
    const href = token.attributes.find(([name]) => name === 'href')?.[1] ?? '';
    const note = noteOf(token);
    if (note !== undefined) spoken.add(say('web.note', { number: note }));
    const [, number, place] = BACK.exec(href) ?? [];
    // The first of several places has no number in its address.
    if (number !== undefined && place === undefined) spoken.add(say('web.note-back', { number }));
    if (number !== undefined) spoken.add(say('web.note-back-place', { number, place: place ?? '1' }));
  }
  return spoken;
}

/** Texts between tags, one of them for what stands in one line. The number of a note, in a link to it, is no text. */
function shownTexts({ tokens }: HtmlText): string[] {
  const texts = [''];
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    const start = before?.type === 'start' ? before : undefined;
    if (token.type === 'text' && start?.name !== 'style' && noteOf(start) !== token.text) texts.push(`${texts.pop() ?? ''}${token.text}`);
    else if (!('name' in token && JOINING.has(token.name))) texts.push('');
  }
  return texts;
}

/** The number of the note that a link leads to. */
function noteOf(token: Extract<HtmlToken, { type: 'start' }> | undefined): string | undefined {
  return REFERENCE.exec(token?.attributes.find(([name]) => name === 'href')?.[1] ?? '')?.[1];
}

/** Elements that may begin in the middle of a word. */
const JOINING: ReadonlySet<string> = new Set(['a', 'strong', 'em', 'bdi']);

function spokenTexts({ tokens }: HtmlText): string[] {
  return tokens.flatMap((token) =>
    token.type === 'start' ? token.attributes.flatMap(([name, value]) => (name === 'aria-label' ? [value] : [])) : [],
  );
}

function leftOver(texts: readonly string[], expected: WordCounts): number {
  return texts.flatMap(wordsIn).filter((word) => !expected.take(word)).length;
}

/** Names within the page and the facts in its head: each of them is one of ours, or counts. */
function strangeNames(html: HtmlText, release: Release, fingerprint: string, { ids }: ExpectedPage): number {
  const isOurs = (id: string): boolean => ids.has(id) || ['main', 'contents'].includes(id) || /^(?:chart|note|reference|table)-\d/.test(id);
  const strangeIds = [...idsOf(html)].filter(([id, times]) => times > 1 || !isOurs(id)).length;
  const { name, version } = release.tool;
  const head: readonly (readonly [string, string])[] = [
    ['generator', `${name} ${version}`],
    ['handin-release', fingerprint],
  ];
  const language = html.tokens.flatMap((token) => (token.type === 'start' ? token.attributes.filter(([key]) => key === 'lang') : []));
  const known = new Set([release.campaign.language, messagesFor(release.campaign.language).locale]);
  return (
    strangeIds +
    head.filter(([key, value]) => metaOf(html, key).join('\n') !== value).length +
    language.filter(([, value]) => !known.has(value)).length
  );
}

function strangeLinks(html: HtmlText, { links }: ExpectedPage): number {
  const ids = idsOf(html);
  const hrefs = html.tokens.flatMap((token) =>
    token.type === 'start' ? token.attributes.flatMap(([name, value]) => (name === 'href' ? [value] : [])) : [],
  );
  return hrefs.filter((href) => (href.startsWith('#') ? !ids.has(href.slice(1)) : !links.has(href))).length;
}
