import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tidyText } from '../../../src/lib/tidy/text.js';

const tidy = (given: string): string => tidyText(given, false).text;

describe('the characters of a cell', () => {
  it.each([
    ['no-break space', 'Ann\u00a0Example', 'Ann Example'],
    ['runs and edges', '  Ann \t  Example ', 'Ann Example'],
    ['spaces of other widths', 'Ann\u2003\u3000Example\u202f', 'Ann Example'],
    ['line breaks in a name', 'Ann\r\nExample', 'Ann Example'],
    ['zero-width space', 'Ann\u200b Exa\u200bmple', 'Ann Example'],
    ['soft hyphen', 'Exam\u00adple', 'Example'],
    ['byte-order mark inside', 'Ann \ufeffExample', 'Ann Example'],
    ['a turned-round name', 'Ada\u202eevaels', 'Adaevaels'],
    ['isolates and marks', '\u2068Ada\u2069 \u200fLev\u200e', 'Ada Lev'],
    ['controls', 'Ann\u0007 Exam\u009bple', 'Ann Example'],
    ['accents on their own', 'Jose\u0301 Nu\u0308n\u0303ez', 'José Nüñez'],
    ['a joiner between Latin letters', 'An\u200dn Exam\u200cple', 'Ann Example'],
    ['a Persian name keeps its joiner', 'علی\u200cرضا', 'علی\u200cرضا'],
    ['two joiners are one', 'علی\u200c\u200cرضا', 'علی\u200cرضا'],
    ['a joiner at the end of a Persian word', 'علی\u200c', 'علی'],
    ['a conjunct of India keeps its joiner', 'क्\u200dष', 'क्\u200dष'],
    ['an older Malayalam ending keeps its joiner', 'അവന്\u200d', 'അവന്\u200d'],
    ['a family of pictures keeps its joiners', '👩\u200d👧', '👩\u200d👧'],
    ['ligatures stay as they are', 'ﬁona', 'ﬁona'],
  ])('%s', (_, given, expected) => {
    expect(tidy(given)).toBe(expected);
  });
  it('says what it did', () => {
    expect(tidyText('\u200bJose\u0301\u00a0Example', false).kinds).toEqual(['invisible', 'white-space', 'unicode-form']);
    expect(tidyText('José Example', false).kinds).toEqual([]);
  });
  it('keeps the lines of a comment', () => {
    expect(tidyText('One  line\r\n\u00a0two\u2028three\n', true).text).toBe('One line\n two\nthree');
    expect(tidyText('One line\n\ntwo', true).kinds).toEqual([]);
  });

  const odd = fc.constantFrom(
    '\u00a0',
    '\u200b',
    '\u200c',
    '\u200d',
    '\u202e',
    '\u00ad',
    '\ufeff',
    '\t',
    '\r\n',
    '\n',
    ' ',
    '\u3000',
    'e\u0301',
    'é',
    'ی',
    'क',
    '\u094d',
    '👩',
    '🏽',
    '\u2028',
    '\u0085',
    'Å',
    '\u212b',
  );
  const texts = fc.array(fc.oneof(odd, fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 12 }).map((parts) => parts.join(''));
  it('is tidy after one turn', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (given, keepsLines) => {
        const once = tidyText(given, keepsLines).text;
        expect(tidyText(once, keepsLines)).toEqual({ text: once, kinds: [] });
      }),
      { numRuns: 1_000 },
    );
  });
  it('loses no letter, digit, mark or sign', () => {
    const kept = (text: string): string => [...text.normalize('NFC')].filter((char) => /[\p{L}\p{N}\p{M}\p{P}\p{S}]/u.test(char)).join('');
    fc.assert(
      fc.property(texts, fc.boolean(), (given, keepsLines) => {
        // Joined through what was between them, a letter and a mark may become one character; NFC of both says the same.
        expect(kept(tidyText(given, keepsLines).text).normalize('NFD')).toBe(kept(given).normalize('NFD'));
      }),
      { numRuns: 1_000 },
    );
  });
});
