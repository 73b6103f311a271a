import { describe, expect, it } from 'vitest';
import { createScanner, type ScanNeedle } from '../../../src/lib/gate/scan.js';
import { readFileText } from '../../../src/lib/io/file-text.js';
import { drawableText } from '../../../src/lib/io/pdf.js';
import { Red } from '../../../src/lib/red.js';
import { petitionRelease, rich } from '../../helpers/releases.js';
import { render } from '../../helpers/rendering.js';
import { ALL_NAMES, CHINESE_FONT, namesRelease } from '../../helpers/scripts.js';

/** Names of two words and more; a name of one word counts only where it is a whole entry. */
const PLANTED = ALL_NAMES.filter(({ name }) => name.includes(' '));
const needles: readonly ScanNeedle[] = PLANTED.map(({ name }, index) => ({
  kind: 'name',
  value: new Red(name),
  source: 'a.csv',
  record: index + 1,
}));

/** Records whose name the scan finds in a PDF, and where. */
function findings(pdf: Buffer): Map<number, string[]> {
  const scanner = createScanner([]);
  scanner.addFile('a.pdf', readFileText(pdf));
  scanner.addNeedles(needles);
  const places = new Map<number, string[]>();
  for (const { record, where } of scanner.findings()) {
    if (record !== undefined) places.set(Number(record), [...(places.get(Number(record)) ?? []), where]);
  }
  return places;
}

describe('a private name in any script', () => {
  it('is found in the list of names of a pack that our own writer drew', async () => {
    const found = findings(await render(namesRelease(ALL_NAMES.map(({ name }) => name)), 0, { fonts: [CHINESE_FONT] }));
    const missed = PLANTED.filter((_, index) => !found.has(index + 1));
    expect(missed).toEqual([]);
    // On the page itself, and not by the tags alone.
    const onlyInTags = PLANTED.filter((_, index) => found.get(index + 1)?.every((where) => !where.includes(' page ')));
    expect(onlyInTags.map(({ name }) => name)).toEqual([]);
  });

  it('is found in the middle of a paragraph of another script, over the ends of lines', async () => {
    const sentences = PLANTED.filter(({ language }) => language !== 'zh').map(
      ({ name }) => `As ${name} told us, this cannot go on for another year.`,
    );
    const release = petitionRelease({ body: rich([sentences.join(' ')]) });
    const found = findings(await render(release));
    const missed = PLANTED.filter(({ language }, index) => language !== 'zh' && !found.has(index + 1));
    expect(missed).toEqual([]);
  });

  it('is not made up of the spelled words of one permitted name and the initial of another', async () => {
    const initials = [...'ABCDEFGHIJ'];
    const names = ['محمد عبد الله الحسيني', 'ஸ்ரீதேவி கிருஷ்ணன்', 'रवीन्द्रनाथ ठाकुर'].flatMap((name) =>
      initials.map((initial) => `${name} ${initial}.`),
    );
    const scanner = createScanner(names);
    scanner.addFile(
      'a.pdf',
      readFileText(await render(petitionRelease({ signatories: { ceiling: 'name', entries: names.map((name) => ({ name })) } }))),
    );
    scanner.addNeedles(
      names.map((name, index): ScanNeedle => ({ kind: 'name', value: new Red(name), source: 'a.csv', record: index + 1 })),
    );
    expect(scanner.findings().filter(({ record }) => record !== undefined)).toEqual([]);
  });

  it('is found where only the spelling of a text says it', async () => {
    const name = drawableText('فاطمة الزهراء بنت علي');
    const [needle] = needles.filter((_, index) => PLANTED[index]?.name === 'فاطمة الزهراء بنت علي');
    const plain = (
      await render(petitionRelease({ signatories: { ceiling: 'name', entries: [{ name: 'שרה לוי' }] } }), 0, { compress: false })
    ).toString('latin1');
    const hex = (text: string): string => Buffer.from(`\ufeff${text}`, 'utf16le').swap16().toString('hex').toUpperCase();
    const other = plain.replace(new RegExp(`ActualText <${hex('שרה לוי')}[0-9A-F]*>`, 'iu'), `ActualText <${hex(name)}>`);
    expect(other).not.toBe(plain);
    const scanner = createScanner([]);
    scanner.addFile('a.pdf', readFileText(Buffer.from(other, 'latin1')));
    scanner.addNeedles(needle === undefined ? [] : [needle]);
    expect(scanner.findings().filter(({ record }) => record !== undefined)).toMatchObject([
      { kind: 'name', where: 'a.pdf spelling of its text' },
    ]);
  });
});
