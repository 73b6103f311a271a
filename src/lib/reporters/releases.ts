/** Lists what was packed, oldest first. */

import type { ListedRelease, ReleasesReport } from '../model/releases-report.js';
import { formatCount, plural } from '../text.js';
import { formatJson, hang, type TextOptions, usableWidth } from './columns.js';

export function formatReleasesJson(report: ReleasesReport): string {
  return formatJson(report);
}

/** A paragraph per release. */
export function formatReleases(report: ReleasesReport, options: TextOptions): string {
  if (report.releases.length === 0) return 'Nothing was packed yet.\n';
  const width = usableWidth(options);
  const lines = report.releases.flatMap((release) => [
    options.paint.bold(`${release.fingerprint}  dated ${release.date}`),
    ...hang('  ', contentWords(release), width),
    ...(release.notSent === null ? [] : hang('  ', `Never sent, as said on ${release.notSent.date}: ${release.notSent.reason}`, width)),
  ]);
  return `${lines.join('\n')}\n`;
}

function contentWords({ signatures, named, places, breakdown, growth }: ListedRelease): string {
  const people =
    signatures === null
      ? 'no signatures of people'
      : `${plural(signatures, 'signature')}, ${formatCount(named)} named, ${formatCount(places)} with a place`;
  const weeks = growth === undefined ? '' : `; ${plural(growth.weeks.length, 'weekly number')}`;
  return `${people}; ${breakdown === null ? 'no counts by area' : `counts by ${breakdown.dimension}`}${weeks}.`;
}
