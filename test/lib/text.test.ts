import { describe, expect, it } from 'vitest';

import { asArgument, formatCount, headerKey, listOf, plural, shownPath, suggestSimilar, trimEdges } from '../../src/lib/text.js';

describe('suggestSimilar', () => {
  const KNOWN = ['merge', 'inspect', 'check', 'pack', 'verify', 'build', 'schemes', 'profiles', 'demo'];
  it.each<readonly [string, string, string | null]>([
    ['the word itself', 'merge', 'merge'],
    ['two letters swapped', 'mrege', 'merge'],
    ['a letter too few', 'inspct', 'inspect'],
    ['a letter too many', 'verrify', 'verify'],
    ['a wrong letter', 'chack', 'check'],
    ['capitals', 'MERGE', 'merge'],
    ['one slip in a short word', 'pak', 'pack'],
    ['two slips in a short word are too many', 'pek', null],
    ['two slips in a longer word', 'shcemse', 'schemes'],
    ['three slips in a long word', 'porfilse', 'profiles'],
    ['four slips are too many in any word', 'poorrfiilse', null],
    ['another word', 'quillfeather', null],
    ['nothing at all', '', null],
  ])('%s: %s', (_words, word, expected) => {
    expect(suggestSimilar(word, KNOWN)).toBe(expected);
  });

  it('takes the nearest, and of equally near ones the first', () => {
    expect(suggestSimilar('scheme_c', ['scheme_b', 'scheme_a', 'other'])).toBe('scheme_b');
    expect(suggestSimilar('ful_name', ['fulb_nave', 'full_name'])).toBe('full_name');
    expect(suggestSimilar('merge', [])).toBeNull();
  });
});

describe('listOf', () => {
  it.each<readonly [readonly string[], string | undefined, string]>([
    [[], undefined, ''],
    [['a'], undefined, 'a'],
    [['a', 'b'], undefined, 'a and b'],
    [['a', 'b', 'c'], undefined, 'a, b and c'],
    [['a', 'b', 'c', 'd'], 'or', 'a, b, c or d'],
  ])('%j with %s is “%s”', (items, conjunction, expected) => {
    expect(conjunction === undefined ? listOf(items) : listOf(items, conjunction)).toBe(expected);
  });
});

describe('plural', () => {
  it.each<readonly [number, string, string | undefined, string]>([
    [0, 'record', undefined, '0 records'],
    [1, 'record', undefined, '1 record'],
    [2, 'record', undefined, '2 records'],
    [1204, 'signature', undefined, '1,204 signatures'],
    [1, 'country', 'countries', '1 country'],
    [27, 'country', 'countries', '27 countries'],
  ])('%d %s', (count, one, many, expected) => {
    expect(plural(count, one, many)).toBe(expected);
  });

  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1_234_567, '1,234,567'],
  ])('writes %d as %s', (count, expected) => {
    expect(formatCount(count)).toBe(expected);
  });
});

describe('a path', () => {
  it.each([
    ['/home/ann/campaign/pack', '/home/ann/campaign', 'pack'],
    ['/home/ann/campaign/out/a b.csv', '/home/ann/campaign', 'out/a b.csv'],
    ['/home/ann/campaign', '/home/ann/campaign', '.'],
    ['/home/ann/campaign/', '/home/ann/campaign', '.'],
    ['/home/ann/campaign-2/pack', '/home/ann/campaign', '/home/ann/campaign-2/pack'],
    ['/home/ann', '/home/ann/campaign', '/home/ann'],
    ['/pack', '/', 'pack'],
    ['C:\\campaign\\pack', 'C:\\campaign', 'pack'],
    ['C:\\pack', 'C:\\', 'pack'],
    ['D:\\pack', 'C:\\campaign', 'D:\\pack'],
    ['pack', '/home/ann', 'pack'],
  ])('%s is shown from %s as %s', (place, cwd, shown) => {
    expect(shownPath(place, cwd)).toBe(shown);
  });

  it.each([
    ['pack', 'pack'],
    ['/srv/a-b_c.d/é', '"/srv/a-b_c.d/é"'],
    ['my pack', '"my pack"'],
    ['a$b', "'a$b'"],
    ["it's $5", "'it'\\''s $5'"],
    ['say "yes"', `'say "yes"'`],
    ["ann's pack", `"ann's pack"`],
  ])('%s stands in a command as %s', (place, word) => {
    expect(asArgument(place)).toBe(word);
  });
});

describe('edges and headers', () => {
  it.each([
    ['  a b  ', 'a b'],
    ['\u00a0a\u00a0', 'a'],
    ['\u200b\ufeffa\u200e', 'a'],
    ['a\u00a0b', 'a\u00a0b'],
    ['\t\r\n', ''],
    ['', ''],
  ])('trims %j to %j', (text, expected) => {
    expect(trimEdges(text)).toBe(expected);
  });

  it.each([
    ['E-Mail', 'e-mail'],
    ['  Full   Name ', 'full name'],
    ['"Name"', 'name'],
    ['\u201cName\u201d', 'name'],
    ['\u201e\u201eName\u201c\u201c', 'name'],
    ['Pre\u0301nom', 'pr\u00e9nom'],
    ['N\0a\0m\0e\0', 'name'],
    ['Full\u00a0name', 'full name'],
    ['"', '"'],
  ])('compares the header %j as %j', (header, expected) => {
    expect(headerKey(header)).toBe(expected);
  });
});
