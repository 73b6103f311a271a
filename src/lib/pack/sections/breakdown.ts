/**
 * Counts by area as a table. Every number here, shares included, is made from bands and from the total; exact counts of
 * areas are not in a release at all.
 */

import type { BreakdownDimension, ReleaseBreakdown } from '../../model/breakdown.js';
import type { Shown } from '../../model/release.js';
import { formatCount } from '../../text.js';
import type { Block } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import { formatShown, sentenceCase } from '../messages.js';

const WORDS: Readonly<Record<BreakdownDimension, { readonly one: string; readonly many: string }>> = {
  region: { one: 'region', many: 'regions' },
  constituency: { one: 'constituency', many: 'constituencies' },
  country: { one: 'country', many: 'countries' },
};

/** The blocks below the tiles of the numbers; none without a table. */
export function breakdownBlocks(breakdown: ReleaseBreakdown | undefined): Block[] {
  if (breakdown === undefined) return [];
  const { dimension, areas, elsewhere, total, smallest, unlisted } = breakdown;
  const { one } = WORDS[dimension];
  const row = (name: string, count: Shown): string[] => [name, formatShown(count), shareWords(count, total)];
  return [
    heading(2, `By ${one}`),
    paragraph(unlisted === 0 ? introWords(smallest) : `${introWords(smallest)} ${unlistedWords(breakdown)}`),
    {
      type: 'table',
      caption: `Signatures by ${one}, as ranges`,
      columns: [
        { title: sentenceCase(one), align: 'left', share: 0.5 },
        { title: 'Signatures', align: 'right', share: 0.28 },
        { title: 'Share of all', align: 'right', share: 0.22 },
      ],
      rows: [
        ...areas.map(({ name, count }) => row(name, count)),
        row('Elsewhere or not stated', elsewhere),
        ['All signatures', formatCount(total), ''],
      ],
      total: true,
    },
  ];
}

/** What a long list leaves out: as much as a row for each of them would say. */
function unlistedWords({ dimension, smallest, unlisted }: ReleaseBreakdown): string {
  const { one, many } = WORDS[dimension];
  return unlisted === 1
    ? `One other ${one} has fewer than ${formatCount(smallest)} signatures, or none.`
    : `Each of ${formatCount(unlisted)} other ${many} has fewer than ${formatCount(smallest)} signatures, or none.`;
}

function introWords(smallest: number): string {
  return `Counts by area are ranges, so that nobody can be recognised by one; below ${formatCount(smallest)}, few and none are not told apart. Only the total is exact, and the shares are taken from the middle of each range.`;
}

/** Whole percent of the middle of the range; a range that may hold nobody says at most how much. */
function shareWords(count: Shown, total: number): string {
  const { from, to } = 'exact' in count ? { from: count.exact, to: count.exact } : count;
  if (from === 0) return `under ${Math.max(1, Math.ceil((100 * (to + 1)) / total))}%`;
  const percent = Math.round((50 * (from + to)) / total);
  return percent === 0 ? 'under 1%' : `about ${Math.min(100, percent)}%`;
}
