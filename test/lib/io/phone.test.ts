import fc from 'fast-check';
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { describe, expect, it } from 'vitest';

import { createPhoneReader } from '../../../src/lib/io/phone.js';

const read = createPhoneReader();

describe('a telephone number', () => {
  it.each([
    ['07700 900123', 'GB', '+447700900123'],
    ['020 7946 0123', 'GB', '+442079460123'],
    ['0113 496 0123', 'GB', '+441134960123'],
    ['(0113) 496-0123', 'GB', '+441134960123'],
    ['+44 (0)7700 900123', 'FR', '+447700900123'],
    ['0044 7700 900123', 'GB', '+447700900123'],
    ['447700900123', 'GB', '+447700900123'],
    ['7700900123', 'GB', '+447700900123'],
    ['tel:+447700900123', 'GB', '+447700900123'],
    ['٠٧٧٠٠٩٠٠١٢٣', 'GB', '+447700900123'],
    ['01 99 00 12 34', 'FR', '+33199001234'],
    ['(212) 555-0123', 'US', '+12125550123'],
    ['06 1234567', 'IT', '+39061234567'],
    ['020 7946 0123 x12', 'GB', '+442079460123 ext. 12'],
    ['+442079460123 ext. 12', 'FR', '+442079460123 ext. 12'],
    ['+447700900123', 'XX', '+447700900123'],
    ['004900000', 'GB', '+490000'],
  ])('%s in %s is %s', (given, country, expected) => {
    expect(read(given, country)).toBe(expected);
  });
  it.each([
    '4.477E+11',
    '12345',
    '',
    '07700 900123 / 020 7946 0123',
    'call 07700 900123 after 6',
    '#####',
    '4477009001230000',
    'none',
    '0'.repeat(500),
  ])('"%s" is none', (given) => {
    expect(read(given, 'GB')).toBeNull();
  });
  it('cannot be national where no country is known', () => {
    expect(read('07700 900123', 'XX')).toBeNull();
  });
  it('is read as the library alone would, whatever was read before', () => {
    const countries = fc.constantFrom('GB', 'FR', 'DE', 'IT', 'US', 'SE', 'PL', 'IN', 'AU', 'BR', 'MX', 'AR', 'CI', 'HU', 'TR');
    const digits = fc.stringMatching(/^\d{4,13}$/);
    const prefix = fc.constantFrom('', '0', '+', '00', '+44', '0044', '07', '+49', '1', '+1', '8', '06');
    fc.assert(
      fc.property(prefix, digits, countries, (start, end, country) => {
        const found = parsePhoneNumberFromString(start + end, { defaultCountry: country as CountryCode, extract: false });
        expect(read(start + end, country)).toBe(found?.isPossible() === true ? found.number : null);
      }),
      { numRuns: 4_000 },
    );
  });
  it.each([
    ['GB', '004912345', '004900000', '+490000'],
    ['BR', '005512345', '005590500', null],
    ['CN', '11400014056', '11400004056', null],
  ])('in %s is not mistaken for its neighbour %s', (country, neighbour, given, expected) => {
    const fresh = createPhoneReader();
    fresh(neighbour, country);
    expect(fresh(given, country)).toBe(expected);
  });
  it('in international form reads the same again', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^0[1-9]\d{8,10}$/), fc.constantFrom('GB', 'FR', 'DE', 'SE'), (given, country) => {
        const once = read(given, country);
        if (once !== null) expect(read(once, country)).toBe(once);
      }),
    );
  });
});
