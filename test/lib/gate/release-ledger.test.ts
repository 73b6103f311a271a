import { describe, expect, it } from 'vitest';

import { InputError } from '../../../src/lib/errors.js';
import { formatLedgerEntry, type LedgerEntry, packedReleases, parseLedger } from '../../../src/lib/gate/release-ledger.js';
import type { PackedRelease } from '../../../src/lib/model/breakdown.js';

const release = (letter: string): string => letter.repeat(64);
const TABLE: PackedRelease['breakdown'] = {
  dimension: 'region',
  list: release('f'),
  total: 100,
  cells: { '': { from: 10, to: 19 }, Île: { from: 20, to: 29 } },
};
const packed = (letter: string, breakdown: PackedRelease['breakdown'] = TABLE): LedgerEntry => ({
  event: 'packed',
  release: release(letter),
  date: '2025-05-06',
  signatures: 100,
  named: 4,
  places: 2,
  breakdown,
});
const notSent = (letter: string): LedgerEntry => ({ event: 'not-sent', release: release(letter), date: '2025-05-07', reason: 'a draft' });

describe('the release ledger', () => {
  it('reads what it has written', () => {
    const entries = [packed('a'), notSent('a'), packed('b', null), { ...packed('c'), signatures: null } as LedgerEntry];
    expect(parseLedger(entries.map(formatLedgerEntry).join(''))).toEqual(entries);
    expect(parseLedger('')).toEqual([]);
  });

  it.each<[string, readonly LedgerEntry[], string]>([
    ['every release', [packed('a'), packed('b')], 'ab'],
    ['not one that was never sent', [packed('a'), packed('b'), notSent('a')], 'b'],
    ['one that was packed again afterwards', [packed('a'), notSent('a'), packed('a')], 'a'],
    ['a release packed twice, gone at once', [packed('a'), packed('a'), notSent('a')], ''],
  ])('holds %s', (_, entries, expected) => {
    expect(
      packedReleases(entries)
        .map((found) => found.release[0])
        .join(''),
    ).toBe(expected);
  });

  const line = formatLedgerEntry(packed('a'));
  it.each<[string, string]>([
    ['half a line', line.slice(0, 40)],
    ['another version', line.replace('"formatVersion":1', '"formatVersion":2')],
    ['an unknown event', line.replace('"packed"', '"lost"')],
    ['no total', line.replace('"total":100', '"total":"100"')],
    ['a band that is none', line.replace('"from":10', '"from":-10')],
    ['a list', '[]\n'],
    ['no number of places', line.replace('"places":2', '"places":null')],
    ['an unknown dimension', line.replace('"region"', '"faith"')],
    ['a reason that is missing', formatLedgerEntry(notSent('a')).replace(/"reason":"a draft",/, '')],
  ])('is not read past %s: it might be a release that somebody has', (_, text) => {
    expect(() => parseLedger(line + text)).toThrow(InputError);
    expect(() => parseLedger(line + text)).toThrow('releases.jsonl, line 2');
  });

  const changed = (values: object): string => `${JSON.stringify({ ...JSON.parse(line), ...values })}\n`;
  const tableWith = (values: object): string => changed({ breakdown: { ...TABLE, ...values } });
  it.each<[string, string]>([
    ['nothing', 'null\n'],
    ['a number', '5\n'],
    ['a release of no name', changed({ release: 'abc' })],
    ['a release with more after its name', changed({ release: `${release('a')}0` })],
    ['a release with more before its name', changed({ release: `0${release('a')}` })],
    ['a list of releases', changed({ release: [release('a')] })],
    ['no date', changed({ date: 5 })],
    ['a number of signatures that is none', changed({ signatures: 'many' })],
    ['a number of signatures that is half a one', changed({ signatures: 0.5 })],
    ['a number of names that is none', changed({ named: '4' })],
    ['no table at all', changed({ breakdown: undefined })],
    ['a table that is a text', changed({ breakdown: 'x' })],
    ['a table of a list without a name', tableWith({ list: 'x' })],
    ['a table without cells', tableWith({ cells: undefined })],
    ['cells that are nothing', tableWith({ cells: null })],
    ['cells that are a number', tableWith({ cells: 5 })],
    ['cells that are a list', tableWith({ cells: [] })],
    ['a cell that is nothing', tableWith({ cells: { Hay: null } })],
    ['a cell without an end', tableWith({ cells: { Hay: { from: 10 }, Ely: { from: 10, to: 19 } } })],
  ])('stops at %s, and says what to do', (_, text) => {
    expect(() => parseLedger(line + text)).toThrow(
      expect.objectContaining({ code: 'release-ledger-broken', hint: expect.stringContaining('from a copy') }),
    );
  });

  it('reads releases that show nobody, and lines that say more than they need', () => {
    expect(parseLedger(changed({ signatures: 0, named: 0, places: 0, reason: 'none' }))).toEqual([
      { ...packed('a'), signatures: 0, named: 0, places: 0 },
    ]);
  });
});
