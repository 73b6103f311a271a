import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  DerProblem,
  derOctets,
  derOid,
  derSequence,
  derSet,
  derSmall,
  derTagged,
  derValue,
  readDer,
  readDerAt,
} from '../../../src/lib/proof/der.js';
import { runs } from '../../helpers/runs.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the DER writer', () => {
  it.each([
    // Object identifiers as RFC 5652 and SEC 2 print them.
    ['1.2.840.113549.1.7.2', '06092a864886f70d010702'],
    ['2.16.840.1.101.3.4.2.1', '0609608648016503040201'],
    ['1.2.840.10045.4.3.2', '06082a8648ce3d040302'],
    ['2.5.4.3', '0603550403'],
  ])('writes the identifier %s', (dotted, expected) => {
    expect(hex(derOid(dotted))).toBe(expected);
  });

  it.each([
    [0, '0400'],
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_536, '0483010000'],
  ])('writes a length of %i in the fewest bytes', (length, head) => {
    expect(hex(derOctets(Buffer.alloc(length)).subarray(0, head.length / 2))).toBe(head);
  });

  it('sorts the members of a set by their bytes', () => {
    expect(hex(derSet(derSmall(3), derSmall(1), derSmall(2)))).toBe('3109020101020102020103');
    expect(hex(derTagged(0, derSmall(3), derSmall(1)))).toBe('a006020103020101');
  });
});

describe('the DER reader', () => {
  it('reads what the writer wrote, whatever it is', () => {
    const value = fc.letrec<{ value: Buffer }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.uint8Array({ maxLength: 300 }).map((bytes) => derOctets(bytes)),
        fc.array(tie('value'), { maxLength: 4 }).map((parts) => derSequence(...parts)),
      ),
    })).value;
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), (parts) => {
        expect(readDer(Buffer.concat(parts)).map(({ whole }) => hex(whole))).toEqual(parts.map(hex));
      }),
      { numRuns: runs(100, 2000) },
    );
  });

  it.each([
    ['a length that does not end', '0480'],
    ['a length with a zero in front', '048200800000'],
    ['a long form for a short length', '04810100'],
    ['a tag of several bytes', '1f2301ff'],
    ['an end behind the bytes', '0405aabb'],
    ['nothing', ''],
    ['a tag alone', '30'],
    ['a length of five bytes', '048500000000010a'],
  ])('refuses %s', (_, bytes) => {
    expect(() => readDerAt(Buffer.from(bytes, 'hex'), 0)).toThrow(DerProblem);
  });

  it('refuses bytes left over', () => {
    expect(() => readDer(Buffer.concat([derValue(5), Buffer.of(0)]))).toThrow(DerProblem);
  });
});
