import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { canonicalJson } from '../../../src/lib/canonical-json.js';
import { partRelease } from '../../../src/lib/gate/annex.js';
import { readPdf } from '../../../src/lib/io/pdf-read.js';
import type { Release, ReleaseComment, ReleaseSignatory } from '../../../src/lib/model/release.js';
import { checkClosedWorld, leftOnPages } from '../../../src/lib/pack/closed-world.js';
import { expectText } from '../../../src/lib/pack/expected-text.js';
import { checkStructure } from '../../helpers/pdf-structure/index.js';
import { NAMES, petitionRelease, releaseBytes } from '../../helpers/releases.js';
import { render } from '../../helpers/rendering.js';
import { runs } from '../../helpers/runs.js';

const FINGERPRINT = '0123456789abcdef'.repeat(4);
const COMMENTS: readonly ReleaseComment[] = [{ name: 'Siân Hughes', place: 'Aberystwyth', text: 'Nobody should wait for years.' }];

function wholeRelease(entries: readonly ReleaseSignatory[] = NAMES, comments = COMMENTS, own = entries.slice(0, 2)): Release {
  const base = petitionRelease({ sections: ['cover', 'letter', 'how-we-counted', 'signatories', 'verification'] });
  const [document] = base.documents;
  if (document === undefined) throw new Error('no document');
  const second = {
    ...document,
    file: 'committee.pdf',
    target: { id: 'committee', name: 'Example Committee' },
    own: { signatories: { ceiling: 'name' as const, entries: own }, comments: [] },
  };
  return {
    ...base,
    sections: [...base.sections, 'comments'],
    documents: [document, second],
    counts: { signatures: 25, organisations: 0, named: entries.length },
    signatories: { ceiling: 'name-place-comment', entries },
    comments,
  };
}

describe('a release that is parted', () => {
  const whole = wholeRelease();
  const { main, annex } = partRelease(whole);
  const names = annex(FINGERPRINT);

  it('leaves no name and no comment in the part that everybody reads', () => {
    const text = canonicalJson(main);
    for (const { name } of NAMES) expect(text).not.toContain(name);
    expect(text).not.toContain('wait for years');
    expect(main.sections).not.toContain('comments');
    expect(main.counts).toEqual(whole.counts);
  });

  it('says of each document how many its own file names, and what that is called', () => {
    expect(main.documents.map(({ annex: own }) => own)).toEqual([
      { file: 'home-secretary-names.pdf', named: NAMES.length },
      { file: 'committee-names.pdf', named: 2 },
    ]);
  });

  it('has in the other part the names as each addressee may have them, and nothing that is not about names', () => {
    expect(names).toMatchObject({ annexOf: FINGERPRINT, sections: ['signatories', 'comments'], comments: COMMENTS });
    expect(names?.signatories).toEqual(whole.signatories);
    expect(names?.documents.map(({ file, own }) => [file, own?.signatories.entries.length])).toEqual([
      ['home-secretary-names.pdf', undefined],
      ['committee-names.pdf', 2],
    ]);
    expect(Object.keys(names ?? {})).not.toEqual(expect.arrayContaining(['body']));
    expect(names?.documents.every(({ letter }) => letter === undefined)).toBe(true);
  });

  it('has no other part where the layout has no list of names', () => {
    const parted = partRelease({ ...wholeRelease(), sections: ['cover', 'letter'] });
    expect(parted.annex(FINGERPRINT)).toBeNull();
    expect(parted.main.documents.every((document) => document.annex === undefined)).toBe(true);
  });

  it('has no other part where nobody is named', () => {
    const parted = partRelease(wholeRelease([], [], []));
    expect(parted.annex(FINGERPRINT)).toBeNull();
    expect(parted.main.documents.every((document) => document.annex === undefined)).toBe(true);
  });

  it('leaves a document out that shows nobody', () => {
    const parted = partRelease(wholeRelease(NAMES, COMMENTS, []));
    expect(parted.annex(FINGERPRINT)?.documents.map(({ file }) => file)).toEqual(['home-secretary-names.pdf']);
    expect(parted.main.documents[1]?.annex).toBeUndefined();
  });

  it('is the same to the byte, and so has the same fingerprint, whoever the named are: it confirms no guess', () => {
    const person = fc.record({
      name: fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }),
      place: fc.constantFrom('Leeds', 'Hull'),
    });
    const list = fc.array(person, { minLength: 3, maxLength: 3 });
    const comment = fc.record({ name: fc.string(), text: fc.string() });
    fc.assert(
      fc.property(list, list, comment, (one, other, said) => {
        const [first, second] = [wholeRelease(one), wholeRelease(other, [said])].map((release) => canonicalJson(partRelease(release).main));
        expect(first).toBe(second);
      }),
      { numRuns: runs(30, 1000) },
    );
  });
});

describe('the documents of a parted release', () => {
  const { main, annex } = partRelease(wholeRelease());
  const fingerprint = createHash('sha256').update(releaseBytes(main)).digest('hex');
  const names = annex(fingerprint);

  const drawn = new Map<string, readonly string[]>();
  it.each([
    ['the pack', main],
    ['the file of names', names],
  ])('say nothing but what their release accounts for: %s', async (_, release) => {
    if (release === null) throw new Error('no names');
    const own = createHash('sha256').update(releaseBytes(release)).digest('hex');
    for (const [index, document] of release.documents.entries()) {
      const bytes = await render(release, index);
      // What will be encrypted must not claim to be PDF/A.
      expect(checkStructure(bytes).map(({ rule }) => rule)).toEqual(release.annexOf === undefined ? [] : ['PDF/A mark']);
      const pdf = readPdf(bytes);
      drawn.set(document.file, pdf.pages);
      expect(checkClosedWorld(pdf, release, document, own)).toEqual([]);
      expect(leftOnPages(pdf.pages, expectText(release, document, own, pdf.pages.length))).toEqual([]);
    }
  });

  it('name nobody in the pack, and say where the names are and whose they are', () => {
    const text = (pages: readonly string[]): string => pages.join(' ').replaceAll(/\s+/gu, ' ');
    const pack = text(drawn.get('home-secretary.pdf') ?? []);
    expect(pack).toContain('Agreed to be named: 13 of 25. No name stands in this document.');
    expect(pack).toContain('home-secretary-names.pdf');
    expect(NAMES.filter(({ name }) => pack.includes(name))).toEqual([]);
    expect(pack).toContain('Those who agreed to be named stand in a separate, encrypted file');
    expect(pack).not.toMatch(/list of \d+ named|named in this pack only/u);
    // A document with a ceiling of its own speaks of its own list.
    expect(text(drawn.get('committee.pdf') ?? [])).toContain('Agreed to be named: 2 of 25.');
    expect(text(drawn.get('committee.pdf') ?? [])).not.toContain('No signatory is named in this pack');
    const file = text(drawn.get('home-secretary-names.pdf') ?? []);
    expect(file).toContain((fingerprint.slice(0, 16).match(/.{4}/gu) ?? []).join(' '));
    expect(file).toContain('Łukasz Wiśniewski');
    expect(file).not.toContain('Siân Hughes Siân Hughes');
  });
});
