import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { assess } from '../../../src/lib/signals/assess.js';
import { expectedByHour, findBursts } from '../../../src/lib/signals/bursts.js';
import { findChains } from '../../../src/lib/signals/chains.js';
import { findClockwork } from '../../../src/lib/signals/clockwork.js';
import type { SignalColumns } from '../../../src/lib/signals/columns.js';
import { SIGNAL_COLUMNS } from '../../../src/lib/signals/columns.js';
import { findTemplates, joinTexts } from '../../../src/lib/signals/comments.js';
import { findConcentrations } from '../../../src/lib/signals/concentration.js';
import { burstiness, evennessP } from '../../../src/lib/signals/gaps.js';
import { findImpossiblePlaces, placesOf } from '../../../src/lib/signals/geography.js';
import { discoveryLimit } from '../../../src/lib/signals/multiple.js';
import { divergence, findNameDrift, findRepeatedNames } from '../../../src/lib/signals/names.js';
import { createRandom, seedOf } from '../../../src/lib/signals/random.js';
import { findSequences } from '../../../src/lib/signals/sequences.js';
import { allWindows } from '../../../src/lib/signals/windows.js';
import { AT_MOST, SETTINGS } from '../../helpers/signals.js';

const START = Date.UTC(2025, 2, 3) / 1000;

/** Columns of a list: rows in the order of time, 0 and no address where a row says nothing of it. */
function columnsOf(rows: readonly Partial<Record<keyof SignalColumns, number>>[]): SignalColumns {
  const usual: Partial<Record<keyof SignalColumns, number>> = { hasClock: 1, isOnline: 1, serial: -1, time: -1 };
  return Object.fromEntries(
    SIGNAL_COLUMNS.map((name) => [name, Float64Array.from(rows, (row) => row[name] ?? usual[name] ?? 0)]),
  ) as unknown as SignalColumns;
}

/** People who come by chance over some days, `perHour` on average. */
function people(
  seed: number,
  days: number,
  perHour: number,
  make: (index: number) => Partial<Record<keyof SignalColumns, number>> = () => ({}),
) {
  const random = createRandom(seed);
  const rows: Partial<Record<keyof SignalColumns, number>>[] = [];
  for (let time = START; time < START + days * 86_400; time += Math.ceil((-Math.log(1 - random.next()) * 3600) / perHour))
    rows.push({ time, ...make(rows.length) });
  return rows;
}

const inOrder = (rows: readonly Partial<Record<keyof SignalColumns, number>>[]) => [...rows].sort((a, b) => (a.time ?? 0) - (b.time ?? 0));

