import { describe, expect, it } from 'vitest';

import { locatePhrase } from '../../../src/lib/agreement/locate.js';

describe('the place of a phrase', () => {
  it.each<[string, string, string, number, [number, number]]>([
    ['as it stands', 'We are 57 organisations.', '57 organisations', 0, [1, 8]],
    ['over the end of a line and emphasis', 'a\nWe are **more\nthan 57** organisations.', 'more than 57 organisations', 0, [2, 10]],
    ['in a quote, a link and with a note', '> a **57**\n> [small](https://example.org) groups[^1] sign', '57 small groups sign', 0, [1, 7]],
    ['with a placeholder', 'a\n\nthe {{ organisations }} groups', 'the {{organisations}} groups', 0, [3, 1]],
    ['the second of two', '57 groups\n57 groups', '57 groups', 1, [2, 1]],
    ['that is not there', 'a\nb', '57 groups', 0, [1, 1]],
    ['with marks of expressions', 'a 1.5 million (people)', '1.5 million (people)', 0, [1, 3]],
  ])('is found: %s', (_, source, phrase, n, [line, column]) => {
    expect(locatePhrase(source, phrase, n)).toEqual({ line, column });
  });
});
