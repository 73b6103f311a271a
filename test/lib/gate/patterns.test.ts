import { describe, expect, it } from 'vitest';

import { findPatterns, phoneKey, phoneKeysIn } from '../../../src/lib/gate/patterns.js';

const kindsIn = (text: string): string[] => findPatterns(text).map((hit) => hit.kind);

describe('contact data by its shape', () => {
  it.each([
    ['email', 'Write to ann@example.org.'],
    ['email', 'Write to <Ann.O\u2019Neill+list@mail.example.co.uk>, please'],
    ['email', 'łukasz@exämple.pl'],
    ['email', 'ann＠example.org'],
    ['email', 'ann\u00ad@exam\u200bple.org'],
    ['email', 'mailto:ann@example.org?subject=x'],
    ['phone', '+44 7700 900123'],
    ['phone', 'tel:+447700900123'],
    ['phone', '+44 (0)20 7946 0000'],
    ['phone', '0044 7700 900123'],
    ['phone', 'Call 07700 900123 today'],
    ['phone', '07700-900-123'],
    ['phone', '07700.900.123'],
    ['phone', '(020) 7946 0000'],
    ['phone', '020\u00a07946\u00a00000'],
    ['phone', '０７７００９００１２３'],
    ['phone', '07700900123'],
    ['phone', 'Tél. 01 23 45 67 89'],
    ['phone', '030 90182000'],
    ['phone', '(555) 010-0199'],
    ['phone', '555-010-0199'],
    ['postcode', 'ZZ99 3WZ'],
    ['postcode', 'zz993wz'],
    ['postcode', 'London SW1A\u00a01AA'],
    ['postcode', 'SW1A\n1AA'],
    ['postcode', 'M1 1AE, W1A 0AX, CR2 6XH'],
    ['postcode', 'GIR 0AA'],
  ])('finds a %s in %s', (kind, text) => {
    expect(kindsIn(text)).toContain(kind);
  });

  it.each([
    'On 06/05/2025, 2025-05-06, 6 May 2025 and 06.05.2025 at 12:30',
    '128,417 signatures, 2,656 referrals, 1 204 567 people, 0.123456789',
    'Fingerprint 3f2a 91bc 0771 2345',
    'Fingerprint 0123 4567 8901 2345',
    'sha256 0123456789012345678901234567890123456789012345678901234567890123',
    '{"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","bytes":1234567890}',
    'Section 1.2.3.4.5.6.7.8.9, paragraph 12(3)(a)',
    'ISBN 978-0-306-40615-7 and 0-306-40615-2',
    'doi:10.1177/0022343307087169',
    'https://www.example.org/2025/05/06/0123456789.html',
    'D:20250506000000Z and 2025-05-06T00:00:00Z',
    'The SW1A area, postcode districts E1 and M25 in 2024',
    'M25 3am to 7pm, A1 5km north, Annex B1 2nd edition, table E10 5th row',
    'HC 1234 2019-21, Cm 9876, UN doc A/RES/71/1',
    '@home_office, me@home, a@b',
    'Registered charity 1234567, company 01234567',
    '3–5 per cent, 2020–2025, pp. 100-120',
    'ABCDEF+SourceSans3-Regular /F1 /Gs2 /XObject',
    'uuid:0a1b2c3d-0123-4567-8901-234567890123',
    'EUR 1 000 000 000 in 2021',
  ])('finds nothing in %s', (text) => {
    expect(kindsIn(text)).toEqual([]);
  });

  it.each(['020 7946 0000', '+44 20 7946 0000', '+44 (0)20 7946 0000', '0044 20 7946 0000', '(020) 79460000'])(
    'knows %s as one number',
    (phone) => {
      expect(phoneKey(phone)).toBe('079460000'.replace(/^0/, '0'));
      expect(phoneKeysIn(`call ${phone} now`)).toContain(phoneKey('02079460000'));
    },
  );

  it.each([
    ['a', 'a'.repeat(100_000)],
    ['@', '@'.repeat(100_000)],
    ['a@', 'a@'.repeat(50_000)],
    ['a.', `@${'a.'.repeat(50_000)}`],
    ['digits', '0'.repeat(100_000)],
    ['digit groups', '01 '.repeat(33_000)],
    ['plus signs', '+1 '.repeat(33_000)],
    ['open brackets', '(0'.repeat(50_000)],
    ['separators', `0${' '.repeat(100_000)}`],
    ['hexadecimal groups', 'abcd '.repeat(20_000)],
    ['postcode beginnings', 'A1 '.repeat(33_000)],
  ])('comes to an end over 100 KB of %s', (_, text) => {
    findPatterns(text);
    phoneKeysIn(text);
  });
});
