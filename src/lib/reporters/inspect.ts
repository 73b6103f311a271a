/** Shows what a file is: encoding, dialect, profile, and per column the field, fill rate, distinct count and masked shape. */

import type { InspectedTable, InspectReport } from '../model/inspect-report.js';
import { PROBLEMS } from '../model/problem.js';
import { formatCount, plural } from '../text.js';
import { formatJson, hang, onOneLine, padTo, type TextOptions, usableWidth } from './columns.js';

const DELIMITERS: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };

export function formatInspectJson(report: InspectReport): string {
  return formatJson(report);
}

/** One block per table. */
export function formatInspect(report: InspectReport, options: TextOptions): string {
  return `${report.tables.map((table) => formatTable(table, options)).join('\n\n')}\n`;
}

function formatTable(table: InspectedTable, { paint, ...rest }: TextOptions): string {
  const width = usableWidth({ paint, ...rest });
  const lines = [paint.bold(onOneLine(table.source))];
  const say = (label: string, text: string): void => {
    lines.push(...hang(`  ${padTo(label, 10)}`, text, width));
  };
  say(
    'records',
    `${formatCount(table.records)}${table.unreadable > 0 ? `, ${formatCount(table.unreadable)} of them unreadable` : ''}${table.blank > 0 ? `, ${formatCount(table.blank)} blank` : ''}`,
  );
  if (table.encoding !== null) {
    say('encoding', `${table.encoding.name}${table.encoding.byteOrderMark ? ' with byte-order mark' : ''} (${table.encoding.sureness})`);
  }
  if (table.dialect !== null) {
    const { delimiter, newline, preambleRows, sepLine } = table.dialect;
    say(
      'dialect',
      `${DELIMITERS[delimiter] ?? delimiter}-separated, line ends ${newline}${preambleRows > 0 ? `, ${plural(preambleRows, 'line')} before the header` : ''}${sepLine ? ', a sep= line' : ''}`,
    );
  }
  say(
    'profile',
    table.profile === null
      ? 'none fits: name the columns with --map field=Header'
      : `${table.profile} (${table.confidence ?? 'given'} confidence)`,
  );
  const labels = table.columns.map((column) =>
    column.header === null ? `column ${column.position}` : onOneLine(column.header) || `(column ${column.position}, no header)`,
  );
  const labelWidth = Math.min(30, Math.max(...labels.map((label) => label.length)));
  for (const [index, column] of table.columns.entries()) {
    const share = table.records === 0 ? 0 : Math.round((100 * column.filled) / table.records);
    const field = column.fields.length === 0 ? paint.dim('not used') : column.fields.join(' + ');
    const shape = column.shape === '' ? '' : `, like ${onOneLine(column.shape)}`;
    const examples = column.examples === null ? '' : `; ${column.examples.map(onOneLine).join(' | ')}`;
    lines.push(
      ...hang(
        `    ${padTo((labels[index] ?? '').slice(0, labelWidth), labelWidth)}  `,
        `${field}; ${share}% filled, ${formatCount(column.distinct)} distinct${shape}${examples}`,
        width,
      ),
    );
  }
  for (const problem of table.problems) {
    lines.push(
      ...hang(
        '  ',
        paint.yellow(`${formatCount(problem.count)} × ${PROBLEMS[problem.type].replace('{field}', problem.field ?? 'a column')}`),
        width,
      ),
    );
  }
  return lines.join('\n');
}
