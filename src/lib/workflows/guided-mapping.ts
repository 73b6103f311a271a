/**
 * The questions about a table that no profile reads: which column is what, field by field. Shows headers, positions and masked
 * shapes, never a value. Its answers become a profile; `mapping.ts` saves it.
 */

import type { Context, Engine, Prompts } from '../context.js';
import type { ExportProfile } from '../model/profile.js';
import { CONSENT_LEVELS, type ConsentLevel, type RecordField } from '../model/record.js';
import { mappingFor } from '../profiles/apply.js';
import { choosableColumns, type MappingAnswers, type StatusAnswer } from '../profiles/saved.js';
import { formatCount, plural, showHidden } from '../text.js';
import { type ColumnShape, describeColumns } from './column-shapes.js';
import type { TableToMap } from './mapping.js';

/** What a person is asked for after the name, with the words of the question. */
const ASKED_FIELDS: readonly (readonly [RecordField, string])[] = [
  ['email', 'the e-mail address'],
  ['phone', 'the telephone number'],
  ['address', 'the street address'],
  ['postcode', 'the postcode'],
  ['locality', 'the town or place'],
  ['country', 'the country'],
  ['signed_at', 'the date of signing'],
  ['comment', 'a comment or reason'],
];

const NAME_FIELDS: Readonly<Record<string, readonly (readonly [RecordField, string])[]>> = {
  whole: [['full_name', 'the whole name']],
  parts: [
    ['given_name', 'the first name'],
    ['family_name', 'the last name'],
  ],
  organisation: [['organisation', "the organisation's name"]],
  none: [],
};

const LEVEL_WORDS: Readonly<Record<ConsentLevel, string>> = {
  'count-only': 'nothing: count them only',
  initials: 'the initials',
  'first-name': 'the first name',
  name: 'the name',
  'name-place': 'the name and the place',
  'name-place-comment': 'the name, the place and the comment',
};

const NONE = '';
const HEADER_WIDTH = 60;
const WORDS_MAX = 50;

/** A person's answers and the name that they gave to files of this kind. */
export interface GuidedAnswers {
  readonly answers: MappingAnswers;
  readonly name: string;
}

