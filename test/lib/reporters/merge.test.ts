import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import type { MergeReport } from '../../../src/lib/model/merge-report.js';
import { PLAIN } from '../../../src/lib/reporters/columns.js';
import { formatMerge } from '../../../src/lib/reporters/merge.js';
import { ROOT } from '../../helpers/run.js';

const MERGE = path.join(ROOT, 'fixtures/cases/pack/consent-changed-since/files/private/merge.json');
const LONG = 'petition_signatures_jobs_38291746_20250502091500.csv';

/** A merge of one source with a long name, and every fate. */
function longNames(): MergeReport {
  const report = JSON.parse(fs.readFileSync(MERGE, 'utf8')) as MergeReport;
  const byFate = { counted: 1200, duplicate: 340, unreadable: 5, blank: 1, unconfirmed: 33, withdrawn: 4, suppressed: 2, ineligible: 7 };
  const counts = { records: 1592, byFate };
  return { ...report, counts: { ...report.counts, bySource: { [LONG]: counts, 'b.csv': counts }, total: counts } };
}

describe('the summary of a merge', () => {
  it.each([40, 60, 80, 100, 120])('keeps to a terminal of %d columns, and cuts no word of it in two', (width) => {
    const lines = formatMerge(longNames(), '/home/ann/private', { width, paint: PLAIN, cwd: '/home/ann' }).split('\n');
    expect(lines.filter((line) => line.length > width)).toEqual([]);
    for (const words of ['1,200 counted', '340 duplicates', '33 unconfirmed', '7 ineligible'])
      expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(words);
  });

  it('shows the end of a name that is too long, which is where files of one platform differ', () => {
    expect(formatMerge(longNames(), '/p', { width: 60, paint: PLAIN })).toContain('…1746_20250502091500.csv ');
  });
});
