/** Shows changes of consent: ids, levels, who and when. No signatory is shown here. */

import type { ConsentChangeReport, ConsentListReport, ListedChange } from '../model/consent-report.js';
import { listOf } from '../text.js';
import { formatJson, hang, type TextOptions, usableWidth } from './columns.js';

export function formatConsentJson(report: ConsentChangeReport | ConsentListReport): string {
  return formatJson(report);
}

/** One change that was made. */
export function formatConsentChange(report: ConsentChangeReport, options: TextOptions): string {
  const what =
    report.action === 'undone'
      ? `${report.changeId} is taken back; it stays in the log.`
      : `${report.changeId}: ${report.signatureId} is ${report.action === 'raise' ? 'raised' : 'lowered'} from ${report.from} to ${report.to}.`;
  return `${[...hang('', what, usableWidth(options), options.paint.bold), 'Run `handin merge` to apply it.'].join('\n')}\n`;
}

/** How the text speaks of what a change does. */
const STATES: Readonly<Record<ListedChange['state'], string>> = {
  waits: 'the next merge applies it',
  holds: 'holds',
  lapsed: 'does not hold any more: the person has said less since, or something else stands against it',
  nobody: 'It is about nobody in the last merge',
};

export function formatConsentList(report: ConsentListReport, options: TextOptions): string {
  if (report.changes.length === 0) return 'Nobody’s consent was changed.\n';
  const width = usableWidth(options);
  const lines = report.changes.flatMap((change) => {
    const { changeId, action, level, evidence, changedBy, changedAt, signatures, state } = change;
    const whose =
      signatures.length === 0 ? '' : ` ${listOf(signatures.map(({ signatureId, level: now }) => `${signatureId} (now ${now})`))}:`;
    const proof = evidence === null ? '' : ` Agreed on ${evidence.date}, by ${evidence.channel}.`;
    return hang(
      `${changeId.padEnd(4)} `,
      `${action === 'raise' ? 'raised' : 'lowered'} to ${level} on ${changedAt.slice(0, 10)} by ${changedBy}.${proof}${whose} ${STATES[state]}.`,
      width,
      state === 'lapsed' ? options.paint.yellow : undefined,
    );
  });
  return `${lines.join('\n')}\n`;
}
