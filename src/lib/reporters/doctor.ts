/** Shows what `doctor` found: on the terminal in sentences, for sending as JSON. */

import type { DoctorReport, MachineCheck } from '../model/doctor-report.js';
import { plural } from '../text.js';
import { formatJson, hang, type TextOptions, usableWidth } from './columns.js';

const WRONG: Readonly<Record<MachineCheck, string>> = {
  node: 'Node is older than 20.19: install a newer one.',
  engine: 'The engine does not start: is there memory, and room in the folder for temporary files?',
  renderer: 'Files of handin are missing: install it again.',
  'temporary-folder': 'The folder for temporary files cannot be written to: let TMPDIR lead to one of your own.',
  folder: 'This folder cannot be written to: check its permissions, or work in another.',
  disk: 'Less than 1 GB is free on a disk that handin works on: make room.',
  dumps: 'NODE_OPTIONS asks Node to write memory or reports to the disk when something fails, and those hold personal data: unset it.',
};

export function formatDoctorJson(report: DoctorReport): string {
  return formatJson(report);
}

export function formatDoctor(report: DoctorReport, options: TextOptions): string {
  const width = usableWidth(options);
  const { machine } = report;
  const lines = [
    `handin ${report.handin}, Node ${machine.node}, ${machine.system}, ${plural(machine.cores, 'core')}, ${machine.memoryGigabytes} GB of memory`,
    '',
  ];
  const wrong = report.checks.filter(({ ok }) => !ok);
  if (wrong.length === 0) lines.push('Nothing is wrong with this machine.');
  for (const { check, code } of wrong) lines.push(...hang('  ', `${WRONG[check]}${code === undefined ? '' : ` (${code})`}`, width));
  const { campaign, merge } = report;
  if (campaign.state === 'none') lines.push('There is no campaign file here.');
  else if (campaign.state === 'broken')
    lines.push(...hang('', `The campaign file cannot be used (${campaign.code}): \`handin check\` says where.`, width));
  else {
    lines.push('The campaign file is sound.');
    for (const hint of campaign.withoutEffect) lines.push(...hang('Warning: ', hint, width, options.paint.yellow));
  }
  if (merge.state !== 'sound') lines.push('There is no merge that this version can read: run `handin merge`.');
  else
    lines.push(
      `The last merge read ${plural(merge.sources.length, 'source')} and found ${plural(merge.problems.length, 'kind')} of problems.`,
    );
  if (report.sourcesError !== undefined)
    lines.push(...hang('', `The sources cannot be read now (${report.sourcesError}): \`handin inspect\` says why.`, width));
  lines.push(
    '',
    ...hang(
      '',
      '`handin doctor -o support.json` writes all of it for whoever helps you: no name of a person, a file or a column is in it. Read it before you send it.',
      width,
    ),
  );
  return `${lines.join('\n')}\n`;
}
