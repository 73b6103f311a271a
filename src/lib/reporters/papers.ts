/** Shows which papers were written, and what is left to fill in. Names and counts; nothing of a person. */

import type { AccessReport, PapersReport, WrittenPaper } from '../model/paper.js';
import { plural } from '../text.js';
import { formatJson, hang, placeIn, type TextOptions, usableWidth } from './columns.js';

export function formatPapersJson(report: PapersReport | AccessReport): string {
  return formatJson(report);
}

/** The papers with their files, and how many blanks each has. */
export function formatPapers(report: PapersReport, options: TextOptions): string {
  const width = usableWidth(options);
  const lines = hang('', `${plural(report.papers.length, 'paper')} in ${placeIn(report.folder, options)}`, width, options.paint.bold);
  for (const { title, files, blanks } of report.papers) {
    const left = blanks.length === 0 ? 'complete' : `${plural(blanks.length, 'blank')} to fill in`;
    lines.push(...hang('  ', `${title}: ${files.join(', ')} (${left})`, width));
  }
  return `${[...lines, '', ...hang('', 'They are not legal advice: have a data-protection adviser read them.', width)].join('\n')}\n`;
}

/** What was left blank, once each: facts that the campaign file can give, then what only a person can write. For stderr. */
export function formatBlanks(blanks: WrittenPaper['blanks'], options: TextOptions): string {
  const width = usableWidth(options);
  const once = [...new Map(blanks.map((blank) => [blank.fact, blank])).values()];
  if (once.length === 0) return '';
  const [byHand, byKey] = [once.filter(({ key }) => key === 'by hand'), once.filter(({ key }) => key !== 'by hand')];
  return `${[
    ...(byKey.length === 0 ? [] : hang('', 'Not known, and left blank in the papers:', width)),
    ...byKey.flatMap(({ what, key }) => hang('  ', key === '' ? what : `${key}: ${what}`, width)),
    ...(byHand.length === 0 ? [] : hang('', 'To be written into the papers by hand:', width)),
    ...byHand.flatMap(({ what }) => hang('  ', what, width)),
  ].join('\n')}\n`;
}

/** Where the bundle is, what is in it, and what was left out because it is somebody else's. */
export function formatAccess(report: AccessReport, options: TextOptions): string {
  const width = usableWidth(options);
  const lines = hang(
    '',
    `${plural(report.records, 'record')} of one person in ${placeIn(report.output, options)}: ${report.files.join(', ')}`,
    width,
    options.paint.bold,
  );
  if (report.othersAtAddress > 0)
    lines.push(
      ...hang(
        '',
        `${plural(report.othersAtAddress, 'record')} at the same e-mail address ${report.othersAtAddress === 1 ? 'bears' : 'bear'} another name and ${report.othersAtAddress === 1 ? 'is' : 'are'} not in it.`,
        width,
      ),
    );
  if (report.lacksPdf)
    lines.push(...hang('', 'There is no PDF: the fonts lack a letter of the records. The text and the JSON have every letter.', width));
  lines.push(...hang('', 'Make sure who is asking before you send it; the answer is due within one month.', width));
  return `${lines.join('\n')}\n`;
}