describe('gaps', () => {
  it('of 10.5 to 12 seconds have a burstiness of about -0.91, gaps of people one of about 0', () => {
    const random = createRandom(7);
    const even = Array.from({ length: 200 }, () => 10.5 + 1.5 * random.next());
    expect(burstiness(even)).toBeLessThan(-0.9);
    expect(burstiness(even)).toBeGreaterThan(-0.95);
    const byChance = Array.from({ length: 2000 }, () => -Math.log(1 - random.next()));
    expect(Math.abs(burstiness(byChance) ?? 1)).toBeLessThan(0.08);
    expect(burstiness([0, 0, 0])).toBeNull();
    expect(burstiness([5, 5, 5])).toBe(-1);
  });

  it('are as even as that by chance no more often than said', () => {
    // For 20 gaps and a burstiness of -0.3 the bound is within reach of trying; it is a bound, so no more often.
    const random = createRandom(11);
    const tries = 20_000;
    let even = 0;
    for (let run = 0; run < tries; run++) {
      const gaps = Array.from({ length: 6 }, () => -Math.log(1 - random.next()));
      if ((burstiness(gaps) ?? 0) < -0.5) even++;
    }
    const p = evennessP(-0.5, 6);
    expect(even / tries).toBeLessThan(1.3 * p);
    expect(even / tries).toBeGreaterThan(0.7 * p);
    expect(evennessP(-0.6, 20)).toBeLessThan(1e-8);
    expect(evennessP(-1, 20)).toBe(0);
  });

  it('are found in a run of 25 and not in one of 15', () => {
    const run = (length: number) => Array.from({ length }, (_, index) => ({ time: START + 7200 + index * 11 }));
    const quiet = people(3, 2, 2);
    for (const [length, found] of [
      [25, 1],
      [15, 0],
    ] as const) {
      const columns = columnsOf(inOrder([...quiet, ...run(length)]));
      expect(findClockwork(columns, SETTINGS).candidates.length > 0).toBe(found === 1);
    }
  });

  it('are found among the people of one domain when others sign in between', () => {
    const robot = Array.from({ length: 40 }, (_, index) => ({ time: START + 36_000 + index * 45, domain: 9 }));
    const rush = people(5, 1, 300, () => ({ domain: 1 }));
    const columns = columnsOf(inOrder([...rush, ...robot]));
    const flagged = new Set(findClockwork(columns, SETTINGS).candidates.flatMap(({ rows }) => rows));
    const own = [...columns.domain.keys()].filter((row) => columns.domain[row] === 9);
    expect(own.filter((row) => flagged.has(row)).length).toBeGreaterThanOrEqual(38);
  });

  it('make a chain through a crowd only where the crowd could not make it by chance', () => {
    const robot = Array.from({ length: 60 }, (_, index) => ({ time: START + 36_000 + Math.round(index * 11.2) }));
    const chained = (perHour: number) => {
      const rows = inOrder([...people(13, 1, perHour), ...robot]);
      const columns = columnsOf(rows);
      const found = findChains(
        rows.map((_, row) => row),
        columns.time,
        SETTINGS,
      );
      return found.candidates.filter(({ p }) => (p ?? 1) < 1e-6).length;
    };
    // The same records make chains of every second and every third link too.
    expect(chained(100)).toBeGreaterThan(0);
    expect(chained(5000)).toBe(0);
  });

  it('are nobody’s where the export has minutes alone', () => {
    const rows = people(17, 3, 80).map((row) => ({ ...row, time: Math.floor((row.time ?? 0) / 60) * 60 }));
    const { candidates } = findClockwork(columnsOf(rows), SETTINGS);
    expect(candidates.filter(({ p }) => (p ?? 1) < 1e-3)).toEqual([]);
  });
});

describe('numbered mailboxes', () => {
  const numbered = (serials: readonly number[], prefix = 1) =>
    columnsOf(serials.map((serial, index) => ({ time: START + index * 500, prefix, serial })));

  it.each([
    ['one after the other', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 10],
    ['with one that is missing', [1, 2, 3, 5, 6, 7, 8, 9, 10, 12], 10],
    ['seven are too few', [1, 2, 3, 4, 5, 6, 7], 0],
    ['years of birth in no order', [85, 71, 92, 64, 88, 79, 90, 73, 95, 61, 84, 77], 0],
    ['backwards', [20, 19, 18, 17, 16, 15, 14, 13, 12, 11], 0],
    ['far apart', [10, 20, 30, 40, 50, 60, 70, 80, 90], 0],
  ])('%s', (_, serials, length) => {
    expect(findSequences(numbered(serials), SETTINGS).candidates.map(({ rows }) => rows.length)).toEqual(length === 0 ? [] : [length]);
  });

  it('are more surprising the longer they run', () => {
    const p = (length: number) => findSequences(numbered(Array.from({ length }, (_, index) => index + 1)), SETTINGS).candidates[0]?.p ?? 1;
    expect(p(8)).toBeGreaterThan(p(12));
    expect(p(30)).toBeLessThan(1e-20);
  });

  it('are told of one prefix only', () => {
    const rows = Array.from({ length: 10 }, (_, index) => ({ time: START + index, prefix: index + 1, serial: index + 1 }));
    expect(findSequences(columnsOf(rows), SETTINGS).candidates).toEqual([]);
  });
});

