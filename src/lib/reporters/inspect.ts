/** Shows what a file is to somebody who has to decide whether it can be used: first in a sentence, then where every line of it went, then column by column. */

import type { InspectedTable, InspectReport } from '../model/inspect-report.js';
import type { ByteClass, DialectReport, EncodingReport, RowCounts } from '../model/intake.js';
import { REPAIRS } from '../model/repair.js';
import { formatCount, listOf, plural, showHidden } from '../text.js';
import { formatJson, hang, padTo, type TextOptions, usableWidth } from './columns.js';
import { explainProblems, problemWords, QUARANTINE_WORDS } from './problems.js';

const DELIMITERS: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
  ' ': 'spaces',
  ':': 'colons',
};

const NEWLINES = { lf: 'LF', crlf: 'CRLF', cr: 'CR', mixed: 'of several kinds' } as const;

const FORMATS = {
  text: 'text',
  xlsx: 'a sheet of an Excel workbook (.xlsx)',
  ods: 'a sheet of a LibreOffice workbook (.ods)',
  xls: 'a sheet of an old Excel workbook (.xls)',
  html: 'a table of a web page',
  json: 'JSON',
  'json-lines': 'JSON, one record a line',
  parquet: 'Parquet',
} as const;

const CONFIDENCE = {
  high: 'its columns are unmistakable',
  medium: 'likely, by its columns',
  low: 'a guess by the names of its columns',
  given: 'as you said',
} as const;

/** Text cut from a revealed row; more fills the screen. */
const SHOWN_CHARACTERS = 200;

export function formatInspectJson(report: InspectReport): string {
  return formatJson(report);
}

