import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  KEY_BYTES,
  keyCheck,
  lengthPrefixed,
  suppressionToken,
  suppressionTokenSql,
  type TokenKind,
} from '../../../src/lib/erasure/tokens.js';
import { quoteText } from '../../../src/lib/sql.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/duckdb.js';

const KEY = Uint8Array.from({ length: KEY_BYTES }, (_, place) => place);
const ONES = new Uint8Array(KEY_BYTES).fill(255);

/** Computed with Python's hmac and hashlib, not with the code under test. */
const VECTORS: readonly (readonly [key: Uint8Array, fields: readonly [TokenKind, ...string[]], token: string])[] = [
  [KEY, ['email', 'ada@example.org'], 'fe8a6ef1e3478dafc01a31e069417f99bd458e9582327a4fe30c4f23a72f3201'],
  [ONES, ['email', 'ada@example.org'], '7624fd42985acb5771d4c5f662815417212a25bb8aab35cf43a0ecbe9fc52aa5'],
  [KEY, ['email-name', 'ada@example.org', 'ada quillfeather'], 'fa4c94fa047169158030bbe2b0eaa446ddba982d1ddd2227ef164e2f7d859044'],
  [KEY, ['email-name', 'ada@example.org', ''], '56148f7e35850132e7193bdfa8b363321eb5ee860c0fc33c0590710ecdd4b3cf'],
  [KEY, ['phone', '+447700900123'], 'f3b341e0de17c89d78a1ea2800e47b61641eaa26a1f7698389a3389616b761e8'],
  [KEY, ['phone-name', '+447700900123', 'ada quillfeather'], '611ebac06ff953e179b2bc3e80d16e267d3769b89b807b3f77e6e6ee10a7326c'],
  [KEY, ['name-postcode', 'зоя тестова', 'ZZ993WZ'], '60873a56b4a48a9e8a75d04587a9d2c552e3e0316aaa94bc56ef54818caf064f'],
  [KEY, ['name-address', '李小明', '1 quill street'], '951dd4474d38bbcaf46e0108e5b75ab5f849ebc20a3b450b22df5642d6218ad4'],
  [KEY, ['record', '0123456789abcdef'], '6ea1838dbbb0369cd90cb3a445d93ddee31faccdb50d0c2cadda151c965502ae'],
  [KEY, ['other', '0123456789abcdef'], '5bdfe068d60d1b144d30d3f3ceacec5f77026ebc5f3b7001521a039a24443483'],
  // The border between two fields counts.
  [KEY, ['email-name', 'a', 'bc'], 'f7964d0859e828946f9af97489e80a1bbe72ef5f4c16593619c7fd0078c46172'],
  [KEY, ['email-name', 'ab', 'c'], 'a61c7aa0b905574aea4a286ad0196cd88bcbb2797eb119f68861d77bd789b8e8'],
  // Decomposed letters are composed first.
  [KEY, ['email', 'e\u0301@example.org'], '0e3b2a659aceccf65fad271d4a684975e70dafaff3647d23fb57153a114dd6b4'],
  [KEY, ['email', `${'x'.repeat(300)}@example.org`], 'bb898bf5ac717110905844843d3b28e163a9782dbc30b9cbc1fe10cd1445ad9f'],
];

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

async function inSql(key: Uint8Array, kind: TokenKind, values: readonly string[]): Promise<unknown> {
  const [row] = await database.rows(`SELECT ${suppressionTokenSql(key, kind, ...values.map(quoteText))}`);
  return row?.[0];
}

describe('a token of somebody who asked to be removed', () => {
  it.each(VECTORS)('is the keyed hash that another program computes (%#)', async (key, [kind, ...values], token) => {
    expect(suppressionToken(key, kind, ...values)).toBe(token);
    expect(await inSql(key, kind, values)).toBe(token);
  });

  it('is the same in SQL, whatever the values and the key', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: KEY_BYTES, maxLength: KEY_BYTES }),
        fc.constantFrom<TokenKind>('email', 'email-name', 'name-postcode'),
        // Letters that the engine and Node know alike; neither takes a NUL or half a character.
        fc.array(
          fc.string({
            unit: fc.constantFrom('a', 'é', 'e\u0301', 'Ω', '李', '🏴', "'", '\\', ' ', '\n', '@', '\u1e9b\u0323'),
            maxLength: 40,
          }),
          {
            minLength: 1,
            maxLength: 2,
          },
        ),
        async (key, kind, values) => {
          expect(await inSql(key, kind, values)).toBe(suppressionToken(key, kind, ...values));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('tells a key from another', () => {
    expect(keyCheck(KEY)).toBe('1c07c552a449ef87ea1814559fb09dd3f1312c4959d4a334f9ee04e2054ceff0');
    expect(keyCheck(ONES)).not.toBe(keyCheck(KEY));
  });

  it('writes lengths in bytes, the greatest first', () => {
    expect(lengthPrefixed(['é', '']).toString('hex')).toBe('00000002c3a900000000');
    expect(
      lengthPrefixed(['x'.repeat(258)])
        .subarray(0, 4)
        .toString('hex'),
    ).toBe('00000102');
  });

  it('takes no key of another length', () => {
    expect(() => suppressionToken(new Uint8Array(31), 'email', 'a')).toThrow(RangeError);
    expect(() => suppressionTokenSql(new Uint8Array(33), 'email', `'a'`)).toThrow(RangeError);
  });
});