describe('a label that crowds into a window', () => {
  const crowd = (size: number, background: number) =>
    columnsOf(
      inOrder([
        ...people(23, 5, 12, (index) => ({ domain: 1 + (index % 20) })),
        ...Array.from({ length: size }, (_, index) => ({ time: START + 100_800 + index * 30, domain: 77 })),
        ...Array.from({ length: background }, (_, index) => ({ time: START + 100_900 + index * 30, domain: 1 + (index % 20) })),
      ]),
    );
  const find = (columns: SignalColumns) =>
    findConcentrations(columns.domain, allWindows(columns, SETTINGS.windowMin), SETTINGS, { name: 'domain' });

  it('is told once, by its hour, with all its records', () => {
    const { candidates } = find(crowd(60, 10));
    expect(candidates).toHaveLength(1);
    expect(candidates[0]?.rows).toHaveLength(60);
    expect((candidates[0]?.to ?? 0) - (candidates[0]?.from ?? 0)).toBeLessThanOrEqual(5400);
    expect(candidates[0]?.p).toBeLessThan(1e-30);
  });

  it('is not told of a rush in which everything is as ever', () => {
    expect(find(crowd(0, 400)).candidates).toEqual([]);
    expect(find(crowd(0, 400)).tests).toBeGreaterThan(0);
  });

  it('is not told of fourteen', () => {
    expect(find(crowd(14, 10)).candidates).toEqual([]);
  });
});

describe('places', () => {
  it('with more signatures than people are a plain fact, and others are none', () => {
    const places = placesOf(AT_MOST);
    const from = (code: string, count: number) => Array.from({ length: count }, () => ({ place: places.indexOf(code) + 1 }));
    const { candidates } = findImpossiblePlaces(columnsOf([...from('VA', 1001), ...from('TK', 1001), ...from('BV', 1)]), AT_MOST);
    expect(candidates.map(({ key, rows, p }) => [key, rows.length, p])).toEqual([
      ['place:VA', 1001, null],
      ['place:BV', 1, null],
    ]);
  });
});

describe('comments', () => {
  it('join by what they share, however long the way', () => {
    expect([...joinTexts(6, Float64Array.of(1, 2, 5), Float64Array.of(2, 3, 6))]).toEqual([0, 1, 1, 1, 4, 5, 5]);
  });

  it('of one template are told where they differ, copies to the letter are not', () => {
    const group = (texts: number) =>
      columnsOf(Array.from({ length: 30 }, (_, index) => ({ time: START + index * 9000, comment: 1, text: 1 + (index % texts) })));
    expect(findTemplates(group(30), SETTINGS).candidates).toHaveLength(1);
    expect(findTemplates(group(15), SETTINGS).candidates).toHaveLength(1);
    expect(findTemplates(group(3), SETTINGS).candidates).toEqual([]);
  });
});

describe('bursts', () => {
  it('stand out from the same hour of other days', () => {
    const counts = Array.from({ length: 24 * 10 }, (_, hour) => (hour % 24 === 20 ? 30 : 2));
    const expected = expectedByHour(counts, 7);
    expect(expected[24 * 5 + 20]).toBeGreaterThan(28);
    expect(expected[24 * 5 + 3]).toBeLessThan(3);
    expect(expectedByHour([5], 7)).toEqual([Number.POSITIVE_INFINITY]);
  });

  it('are told of a rush and not of evenings', () => {
    const evenings = people(29, 12, 6);
    const rush = Array.from({ length: 120 }, (_, index) => ({ time: START + 5 * 86_400 + 36_000 + index * 20 }));
    const told = (rows: readonly Partial<Record<keyof SignalColumns, number>>[]) =>
      findBursts(columnsOf(inOrder(rows)), SETTINGS, createRandom(1)).candidates;
    expect(told(evenings)).toEqual([]);
    expect(told([...evenings, ...rush]).length).toBeGreaterThan(0);
  });
});

