/**
 * A profile from what a person said about a table, column by column, so that the same kind of file is read without questions the
 * next time. Holds headers, positions and the words that the person gave for consent and status: no value of the file.
 */

import type { ExportProfile } from '../model/profile.js';
import type { ConsentLevel, MappableField, RecordField, RecordKind } from '../model/record.js';
import { ColumnChooser, columnKey, isHeaderless } from './headers.js';

/** A person's answers; columns are counted from 0. */
export interface MappingAnswers {
  readonly fields: ReadonlyMap<RecordField, number>;
  readonly kind: RecordKind;
  /** The column, the words in it that mean yes, and what a yes allows. */
  readonly consent: { readonly column: number; readonly words: readonly string[]; readonly level: ConsentLevel } | null;
  readonly status: StatusAnswer | null;
}

/** What a status column says about records that do not count. */
export type StatusAnswer =
  | { readonly column: number; readonly when: 'empty' }
  | { readonly column: number; readonly when: 'filled' }
  | { readonly column: number; readonly when: 'words'; readonly unconfirmed: readonly string[]; readonly withdrawn: readonly string[] };

/** Longer headers are found by their position. */
const HEADER_LENGTH_MAX = 1000;

/** Columns that a person can choose: all but those that no profile loads. */
export function choosableColumns(header: readonly string[], generic: ExportProfile): number[] {
  const chooser = new ColumnChooser(header, generic);
  return [...header.keys()].filter((column) => !chooser.isDroppedColumn(column));
}

/**
 * The profile of a table's answers: recognized by its headers, or by its number of columns where it has none.
 * @param checked day of the answers, `YYYY-MM-DD`
 */
export function savedProfile(
  header: readonly string[],
  answers: MappingAnswers,
  described: { readonly id: string; readonly title: string; readonly checked: string },
): ExportProfile {
  const choose = (column: number): Place => choiceOf(header, column);
  const chosen = [...answers.fields].map(([field, column]): [MappableField, Place] => [field, choose(column)]);
  const { consent, status } = answers;
  const usual = header.filter((name) => name.length <= HEADER_LENGTH_MAX && columnKey(name) !== '');
  return {
    ...described,
    sources: ['What a person said about its columns, asked by handin.'],
    notes: [],
    fingerprint: isHeaderless(header)
      ? { headers: [], columns: header.length, confidence: 'low' }
      : { headers: [...new Set(usual)].map((name) => [name]), confidence: 'high' },
    fields: Object.fromEntries(chosen),
    ...(status === null ? {} : { status: statusRules(choose(status.column), status) }),
    ...(consent === null
      ? {}
      : {
          consent: {
            ...choose(consent.column),
            values: Object.fromEntries(consent.words.map((word) => [word.toLowerCase(), consent.level])),
          },
        }),
    dateOrder: 'ask',
    ...(answers.kind === 'organisation' ? { kind: 'organisation' as const } : {}),
    drop: [],
    tests: [],
  };
}

/** Where a column is: its header, or its position from 1. */
type Place = { readonly column: readonly string[] } | { readonly position: number };

/** A column by its header, or by its position where the header is missing, repeated or too long to keep. */
function choiceOf(header: readonly string[], column: number): Place {
  const name = header[column] ?? '';
  const key = columnKey(name);
  const isAlone = header.filter((other) => columnKey(other) === key).length === 1;
  return key !== '' && isAlone && name.length <= HEADER_LENGTH_MAX ? { column: [name] } : { position: column + 1 };
}

function statusRules(place: Place, status: StatusAnswer): NonNullable<ExportProfile['status']> {
  if (status.when === 'empty') return [{ ...place, when: 'empty', means: 'unconfirmed' }];
  if (status.when === 'filled') return [{ ...place, when: 'filled', means: 'withdrawn' }];
  return (['withdrawn', 'unconfirmed'] as const).flatMap((means) =>
    status[means].length === 0 ? [] : [{ ...place, when: 'equals' as const, values: [...status[means]], means }],
  );
}

/** A name as part of a file's name: small letters, digits and single hyphens, at most 50 characters; `mapping` when nothing is left. */
export function slugOf(name: string): string {
  const slug = columnKey(name)
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-|-$/g, '');
  return slug === '' ? 'mapping' : slug;
}
