import { describe, expect, it } from 'vitest';
import { formatsFor, messagesFor } from '../../../../src/lib/pack/messages/index.js';

/** Spaces that do not break, as they look in a source file. */
const visible = (text: string): string => text.replaceAll('\u202f', '⍽').replaceAll('\u00a0', '~');

describe('dates', () => {
  it.each([
    ['en', '2025-05-06', '6 May 2025'],
    ['en-GB', '2025-05', 'May 2025'],
    ['en-US', '2025-05-06', 'May 6, 2025'],
    ['fr', '2025-05-06', '6 mai 2025'],
    ['fr-BE', '2025-05-01', '1er mai 2025'],
    ['fr', '2025-11-21', '21 novembre 2025'],
    ['de', '2025-05-06', '6. Mai 2025'],
    ['de-AT', '2025-01-31', '31. Jänner 2025'],
    ['es', '2025-05-06', '6 de mayo de 2025'],
    ['pl', '2025-05-06', '6 maja 2025'],
    ['pl', '2025-05', 'maj 2025'],
    ['cy-GB', '2025-05-06', '6 Mai 2025'],
    ['cy', '2025', '2025'],
  ])('in %s: %s is %s', (language, date, words) => {
    expect(messagesFor(language).date(date)).toBe(words);
  });
});

describe('numbers', () => {
  it.each([
    ['en', '0 12 1,234 12,345 1,000,000', '45%'],
    ['fr', '0 12 1⍽234 12⍽345 1⍽000⍽000', '45~%'],
    ['fr-BE', '0 12 1⍽234 12⍽345 1⍽000⍽000', '45~%'],
    ['de', '0 12 1.234 12.345 1.000.000', '45~%'],
    ['es', '0 12 1234 12.345 1.000.000', '45~%'],
    ['pl', '0 12 1234 12~345 1~000~000', '45%'],
    ['cy', '0 12 1,234 12,345 1,000,000', '45%'],
  ])('in %s: %s', (language, words, percent) => {
    const { number, percent: percentOf } = messagesFor(language);
    expect(visible([0, 12, 1234, 12_345, 1_000_000].map(number).join(' '))).toBe(words);
    expect(visible(percentOf(45))).toBe(percent);
  });

  it('are in the digits of the pack in every language', () => {
    for (const language of ['ar-EG', 'fa', 'fr-u-nu-arab', 'bn']) {
      expect(formatsFor(language).number(1204)).toMatch(/^1\D?204$/);
      expect(formatsFor(language).date('2026-10-05')).toContain('2026');
    }
  });
});

describe('lists', () => {
  it.each([
    ['en', 'Ada', 'Ada and Ben', 'Ada, Ben and Ines'],
    ['fr', 'Ada', 'Ada et Ben', 'Ada, Ben et Ines'],
    ['de', 'Ada', 'Ada und Ben', 'Ada, Ben und Ines'],
    ['es', 'Ada', 'Ada y Ben', 'Ada, Ben e Ines'],
    ['pl', 'Ada', 'Ada i Ben', 'Ada, Ben i Ines'],
    ['cy', 'Ada', 'Ada a Ben', 'Ada, Ben ac Ines'],
  ])('in %s: %s; %s; %s', (language, one, two, three) => {
    const { list } = messagesFor(language);
    expect([list([]), list(['Ada']), list(['Ada', 'Ben']), list(['Ada', 'Ben', 'Ines'])]).toEqual(['', one, two, three]);
  });
});

describe('quotation marks and order', () => {
  it.each([
    ['en', '“x”'],
    ['fr', '«⍽x⍽»'],
    ['de', '„x“'],
    ['es', '«x»'],
    ['pl', '„x”'],
    ['cy', '“x”'],
  ])('in %s: %s', (language, quoted) => {
    expect(visible(messagesFor(language).quote('x'))).toBe(quoted);
  });

  it.each([
    ['pl', ['łan', 'lato', 'luz', 'ląd'], ['lato', 'ląd', 'luz', 'łan']],
    ['es', ['nube', 'ñandú', 'oso', 'niño'], ['niño', 'nube', 'ñandú', 'oso']],
    ['de', ['Zebra', 'Äpfel', 'Apfel'], ['Apfel', 'Äpfel', 'Zebra']],
    ['cy', ['llan', 'lori', 'chwech', 'cwm'], ['cwm', 'chwech', 'lori', 'llan']],
  ])('in %s: the alphabet of the language', (language, given, sorted) => {
    expect([...given].sort(messagesFor(language).compare)).toEqual(sorted);
  });

  it.each([
    ['en', 'The Example Trust', 'Example Trust'],
    ['en', 'Theatre of Example', 'Theatre of Example'],
    ['fr', 'L’Entraide', 'Entraide'],
    ['fr', 'Les Amis', 'Amis'],
    ['fr', 'Lestage', 'Lestage'],
    ['de', 'Die Beratung', 'Beratung'],
    ['es', 'Los Vecinos', 'Vecinos'],
    ['cy', 'Y Ganolfan', 'Ganolfan'],
    ['pl', 'The Shelter', 'The Shelter'],
  ])('in %s: %s stands under %s', (language, name, sorted) => {
    expect(messagesFor(language).withoutArticle(name)).toBe(sorted);
  });
});

describe('a beginning', () => {
  it.each([
    ['en', 'more than 100', 'More than 100'],
    ['es', 'se ha contado', 'Se ha contado'],
    ['pl', 'łącznie', 'Łącznie'],
    ['de', '25 Unterschriften', '25 Unterschriften'],
    ['fr', '25 signatures', '25 signatures'],
  ])('in %s: %s is %s', (language, text, raised) => {
    expect(messagesFor(language).sentenceCase(text)).toBe(raised);
  });

  it('keeps the decimal of a percentage, and adds none', () => {
    expect(messagesFor('en').percent(2.5)).toBe('2.5%');
    expect(visible(messagesFor('de').percent(2.5))).toBe('2,5~%');
    expect(messagesFor('pl').percent(100)).toBe('100%');
  });
});
