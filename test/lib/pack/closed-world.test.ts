import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPdf } from '../../../src/lib/io/pdf-read.js';
import type { PdfText } from '../../../src/lib/model/pdf-text.js';
import { printSettings } from '../../../src/lib/model/print.js';
import type { Release } from '../../../src/lib/model/release.js';
import type { Inline, RichText } from '../../../src/lib/model/rich-text.js';
import { checkClosedWorld, leftOnPages } from '../../../src/lib/pack/closed-world.js';
import { addStrings, expectText } from '../../../src/lib/pack/expected-text.js';
import { messagesFor } from '../../../src/lib/pack/messages/index.js';
import { FONT_FILES } from '../../../src/lib/pack/pdf-words.js';
import { WordCounts, wordsIn } from '../../../src/lib/pack/words.js';
import {
  coalitionRelease,
  longListRelease,
  openLetterRelease,
  petitionRelease,
  releaseBytes,
  statementRelease,
} from '../../helpers/releases.js';
import { render } from '../../helpers/rendering.js';
import { ROOT } from '../../helpers/run.js';

// The package brings no types.
const fontkit = createRequire(import.meta.url)('fontkit') as { openSync(file: string): { postscriptName: string } };

const fingerprintOf = (release: Release): string => createHash('sha256').update(releaseBytes(release)).digest('hex');

/** A release with words that its layout has to cut, note numbers behind numbers, and names of more than one script. */
function awkwardRelease(): Release {
  return petitionRelease({
    aims: ['Seven years after 20237 the answer was 12.', `Read ${'undivided'.repeat(30)} in one go.`],
    signatories: {
      ceiling: 'name-place',
      entries: [{ name: `Ann ${'Featherstonehaugh'.repeat(6)}` }, { name: 'İlker Çağlar', place: 'Ağrı' }, { name: 'Ọlásùnkànmí Adébáyọ̀' }],
    },
  });
}

/** A letter with a table whose cells hold notes, links and emphasis; one is so long that its row is drawn in parts. */
function tableRelease(): Release {
  const words = (text: string): Inline[] => [{ type: 'text', text }];
  const letter: RichText = {
    blocks: [
      { type: 'paragraph', children: words('Before the table.') },
      {
        type: 'table',
        columns: [
          { align: 'left', children: words('What was promised') },
          { align: 'right', children: [...words('How many'), { type: 'note', note: 1 }] },
          { align: 'center', children: words('Where') },
        ],
        rows: [
          [words('A place'), words('4,711'), [{ type: 'link', href: 'https://example.org/list', children: words('the list') }]],
          [
            [
              { type: 'strong', children: words('Rescue at sea') },
              { type: 'note', note: 2 },
            ],
            [],
            words('Everywhere'),
          ],
          [words('short'), words(`${'unfinished sentence '.repeat(29)}ends`), words(`${'another column '.repeat(38)}ends`)],
        ],
      },
    ],
    notes: [words('Counted by hand.'), words('As the table says.')],
  };
  const release = petitionRelease();
  return { ...release, documents: release.documents.map((document) => ({ ...document, letter })) };
}

/** A statement of three organisations, one with a name too long for its column, to several addressees and a later holder of the office. */
function severalRelease(): Release {
  const release = statementRelease();
  const target = {
    id: 'example-committee',
    name: 'Example Committee',
    role: 'Chair',
    address: ['Example Square 1', 'Brussels'],
    'signed-to': 'Ann Sample',
    addressees: [{ name: 'Bo Sample', role: 'Rapporteur' }],
    cc: [{ name: 'Example Secretariat' }],
  };
  const organisers = ['Example Network for the protection of people who move across borders', 'Example Alliance', 'Example Bridge'].map(
    (name) => ({
      name,
      address: ['1 Example Street', 'Leeds'],
      contact: 'hello@example.org',
    }),
  );
  const form = { salutations: ['Dear Members of the European Parliament', 'Dear Commissioner'], close: 'named' } as const;
  return {
    ...release,
    place: 'Brussels',
    campaign: { ...release.campaign, organisers },
    documents: release.documents.map((document) => ({ ...document, target, form })),
    published: [...release.published, 'hello@example.org', '1 Example Street, Leeds'],
  };
}

