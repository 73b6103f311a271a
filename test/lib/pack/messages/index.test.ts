import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../../src/lib/errors.js';
import { formatsFor, type MessageKey, messagesFor } from '../../../../src/lib/pack/messages/index.js';

describe('the words of a language', () => {
  it.each([
    ['en', 'en-GB', false],
    ['en-US', 'en-US', false],
    ['cy-GB', 'cy-GB', false],
    ['fr-BE', 'fr-BE', false],
    ['de-u-co-phonebk', 'de', false],
    ['PL', 'pl', false],
    ['it-IT', 'en-GB', true],
    ['xx-not-a-tag-at-all', 'en-GB', true],
  ])('%s is written as %s', (language, locale, isFallback) => {
    expect(messagesFor(language)).toMatchObject({ locale, isFallback });
  });

  it('are English where there is no catalogue, with dates and numbers to match, while its own texts keep theirs', () => {
    expect(messagesFor('it').say('title.aims')).toBe('Our aims');
    expect(messagesFor('it').date('2025-05-06')).toBe('6 May 2025');
    expect(formatsFor('it').date('2025-05-06')).toBe('6 maggio 2025');
    expect(formatsFor('de').number(1204)).toBe('1.204');
  });

  it('take a value as it is, whatever it holds', () => {
    const value = '{count, plural, other {#}} <b>’ # |';
    expect(messagesFor('en').say('title.letter-to', { addressee: value })).toBe(`Letter to ${value}`);
  });

  it('are a defect without their values, and the defect does not repeat those that were given', () => {
    const attempt = (): string => messagesFor('en').say('title.letter-to', { somebody: 'Ann Example' });
    expect(attempt).toThrow(DefectError);
    expect(attempt).not.toThrow(/Ann/);
  });
});

describe('plurals', () => {
  const COUNTS = [0, 1, 2, 3, 5, 6, 21, 22, 1_000_000];
  const said = (language: string, key: MessageKey): string =>
    COUNTS.map((count) => messagesFor(language).say(key, { count }))
      .join(', ')
      .replaceAll(/[\u00a0\u202f]/g, '_');

  it.each([
    [
      'en',
      '0 signatures, 1 signature, 2 signatures, 3 signatures, 5 signatures, 6 signatures, 21 signatures, 22 signatures, 1,000,000 signatures',
    ],
    [
      'fr',
      '0 signature, 1 signature, 2 signatures, 3 signatures, 5 signatures, 6 signatures, 21 signatures, 22 signatures, 1_000_000 de signatures',
    ],
    [
      'de',
      '0 Unterschriften, 1 Unterschrift, 2 Unterschriften, 3 Unterschriften, 5 Unterschriften, 6 Unterschriften, 21 Unterschriften, 22 Unterschriften, 1.000.000 Unterschriften',
    ],
    ['es', '0 firmas, 1 firma, 2 firmas, 3 firmas, 5 firmas, 6 firmas, 21 firmas, 22 firmas, 1.000.000 de firmas'],
    ['pl', '0 podpisów, 1 podpis, 2 podpisy, 3 podpisy, 5 podpisów, 6 podpisów, 21 podpisów, 22 podpisy, 1_000_000 podpisów'],
    ['cy', '0 llofnod, 1 llofnod, 2 lofnod, 3 llofnod, 5 llofnod, 6 llofnod, 21 llofnod, 22 llofnod, 1,000,000 llofnod'],
  ])('of signatures in %s', (language, words) => {
    expect(said(language, 'threshold.required.signatures')).toBe(words);
  });

  it.each([
    [
      'en',
      'records received, record received, records received, records received, records received, records received, records received, records received, records received',
    ],
    [
      'pl',
      'otrzymanych wpisów, otrzymany wpis, otrzymane wpisy, otrzymane wpisy, otrzymanych wpisów, otrzymanych wpisów, otrzymanych wpisów, otrzymane wpisy, otrzymanych wpisów',
    ],
    [
      'cy',
      'cofnod a dderbyniwyd, cofnod a dderbyniwyd, gofnod a dderbyniwyd, chofnod a dderbyniwyd, cofnod a dderbyniwyd, chofnod a dderbyniwyd, cofnod a dderbyniwyd, cofnod a dderbyniwyd, cofnod a dderbyniwyd',
    ],
  ])('of records in %s', (language, words) => {
    expect(said(language, 'numbers.records')).toBe(words);
  });
});