/** One block per table. */
export function formatInspect(report: InspectReport, options: TextOptions): string {
  const blocks = report.tables.map((table) => formatTable(table, tablesOfFile(table, report.tables), options).join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

/** The tables of one text file, which share its bytes. */
function tablesOfFile(table: InspectedTable, tables: readonly InspectedTable[]): readonly InspectedTable[] {
  const fileOf = ({ source }: InspectedTable): string => source.replace(/#table-\d+(?=~|$)/, '');
  return table.byteCounts === null ? [table] : tables.filter((other) => other.sha256 === table.sha256 && fileOf(other) === fileOf(table));
}

/** @param ofFile the tables of its file, itself among them */
function formatTable(table: InspectedTable, ofFile: readonly InspectedTable[], options: TextOptions): string[] {
  const { paint } = options;
  const width = usableWidth(options);
  const lines = [paint.bold(showHidden(table.source)), ...hang('  ', sentence(table), width)];
  const title = (text: string): void => {
    lines.push('', `  ${paint.bold(text)}`);
  };
  if (table.numbers !== null) {
    const { label, count, asOf, profile } = table.numbers;
    lines.push(
      ...hang('  ', `${showHidden(label)}: ${formatCount(count)}${asOf === null ? '' : ` on ${asOf}`}, as ${profile} states it.`, width),
    );
    return lines;
  }
  if (ofFile[0] === table) {
    title(ofFile.length === 1 ? 'Where every row went' : `Where every row of the ${ofFile.length} lists in this file went`);
    lines.push(...rowTable(table, ofFile));
  }
  title('How it was read');
  const say = (label: string, text: string): void => {
    lines.push(...hang(`    ${padTo(label, 9)}`, text, width));
  };
  say('format', FORMATS[table.format]);
  if (table.encoding !== null) say('encoding', encodingWords(table.encoding));
  if (table.dialect !== null) say('cells', dialectWords(table.dialect));
  say('header', headerWords(table));
  say('profile', profileWords(table));
  if (isNobodyShown(table)) say('shown', 'nobody of this file will be named: no column says that a name may be shown');
  title('Columns');
  lines.push(...columnLines(table, options));
  if (table.problems.length > 0) {
    title('To look at');
    for (const { text, next } of explainProblems(table.problems)) {
      lines.push(...hang('    ', text, width, paint.yellow));
      if (next !== '') lines.push(...hang('      → ', next, width));
    }
  }
  if (table.quarantined.length > 0) {
    title('Rows that cannot be read');
    for (const row of table.quarantined) {
      const place =
        row.lineFrom === row.lineTo
          ? `line ${formatCount(row.lineFrom)}`
          : `lines ${formatCount(row.lineFrom)} to ${formatCount(row.lineTo)}`;
      lines.push(...hang('    ', `${place} (record ${formatCount(row.record)}): ${QUARANTINE_WORDS[row.reason]} (${row.reason})`, width));
      if (row.raw !== null) lines.push(...hang('      as it stands  ', shortened(row.raw), width));
      if (row.suggestion !== null && row.suggestion !== '') lines.push(...hang('      suggestion    ', shortened(row.suggestion), width));
    }
    const more = table.unreadable - table.quarantined.length;
    if (more > 0) lines.push(`    and ${formatCount(more)} more`);
  }
  return lines;
}

function profileWords(table: InspectedTable): string {
  const { profile, confidence, runnerUp, refusedProfile } = table;
  if (refusedProfile !== null) return `${refusedProfile}: a mailing list; merging refuses it unless --profile ${refusedProfile}`;
  if (profile === null) {
    return table.problems.some(({ type }) => type === 'header-unknown')
      ? 'none fits: say --header-row 0 if the first row is a person; then name the columns with --map field=#1'
      : 'none fits: name the columns with --map field=Header';
  }
  const also = runnerUp === null ? '' : `; ${runnerUp} fits as well: --profile ${runnerUp} takes that`;
  return `${profile} (${CONFIDENCE[confidence ?? 'low']}${also})`;
}

const NAME_FIELDS: ReadonlySet<string> = new Set(['full_name', 'given_name', 'family_name']);

/** A list of named people in which nothing says who may be shown. */
function isNobodyShown({ profile, numbers, rows, columns }: InspectedTable): boolean {
  const isFilled = (isWanted: (field: string) => boolean): boolean => columns.some(({ fields }) => fields.some(isWanted));
  const hasNames = isFilled((field) => NAME_FIELDS.has(field));
  return profile !== null && numbers === null && rows.accepted > 0 && hasNames && !isFilled((field) => field === 'display_consent');
}

/** `2,431 rows of people, 3 that cannot be read, 1 totals line.` */
function sentence({ rows, numbers }: InspectedTable): string {
  if (numbers !== null) return 'It lists nobody: it states numbers, which are reported beside the count and never added to it.';
  const parts = [
    plural(rows.accepted, 'row of people', 'rows of people'),
    ...some(rows.quarantined, 'that cannot be read', 'that cannot be read'),
    ...some(rows.blank.footer, 'line below the list, such as a total', 'lines below the list, such as totals'),
    ...some(rows.blank['empty-record'], 'empty row', 'empty rows'),
    ...some(rows.blank['header-repeat'], 'repeated header', 'repeated headers'),
    ...some(rows.blank['other-table'], 'row of another table', 'rows of other tables'),
  ];
  return `${parts.join(', ')}.`;
}

function some(count: number, one: string, many: string): string[] {
  return count === 0 ? [] : [plural(count, one, many)];
}

/** Every class of rows and bytes that occurs, with its words. */
function rowClasses(
  rows: RowCounts,
  headerRows: number,
  preambleRows: number,
  isJson: boolean,
): (readonly [ByteClass, string, number | null])[] {
  return [
    ['mark', 'byte-order mark', null],
    ['sep-line', 'line that names the delimiter', 1],
    isJson ? ['preamble', 'what stands before the list', null] : ['preamble', 'rows before the header', preambleRows],
    ['header', 'header', headerRows + rows.blank['header-repeat']],
    ['accepted', 'rows of people', rows.accepted - rows.repaired],
    ['repaired', 'rows of people, repaired', rows.repaired],
    ['quarantined', 'rows that cannot be read', rows.quarantined],
    ['blank', 'empty rows', rows.blank['empty-record']],
    isJson ? ['footer', 'what stands after the list', null] : ['footer', 'rows below the list', rows.blank.footer],
    ['other-table', 'rows of other tables', rows.blank['other-table']],
  ];
}

function rowTable({ dialect, byteCounts, format }: InspectedTable, ofFile: readonly InspectedTable[]): string[] {
  const isJson = format === 'json' || format === 'json-lines';
  const each = ofFile.map(({ rows, headerRows }, index) =>
    rowClasses(rows, headerRows, index === 0 ? (dialect?.preambleRows ?? 0) : 0, isJson),
  );
  const all = (each[0] ?? []).map(([name, label], place) => {
    const counts = each.flatMap((classes) => classes[place]?.[2] ?? []);
    const isCounted = name !== 'mark' && name !== 'sep-line' && each[0]?.[place]?.[2] !== null;
    return [name, label, isCounted ? counts.reduce((sum, count) => sum + count, 0) : (each[0]?.[place]?.[2] ?? null)] as const;
  });
  const shown = all.filter(([name, , count]) => (byteCounts === null ? (count ?? 0) > 0 && name !== 'sep-line' : byteCounts[name] > 0));
  const line = (label: string, count: string, bytes: string): string =>
    `    ${padTo(label, 32)}${count.padStart(10)}${bytes.padStart(16)}`.trimEnd();
  const sum = Object.values(byteCounts ?? {}).reduce((total, count) => total + count, 0);
  return [
    line('', 'rows', byteCounts === null ? '' : 'bytes'),
    ...shown.map(([name, label, count]) =>
      line(label, count === null || count === 0 ? '' : formatCount(count), byteCounts === null ? '' : formatCount(byteCounts[name])),
    ),
    ...(byteCounts === null ? [] : [line('the whole file', '', formatCount(sum))]),
  ];
}

function encodingWords({ name, byteOrderMark, sureness, mixed, others }: EncodingReport): string {
  const label = `${name}${byteOrderMark ? ' with byte-order mark' : ''}`;
  const also = others.length === 0 ? '' : `; it makes sense as ${listOf(others, 'or')} too: give --encoding to settle it`;
  if (mixed) return `${label}, but for some lines, which were read as ${others[0] ?? 'another encoding'}`;
  if (sureness === 'certain') return `${label}, certain`;
  if (sureness === 'given') return `${label}, as you said`;
  return sureness === 'detected' ? `${label}, by its letters` : `${label}, assumed${also}`;
}

function dialectWords({
  delimiter,
  quote,
  escape: escapeCharacter,
  newline,
  spaceAfterDelimiter,
  sepLine,
  sureness,
}: DialectReport): string {
  const parts = [
    `separated by ${DELIMITERS[delimiter] ?? showHidden(delimiter)}${spaceAfterDelimiter ? ' and a space' : ''}${sepLine ? ' (its first line says so)' : ''}${sureness === 'given' ? ' (as you said)' : sureness === 'chosen' ? ' (the likeliest reading)' : ''}`,
    ...(quote === "'" ? ['quoted with apostrophes'] : []),
    ...(escapeCharacter === '\\' ? ['quotes escaped with backslashes'] : []),
    `line ends ${NEWLINES[newline]}`,
  ];
  return parts.join(', ');
}

function headerWords({ headerRows, dialect, problems }: InspectedTable): string {
  const preamble = dialect?.preambleRows ?? 0;
  const after = preamble === 0 ? '' : ` after ${plural(preamble, 'row')} of something else`;
  if (headerRows === 0) return `none${after}: the columns are known by their place only; name them with --map`;
  const doubt = problems.some(({ type }) => type === 'header-unknown') ? ', as it seems, but it may be a person' : '';
  return `${plural(headerRows, 'row').replace(/^1 /, 'one ')}${after}${doubt}`;
}

function columnLines({ columns, rows }: InspectedTable, options: TextOptions): string[] {
  const { paint } = options;
  const width = usableWidth(options);
  const labels = columns.map((column) =>
    column.header === null
      ? `column ${column.position}`
      : showHidden(column.header.replace(/\s+/g, ' ').trim()) || `(column ${column.position}, no header)`,
  );
  const labelWidth = Math.min(30, Math.max(8, ...labels.map((label) => label.length)));
  return columns.flatMap((column, index) => {
    const label = labels[index] ?? '';
    const shown = label.length <= labelWidth ? label : `${label.slice(0, labelWidth - 1)}…`;
    const share = rows.accepted === 0 ? 0 : Math.round((100 * column.filled) / rows.accepted);
    const use = column.isDropped
      ? paint.dim('left out: private and not needed')
      : column.fields.length === 0
        ? paint.dim('not used')
        : column.fields.join(' + ');
    const shape = column.shape === '' ? '' : `, like ${showHidden(column.shape)}`;
    const examples = column.examples === null ? '' : `; ${column.examples.map((text) => showHidden(text)).join(' | ')}`;
    const indent = ' '.repeat(labelWidth + 6);
    return [
      ...hang(
        `    ${padTo(shown, labelWidth)}  `,
        `${use}; ${share}% filled, ${formatCount(column.distinct)} distinct${shape}${examples}`,
        width,
      ),
      ...column.repairs.flatMap(({ kind, count }) =>
        hang(indent, `repaired: ${formatCount(count)} × ${REPAIRS[kind]}`, width, paint.green),
      ),
      ...column.wrong.flatMap(({ type, count }) =>
        hang(indent, `wrong: ${problemWords(type, count, 'this column').split(/[;:]/, 1)[0] ?? ''}`, width, paint.yellow),
      ),
    ];
  });
}

function shortened(text: string): string {
  const characters = [...text];
  return showHidden(characters.length <= SHOWN_CHARACTERS ? text : `${characters.slice(0, SHOWN_CHARACTERS).join('')}…`);
}