/** Asks until the person says that it is right. */
export async function askMapping(
  context: Context,
  engine: Engine,
  prompts: Prompts,
  table: TableToMap,
  generic: ExportProfile,
): Promise<GuidedAnswers> {
  const columns = await lookAtColumns(engine, table, generic);
  context.note(`${table.source}: handin cannot tell what its columns hold. They are:\n`);
  for (const column of columns) context.note(`  ${column.label}\n`);
  for (;;) {
    const answers = await askOnce(context, prompts, table, columns);
    if (answers === null) continue;
    for (const line of summaryOf(answers, columns)) context.note(`  ${line}\n`);
    if (!(await prompts.confirm({ message: 'Is this right?', option: '--map', initial: true }))) continue;
    const name = await prompts.input({
      message: 'What do you call files of this kind? The answers are kept under this name.',
      option: '--profile FILE',
      initial: table.source.replace(/^.*#/, '').replace(/\.[a-z0-9]{1,5}$/i, ''),
      check: (answer) => (answer.length > 100 ? 'At most 100 characters.' : null),
    });
    return { answers, name: name === '' ? table.source : name };
  }
}

interface Column extends ColumnShape {
  /** From 0. */
  readonly index: number;
  /** Position, header, shape and fill, as one line. */
  readonly label: string;
  /** Field that the generic profile would take it for, or null. */
  readonly guess: RecordField | null;
}

async function lookAtColumns(engine: Engine, table: TableToMap, generic: ExportProfile): Promise<Column[]> {
  const shapes = await describeColumns(engine, table.records, table.header.length);
  const { fields } = mappingFor(generic, table.header, {});
  return choosableColumns(table.header, generic).flatMap((index) => {
    const shape = shapes[index];
    if (shape === undefined) return [];
    const header = showHidden((table.header[index] ?? '').replace(/\s+/g, ' '));
    const name = header === '' ? '(no header)' : header.length > HEADER_WIDTH ? `${header.slice(0, HEADER_WIDTH - 1)}…` : header;
    const looks = shape.filled === 0 ? 'empty' : `${showHidden(shape.shape)}, ${formatCount(shape.filled)} filled`;
    const guess = ([...ASKED_FIELDS, ...Object.values(NAME_FIELDS).flat()] as readonly (readonly [RecordField, string])[]).find(
      ([field]) => fields[field]?.includes(`"c${index}"`) === true,
    );
    return [{ ...shape, index, label: `#${index + 1}  ${name}  (${looks})`, guess: guess?.[0] ?? null }];
  });
}

/** One round of questions; null when the answers name nobody. */
async function askOnce(context: Context, prompts: Prompts, table: TableToMap, columns: readonly Column[]): Promise<MappingAnswers | null> {
  const names = await prompts.select({
    message: `${table.source}: how are names written?`,
    option: '--map full_name=#1',
    choices: [
      { name: 'the whole name in one column', value: 'whole' },
      { name: 'first and last name in two columns', value: 'parts' },
      { name: 'organisations, not people', value: 'organisation' },
      { name: 'no names', value: 'none' },
    ],
  });
  const fields = new Map<RecordField, number>();
  const free = (): Column[] => columns.filter(({ index }) => ![...fields.values()].includes(index));
  for (const [field, words] of [...(NAME_FIELDS[names] ?? []), ...ASKED_FIELDS]) {
    if (free().length === 0) break;
    const column = await askColumn(prompts, `Which column holds ${words}?`, `--map ${field}=#1`, free(), field);
    if (column !== null) fields.set(field, column);
  }
  const isSomebody = (['full_name', 'given_name', 'family_name', 'organisation', 'email'] as const).some((field) => fields.has(field));
  if (!isSomebody) {
    context.note('Without a name or an e-mail address nobody can be counted. Once more, please; Ctrl-C stops.\n');
    return null;
  }
  const consent = free().length === 0 ? null : await askConsent(prompts, free());
  const rest = free().filter(({ index }) => index !== consent?.column);
  const status = rest.length === 0 ? null : await askStatus(prompts, rest);
  return { fields, kind: names === 'organisation' ? 'organisation' : 'person', consent, status };
}

async function askColumn(
  prompts: Prompts,
  message: string,
  option: string,
  columns: readonly Column[],
  field?: RecordField,
): Promise<number | null> {
  const guess = field === undefined ? undefined : columns.find((column) => column.guess === field);
  const none = { name: '(none)', value: NONE };
  const choices = columns.map(({ index, label }) => ({ name: label, value: String(index) }));
  const answer = await prompts.select({
    message,
    option,
    choices: [...choices, none],
    initial: guess === undefined ? NONE : String(guess.index),
  });
  return answer === NONE ? null : Number(answer);
}

async function askConsent(prompts: Prompts, columns: readonly Column[]): Promise<MappingAnswers['consent']> {
  const column = await askColumn(
    prompts,
    'Which column says whether a name may be shown? Without one everybody is counted and nobody is named.',
    '--map display_consent=#1',
    columns,
  );
  if (column === null) return null;
  const words = await askWords(
    prompts,
    'Which words in it mean yes? Separate them with commas. Anything else is counted only.',
    '--profile FILE',
  );
  if (words.length === 0) return null;
  const level = await prompts.select({
    message: 'What did they agree to have shown?',
    option: '--profile FILE',
    choices: CONSENT_LEVELS.map((each) => ({ name: LEVEL_WORDS[each], value: each })),
    initial: 'count-only',
  });
  return { column, words, level: CONSENT_LEVELS.find((each) => each === level) ?? 'count-only' };
}

async function askStatus(prompts: Prompts, columns: readonly Column[]): Promise<StatusAnswer | null> {
  const column = await askColumn(prompts, 'Which column says that a record does not count?', '--map status=#1', columns);
  if (column === null) return null;
  const when = await prompts.select({
    message: 'When does a record not count?',
    option: '--profile FILE',
    choices: [
      { name: 'when the cell holds certain words', value: 'words' },
      { name: 'when the cell is empty (never confirmed)', value: 'empty' },
      { name: 'when the cell is filled (withdrawn)', value: 'filled' },
    ],
  });
  if (when === 'empty' || when === 'filled') return { column, when };
  const unconfirmed = await askWords(prompts, 'Which words mean that it was never confirmed? Separate them with commas.', '--profile FILE');
  const withdrawn = await askWords(prompts, 'Which words mean that it was withdrawn or deleted?', '--profile FILE');
  return unconfirmed.length + withdrawn.length === 0 ? null : { column, when: 'words', unconfirmed, withdrawn };
}

async function askWords(prompts: Prompts, message: string, option: string): Promise<string[]> {
  const answer = await prompts.input({
    message,
    option,
    check: (text) =>
      wordsIn(text).some((word) => word.length > 200) || wordsIn(text).length > WORDS_MAX ? `At most ${WORDS_MAX} words.` : null,
  });
  return wordsIn(answer);
}

function wordsIn(text: string): string[] {
  return [...new Set(text.split(',').map((word) => word.trim()))].filter((word) => word !== '');
}

/** The answers in words, for the person to check. */
function summaryOf(answers: MappingAnswers, columns: readonly Column[]): string[] {
  const labelOf = (index: number): string => columns.find((column) => column.index === index)?.label ?? `#${index + 1}`;
  const lines = [...answers.fields].map(([field, index]) => `${field}: ${labelOf(index)}`);
  const { consent, status } = answers;
  lines.push(
    consent === null
      ? 'shown: nobody is named'
      : `shown: ${LEVEL_WORDS[consent.level]}, where ${labelOf(consent.column)} holds ${plural(consent.words.length, 'word that means', 'words that mean')} yes`,
  );
  if (status !== null) lines.push(`not counted: by ${labelOf(status.column)}`);
  const left = columns.filter(
    ({ index }) => ![...answers.fields.values()].includes(index) && index !== consent?.column && index !== status?.column,
  );
  if (left.length > 0) lines.push(`not used: ${left.map(({ index }) => `#${index + 1}`).join(', ')}`);
  return lines;
}
