import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { readHtml } from '../../../../src/lib/io/html-read.js';
import type { Release } from '../../../../src/lib/model/release.js';
import { checkHtmlClosedWorld } from '../../../../src/lib/pack/html/closed-world.js';
import { htmlPage } from '../../../../src/lib/pack/html/page.js';
import { coalitionRelease, openLetterRelease, petitionRelease, releaseBytes, statementRelease } from '../../../helpers/releases.js';

const fingerprintOf = (release: Release): string => createHash('sha256').update(releaseBytes(release)).digest('hex');

function first(release: Release): Release['documents'][number] {
  const [document] = release.documents;
  if (document === undefined) throw new Error('there is no document');
  return document;
}

/** What the check says of a page, the page's own name left out. */
function findingsIn(release: Release, change: (html: string) => string = (html) => html): string[] {
  const fingerprint = fingerprintOf(release);
  const document = first(release);
  const html = readHtml(new TextEncoder().encode(change(htmlPage(release, document, fingerprint))));
  return checkHtmlClosedWorld(html, release, document, fingerprint).map(({ kind, where, what, count }) =>
    [kind, where.replace(/^\S+\s?/, ''), what ?? count].filter((part) => part !== '').join(' '),
  );
}

/** A language without a catalogue, a text from right to left, no cover, and a note without a list of notes. */
function awkwardRelease(): Release {
  const release = petitionRelease();
  return {
    ...release,
    campaign: { ...release.campaign, language: 'ar', title: 'حماية Protection', notice: 'Example' },
    sections: release.sections.filter((id) => id !== 'cover' && id !== 'references'),
    aims: ['Seven years after 20237 the answer was 12.', 'un<b>divided</b>', 'קצר'],
  };
}

/** Weeks and areas, so that there are charts: a line, columns, bars and a map. */
function chartRelease(): Release {
  const release = petitionRelease();
  const weeks = [
    { from: 0, to: 9 },
    { from: 700, to: 799 },
    { from: 400, to: 499 },
  ];
  const areas = ['North East', 'Wales', 'Elsewhere & <beyond>'].map((name, at) => ({
    name,
    count: { from: 100 * (at + 1), to: 100 * (at + 1) + 99 },
    residents: 2_000_000 + at,
  }));
  const map = areas.map(({ name }, at) => ({ area: name, code: `A${at}`, column: at, row: at }));
  return {
    ...release,
    date: '2025-05-06',
    growth: { from: '2025-04-14', smallest: 10, weeks, elsewhere: { from: 0, to: 9 }, total: 1_234 },
    breakdown: { dimension: 'region', smallest: 10, areas, unlisted: 0, elsewhere: { from: 300, to: 399 }, total: 1_234, map },
  };
}

