/** Shows the keys of a campaign: the public one to be published, and which trees can still be proved. Secret halves are in no report. */

import type { KeysReport } from '../model/commitment.js';
import { plural } from '../text.js';
import { formatJson, hang, type TextOptions, usableWidth } from './columns.js';

export function formatKeysJson(report: KeysReport): string {
  return formatJson(report);
}

export function formatKeys(report: KeysReport, options: TextOptions): string {
  const width = usableWidth(options);
  const { paint } = options;
  const lines: string[] = [];
  if (report.made.length > 0)
    lines.push(...hang('', `Made: ${report.made.map((kind) => `a ${kind} key`).join(' and ')}, in private/keys.`, width, paint.bold));
  if (report.destroyed.length > 0) {
    lines.push(
      ...hang(
        '',
        `Destroyed: ${plural(report.destroyed.length, 'tree key')} (${report.destroyed.join(', ')}), with their leaves.`,
        width,
        paint.bold,
      ),
      ...hang(
        '',
        'No receipt and no sample can be made for their packs any more. Copies that were made elsewhere, backups too, are not reached: delete those.',
        width,
      ),
    );
  }
  if (lines.length > 0) lines.push('');
  if (report.verifierKey === null) lines.push(...hang('', 'No signing key: packs are not signed. `handin keys new` makes one.', width));
  else lines.push('Public key, for the campaign’s own site:', '', `  ${report.verifierKey}`, '');
  if (report.treeKeys.length === 0)
    lines.push(...hang('', 'No tree key: packs do not fix their count. `handin keys new --tree` makes one.', width));
  for (const { id, inUse, trees } of report.treeKeys)
    lines.push(
      ...hang('  ', `tree key ${id}${inUse ? ' (in use)' : ''}: ${trees === 0 ? 'no pack yet' : plural(trees, 'packed tree')}`, width),
    );
  if (report.made.includes('signing')) {
    lines.push(
      '',
      ...hang(
        '',
        'Keep a copy of private/keys in a safe place, and publish the public key where people already trust you before the hand-in. Whoever has the folder can sign as you.',
        width,
        paint.dim,
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** What is asked before tree keys go. */
export function destroyQuestion(count: number): string {
  return `Destroy ${plural(count, 'tree key')}? Afterwards nobody can prove anything about any person in ${count === 1 ? 'its' : 'their'} packs. It cannot be undone.`;
}
