import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { drawableText } from '../../../src/lib/io/pdf.js';
import { readPdf } from '../../../src/lib/io/pdf-read.js';
import { checkClosedWorld } from '../../../src/lib/pack/closed-world.js';
import { hasPoppler, withPdfJs, withPoppler } from '../../helpers/pdf-others.js';
import { petitionRelease, releaseBytes, rich } from '../../helpers/releases.js';
import { render } from '../../helpers/rendering.js';
import { ALL_NAMES, asSpelled, CHINESE_FONT, NAMES, namesRelease } from '../../helpers/scripts.js';

const release = namesRelease(ALL_NAMES.map(({ name }) => name));
const pdf = render(release, 0, { fonts: [CHINESE_FONT] });

/**
 * Names of each language that come back exactly, by pdf.js and by pdftotext (Poppler 22.12), out of all; the table of
 * docs/decisions/scripts.md. pdf.js drops joiners and parts some conjuncts; Poppler parts pointed words and turns mixed ones.
 */
const COMES_BACK: Readonly<Record<string, readonly [all: number, pdfJs: number, poppler: number]>> = {
  ar: [8, 8, 5],
  fa: [6, 3, 5],
  ckb: [5, 5, 5],
  ur: [5, 4, 5],
  he: [6, 6, 3],
  yi: [2, 2, 0],
  am: [4, 4, 4],
  ti: [3, 3, 3],
  bn: [6, 4, 6],
  ta: [6, 5, 6],
  hi: [6, 6, 6],
  mr: [3, 2, 3],
  ne: [2, 1, 2],
  zh: [5, 5, 5],
  el: [5, 5, 5],
  uk: [4, 4, 4],
  ru: [3, 3, 3],
  bg: [2, 2, 2],
  vi: [5, 5, 5],
  tr: [4, 4, 4],
  ku: [4, 4, 4],
  cy: [2, 2, 2],
  pl: [2, 2, 2],
  yo: [2, 2, 2],
  mixed: [10, 8, 5],
};
/** Names that neither reader gives back: they begin from right to left and go on in Latin. The tags have them. */
const ONLY_IN_TAGS = ['שרה Levy', 'محمد Karimi الحسن'];

/** Names that a reader's text holds exactly, without the direction controls that it may add. */
function found(pages: readonly string[]): Set<string> {
  const text = ` ${asSpelled(pages.join('\n')).replace(/\s+/gu, ' ')} `;
  return new Set(ALL_NAMES.map(({ name }) => name).filter((name) => text.includes(` ${asSpelled(drawableText(name))} `)));
}

function countsOf(names: ReadonlySet<string>): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(Object.keys(COMES_BACK).map((language) => [language, 0]));
  for (const { language, name } of ALL_NAMES) if (names.has(name)) counts[language] = (counts[language] ?? 0) + 1;
  return counts;
}

describe('names in every script', () => {
  it('are 71 and more in 15 languages and more, besides the mixed ones', () => {
    expect(NAMES.languages.length).toBeGreaterThanOrEqual(15);
    expect(ALL_NAMES.length - NAMES.mixed.length).toBeGreaterThanOrEqual(71);
    expect(countsOf(new Set(ALL_NAMES.map(({ name }) => name)))).toEqual(
      Object.fromEntries(Object.entries(COMES_BACK).map(([language, [all]]) => [language, all])),
    );
  });

  it('come back by pdf.js as often as the table says', async () => {
    expect(countsOf(found(await withPdfJs(await pdf)))).toEqual(
      Object.fromEntries(Object.entries(COMES_BACK).map(([language, [, pdfJs]]) => [language, pdfJs])),
    );
  });

  it.skipIf(!hasPoppler)('come back by pdftotext as often as the table says, and every one by either reader or the tags', async () => {
    const poppler = found(withPoppler(await pdf, 'reading'));
    const pdfJs = found(await withPdfJs(await pdf));
    const counts = countsOf(poppler);
    for (const [language, [, , least]] of Object.entries(COMES_BACK)) {
      expect(counts[language], language).toBeGreaterThanOrEqual(least);
    }
    const lost = ALL_NAMES.map(({ name }) => name).filter((name) => !poppler.has(name) && !pdfJs.has(name));
    expect(ONLY_IN_TAGS).toEqual(expect.arrayContaining(lost));
  });

  it('are spelled in the tags wherever they run from right to left', async () => {
    const { spellings } = readPdf(await pdf);
    const turned = ALL_NAMES.map(({ name }) => name).filter((name) => /[\u0590-\u08ff]/u.test(name));
    expect(turned.length).toBeGreaterThan(35);
    for (const name of turned)
      expect(
        spellings.some((text) => text.split(' Exampleton')[0] === drawableText(name)),
        name,
      ).toBe(true);
  });

  it('are accounted for word by word by the closed world, which reads them with our own reader', async () => {
    const read = readPdf(await pdf);
    const fingerprint = createHash('sha256').update(releaseBytes(release)).digest('hex');
    const document = release.documents[0] ?? expect.fail();
    expect(checkClosedWorld(read, release, document, fingerprint)).toEqual([]);
    expect(read.unread).toEqual([]);
    // And it is not blind: with one name fewer in the release, that name's words are left over.
    for (const { name } of ALL_NAMES.filter(({ language }) => ['ar', 'he', 'am', 'bn', 'ta', 'hi', 'zh'].includes(language))) {
      const fewer = namesRelease(ALL_NAMES.map((one) => one.name).filter((one) => one !== name));
      expect(
        checkClosedWorld(read, fewer, document, fingerprint).map(({ where }) => where),
        name,
      ).toEqual(expect.arrayContaining([expect.stringMatching(/ page \d+$/)]));
    }
  });

  it('make the same bytes each time', async () => {
    expect((await render(release, 0, { fonts: [CHINESE_FONT] })).equals(await pdf)).toBe(true);
  });
});

describe('texts in every script', () => {
  const body = rich(
    [
      'We ask, as in Arabic: لم شمل الأسر حق وليس امتيازًا (المادة ٩) and in English again.[^1]',
      'نحن الموقعين أدناه نطالب وزيرة الداخلية بتعديل القواعد (Immigration Rules, part 11) قبل 31 ديسمبر 2026، وأن تنشر الأرقام.',
      '1. חוק אחד לכל המשפחות, בלי תנאי הכנסה ובלי המתנה ארוכה יותר משישה חודשים.',
      '2. خواسته: می‌خواهیم کودکان کنار خانواده‌شان باشند.',
      '> শিশুদের তাদের পরিবারের সঙ্গে থাকতে দিন। রবীন্দ্রনাথ।',
      '王小明李秀英張偉（阿偉）歐陽建國 and on.',
    ],
    ['هامش: انظر المادة 9.'],
  );
  const texts = namesRelease([], {
    body,
    campaign: { ...petitionRelease().campaign, title: 'Families together — عائلات معًا' },
    organisations: [{ name: 'Zentrum für Familien / مركز العائلات', kind: 'organisation' } as never],
  });

  it('keep the closed world in letters, lists, notes, footers and the contents', async () => {
    const read = readPdf(await render(texts, 0, { fonts: [CHINESE_FONT] }));
    const fingerprint = createHash('sha256').update(releaseBytes(texts)).digest('hex');
    expect(checkClosedWorld(read, texts, texts.documents[0] ?? expect.fail(), fingerprint)).toEqual([]);
    expect(read.pages.join('\n')).toContain('عائلات');
    expect(read.spellings.join('\n')).toContain('لم شمل الأسر حق وليس امتيازًا');
  });
});
