import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../../src/lib/errors.js';
import { formatsFor, messagesFor } from '../../../../src/lib/pack/messages/index.js';

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
