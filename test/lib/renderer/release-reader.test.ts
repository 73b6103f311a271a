import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRelease } from '../../../src/lib/renderer/release-reader.js';
import { releaseBytes, statementRelease } from '../../helpers/releases.js';
import { runs } from '../../helpers/runs.js';

/** The bytes cut at these places. */
async function* cut(bytes: Uint8Array, places: readonly number[]): AsyncGenerator<Uint8Array> {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  let start = 0;
  for (const end of [...ends, bytes.length]) {
    yield bytes.subarray(start, end);
    start = end;
  }
}

/** Texts full of what JSON and the beginning of a list are made of. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', '\\', ',', '[', ']', '{', '}', 'é', '王', '😀', 'a', '\n') }),
  fc.constantFrom('"entries":[', '\\"entries":[', 'entries', '"entries":["'),
);
const entry = fc.oneof(
  fc.record({ name: text }),
  fc.record({ name: text, place: text }),
  text,
  fc.array(text),
  fc.record({ deeper: fc.array(fc.record({ name: text })) }),
);
const release = fc.record({
  campaign: fc.record({ title: text }),
  documents: fc.array(fc.record({ own: fc.record({ signatories: fc.record({ entries: fc.array(entry) }) }) }), { maxLength: 3 }),
  signatories: fc.record({ entries: fc.array(entry), ceiling: text }),
  entries: fc.oneof(text, fc.constant(null), fc.array(entry)),
});

describe('a release that comes in pieces', () => {
  it('is the same as one that came whole, wherever it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(release, fc.array(fc.nat(), { maxLength: 12 }), async (value, places) => {
        const bytes = new TextEncoder().encode(JSON.stringify(value));
        const whole = JSON.parse(JSON.stringify(value)) as unknown;
        const fingerprint = createHash('sha256').update(bytes).digest('hex');
        expect(await readRelease(cut(bytes, places))).toMatchObject({ release: whole, fingerprint });
        expect(await readRelease(bytes)).toMatchObject({ release: whole, fingerprint });
      }),
      { numRuns: runs(150, 3_000) },
    );
  });

  it('is the same cut after every byte', async () => {
    const bytes = releaseBytes(statementRelease());
    const places = Array.from(bytes, (_, index) => index);
    expect((await readRelease(cut(bytes, places))).release).toEqual(JSON.parse(new TextDecoder().decode(bytes)));
  });

  it('may be written with blanks', async () => {
    const value = { signatories: { entries: [{ name: 'Ann "A" Example' }, { name: 'Béla' }] } };
    expect((await readRelease(new TextEncoder().encode(JSON.stringify(value, null, 2)))).release).toEqual(value);
  });

  it.each(['', '{', '{"entries":[', '{"entries":[{"name":"A"}', '{"entries":[1,]}', '{"entries":[1}', '{"entries":["\xff"]}'])(
    'is refused when it is no JSON: %j',
    async (broken) => {
      await expect(readRelease(Buffer.from(broken, 'latin1'))).rejects.toThrow();
    },
  );
});
