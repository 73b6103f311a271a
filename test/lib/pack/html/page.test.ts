import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readHtml } from '../../../../src/lib/io/html-read.js';
import type { HtmlText } from '../../../../src/lib/model/html-text.js';
import type { Block, Section, Span } from '../../../../src/lib/pack/blocks.js';
import { frontSections } from '../../../../src/lib/pack/html/front.js';
import { htmlPage, type PageFacts, policyFor, writePage } from '../../../../src/lib/pack/html/page.js';
import { strangeParts } from '../../../../src/lib/pack/html/structure.js';
import { STYLE } from '../../../../src/lib/pack/html/style.js';
import { coalitionRelease, openLetterRelease, petitionRelease, statementRelease } from '../../../helpers/releases.js';
import { runs } from '../../../helpers/runs.js';

const FACTS: PageFacts = {
  title: 'Title',
  language: 'en-GB',
  file: 'petition.pdf',
  generator: 'handin 0.0.0',
  fingerprint: 'ab'.repeat(32),
};
const bytesOf = (html: string): Uint8Array => new TextEncoder().encode(html);
const page = (blocks: readonly Block[], facts: Partial<PageFacts> = {}): string =>
  writePage([{ id: 'text', title: 'Text', mayShare: false, blocks }], { ...FACTS, ...facts });
const bodyOf = (html: string): string => html.slice(html.indexOf('<main'), html.indexOf('</main>'));
const paragraph = (text: string): Block => ({ type: 'paragraph', spans: [{ type: 'text', text }] });

/** Texts in one line of a page, notes' numbers and arrows left out. */
function linesOf({ tokens }: HtmlText): string[] {
  const joining = new Set(['a', 'strong', 'em', 'bdi']);
  const lines = [''];
  let isSilent = false;
  for (const token of tokens) {
    if (token.type === 'start' && (token.name === 'sup' || token.attributes.some(([, value]) => value === 'back'))) isSilent = true;
    else if (token.type === 'end' && (token.name === 'sup' || token.name === 'a')) isSilent = false;
    else if (token.type === 'text' && !isSilent) lines.push(`${lines.pop() ?? ''}${token.text}`);
    if (token.type !== 'text' && !('name' in token && joining.has(token.name))) lines.push('');
  }
  return lines.filter((line) => line.trim() !== '');
}

