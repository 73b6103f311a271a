import { createHmac } from 'node:crypto';

import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { RECORD_KEY_LENGTH, RECORD_KEY_PURPOSE, recordKeySql } from '../../../src/lib/merge/record-key.js';
import { quoteText } from '../../../src/lib/sql.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/duckdb.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

it('is HMAC-SHA-256 of the identity key and the signing time, as Node computes it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.stringMatching(/^[0-9a-f]{16}$/),
      fc.constantFrom('', '2025-03-01', '2025-03-01T10:00:00Z', 'été'),
      async (bytes, identity, signedAt) => {
        const secret = Buffer.from(bytes).toString('hex');
        const [row] = await database.rows(
          `SELECT ${recordKeySql(secret)} FROM (SELECT ${quoteText(identity)} AS identity_key, ${quoteText(signedAt)} AS signed_at) r`,
        );
        const message = [RECORD_KEY_PURPOSE, identity, signedAt].join('\x1f');
        expect(row?.[0]).toBe(createHmac('sha256', bytes).update(message).digest('hex').slice(0, RECORD_KEY_LENGTH));
      },
    ),
    { numRuns: 40 },
  );
});
