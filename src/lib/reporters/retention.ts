/** Shows where a campaign and its retention clock stand, an extension, and a purge. */

import type { ExtendReport, PurgeReport, RetentionClock, RetentionLimit, StatusReport } from '../model/retention.js';
import { formatBytes, formatCount, listOf, plural, showHidden } from '../text.js';
import { formatJson, hang, onOneLine, type TextOptions, usableWidth } from './columns.js';

export function formatRetentionJson(report: StatusReport | ExtendReport | PurgeReport): string {
  return formatJson(report);
}

const LIMIT_WORDS: Readonly<Record<RetentionLimit['rule'], string>> = {
  'after-delivery': '30 days after delivery',
  'after-first-signature': '21 months after the first signature',
  'own-date': 'retention.delete-after of the campaign file',
  'before-purge': 'the last day as it was when the data was purged',
};

/** The summary a person reads. */
export function formatStatus(report: StatusReport, options: TextOptions): string {
  const width = usableWidth(options);
  const { bold } = options.paint;
  const rows: [string, string][] = [
    ['Merge', mergeWords(report)],
    ...(report.erasure === null ? [] : [['Removed', erasureWords(report.erasure)] as [string, string]]),
    ['Pack', packWords(report)],
    ['Delivered', report.clock.delivered ?? 'not recorded; once it is, say `handin status --delivered DATE`'],
    ['Keep until', clockWords(report.clock)],
    ...(report.purged.length === 0 ? [] : [['Purged', listOf(report.purged)] as [string, string]]),
  ];
  const lines = [bold(onOneLine(report.campaign.title)), ''];
  for (const [name, words] of rows) lines.push(...hang(`${name.padEnd(12)}`, words, width));
  return `${lines.join('\n')}\n`;
}

function mergeWords({ merge, hasPrivateFolder }: StatusReport): string {
  if (merge === null) return hasPrivateFolder ? 'none that this version can read; `handin merge` makes one' : 'none yet';
  const counted = [
    plural(merge.signatures, 'signature'),
    ...(merge.organisations > 0 ? [plural(merge.organisations, 'organisation')] : []),
  ].join(' and ');
  const open = [
    ...(merge.reviews > 0 ? [`${plural(merge.reviews, 'pair')} to review`] : []),
    ...(merge.unreadable > 0 ? [`${plural(merge.unreadable, 'record')} that could not be read`] : []),
  ];
  const age = merge.isCurrent === false ? '; what it was made of has changed since: run `handin merge`' : '';
  return `${counted} of ${plural(merge.records, 'record')} in ${plural(merge.sources, 'source')}${open.length === 0 ? '' : `; ${listOf(open)}`}${age}`;
}

function erasureWords({ people, records, undecided, withdrawnAfterDelivery, requests }: NonNullable<StatusReport['erasure']>): string {
  const last = requests.at(-1);
  return [
    `${plural(people, 'person', 'people')} on the list`,
    `${plural(records, 'record')} left out by the last merge`,
    ...(undecided > 0 ? [`${plural(undecided, 'record')} to decide with \`handin erase --decide\``] : []),
    ...(withdrawnAfterDelivery > 0 ? [`withdrawn after delivery: ${formatCount(withdrawnAfterDelivery)}`] : []),
    ...(last === undefined ? [] : [`last request on ${last.on}`]),
  ].join('; ');
}

function packWords({ pack }: StatusReport): string {
  if (pack === null) return 'none';
  const of = pack.isOfLastRelease ? '' : '; its release no longer lies in the private folder: something changed since, or was purged';
  return `dated ${pack.date}, fingerprint ${pack.fingerprint}, ${plural(pack.files, 'file')}${of}`;
}

function clockWords({ retainUntil, limits, extension, daysLeft, state }: RetentionClock): string {
  if (retainUntil === null) return 'no day yet: nothing was merged that says when people signed, and nothing was delivered';
  const [first] = limits;
  const why =
    extension === null
      ? first === undefined
        ? ''
        : ` (${LIMIT_WORDS[first.rule]})`
      : ` (extended from ${first?.on ?? ''}: ${onOneLine(showHidden(extension.reason))})`;
  switch (state) {
    case 'passed':
      return `${retainUntil}${why}. That day has passed: run \`handin purge\``;
    case 'soon':
      return `${retainUntil}${why}. ${daysLeft === 0 ? 'That is today' : `${plural(daysLeft ?? 0, 'day')} left`}; then run \`handin purge\``;
    default:
      return `${retainUntil}${why}`;
  }
}

export function formatExtend({ until, before }: ExtendReport, options: TextOptions): string {
  const words = `The private data may be kept until ${until} instead of ${before ?? 'an unknown day'}. The reason is on record in retention.json beside the campaign file.`;
  return `${hang('', words, usableWidth(options)).join('\n')}\n`;
}

/** What a purge will delete, before it is asked about. */
export function formatPurgePlan(report: PurgeReport, options: TextOptions): string {
  const width = usableWidth(options);
  if (report.outcome === 'nothing') return 'There is nothing private left to delete.\n';
  const { deleted, kept } = report;
  const parts = [
    `${plural(deleted.files, 'file')} of the private folder`,
    ...(deleted.keys > 0 ? [`${plural(deleted.keys, 'key')} among them`] : []),
    ...(deleted.leftovers > 0 ? [`${plural(deleted.leftovers, 'thing')} that broken-off runs left`] : []),
    ...(deleted.sources > 0 ? [plural(deleted.sources, 'export')] : []),
    ...(deleted.lists > 0 ? [plural(deleted.lists, 'list')] : []),
  ];
  const lines = hang('', `To delete: ${parts.join(', ')}; ${formatBytes(deleted.bytes)} in all.`, width);
  if (kept.sources + kept.lists > 0) {
    const words = listOf([
      ...(kept.sources > 0 ? [plural(kept.sources, 'export')] : []),
      ...(kept.lists > 0 ? [`${plural(kept.lists, 'list')} that handin wrote`] : []),
    ]);
    lines.push(...hang('', `Not deleted: ${words} in the campaign folder. --with-sources takes them too.`, width));
  }
  if (report.pack !== null) lines.push(...hang('', 'The pack stays: it holds only what may be public.', width));
  return `${lines.join('\n')}\n`;
}

/** What was done, and what no program can promise. */
export function formatPurgeOutcome(report: PurgeReport, isDryRun: boolean, options: TextOptions): string {
  const width = usableWidth(options);
  switch (report.outcome) {
    case 'nothing':
      return '';
    case 'counted':
      return isDryRun ? 'Nothing was deleted.\n' : 'Nothing was deleted: this was only a count. With --yes it is done.\n';
    case 'declined':
      return 'Nothing was deleted.\n';
    case 'purged': {
      const lines = [
        ...hang(
          '',
          `Deleted. ${formatCount(report.absent.checked)} places were looked at again, and nothing is there. ${report.certificate ?? ''} beside the ${report.campaign === null ? 'folder' : 'campaign file'} says so, in numbers.`,
          width,
        ),
        '',
        ...hang('', `${BEYOND} Delete the downloads where they came from too, if the platform lets you.`, width),
      ];
      return `${lines.join('\n')}\n`;
    }
  }
}

/** Said with every purge: what deleting a file does not reach. */
const BEYOND =
  'What handin cannot reach: a solid-state disk may keep deleted blocks for a while, and so may snapshots, backups, the trash and the history of a sync service. An encrypted disk is what protects those.';

/** The question before a purge. */
export function purgeQuestion({ deleted }: PurgeReport): string {
  return `Delete ${plural(deleted.files + deleted.sources + deleted.lists, 'file')} for good?`;
}
