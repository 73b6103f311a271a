import { describe, expect, test } from 'vitest';
import { Tiling } from '../../../src/lib/intake/tiling.js';
import type { ByteRun } from '../../../src/lib/model/intake.js';

describe('the tiling of a file', () => {
  test('counts the bytes of each class and tells neighbours of one class as one run', () => {
    const runs: ByteRun[] = [];
    const tiling = new Tiling((run) => runs.push(run));
    tiling.add('mark', 0, 3);
    tiling.add('header', 3, 10);
    tiling.add('accepted', 10, 20);
    tiling.add('accepted', 20, 25);
    tiling.add('quarantined', 25, 26);
    expect(tiling.finish(26)).toMatchObject({ mark: 3, header: 7, accepted: 15, quarantined: 1, blank: 0 });
    expect(runs).toEqual([
      { class: 'mark', from: 0, to: 3 },
      { class: 'header', from: 3, to: 10 },
      { class: 'accepted', from: 10, to: 25 },
      { class: 'quarantined', from: 25, to: 26 },
    ]);
  });

  test.each<[string, (tiling: Tiling) => void]>([
    ['a gap', (tiling) => tiling.add('accepted', 6, 8)],
    ['an overlap', (tiling) => tiling.add('accepted', 4, 8)],
    ['a run that ends before it begins', (tiling) => tiling.add('accepted', 5, 4)],
    ['an end that comes too early', (tiling) => tiling.finish(9)],
    ['an end that comes too late', (tiling) => tiling.finish(4)],
  ])('%s is a defect of ours', (_name, breakIt) => {
    const tiling = new Tiling();
    tiling.add('header', 0, 5);
    expect(() => breakIt(tiling)).toThrow(expect.objectContaining({ code: 'intake-tiling', exitCode: 70 }));
  });

  test('an empty file is tiled by nothing', () => {
    expect(Object.values(new Tiling().finish(0)).every((count) => count === 0)).toBe(true);
  });
});
