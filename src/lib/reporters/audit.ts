/** Shows which places a public seed chose and what the sample can show. The people are in the list and nowhere else. */

import type { AuditReport } from '../model/commitment.js';
import { formatCount, plural } from '../text.js';
import { formatJson, hang, type TextOptions, usableWidth } from './columns.js';

export function formatAuditJson(report: AuditReport): string {
  return formatJson(report);
}

export function formatAudit(report: AuditReport, options: TextOptions): string {
  const width = usableWidth(options);
  const { paint } = options;
  const count = report.places.length;
  const percent = (share: number, digits: number): string => `${(100 * share).toFixed(digits).replace(/\.?0+$/, '')} %`;
  const lines = [
    ...hang('', `${formatCount(count)} of ${plural(report.size, 'signature')} drawn.`, width, paint.bold),
    ...hang('  ', `Root ${report.root}`, width),
    ...hang(
      '  ',
      report.shareBelow === 0
        ? 'That is everybody: the sample settles it.'
        : // Rounded up, so that no more is promised than holds.
          `If all of them are found genuine, fewer than ${percent(Math.ceil(report.shareBelow * 10_000) / 10_000, 2)} are not, with ${percent(report.confidence, 1)} confidence.`,
      width,
    ),
    ...hang('  ', 'It says nothing of people who were counted twice: that takes a larger sample.', width),
  ];
  if (report.unopened.length > 0) {
    lines.push(
      ...hang(
        '  Open: ',
        `${plural(report.unopened.length, 'place')} cannot be opened: the person was erased, or the record changed, after the pack was made.`,
        width,
        paint.yellow,
      ),
    );
  }
  lines.push(
    '',
    ...hang(
      '',
      `Written: ${report.files.join(' and ')}, with names and addresses. They are for the auditor alone, who is bound to secrecy; delete them afterwards.`,
      width,
    ),
  );
  return `${lines.join('\n')}\n`;
}