describe('the closed world of a page', () => {
  it.each<[string, () => Release]>([
    ['a petition', petitionRelease],
    ['an open letter', openLetterRelease],
    ['a joint statement', statementRelease],
    ['a coalition', coalitionRelease],
    ['a petition with charts', chartRelease],
    ['an awkward petition', awkwardRelease],
    ['a petition in Polish', () => ({ ...petitionRelease(), campaign: { ...petitionRelease().campaign, language: 'pl' } })],
  ])('has nothing left over of %s', (_, make) => {
    expect(findingsIn(make())).toEqual([]);
  });

  it('has charts to look at', () => {
    const release = chartRelease();
    expect(htmlPage(release, first(release), fingerprintOf(release)).match(/<svg class="chart"/g)).toHaveLength(4);
  });

  const add = (place: string, what: string) => (html: string) => {
    expect(html).toContain(place);
    return html.replace(place, `${place}${what}`);
  };
  const SPELLING = 'forbidden-feature HTML that the program would spell differently';
  it.each<[string, (html: string) => string, string[]]>([
    ['a name in a paragraph', add('<main id="main">\n', '<p>Amina Mfano</p>'), ['unexpected-text 2']],
    ['the name of somebody whom the PDF names', add('<main id="main">\n', '<p>Łukasz Wiśniewski</p>'), ['unexpected-text 2']],
    ['a name cut in pieces', add('<main id="main">\n', '<p>Am<em>ina</em> Mf<strong>ano</strong></p>'), ['unexpected-text 2']],
    ['a long number', add('<main id="main">\n', '<p>07700900123</p>'), ['unexpected-text 1']],
    ['a sentence that stands there once too often', add('<main id="main">\n', '<p>How to check this pack</p>'), ['unexpected-text 5']],
    [
      'a label for those who hear the page',
      (html) => html.replace('aria-label="Note 1"', 'aria-label="Amina"'),
      ['unexpected-text attributes 1'],
    ],
    ['an id', (html) => html.replace('<section id="text">', '<section id="amina-mfano">'), ['unexpected-text attributes 1', 'link 1']],
    [
      'an id that is there twice',
      (html) => html.replace('<section id="text">', '<section id="numbers">'),
      ['unexpected-text attributes 1', 'link 1'],
    ],
    ['a class', (html) => html.replace('class="small"', 'class="amina"'), ['forbidden-feature an attribute that no page has']],
    ['an attribute of its own', add('<main id="main"', ' data-who="amina"'), ['forbidden-feature an attribute that no page has']],
    ['a handler', add('<body', ' onload="alert(1)"'), ['forbidden-feature an attribute that no page has']],
    ['a style of one element', add('<main id="main"', ' style="color:red"'), ['forbidden-feature an attribute that no page has']],
    [
      'a script',
      add('<main id="main">\n', '<script>amina</script>'),
      ['forbidden-feature an element that no page has', 'unexpected-text 1'],
    ],
    ['a frame', add('<main id="main">\n', '<iframe srcdoc="x"></iframe>'), ['forbidden-feature an element that no page has']],
    [
      'a picture that is loaded',
      add('<main id="main">\n', '<img src="https://example.org/x.png">'),
      ['forbidden-feature an element that no page has'],
    ],
    [
      'a hidden form',
      add('<main id="main">\n', '<form action="https://example.org"></form>'),
      ['forbidden-feature an element that no page has'],
    ],
    ['a comment', add('<main id="main">\n', '<!-- Amina -->'), ['forbidden-feature a comment', SPELLING]],
    ['a declaration', add('<main id="main">\n', '<!amina>'), ['forbidden-feature a comment', SPELLING]],
    [
      'another stylesheet',
      add('</style>', '<style>p{color:red}</style>'),
      ['forbidden-feature other than one stylesheet', 'unexpected-text comments and styles 1'],
    ],
    [
      'a rule more',
      (html) => html.replace('</style>', '.amina{color:red}</style>'),
      ['forbidden-feature another security policy', 'unexpected-text comments and styles 1'],
    ],
    ['a weaker policy', (html) => html.replace("default-src 'none'", "default-src 'self'"), ['forbidden-feature another security policy']],
    ['no policy', (html) => html.replace(/<meta http-equiv[^>]*>/, ''), ['forbidden-feature another security policy']],
    ['a link elsewhere', add('<main id="main">\n', '<p><a href="https://example.org/?who=7"></a></p>'), ['link 1']],
    [
      'a link that runs',
      add('<main id="main">\n', '<p><a href="javascript:alert(1)"></a></p>'),
      ['forbidden-feature an attribute that no page has', 'link 1'],
    ],
    ['a link to a place that is not there', (html) => html.replace('href="#note-1"', 'href="#note-999"'), ['link 1', 'unexpected-text 1']],
    ['a reference in place of a letter', (html) => html.replace('>Note', '>&#78;ote').replace('pack</h2>', 'pac&#107;</h2>'), [SPELLING]],
    [
      'capitals in a tag',
      (html) => html.replaceAll('<main', '<MAIN').replaceAll('</main', '</MAIN'),
      ['forbidden-feature an element that no page has'],
    ],
    ['an attribute twice', add('<main id="main"', ' id="amina"'), [SPELLING]],
    ['a gap in a tag', (html) => html.replace('<main id', '<main  id'), [SPELLING]],
    ['a tag that is left open', (html) => html.replace('</main>', ''), [SPELLING]],
    ['something behind the end', (html) => `${html}Amina`, ['unexpected-text 1']],
    ['another release', (html) => html.replace(/(name="handin-release" content=")[0-9a-f]/, '$1x'), ['unexpected-text attributes 1']],
    [
      'another program',
      (html) => html.replace(/name="generator" content="[^"]*"/, 'name="generator" content="amina"'),
      ['unexpected-text attributes 1'],
    ],
  ])('counts %s', (_, change, expected) => {
    const found = findingsIn(petitionRelease(), change);
    expect(found.sort()).toEqual([...expected].sort());
  });
});
