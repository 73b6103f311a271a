/** Shows what was exported and imported: names of files and numbers, nothing of what is in them. */

import type { ExportReport, ImportReport, NewIdentityReport } from '../model/sealed.js';
import { formatBytes, plural, showHidden } from '../text.js';
import { formatJson, hang, type TextOptions, usableWidth } from './columns.js';

export function formatSealedJson(report: ExportReport | ImportReport | NewIdentityReport): string {
  return formatJson(report);
}

/** What went in, who can open it, and how large it is. */
export function formatExport(report: ExportReport, options: TextOptions): string {
  const width = usableWidth(options);
  const opens = {
    recipients: `It opens with the identity of ${report.recipients === 1 ? 'its recipient' : `any of its ${report.recipients} recipients`}.`,
    passphrase: 'It opens with the passphrase; pass that on by another way than the file.',
    plain: 'It is not encrypted: whoever finds it can read it. A line in the export log of the private folder says that it was made.',
  }[report.form];
  const lines = [
    ...hang(
      '',
      `${plural(report.files.length, 'file')} in ${showHidden(report.output)} (${formatBytes(report.bytes)})`,
      width,
      options.paint.bold,
    ),
    ...report.files.flatMap(({ name, bytes }) => hang('  ', `${showHidden(name)}, ${formatBytes(bytes)}`, width)),
    '',
    ...hang('', opens, width),
  ];
  if (report.keysLeftOut > 0)
    lines.push(...hang('', `${plural(report.keysLeftOut, 'key file')} left out; --with-keys takes keys along.`, width));
  return `${lines.join('\n')}\n`;
}

/** The recipient, which is for handing on, and where the identity is, which is not. */
export function formatNewIdentity(report: NewIdentityReport, options: TextOptions): string {
  const width = usableWidth(options);
  return `${[
    report.recipient,
    '',
    ...hang('', 'That line is for whoever sends you archives; it is no secret, but let them check it with you by voice.', width),
    ...hang(
      '',
      `The identity that opens them is in ${showHidden(report.output)}: keep it to yourself, and a copy of it in a safe place.`,
      width,
    ),
  ].join('\n')}\n`;
}

/** What is new, what was replaced, and what was here already. */
export function formatImport(report: ImportReport, options: TextOptions): string {
  const width = usableWidth(options);
  const count = report.added.length + report.replaced.length + report.unchanged.length;
  const lines = hang('', `${plural(count, 'file')} from ${showHidden(report.input)}`, width, options.paint.bold);
  for (const [names, word] of [
    [report.added, 'new'],
    [report.replaced, 'replaced'],
    [report.unchanged, 'here already'],
  ] as const)
    lines.push(...names.flatMap((name) => hang('  ', `${showHidden(name)}: ${word}`, width)));
  return `${lines.join('\n')}\n`;
}