describe('names', () => {
  it('have no divergence from themselves, and one bit where nothing is shared', () => {
    const whole = new Map([
      [1, 20],
      [2, 40],
    ]);
    expect(
      divergence(
        new Map([
          [1, 10],
          [2, 20],
        ]),
        whole,
      ),
    ).toBeCloseTo(0, 12);
    expect(divergence(new Map([[1, 20]]), whole)).toBeCloseTo(1, 12);
  });

  it('that a few people in a hundred share repeat in clumps, and are told of no more for it', () => {
    const random = createRandom(47);
    const common = () => (random.next() < 0.1 ? 1 : 2 + random.below(500));
    const columns = columnsOf(people(53, 40, 60, () => ({ name: common() })));
    const windows = allWindows(columns, SETTINGS.windowMin);
    const found = findRepeatedNames(columns, windows, { ...SETTINGS, seenMin: 2, ratioMin: 1, names: { ...SETTINGS.names, pMax: 1 } });
    expect(found.tests).toBeGreaterThan(1000);
    // Were pairs Poisson, a window in a million would be as surprising as this; the whole set has two thousand.
    const least = Math.min(...found.candidates.map(({ p }) => p ?? 1));
    expect(least).toBeGreaterThan(1e-6);
  });

  it('are compared with the rest of the campaign, and flag nobody whatever they are', () => {
    const random = createRandom(43);
    const rows = inOrder([
      ...people(31, 10, 10, (index) => ({ name: 1 + (index % 400), given: 1 + (index % 60) })),
      ...Array.from({ length: 80 }, (_, index) => ({
        time: START + 400_000 + random.below(3600),
        name: 1000 + (index % 5),
        given: 1000 + (index % 3),
      })),
    ]);
    const columns = columnsOf(rows);
    const windows = allWindows(columns, SETTINGS.windowMin);
    expect(findRepeatedNames(columns, windows, SETTINGS).candidates.length).toBeGreaterThan(0);
    expect(findNameDrift(columns, windows, SETTINGS, createRandom(1)).candidates.some(({ p }) => (p ?? 1) < 1e-6)).toBe(true);
    const { flags, observations, flagged } = assess(columns, SETTINGS, { atMost: AT_MOST, events: [] });
    expect(observations.map(({ finding }) => finding.signal)).toEqual(expect.arrayContaining(['name-repetition', 'name-drift']));
    expect(flags).toEqual([]);
    expect(flagged.size).toBe(0);
  });
});

describe('the whole set', () => {
  it('is held to a share of false findings as Benjamini and Hochberg have it', () => {
    // The worked example of their paper, table 2: of 15 tests, four are discoveries at 0.05.
    const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
    expect(discoveryLimit(p, 0.05)).toBe(0.0095);
    expect(discoveryLimit([0.04], 0.05)).toBe(0.04);
    expect(discoveryLimit([0.04], 0.05, 2)).toBe(0);
    expect(discoveryLimit([], 0.05)).toBe(0);
  });

  it('never points out more where more tests were made', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), fc.nat(1000), (p, more) => {
        const limit = discoveryLimit(p, 0.05);
        expect(discoveryLimit(p, 0.05, p.length + more)).toBeLessThanOrEqual(limit);
        expect(limit).toBeLessThanOrEqual(0.05);
      }),
      { numRuns: 100 },
    );
  });

  it('is the same for the same list', () => {
    const columns = columnsOf(people(37, 5, 20, (index) => ({ given: 1 + (index % 9), name: 1 + (index % 50), domain: 1 + (index % 4) })));
    const look = () => assess(columns, SETTINGS, { atMost: AT_MOST, events: [] });
    expect(look()).toEqual(look());
    expect(seedOf(columns.time)).not.toBe(seedOf(columns.name));
  });

  it('takes an event as the reason for what it covers, and for nothing that no event explains', () => {
    const rows = inOrder([
      ...people(41, 8, 10, (index) => ({ domain: 1 + (index % 20), prefix: 1 + (index % 200), serial: index % 7 })),
      ...Array.from({ length: 60 }, (_, index) => ({
        time: START + 3 * 86_400 + 36_000 + index * 50,
        domain: 50,
        prefix: 900,
        serial: index,
      })),
    ]);
    const look = (to: string) =>
      assess(columnsOf(rows), SETTINGS, { atMost: AT_MOST, events: [{ from: '2025-03-06', to, reason: 'Staff were asked.' }] });
    const { flags, annotated } = look('2025-03-06');
    expect(annotated.map(({ finding }) => [finding.signal, finding.event])).toContainEqual(['domain-concentration', 'Staff were asked.']);
    expect(flags.map(({ finding }) => finding.signal)).not.toContain('domain-concentration');
    expect(flags.map(({ finding }) => finding.signal)).toEqual(expect.arrayContaining(['clockwork', 'sequential-mailboxes']));
    // An event that ends too early explains nothing.
    expect(look('2025-03-06T10:15').flags.map(({ finding }) => finding.signal)).toContain('domain-concentration');
  });
});