const HOSTILE = [
  '<script>alert(1)</script>',
  '"onload="alert(1)',
  "' onfocus='alert(1)' autofocus='",
  '</style><style>*{display:none}',
  '</title><img src=x onerror=alert(1)>',
  '<!-- -->',
  ']]><![CDATA[',
  '&lt;b&gt; &amp;amp; &#60; &notit;',
  '\u202egnirts desrever',
  '\u2067 not closed',
  'javascript:alert(1)',
  '  two  gaps\u00a0and\ttabs ',
  'نص عربي مع Latin',
  '{{7*7}} <%= 7*7 %>',
];
const text = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: fc.constantFrom(...'<>&"\'=/ abc'), maxLength: 12 }),
);
/** What HTML cannot hold is refused, and has its own test; gaps alone are lost among those of the layout. */
const writable = text.filter(
  (value) => !/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u.test(value.replaceAll('\t', '')) && value.trim() !== '',
);
const href = fc.constantFrom(
  'https://example.org/?a=1&b="2"',
  'mailto:hello@example.org',
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'data:text/html,x',
  '//example.org',
  '#main',
  'https://example.org/ onclick=x',
);
const words: fc.Arbitrary<Span> = fc.record(
  { type: fc.constant('text' as const), text: writable, strong: fc.boolean(), emphasis: fc.boolean(), href },
  { requiredKeys: ['type', 'text'] },
);
const spans = fc.array(words, { minLength: 1, maxLength: 3 });
const leaf: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constant('heading' as const), level: fc.constantFrom(1 as const, 2 as const, 3 as const), spans }),
  fc.record({ type: fc.constant('paragraph' as const), spans }),
  fc.record({
    type: fc.constant('tiles' as const),
    tiles: fc.array(fc.record({ value: writable, label: spans, lead: fc.boolean() }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    type: fc.constant('bars' as const),
    bars: fc.array(
      fc.record({
        name: spans,
        required: writable,
        share: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
        met: fc.boolean(),
        state: writable,
        explanation: writable,
      }),
      { maxLength: 2 },
    ),
  }),
  fc.integer({ min: 1, max: 7 }).chain((width) =>
    fc.record({
      type: fc.constant('table' as const),
      caption: writable,
      columns: fc.array(
        fc.record({ title: writable, align: fc.constantFrom('left' as const, 'right' as const), share: fc.constant(0.5) }),
        {
          minLength: width,
          maxLength: width,
        },
      ),
      rows: fc.array(fc.array(fc.oneof(writable, spans), { minLength: width, maxLength: width }), { minLength: 1, maxLength: 3 }),
      total: fc.boolean(),
    }),
  ),
  fc.record({
    type: fc.constant('entries' as const),
    groups: fc.array(fc.record({ title: writable, entries: fc.array(spans, { minLength: 1, maxLength: 9 }) }), { maxLength: 2 }),
  }),
  fc.record({
    type: fc.constant('letter-head' as const),
    letterhead: fc.array(fc.record({ name: writable, lines: fc.array(writable, { maxLength: 2 }) }), { maxLength: 2 }),
    address: fc.array(writable, { maxLength: 3 }),
    date: writable,
    salutations: fc.array(writable, { minLength: 1, maxLength: 2 }),
    subject: writable,
  }),
  fc.record({
    type: fc.constant('closing' as const),
    farewell: writable,
    signing: fc.array(fc.record({ name: writable, lines: fc.array(writable, { maxLength: 2 }) }), { maxLength: 2 }),
  }),
);
const nested = (inner: fc.Arbitrary<Block>): fc.Arbitrary<Block> =>
  fc.oneof(
    fc.record({
      type: fc.constant('list' as const),
      ordered: fc.boolean(),
      start: fc.integer({ min: 1, max: 999 }),
      items: fc.array(fc.array(inner, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
    }),
    fc.record({ type: fc.constantFrom('quote' as const, 'framed' as const), blocks: fc.array(inner, { minLength: 1, maxLength: 2 }) }),
    fc.record({ type: fc.constant('rail' as const), label: writable, blocks: fc.array(inner, { minLength: 1, maxLength: 2 }) }),
  );
const blocks = fc.array(fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 1, arbitrary: nested(fc.oneof(leaf, nested(leaf))) }), {
  minLength: 1,
  maxLength: 4,
});

/** Every string of the blocks, runs of one line as one; written without a look at the code under test. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) {
    const isLine = value.length > 0 && value.every((item) => typeof item === 'object' && item !== null && 'text' in item);
    return isLine ? [value.map((item: { text: string }) => item.text).join('')] : value.flatMap(stringsOf);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => (['type', 'look', 'align', 'href'].includes(key) ? [] : stringsOf(item)));
}

describe('a page', () => {
  it('gives back exactly the strings of its blocks, in elements and attributes of the grammar, whatever they say', () => {
    fc.assert(
      fc.property(blocks, fc.constantFrom('en-GB', 'ar', 'fr'), (given, language) => {
        const html = readHtml(bytesOf(page(given, { language })));
        expect(strangeParts(html)).toEqual([]);
        const head = linesOf(readHtml(bytesOf(page([], { language }))));
        const written = linesOf(html);
        // A heading of the first level at the start takes the place of the section's title.
        const hasHeading = given[0]?.type === 'heading' && given[0].level === 1;
        const expected = [...head, ...stringsOf(given)];
        if (hasHeading) expected.splice(expected.lastIndexOf('Text', head.length - 1), 1);
        expect(written.map((line) => line.trim()).sort()).toEqual(expected.map((line) => line.trim()).sort());
      }),
      { numRuns: runs(40, 2_000) },
    );
  });

  it.each(HOSTILE)('holds %j as text, in every place of a page', (value) => {
    const cover: Section = {
      id: 'cover',
      title: 'Cover',
      mayShare: false,
      blocks: [
        {
          type: 'cover',
          organisers: value,
          documentType: value,
          title: value,
          subtitle: value,
          ask: value,
          number: { value: '7', sentence: value },
          facts: [{ label: value, lines: [value, value] }],
          contentsTitle: value,
        },
      ],
    };
    const text: Section = { id: 'text', title: value, mayShare: false, blocks: [paragraph(value)] };
    const html = readHtml(bytesOf(writePage([cover, text], { ...FACTS, title: value, notice: value, file: value, generator: value })));
    expect(strangeParts(html)).toEqual([]);
    expect(html.tokens.filter((token) => token.type === 'start' && ['script', 'img', 'b'].includes(token.name))).toEqual([]);
    expect(linesOf(html).filter((line) => line.trim() === value.trim()).length).toBeGreaterThanOrEqual(11);
  });

  it.each([
    ['https://example.org/a?b=1&c=2', true],
    ['http://example.org', true],
    ['mailto:hello@example.org', true],
    ['javascript:alert(1)', false],
    ['JAVASCRIPT:alert(1)', false],
    [' javascript:alert(1)', false],
    ['java\tscript:alert(1)', false],
    ['data:text/html;base64,PHNjcmlwdD4=', false],
    ['vbscript:x', false],
    ['//example.org', false],
    ['/etc/passwd', false],
    ['#main', false],
    ['https://example.org/ onclick=alert(1)', false],
  ])('a link to %j is one: %j', (href, isLink) => {
    const html = readHtml(bytesOf(page([{ type: 'paragraph', spans: [{ type: 'text', text: 'source', href }] }])));
    const links = html.tokens.flatMap((token) => (token.type === 'start' && token.name === 'a' ? token.attributes : []));
    expect(links.filter(([name, value]) => name === 'href' && !value.startsWith('#main') && value !== '#text')).toEqual(
      isLink ? [['href', href]] : [],
    );
    expect(linesOf(html)).toContain('source');
  });

  it.each([
    ['U+0000', 'a\u0000b'],
    ['U+000D', 'a\rb'],
    ['U+0085', 'a\u0085b'],
    ['U+D800', 'a\ud800b'],
    ['U+FFFE, U+FFFF', 'a\uffff\ufffeb'],
  ])('is refused for %s, which HTML cannot hold, and the text is not told', (names, value) => {
    expect(() => page([paragraph(value)])).toThrow(`A web page cannot hold ${names}.`);
  });

  it('has one heading of the first level, and leaves out no level below it', () => {
    const heading = (level: 1 | 2 | 3): Block => ({ type: 'heading', level, spans: [{ type: 'text', text: `level ${level}` }] });
    const html = page([heading(1), heading(3), heading(2), heading(3), { type: 'rail', label: 'rail', blocks: [heading(3)] }]);
    const levels = [...html.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    expect(levels).toEqual([1, 2, 2, 3, 3, 4, 3, 4]);
  });

  it('numbers notes through the page, and leads back to every place that refers to them', () => {
    const note = (key: string): Span => ({ type: 'note', note: { key, spans: [{ type: 'text', text: `source ${key}` }] } });
    const html = page([
      { type: 'paragraph', spans: [note('b'), note('a'), note('b')] },
      { type: 'tiles', tiles: [{ value: '1', label: [{ type: 'text', text: 'one' }, note('c')] }] },
    ]);
    expect([...html.matchAll(/id="(reference-[^"]+)" role="doc-noteref" aria-label="([^"]+)">(\d+)</g)].map(([, ...rest]) => rest)).toEqual(
      [
        ['reference-1', 'Note 1', '1'],
        ['reference-2', 'Note 2', '2'],
        ['reference-1-2', 'Note 1', '1'],
        ['reference-3', 'Note 3', '3'],
      ],
    );
    const list = html.slice(html.indexOf('class="notes"'));
    expect([...list.matchAll(/<li id="([^"]+)">([^<]+)/g)].map(([, id, words]) => `${id}: ${words?.trim()}`)).toEqual([
      'note-1: source b',
      'note-2: source a',
      'note-3: source c',
    ]);
    expect([...list.matchAll(/href="#([^"]+)" class="back" role="doc-backlink" aria-label="([^"]+)"/g)].map(([, ...rest]) => rest)).toEqual(
      [
        ['reference-1', 'Back to mention 1 of note 1'],
        ['reference-1-2', 'Back to mention 2 of note 1'],
        ['reference-2', 'Back to the mention of note 2'],
        ['reference-3', 'Back to the mention of note 3'],
      ],
    );
  });

  it('gives a table its caption and headers; one that may be too wide for a phone can be scrolled with the keyboard', () => {
    const table = (cell: string): string =>
      bodyOf(
        page([
          {
            type: 'table',
            caption: 'Numbers',
            columns: [
              { title: 'Step', align: 'left', share: 0.5 },
              { title: '', align: 'left', share: 0.2 },
              { title: 'Records', align: 'right', share: 0.3 },
            ],
            rows: [
              ['received', cell, '3'],
              ['counted', '', '2'],
            ],
            total: true,
          },
        ]),
      );
    const narrow = table('here');
    expect(narrow).toContain('<caption id="table-1">Numbers</caption>');
    expect(narrow).toContain('<thead><tr><th scope="col">Step</th><td></td><th scope="col" class="numeric">Records</th></tr></thead>');
    expect(narrow).toContain('<tfoot><tr><th scope="row">counted</th><td></td><td class="numeric">2</td></tr>');
    expect(narrow).toContain('<div class="scroll"><table>');
    expect(table('a'.repeat(20))).toContain('<div class="scroll" role="region" aria-labelledby="table-1" tabindex="0"><table>');
  });

  it.each([
    ['en-GB', 'ltr', 'en-GB'],
    ['ar', 'rtl', 'ar'],
    ['fa-IR', 'rtl', 'fa-IR'],
    ['ku-Arab', 'rtl', 'ku-Arab'],
    ['ku', 'ltr', 'ku'],
    ['he', 'rtl', 'he'],
  ])('in %s is read %s', (language, direction, lang) => {
    expect(page([], { language })).toContain(`<html lang="${lang}" dir="${direction}">`);
  });

  it('lets a text that runs the other way find its own direction, and marks standing words that are in another language', () => {
    const mixed = page([
      paragraph('عربي'),
      paragraph('latin'),
      { type: 'entries', groups: [{ entries: [[{ type: 'text', text: 'עברית – IL' }]] }] },
    ]);
    expect(mixed).toContain('<p dir="auto">عربي</p>');
    expect(mixed).toContain('<p>latin</p>');
    expect(mixed).toContain('<li><bdi>עברית – IL</bdi></li>');
    expect(page([paragraph('latin')], { language: 'ar' })).toContain('<p dir="auto">latin</p>');
    expect(page([], { language: 'ar' })).toContain('<a class="skip" href="#main" lang="en-GB">');
    expect(page([], { language: 'fr' })).not.toContain('lang="en-GB"');
  });

  it('begins a title, a heading and a list at the side from which they are read', () => {
    const item = (text: string): Block[] => [paragraph(text)];
    const html = page([
      { type: 'heading', level: 2, spans: [{ type: 'text', text: 'ما نطلبه' }] },
      { type: 'list', ordered: true, start: 1, items: [item('الحماية'), item('لا عقاب')] },
      { type: 'list', ordered: false, start: 1, items: [item('الحماية'), item('protection')] },
    ]);
    expect(html).toContain('<h3 dir="auto">ما نطلبه</h3>');
    expect(html).toContain('<ol dir="rtl">');
    expect(html).toContain('<ul>');
    const release = petitionRelease();
    const titled = { ...release, campaign: { ...release.campaign, title: 'الحماية' } };
    expect(htmlPage(titled, titled.documents[0] ?? never(), 'ab'.repeat(32))).toContain('<h1 dir="auto">الحماية</h1>');
  });

  it('says the heading of a joint statement once, before the letterheads that stand above it on paper', () => {
    const release = statementRelease();
    const html = htmlPage(release, release.documents[0] ?? never(), 'ab'.repeat(32));
    const headings = [...html.matchAll(/<h\d[^>]*>(.*?)<\/h\d>/g)].map(([, text]) => text);
    expect(headings.filter((text) => text === 'The statement')).toHaveLength(1);
    const section = html.slice(html.indexOf('<section id="text"'));
    expect(section).toMatch(/^<section id="text">\s*<h2>The statement<\/h2>\s*<div class="letterhead/);
  });

  it('has nothing that loads or runs, and a policy that forbids both', () => {
    const html = htmlPage(petitionRelease(), petitionRelease().documents[0] ?? never(), 'ab'.repeat(32));
    const policy = policyFor(STYLE);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`);
    expect(html).toContain(`content="${policy}"`);
    expect(html).toContain(`<style>${STYLE}</style>`);
    expect(html).not.toMatch(/<(?:script|link|img|iframe|object|embed|form|input|base|template)|\son\w+=|\ssrc=|\sstyle=|url\(|@import/i);
  });
});

function never(): never {
  throw new Error('there is no such document');
}

describe('the front part', () => {
  it.each([
    ['a petition', petitionRelease()],
    ['an open letter', openLetterRelease()],
    ['a coalition', coalitionRelease()],
  ])('of %s has the sections of the pack, names nobody, and is the same twice', (_, release) => {
    for (const document of release.documents) {
      const html = htmlPage(release, document, 'ab'.repeat(32));
      expect(htmlPage(release, document, 'ab'.repeat(32))).toBe(html);
      expect(JSON.stringify(frontSections(release, document, ''))).not.toContain('"type":"names"');
      for (const { name } of release.signatories.entries) expect(html).not.toContain(name);
      for (const { text } of release.comments ?? []) expect(html).not.toContain(text);
    }
  });

  it('says how many the PDF names, instead of a list or of saying that nobody is named', () => {
    const release = petitionRelease();
    const { named, signatures } = release.counts;
    const html = htmlPage(release, release.documents[0] ?? never(), 'ab'.repeat(32));
    expect(named).toBeGreaterThan(1);
    expect(html).toContain(`${named} of the signatories agreed to be named in the pack. Their names stand in the PDF alone`);
    expect(html).toContain(`${signatures?.toLocaleString('en-GB')} signatures were counted.`);
    expect(html).not.toContain('signatories named here');
  });

  it('keeps the certificate of a pack that names nobody', () => {
    const named = petitionRelease();
    const release = { ...named, counts: { ...named.counts, named: 0 }, signatories: { ceiling: 'count-only' as const, entries: [] } };
    expect(htmlPage(release, release.documents[0] ?? never(), 'ab'.repeat(32))).toContain('No signatory is named in this pack');
  });

  it('shows a document with a ceiling of its own as that document does', () => {
    const release = petitionRelease();
    const document = {
      ...(release.documents[0] ?? never()),
      own: { signatories: { ceiling: 'name' as const, entries: [{ name: 'Zoe Onlyhere' }] }, comments: [] },
    };
    const html = htmlPage({ ...release, documents: [document] }, document, 'ab'.repeat(32));
    expect(html).not.toContain('Zoe Onlyhere');
    expect(html).not.toContain('Names are given to the addressee only');
    expect(html).toContain('One of the signatories agreed to be named in the pack.');
  });
});
