/**
 * Counts by area as a table. Every number here, shares included, is made from bands and from the total; exact counts of
 * areas are not in a release at all.
 */

import type { ReleaseBreakdown } from '../../model/breakdown.js';
import type { Shown } from '../../model/release.js';
import type { Block } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import type { Messages } from '../messages/index.js';
import { formatShown } from '../messages.js';
import { areaCharts, hasRates, rateWords } from './area-charts.js';

/** The blocks below the tiles of the numbers; none without a table. */
export function breakdownBlocks(breakdown: ReleaseBreakdown | undefined, words: Messages): Block[] {
  if (breakdown === undefined) return [];
  const { dimension, areas, elsewhere, total, smallest, unlisted } = breakdown;
  const { say, number } = words;
  const withRates = hasRates(breakdown);
  const row = (name: string, count: Shown, rate = ''): string[] => [
    name,
    formatShown(count, words),
    shareWords(count, total, words),
    ...(withRates ? [rate] : []),
  ];
  const intro = say('breakdown.intro', { smallest });
  return [
    heading(2, say(`breakdown.title.${dimension}`)),
    // What a long list leaves out: as much as a row for each of them would say.
    paragraph(unlisted === 0 ? intro : `${intro} ${say(`breakdown.unlisted.${dimension}`, { count: unlisted, smallest })}`, 'caption'),
    ...areaCharts(breakdown, words),
    {
      type: 'table',
      caption: say(`breakdown.caption.${dimension}`),
      columns: [
        { title: say(`breakdown.column.${dimension}`), align: 'left', share: withRates ? 0.4 : 0.5 },
        { title: say('breakdown.column.signatures'), align: 'right', share: withRates ? 0.24 : 0.28 },
        { title: say('breakdown.column.share'), align: 'right', share: withRates ? 0.18 : 0.22 },
        ...(withRates ? [{ title: say('areas.rate'), align: 'right', share: 0.18 } as const] : []),
      ],
      rows: [
        ...areas.map((area) => row(area.name, area.count, withRates ? rateWords(area, words) : '')),
        row(say('breakdown.elsewhere'), elsewhere),
        [say('breakdown.all'), number(total), '', ...(withRates ? [''] : [])],
      ],
      total: true,
    },
  ];
}

/** Whole percent of the middle of the range; a range that may hold nobody says at most how much. */
function shareWords(count: Shown, total: number, { say, percent }: Messages): string {
  const { from, to } = 'exact' in count ? { from: count.exact, to: count.exact } : count;
  if (from === 0) return say('breakdown.share.under', { percent: percent(Math.max(1, Math.ceil((100 * (to + 1)) / total))) });
  const share = Math.round((50 * (from + to)) / total);
  return share === 0
    ? say('breakdown.share.under', { percent: percent(1) })
    : say('breakdown.share.about', { percent: percent(Math.min(100, share)) });
}
