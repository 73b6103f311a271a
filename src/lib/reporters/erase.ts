/** Shows what removing somebody finds and did: places and counts. Nobody's name is in a report, so none is shown. */

import type { DecideErasureReport, EraseReport, UndoErasureReport, UpdatedMerge } from '../model/erasure.js';
import { formatCount, listOf, plural, showHidden } from '../text.js';
import { formatJson, hang, type TextOptions, usableWidth } from './columns.js';

export function formatEraseJson(report: EraseReport | UndoErasureReport | DecideErasureReport): string {
  return formatJson(report);
}

const PLACES_SHOWN = 20;

/** What was found, before it is asked about. */
export function formatEraseFound(report: EraseReport, options: TextOptions): string {
  const width = usableWidth(options);
  const lines: string[] = [];
  const say = (words: string, first = ''): void => void lines.push(...hang(first, words, width));
  if (report.several > 0) {
    say(
      `${report.several === 1 ? 'More than one person answers to that' : `To ${formatCount(report.several)} of these more than one person answers`}. Nothing was changed. Give the name beside the e-mail address, or the e-mail address instead of the name; --everybody takes all of them.`,
    );
    return `${lines.join('\n')}\n`;
  }
  if (report.notFound > 0)
    say(
      `${report.notFound === report.requests ? 'Nobody' : `For ${formatCount(report.notFound)} of ${formatCount(report.requests)} requests nobody`} in the last merge answers to that.`,
    );
  if (report.records > 0 || report.contacts > 0) {
    say(
      `${plural(report.people, 'person', 'people')}: ${plural(report.records, 'record')}${report.signatures > 0 ? `, ${plural(report.signatures, 'counted signature')}` : ''}.`,
    );
    for (const { source, records } of report.bySource) {
      const shown = records.slice(0, PLACES_SHOWN).map(formatCount).join(', ');
      say(`${showHidden(source)}: record ${shown}${records.length > PLACES_SHOWN ? ', …' : ''}`, '  ');
    }
    if (report.contacts > 0)
      say(`${plural(report.contacts, 'organisation')} stay${report.contacts === 1 ? 's' : ''}, without this contact.`);
    if (report.judgements > 0)
      say(
        `${plural(report.judgements, 'judgement')} of pairs with ${report.records === 1 ? 'this record' : 'these records'} ${report.judgements === 1 ? 'goes' : 'go'} too.`,
      );
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** The question before somebody is removed. */
export function eraseQuestion({ people, records }: EraseReport): string {
  return `Remove ${plural(people, 'person', 'people')} and ${plural(records, 'record')} for good?`;
}

/** What was done, what remains where, and what to do next. */
export function formatEraseOutcome(report: EraseReport, isDryRun: boolean, options: TextOptions): string {
  const width = usableWidth(options);
  switch (report.outcome) {
    case 'several':
      return '';
    case 'nobody':
      return 'Nothing was changed. With --for-later the person is put on the list all the same, for exports that are still to come.\n';
    case 'counted':
      return isDryRun ? 'Nothing was changed.\n' : 'Nothing was changed: this was only a count. With --yes it is done.\n';
    case 'declined':
      return 'Nothing was changed.\n';
    default:
      return `${doneLines(report, isDryRun)
        .flatMap((words) => hang('', words, width))
        .join('\n')}\n`;
  }
}

function doneLines(report: EraseReport, isDryRun: boolean): string[] {
  if (isDryRun) return ['Nothing was changed.'];
  const { delivered } = report;
  return [
    report.outcome === 'kept-for-later' && report.records === 0
      ? `${plural(report.people, 'person is', 'people are')} on the list: no later export brings them in.`
      : `${report.people === 1 ? 'The person is' : `${formatCount(report.people)} people are`} removed, and no later export brings ${report.people === 1 ? 'this person' : 'them'} back.`,
    ...mergeWords(report.merge),
    ...(report.unreadable > 0
      ? [
          `${plural(report.unreadable, 'row')} that nobody could read ${report.unreadable === 1 ? 'was' : 'were'} not searched: look into quarantine.csv yourself.`,
        ]
      : []),
    ...(report.keptIn.length > 0
      ? [`These private files still speak of a removed record by its key: ${report.keptIn.join(', ')}. Look into them.`]
      : []),
    ...(report.bySource.length > 0
      ? [
          `The exports themselves still hold ${report.records === 1 ? 'the record' : 'the records'}, because handin never changes them. Delete the person on the platform and download again, or take the rows out.`,
        ]
      : []),
    ...(delivered === null && report.hasPack
      ? ['The pack was built before: `handin build` makes it again without this person. Destroy copies of the old one.']
      : []),
    ...(delivered === null ? [] : deliveredWords(delivered)),
  ];
}

function mergeWords(merge: UpdatedMerge | null): string[] {
  if (merge === null) return [];
  switch (merge.how) {
    case 'merged-again':
      return [
        `Merged again: ${plural(merge.signatures ?? 0, 'signature')} counted.`,
        ...((merge.undecided ?? 0) > 0
          ? [
              `${plural(merge.undecided ?? 0, 'record')} of another name ${merge.undecided === 1 ? 'shares' : 'share'} an address or a number with somebody on the list and ${merge.undecided === 1 ? 'is' : 'are'} not counted until you say whose ${merge.undecided === 1 ? 'it is' : 'they are'}: \`handin erase --decide\`.`,
            ]
          : []),
      ];
    case 'trimmed':
      return ['The rows are out of the private files. The numbers are still those of the last merge: run `handin merge` as you did then.'];
    case 'merge-needed':
      return ['Run `handin merge` as you did last time.'];
    case 'no-merge-yet':
      return [];
  }
}

function deliveredWords({ on, lines, letters }: NonNullable<EraseReport['delivered']>): string[] {
  const named =
    lines === 0
      ? `The pack was delivered on ${on}. It named nobody who was removed now, as far as the last release shows.`
      : `The pack was delivered on ${on}, and ${plural(lines, 'line')} of it named somebody who is removed now. handin cannot take that back.`;
  return [
    named,
    ...(letters.length > 0
      ? [`Read and send: ${listOf(letters.map(({ file }) => file))} in the private folder.`]
      : lines === 0
        ? ['--letter writes a letter that says so.']
        : []),
  ];
}

export function formatUndo({ people, merge }: UndoErasureReport, options: TextOptions): string {
  const width = usableWidth(options);
  const words =
    people === 0
      ? ['Nobody on the list answers to that. Nothing was changed.']
      : [`${plural(people, 'person is', 'people are')} off the list again.`, ...mergeWords(merge)];
  return `${words.flatMap((line) => hang('', line, width)).join('\n')}\n`;
}

export function formatDecide(report: DecideErasureReport, options: TextOptions): string {
  const width = usableWidth(options);
  const decided = [
    ...(report.same > 0 ? [`${plural(report.same, 'record')} removed`] : []),
    ...(report.other > 0 ? [`${plural(report.other, 'record')} of somebody else`] : []),
  ];
  const lines = decided.length === 0 ? [] : hang('', `Decided: ${decided.join(', ')}.`, width);
  for (const words of mergeWords(report.merge)) lines.push(...hang('', words, width));
  if (report.waiting.length === 0) {
    if (decided.length === 0) lines.push('No record waits for a decision.');
  } else {
    lines.push(
      ...hang('', `${plural(report.waiting.length, 'record')} ${report.waiting.length === 1 ? 'waits' : 'wait'} for a decision:`, width),
    );
    for (const { source, record } of report.waiting) lines.push(`  ${showHidden(source)}:${record}`);
    if (decided.length === 0)
      lines.push(
        ...hang(
          '',
          'On a terminal `handin erase --decide` shows them and asks; elsewhere say --same SOURCE:RECORD or --other SOURCE:RECORD.',
          width,
        ),
      );
  }
  return `${lines.join('\n')}\n`;
}
