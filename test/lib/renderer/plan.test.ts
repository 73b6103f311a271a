/** The plan for a box: what fits is found, what does not becomes volumes, and the packs keep to it. */

import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';
import { readPdf } from '../../../src/lib/io/pdf-read.js';
import { type PrintChoice, printSettings } from '../../../src/lib/model/print.js';
import type { Release } from '../../../src/lib/model/release.js';
import { checkClosedWorld } from '../../../src/lib/pack/closed-world.js';
import { withPlan } from '../../../src/lib/pack/print/apply-plan.js';
import { nameSetting, settingsToTry } from '../../../src/lib/pack/print/data.js';
import { initialOf } from '../../../src/lib/pack/print/initials.js';
import { releaseOf } from '../../../src/lib/pack/view.js';
import { planRelease } from '../../../src/lib/renderer/plan.js';
import { type LaidOut, layOutRelease, overlaps } from '../../helpers/layout.js';
import { longListRelease, petitionRelease, releaseBytes } from '../../helpers/releases.js';
import { render } from '../../helpers/rendering.js';

function listRelease(count: number, choice: PrintChoice): Release {
  const release = longListRelease(count);
  const { entries } = release.signatories;
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    ...release,
    sections: ['cover', 'text', 'signatories', 'verification'],
    counts: { ...release.counts, named: count },
    signatories: { ...release.signatories, entries: sorted },
    print: printSettings(choice),
  };
}

const planOf = (release: Release): ReturnType<typeof planRelease> => planRelease(releaseBytes(release));
const namesOf = (laid: LaidOut): number[] => [...laid.typeset.nameRanges.values()].flatMap(({ from, to }) => [from, to]);

describe('a list that fits', async () => {
  const release = listRelease(2_000, { sheets: 10 });
  const plan = await planOf(release);

  it('takes the most readable setting that fits, and no further one is tried', () => {
    expect(plan.tried.map(({ setting }) => setting)).toEqual(settingsToTry(printSettings()).slice(0, plan.tried.length));
    expect(plan.tried.map(({ fits }) => fits)).toEqual([...plan.tried.slice(1).map(() => false), true]);
    expect(plan.tried.length).toBeGreaterThan(1);
    expect(plan.chosen).toBe(plan.tried.at(-1)?.setting);
  });

  it('is printed on as many pages as the plan says, as one PDF', () => {
    const whole = withPlan(release, plan);
    expect(whole.documents.map(({ file }) => file)).toEqual(release.documents.map(({ file }) => file));
    expect(layOutRelease(whole).pages.length).toBe(plan.tried.at(-1)?.pages);
  });

  it('counts two pages a sheet, unless it is printed on one side', async () => {
    expect(plan.pagesPerSheet).toBe(2);
    const oneSided = await planOf(listRelease(2_000, { sheets: 20, duplex: false }));
    expect(oneSided.pagesPerSheet).toBe(1);
    for (const { pages, sheets } of oneSided.tried) expect(sheets).toBe(pages);
  });

  it('is the same plan twice, and depends on nothing but the release', async () => {
    expect(await planOf(release)).toEqual(plan);
  });
});

