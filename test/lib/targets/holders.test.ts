import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { type Changes, type Holder, staleness } from '../../../src/lib/targets/holders.js';
import { ROOT } from '../../helpers/run.js';

const KNOWN = JSON.parse(fs.readFileSync(path.join(ROOT, 'src', 'lib', 'targets', 'data', 'changes.json'), 'utf8')) as Changes & {
  readonly changes: readonly { readonly source: { readonly url: string; readonly noted: string } }[];
};

describe('who holds an office', () => {
  it.each<[string, Holder, string, string[]]>([
    ['was checked in time', { role: 'Convenor', class: null, asOf: '2025-04-01' }, '2025-05-06', []],
    ['was checked ninety days before', { role: 'Convenor', class: null, asOf: '2025-01-01' }, '2025-04-01', []],
    ['was checked ninety-one days before', { role: 'Convenor', class: null, asOf: '2025-01-01' }, '2025-04-02', ['91 days']],
    ['was never checked', { role: 'Convenor', class: null }, '2025-04-02', ['as-of is missing']],
    ['is checked after the pack', { role: 'Convenor', class: null, asOf: '2025-04-03' }, '2025-04-02', ['lies after']],
    [
      'changed since, though the check is young',
      { role: 'Home Secretary', class: 'gb-cabinet-minister', asOf: '2025-09-01' },
      '2025-09-10',
      ['changed hands on 2025-09-05'],
    ],
    ['changed on the day of the pack', { role: 'Home Secretary', class: null, asOf: '2025-09-04' }, '2025-09-05', ['changed hands']],
    ['was checked on the day of the change', { role: 'Home Secretary', class: null, asOf: '2025-09-05' }, '2025-09-10', []],
    ['will change after the pack', { role: 'Home Secretary', class: null, asOf: '2025-08-01' }, '2025-09-04', []],
    [
      'has a term that ended',
      { role: 'Minister', class: 'eu-council-presidency', asOf: '2025-06-29' },
      '2025-07-01',
      ['ended on 2025-06-30'],
    ],
    [
      'has a term that ends over the year',
      { role: 'Minister', class: 'eu-council-presidency', asOf: '2025-12-01' },
      '2026-01-02',
      ['ended on 2025-12-31'],
    ],
    ['has a term that still runs', { role: 'Minister', class: 'eu-council-presidency', asOf: '2025-07-01' }, '2025-08-01', []],
  ])('%s', (_, holder, date, parts) => {
    const notes = staleness(holder, date, KNOWN);
    expect(notes.length).toBe(parts.length);
    notes.forEach((note, index) => {
      expect(note).toContain(parts[index]);
    });
  });

  it('is known to have changed only where a source says so', () => {
    for (const { source } of KNOWN.changes) expect(source.url).toMatch(/^https:\/\//);
  });
});