describe('the closed world', () => {
  it('knows every bundled font by its name', () => {
    const folder = path.join(ROOT, 'src', 'lib', 'pack', 'fonts');
    const fonts = fs.readdirSync(folder).filter((name) => name.endsWith('.ttf'));
    const names = fonts.map((name) => fontkit.openSync(path.join(folder, name)).postscriptName);
    expect([...FONT_FILES].sort()).toEqual(names.sort());
  });

  it.each<[string, () => Release]>([
    ['a petition', petitionRelease],
    ['a coalition', coalitionRelease],
    ['an open letter', openLetterRelease],
    ['a long list', () => longListRelease(700)],
    ['words too long for their line', awkwardRelease],
    ['a table in a letter', tableRelease],
    ['a letter of several to several', severalRelease],
    ['the same in large print', () => ({ ...severalRelease(), print: printSettings({ theme: 'large-print' }) })],
  ])('has nothing left over of %s, and misses nothing of it', async (_, make) => {
    const release = make();
    const fingerprint = fingerprintOf(release);
    for (const [index, document] of release.documents.entries()) {
      const pdf = readPdf(await render(release, index));
      expect(checkClosedWorld(pdf, release, document, fingerprint)).toEqual([]);
      // Read both ways it is equality: every word that the release gives is on the pages.
      const expected = expectText(release, document, fingerprint, pdf.pages.length);
      expect(leftOnPages(pdf.pages, expected)).toEqual([]);
      // A page has the title or the sentence about names in its footer, and both are expected of all.
      const slack = new Set([
        'and',
        'more',
        ...expected.repeated.flatMap((text) => wordsIn(text)),
        ...wordsIn(release.campaign.title),
        ...wordsIn(messagesFor(release.campaign.language).say('names.expectation')),
        // Names have heads where they are a table.
        'name',
        'place',
      ]);
      expect([...expected.words.left().keys()].filter((word) => !slack.has(word))).toEqual([]);
    }
  });

  it('knows what a list says that is longer than a call may have arguments', () => {
    const words = new WordCounts();
    const names = Array.from({ length: 300_000 }, () => ({ name: 'Zoë' }));
    expect(addStrings([{ type: 'names', entries: names }], words, new Set())).toBe(names.length);
    expect(words.left()).toEqual(new Map([['zoë', names.length]]));
  });

  it('lets no name pass because a longer word that is expected has it for a part', () => {
    const release = petitionRelease();
    const document = release.documents[0];
    if (document === undefined) throw new RangeError('no document');
    const expected = expectText(release, document, fingerprintOf(release), 1);
    expected.words.add('Rosehill Rose Hill Ann');
    expect(leftOnPages(['Rose Hill', 'Ann Hill'], expected)).toEqual([{ place: 'page 2', word: 'hill' }]);
  });

  it('accounts for an ending in another script behind a word', async () => {
    const entries = ['BJPக்கு நன்றி', 'EUच्या'].map((name) => ({ name }));
    const release = petitionRelease({ signatories: { ceiling: 'name', entries } });
    const document = release.documents[0];
    if (document === undefined) throw new RangeError('no document');
    expect(checkClosedWorld(readPdf(await render(release)), release, document, fingerprintOf(release))).toEqual([]);
  });

  describe('counts what does not belong there, and says where', () => {
    const release = petitionRelease();
    const fingerprint = fingerprintOf(release);
    const document = release.documents[0];
    if (document === undefined) throw new Error('no document');
    const rendered = render(release).then((bytes) => readPdf(bytes));
    const found = async (change: (pdf: PdfText) => Partial<PdfText>): Promise<string[]> => {
      const pdf = await rendered;
      return checkClosedWorld({ ...pdf, ...change(pdf) }, release, document, fingerprint).map(
        ({ kind, where, count }) => `${kind} ${where.replace(document.file, '').trim()} ${count}`,
      );
    };

    it.each<[string, (pdf: PdfText) => Partial<PdfText>, string[]]>([
      [
        'a name on a page',
        ({ pages }) => ({ pages: [...pages.slice(0, 2), `${pages[2]}\nAmina Mfano`, ...pages.slice(3)] }),
        ['unexpected-text page 3 2'],
      ],
      [
        'a name that stands there once too often',
        ({ pages }) => ({ pages: [...pages.slice(0, -1), `${pages.at(-1)}\nŁukasz Wiśniewski`] }),
        ['unexpected-text page # 2'],
      ],
      ['a long number', ({ pages }) => ({ pages: [`${pages[0]} 07700900123`, ...pages.slice(1)] }), ['unexpected-text page 1 1']],
      ['a word in the metadata', ({ metadata }) => ({ metadata: [...metadata, 'Amina'] }), ['unexpected-text metadata 1']],
      [
        'a date that is not the pack’s',
        ({ metadata }) => ({ metadata: [...metadata, "D:20261126071300+01'00'"] }),
        ['unexpected-text metadata #'],
      ],
      ['a name of an object', ({ names }) => ({ names: [...names, 'PieceInfo'] }), ['unexpected-text metadata 1']],
      ['another font', ({ names }) => ({ names: [...names, 'AAAAAA+AminaMfano'] }), ['unexpected-text metadata 1']],
      ['bytes outside all objects', () => ({ trailing: ['x'] }), ['unexpected-text outside its pages 1']],
      [
        'content that no page reaches',
        ({ unreferenced }) => ({ unreferenced: [...unreferenced, 'Amina'] }),
        ['unexpected-text outside its pages 1'],
      ],
      ['a few bytes of data', ({ data }) => ({ data: [...data, Buffer.alloc(16, 7)] }), ['unexpected-text outside its pages 1']],
      ['a link', ({ uris }) => ({ uris: [...uris, 'https://example.org/?who=7'] }), ['link  1']],
      [
        'another statement',
        () => ({ attachments: [{ name: 'statement.json', bytes: Buffer.from('{}') }] }),
        ['unexpected-text attachment 1'],
      ],
      [
        'the right statement under another name',
        ({ attachments }) => ({ attachments: attachments.map(({ bytes }) => ({ name: 'a', bytes })) }),
        ['unexpected-text attachment 1'],
      ],
    ])('%s', async (_, change, findings) => {
      const said = (await found(change)).map((line) => line.replace(/page (?:[4-9]|\d\d) /, 'page # '));
      expect(said.map((line) => (findings[0]?.endsWith('#') ? line.replace(/\d+$/, '#') : line))).toEqual(findings);
    });
  });
});
