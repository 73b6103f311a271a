import { describe, expect, it } from 'vitest';

import { isPossiblyUnder18 } from '../../../src/lib/gate/age.js';

describe('whether somebody may have been under 18', () => {
  it.each<[string, births: string, signed: string, isMinor: boolean]>([
    ['a birth in the order of the youngest first', '2010-05-05;1990-01-01', '2025-03-01', true],
    ['blanks around a birth', ' 2007-03-01 ', '2025-03-01', false],
    ['a birth that nobody can read beside one of a child', '2010-05-05;rather not say', '2025-03-01', true],
    ['a birth with a time', '2007-03-01T00:00:00', '2025-03-01', false],
    ['words before a birth, so that only its year is sure', 'born 2007-03-01', '2025-03-01', true],
    ['words after a year', '2008 or so', '2025-03-01', true],
    ['two years, of which the later counts', 'between 2010 and 1990', '2025-03-01', true],
    ['a year of two digits in the year of the pack', '3.2.25', '2025-03-01', true],
    ['two births with years of two digits, of which the last counts', '1.2.88, 3.2.08', '2025-03-01', true],
    ['a month of two digits', '03/12/08', '2025-03-01', true],
    ['a year of another calendar', '1389-05-05', '2025-03-01', true],
    ['the last year of another calendar', '1899-12-31', '2025-03-01', true],
    ['the first year of this one', '1900-01-01', '2025-03-01', false],
    ['a number that is too long for a date', '120083456', '2025-03-01', false],
    ['Arabic digits', '٢٠٠٧-٠٣-٠٢', '2025-03-01', true],
    ['Arabic digits of somebody of age', '٢٠٠٧-٠٣-٠١', '2025-03-01', false],
    ['Persian digits', '۲۰۰۷-۰۳-۰۲', '2025-03-01', true],
    ['Persian digits of somebody of age', '۱۹۸۹-۰۵-۰۶', '2025-03-01', false],
    ['full-width digits', '２０１０-０５-０５', '2025-03-01', true],
    ['a day of signing with words before it, which is no day', '2004-01-01', 'on 2020-01-01', false],
    ['a day of signing that is that of the pack', '2007-05-07', '2025-05-06', true],
  ])('is told from %s', (_, births, signed, isMinor) => {
    expect(isPossiblyUnder18(births, signed, '2025-05-06')).toBe(isMinor);
  });

  it('takes a year of two digits from the last century when it would be after the pack', () => {
    expect(isPossiblyUnder18('3.2.99', '2010-01-01', '2010-05-06')).toBe(true);
    expect(isPossiblyUnder18('3.2.91', '2010-01-01', '2010-05-06')).toBe(false);
  });
});
