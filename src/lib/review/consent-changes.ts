/**
 * What staff changed of people's consent to be shown: lower at will, higher only with evidence. The log is only ever added to and is about
 * what records say of a person, so that it survives newer exports; `undone` takes a change back. `merge` applies what stands. Nothing here
 * reads a disk.
 */

import { InputError } from '../errors.js';
import type { ConsentChangeAction } from '../model/consent-report.js';
import { CONSENT_LEVELS, type ConsentLevel } from '../model/record.js';
import { listOf } from '../text.js';

/** Name of the log in the private folder. */
export const CONSENT_LOG_FILE = 'consent-changes.csv';

/** One line per identity key of the signature that a change is about. */
export const CONSENT_LOG_COLUMNS = [
  'change_id',
  'action',
  'level',
  'identity_key',
  'undated_records',
  'evidence_date',
  'wording',
  'channel',
  'reason',
  'changed_by',
  'changed_at',
] as const;

const ACTIONS: readonly ConsentChangeAction[] = ['lower', 'raise', 'undone'];

/** One line of the log. */
export interface ConsentChange {
  /** `K` and a number from 1, in the order of the changes. */
  readonly changeId: string;
  readonly action: ConsentChangeAction;
  readonly level: ConsentLevel;
  /** What a record of the signature says of the person, 16 hexadecimal digits. */
  readonly identityKey: string;
  /** How many records that say this had no date of signing at the time. One more could be a later word of the person. */
  readonly undatedRecords: number;
  /** The day on which the person agreed, `YYYY-MM-DD`; empty for what needs no evidence. */
  readonly evidenceDate: string;
  /** The text that the person agreed to, or its id. */
  readonly wording: string;
  /** How the person said it: by e-mail, on paper, by phone. */
  readonly channel: string;
  readonly reason: string;
  readonly changedBy: string;
  /** ISO 8601 in UTC with milliseconds; the lines of a change share it. */
  readonly changedAt: string;
}

/** A change with all of its lines. */
export type StandingChange = Omit<ConsentChange, 'identityKey' | 'undatedRecords'> & {
  readonly action: Exclude<ConsentChangeAction, 'undone'>;
  readonly keys: readonly { readonly identityKey: string; readonly undatedRecords: number }[];
};

const CHANGE_ID = /^K[1-9]\d{0,8}$/;
const KEY = /^[0-9a-f]{16}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/**
 * Reads the rows of the log, header included.
 * @throws InputError `consent-log-invalid` with the number of the line; no cell is quoted
 */
export function parseConsentLog(rows: readonly (readonly string[])[]): ConsentChange[] {
  const [header, ...lines] = rows;
  if (header === undefined) return [];
  if (header.join(',') !== CONSENT_LOG_COLUMNS.join(',')) throw invalid(1, `the columns must be ${listOf(CONSENT_LOG_COLUMNS)}`);
  return lines.map((cells, index) => parseLine(cells, index + 2));
}

function parseLine(cells: readonly string[], line: number): ConsentChange {
  const cell = (name: (typeof CONSENT_LOG_COLUMNS)[number]): string => cells[CONSENT_LOG_COLUMNS.indexOf(name)] ?? '';
  if (cells.length !== CONSENT_LOG_COLUMNS.length)
    throw invalid(line, `it has ${cells.length} cells instead of ${CONSENT_LOG_COLUMNS.length}`);
  const action = ACTIONS.find((known) => known === cell('action'));
  const level = CONSENT_LEVELS.find((known) => known === cell('level'));
  if (!CHANGE_ID.test(cell('change_id'))) throw invalid(line, 'a change is called K and a number');
  if (action === undefined) throw invalid(line, `the action must be ${listOf(ACTIONS, 'or')}`);
  if (level === undefined) throw invalid(line, `the level must be ${listOf(CONSENT_LEVELS, 'or')}`);
  if (!KEY.test(cell('identity_key'))) throw invalid(line, 'a key must be 16 hexadecimal digits');
  if (!/^\d{1,9}$/.test(cell('undated_records'))) throw invalid(line, 'the number of undated records must be a number');
  if (!INSTANT.test(cell('changed_at'))) throw invalid(line, 'the time must be like 2026-11-26T09:30:00.000Z');
  const isComplete = DAY.test(cell('evidence_date')) && cell('wording') !== '' && cell('channel') !== '';
  if (action === 'raise' && !isComplete) throw invalid(line, 'consent is raised only with a date, a wording and a channel');
  return {
    changeId: cell('change_id'),
    action,
    level,
    identityKey: cell('identity_key'),
    undatedRecords: Number(cell('undated_records')),
    evidenceDate: cell('evidence_date'),
    wording: cell('wording'),
    channel: cell('channel'),
    reason: cell('reason'),
    changedBy: cell('changed_by'),
    changedAt: cell('changed_at'),
  };
}

function invalid(line: number, what: string): InputError {
  return new InputError(`${CONSENT_LOG_FILE}, line ${line}: ${what}.`, {
    code: 'consent-log-invalid',
    hint: 'The file is written by handin and kept as it is. Put a copy of it back, or correct the line.',
  });
}

/** Cells of a line as they stand in the log. */
export function formatConsentChange(line: ConsentChange): string[] {
  return [
    line.changeId,
    line.action,
    line.level,
    line.identityKey,
    String(line.undatedRecords),
    line.evidenceDate,
    line.wording,
    line.channel,
    line.reason,
    line.changedBy,
    line.changedAt,
  ];
}

/** The changes that were not taken back, oldest first. */
export function standingChanges(log: readonly ConsentChange[]): StandingChange[] {
  const undone = new Set(log.flatMap(({ action, changeId }) => (action === 'undone' ? [changeId] : [])));
  const standing = new Map<string, StandingChange>();
  for (const { identityKey, undatedRecords, action, ...line } of log) {
    if (action === 'undone' || undone.has(line.changeId)) continue;
    const keys = [...(standing.get(line.changeId)?.keys ?? []), { identityKey, undatedRecords }];
    standing.set(line.changeId, { ...line, action, keys });
  }
  return [...standing.values()];
}

/** The id of the next change. */
export function nextChangeId(log: readonly ConsentChange[]): string {
  return `K${log.reduce((latest, { changeId }) => Math.max(latest, Number(changeId.slice(1))), 0) + 1}`;
}
