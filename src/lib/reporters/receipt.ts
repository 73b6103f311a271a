/** Shows whether a person is counted, and what a receipt is before one is written. Nothing of the person is shown. */

import type { ReceiptReport } from '../model/commitment.js';
import { formatCount } from '../text.js';
import { formatJson, hang, type TextOptions, usableWidth } from './columns.js';

export function formatReceiptJson(report: ReceiptReport): string {
  return formatJson(report);
}

export function formatReceiptReport(report: ReceiptReport, options: TextOptions): string {
  const width = usableWidth(options);
  const { paint } = options;
  const lines = hang('', ANSWERS[report.outcome](formatCount(report.size)), width, report.outcome === 'counted' ? paint.green : paint.bold);
  if (report.receipt !== null) {
    lines.push(
      ...hang(
        '',
        `The receipt is in ${report.receipt}. It is opened with ${report.openedWith ?? ''}: whoever checks it must state that.`,
        width,
      ),
      ...hang('', 'Hand it to that person and to nobody else, and delete your copy.', width),
    );
  }
  return `${lines.join('\n')}\n`;
}

const ANSWERS: Readonly<Record<ReceiptReport['outcome'], (size: string) => string>> = {
  counted: (size) => `Yes: this signature is among the ${size} that the pack counts.`,
  'not-counted': (size) => `No: nobody like that is among the ${size} that the pack counts.`,
  shared: () => 'Several people share that address or number; the name is needed too.',
  declined: () => 'No receipt was written.',
};

/** The warning before a receipt is written; on stderr. */
export function receiptWarning(options: TextOptions): string {
  const width = usableWidth(options);
  const text =
    'A receipt proves to anybody who is shown it that this person signed. Somebody who has power over the person, at home, at work or in an office, can demand it. It cannot be taken back. Write one only when the person asked for it and knows this; for most people the answer above is enough.';
  return `${hang('', text, width, options.paint.yellow).join('\n')}\n`;
}