describe('a list that does not fit', async () => {
  const release = listRelease(2_500, { sheets: 5 });
  const plan = await planOf(release);
  const whole = withPlan(release, plan);
  const laid = whole.documents.map((_, index) => layOutRelease(whole, index));

  it('becomes volumes that hold every name once, in order, each within its sheets', () => {
    const [document] = plan.documents;
    const volumes = document?.volumes ?? [];
    expect(volumes.length).toBeGreaterThan(2);
    expect(volumes[0]?.from).toBe(1);
    expect(volumes.at(-1)?.to).toBe(2_500);
    for (const [index, { from }] of volumes.entries()) if (index > 0) expect(from).toBe((volumes[index - 1]?.to ?? 0) + 1);
    expect(laid.map(({ pages }) => pages.length)).toEqual(volumes.map(({ pages }) => pages));
    for (const { pages } of laid) expect(Math.ceil(pages.length / 2)).toBeLessThanOrEqual(5);
    const names = whole.documents.flatMap((one) => releaseOf(whole, one).signatories.entries);
    expect(names).toEqual(release.signatories.entries);
  });

  it('needs no more volumes than the densest setting', () => {
    const densest = settingsToTry(printSettings()).at(-1);
    if (densest === undefined) throw new RangeError('no settings');
    // With the densest setting alone every volume but the last is full, so one volume fewer cannot hold the list.
    const perVolume = Math.max(...(plan.documents[0]?.volumes ?? []).map(({ from, to }) => to - from + 1));
    expect((plan.documents[0]?.volumes.length ?? 0) - 1).toBeLessThan(2_500 / perVolume);
    expect(nameSetting(printSettings(), 2_500).size).toBeGreaterThan(nameSetting({ ...printSettings(), setting: densest }, 2_500).size);
  });

  it('names the volumes after the document, and gives each a cover, a label and heads that say which names it has', () => {
    expect(whole.documents.slice(0, 3).map(({ file }) => file)).toEqual([
      'home-secretary.pdf',
      'home-secretary-volume-2.pdf',
      'home-secretary-volume-3.pdf',
    ]);
    for (const [index, one] of laid.entries()) {
      expect(one.typeset.bookmarks.slice(0, 2).map(({ title }) => title)).toEqual(['Cover', 'Labels for the spine']);
      const volume = whole.documents[index]?.volume;
      const numbers = namesOf(one);
      expect([numbers[0], numbers.at(-1)]).toEqual([volume?.from, volume?.to]);
      expect(overlaps(one.drawn)).toEqual([]);
    }
  });

  it('leads from every initial to the volume and the page where it begins', () => {
    const found = new Map<string, string>();
    whole.documents.forEach(({ volume }, index) => {
      const { entries } = release.signatories;
      for (const [page, { from, to }] of laid[index]?.typeset.nameRanges ?? []) {
        for (let number = from; number <= to; number++) {
          const initial = initialOf(entries[number - 1]?.name ?? '');
          if (!found.has(initial)) found.set(initial, `${volume?.number} ${page + 1}`);
        }
      }
    });
    const listed = new Map<string, string>();
    for (const { volume } of whole.documents) {
      for (const { initial, page } of volume?.initials ?? []) if (!listed.has(initial)) listed.set(initial, `${volume?.number} ${page}`);
    }
    expect(listed).toEqual(found);
  });

  it('prints in each volume what the closed world expects, and no name of another volume', async () => {
    const fingerprint = createHash('sha256').update(releaseBytes(whole)).digest('hex');
    for (const index of [0, 1]) {
      const document = whole.documents[index];
      if (document === undefined) throw new RangeError('no such volume');
      const pdf = readPdf(await render(whole, index));
      expect(checkClosedWorld(pdf, whole, document, fingerprint)).toEqual([]);
    }
  });
});

describe('a box that is too small', () => {
  it('is refused when it does not even hold the front part', async () => {
    const release = { ...petitionRelease(), print: printSettings({ sheets: 1 }) };
    await expect(planOf(release)).rejects.toThrow(/does not fit/);
  });
});

describe('settings', () => {
  it('never go below 6.5 point, and in large print not below 16', () => {
    for (const theme of ['standard', 'large-print'] as const) {
      const print = printSettings({ theme });
      const sizes = settingsToTry(print).map((setting) => nameSetting({ ...print, setting }, 1_000).size);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(theme === 'standard' ? 6.5 : 16);
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    }
  });

  it('show six to ten names a page as display', () => {
    const [first, second] = [...layOutRelease(listRelease(60, { list: 'display' })).typeset.nameRanges.values()];
    for (const range of [first, second]) {
      const names = (range?.to ?? 0) - (range?.from ?? 0) + 1;
      expect(names).toBeGreaterThanOrEqual(6);
      expect(names).toBeLessThanOrEqual(10);
    }
  });
});

describe('an initial', () => {
  it.each([
    ['Łukasz', 'Ł'],
    ['Émile', 'E'],
    ['øystein', 'Ø'],
    ['Олена', 'О'],
    ['王小明', '漢'],
    ['’Abd', '#'],
    ['', '#'],
  ])('of %s is %s', (name, initial) => {
    expect(initialOf(name)).toBe(initial);
  });
});

describe('the heads of a long list', () => {
  const laid = layOutRelease(listRelease(1_500, {}));

  it('say on every page which names stand there, and name nobody who stands on another', () => {
    for (const [page, { from, to, first, last }] of laid.typeset.nameRanges) {
      const texts = laid.drawn.filter((item) => item.page === page && item.item.kind === 'text');
      const heads = texts.filter(({ isTagged }) => !isTagged).map(({ item }) => (item.kind === 'text' ? item.text.trim() : ''));
      const listed = texts.filter(({ isTagged }) => isTagged).map(({ item }) => (item.kind === 'text' ? item.text.trim() : ''));
      expect(heads).toContain(`Names ${from.toLocaleString('en-GB')} to ${to.toLocaleString('en-GB')} of 1,500`);
      // A sign that ends an entry: the leak scan must not read the end of one and the beginning of the other as a name.
      expect(heads).toContain(`${first} · ${last}`);
      expect(listed).toContain(first);
      expect(listed).toContain(last);
    }
    expect(laid.typeset.nameRanges.size).toBeGreaterThan(4);
  });
});
