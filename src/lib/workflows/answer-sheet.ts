/**
 * Sheets of questions that a volunteer answers in a spreadsheet: written into the one file that was named, and read back however they
 * were saved. They hold personal data.
 */

import path from 'node:path';

import type { Context, Engine } from '../context.js';
import { InputError } from '../errors.js';
import type { StagedTable } from '../model/intake.js';
import { quoteName } from '../sql.js';
import { formatCount, listOf, plural } from '../text.js';

/** A kind of sheet: how it is called in errors, and the two columns without which no answer can be read. */
export interface AnswerSheet {
  /** Begins the codes of errors: `review-sheet` in `review-sheet-form`. */
  readonly code: 'review-sheet' | 'comment-sheet';
  /** For example `a review sheet`. */
  readonly called: string;
  /** The command that writes it, for example `handin review`. */
  readonly command: string;
  readonly fileName: string;
  /** Headers of the two columns, as an error names them. */
  readonly headers: { readonly id: string; readonly answer: string };
  /** What may be answered, as a hint. */
  readonly answers: string;
  /** Only headers of the sheet are known, so that its header row is found below whatever a volunteer wrote above it. */
  isHeader(header: string): boolean;
  /** Positions of the two columns, or null where one is missing. */
  findColumns(header: readonly string[]): { readonly id: number; readonly answer: number } | null;
}

/** A row of a sheet that was read. */
export interface AnswerRow {
  /** Row of the sheet, counted with its header and with what stands above it in a text. */
  readonly row: number;
  readonly id: string;
  readonly answer: string;
}

const FORMS = { '.csv': 'excel', '.xlsx': 'xlsx' } as const;
type Form = (typeof FORMS)[keyof typeof FORMS];

/**
 * The form in which a sheet can be written to this place.
 * @param output full path; `.xlsx` makes a workbook, `.csv` a text that Excel opens too
 * @throws InputError `…-form` for another kind of file, `…-exists` where a file would be replaced without `force`
 */
export function planAnswerSheet({ io: { files } }: Context, sheet: AnswerSheet, output: string, force: boolean): Form {
  const name = path.basename(output);
  const extension = path.extname(output).toLowerCase();
  if (extension !== '.csv' && extension !== '.xlsx') {
    throw new InputError(`${name}: ${sheet.called} is a .csv or an .xlsx file.`, {
      code: `${sheet.code}-form`,
      hint: `Write for example --export ${sheet.fileName}.`,
    });
  }
  if (files.exists(output) && (files.isFolder(output) || !force)) {
    throw new InputError(`${name} is there already.`, {
      code: `${sheet.code}-exists`,
      hint: 'It may hold answers. Choose another name, or replace it with --force.',
    });
  }
  return FORMS[extension];
}

/** Writes a sheet; `writeRows` makes its rows as a CSV file without a header, given a private folder, and returns where it lies. */
export async function writeAnswerSheet(
  { io: { files, sheetOut } }: Context,
  output: string,
  form: Form,
  writeRows: (scratch: string) => Promise<{ readonly place: string; readonly header: readonly string[] }>,
): Promise<void> {
  const file = files.beginFile(output);
  try {
    const { place, header } = await writeRows(file.scratch);
    const built = path.join(file.scratch, 'sheet');
    await sheetOut.write(place, built, header, form);
    file.publish(built, output);
  } finally {
    file.end();
  }
}

/**
 * Every answer of a sheet, in order.
 * @param input full path
 * @throws InputError `…-columns` when it is no such sheet, `…-unreadable` when rows are broken and `skipsUnclear` is false
 */
export async function readAnswerSheet(
  context: Context,
  engine: Engine,
  sheet: AnswerSheet,
  { input, skipsUnclear }: { readonly input: string; readonly skipsUnclear: boolean },
): Promise<AnswerRow[]> {
  const label = path.basename(input);
  const tables = await context.io.stage(input, engine, { vocabulary: { isKnown: sheet.isHeader, namesSomebody: sheet.isHeader } });
  const found = tables.flatMap((table) => {
    const columns = sheet.findColumns(table.header);
    return columns === null ? [] : [{ table, columns }];
  });
  if (found.length === 0) {
    throw new InputError(`${label} has no column "${sheet.headers.id}" and no column "${sheet.headers.answer}".`, {
      code: `${sheet.code}-columns`,
      hint: `Fill in the sheet that \`${sheet.command} --export\` wrote. Other columns may go, but these two must stay, with their headers.`,
    });
  }
  const unreadable = found.reduce((sum, { table }) => sum + table.counts.quarantined, 0);
  if (unreadable > 0 && !skipsUnclear) {
    throw new InputError(`${label}: ${plural(unreadable, 'row')} cannot be read. Nothing was imported.`, {
      code: `${sheet.code}-unreadable`,
      hint: 'Save the sheet again as .xlsx or as CSV UTF-8, or take the other rows with --skip-unclear.',
    });
  }
  const rows: AnswerRow[] = [];
  for (const { table, columns } of found) rows.push(...(await answersOf(engine, table, columns)));
  return rows;
}

async function answersOf(
  engine: Engine,
  table: StagedTable,
  columns: { readonly id: number; readonly answer: number },
): Promise<AnswerRow[]> {
  // Green: an id of ours, and what a volunteer answered. Neither is printed.
  const rows = await engine.rows<{ record: number; id: string; answer: string }>(
    `SELECT record, trim(${quoteName(`c${columns.id}`)}) AS id, ${quoteName(`c${columns.answer}`)} AS answer
FROM ${quoteName(table.tables.records)} ORDER BY record`,
    ['id', 'answer'],
  );
  const above = table.headerRows + (table.dialect?.preambleRows ?? 0);
  return rows.map(({ record, id, answer }) => ({ row: record + above, id, answer }));
}

/** How many rows an error names. */
const ROWS_NAMED = 20;

/** The error for answers that cannot be understood; names rows and repeats nothing that stands in them. */
export function unclearAnswers(sheet: AnswerSheet, input: string, rows: readonly number[]): InputError {
  const named = listOf(rows.slice(0, ROWS_NAMED).map(formatCount));
  const more = rows.length > ROWS_NAMED ? `, and ${formatCount(rows.length - ROWS_NAMED)} more` : '';
  return new InputError(
    `${path.basename(input)}: ${plural(rows.length, 'answer')} cannot be understood, in ${rows.length === 1 ? 'row' : 'rows'} ${named}${more}. Nothing was imported.`,
    { code: `${sheet.code}-unclear`, hint: `${sheet.answers}; or take the other rows with --skip-unclear.` },
  );
}
