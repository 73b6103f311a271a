/**
 * Staff changes of consent: one signature at a time, kept in a log of the private folder that only grows. The next merge applies them; a pack
 * of a merge that does not know them is refused.
 */

import { createHash } from 'node:crypto';
import path from 'node:path';

import type { Context, Engine } from '../context.js';
import { InputError } from '../errors.js';
import type { ConsentChangeReport, ConsentListReport, ListedChange, MergedConsent } from '../model/consent-report.js';
import type { MergeReport } from '../model/merge-report.js';
import { CONSENT_LEVELS, type ConsentLevel, LEDGER_COLUMNS, SET_ASIDE_COLUMNS, SIGNATURE_COLUMNS } from '../model/record.js';
import type { ConsentChange, StandingChange } from '../review/consent-changes.js';
import {
  CONSENT_LOG_COLUMNS,
  CONSENT_LOG_FILE,
  formatConsentChange,
  nextChangeId,
  parseConsentLog,
  standingChanges,
} from '../review/consent-changes.js';
import { csvSql, quoteText } from '../sql.js';
import { readMergeReport } from './private-folder.js';
import { loadTable, withHeldMerge, withTemporaryEngine } from './review-data.js';

/** Evidence that a person agreed to more than their records say. */
export interface ConsentEvidence {
  /** The day on which they agreed, `YYYY-MM-DD`. */
  readonly date: string;
  /** What they agreed to: the text itself or its id. */
  readonly wording: string;
  /** How they said it. */
  readonly channel: string;
}

export interface ConsentChangeOptions {
  readonly folder: string;
  readonly signatureId: string;
  readonly level: ConsentLevel;
  /** Null lowers. */
  readonly evidence: ConsentEvidence | null;
  readonly reason: string;
  readonly by: string;
}

/** What the last merge says of a signature. */
interface SignatureNow {
  readonly level: ConsentLevel;
  readonly keys: readonly { readonly identityKey: string; readonly undatedRecords: number; readonly holders: number }[];
}

const rankOf = (level: ConsentLevel): number => CONSENT_LEVELS.indexOf(level);

/**
 * Lowers or raises the consent of one signature.
 * @throws InputError `signature-unknown`, `consent-not-lower`, `consent-not-higher`, `consent-shared`, `consent-date`
 */
export async function changeConsent(context: Context, options: ConsentChangeOptions): Promise<ConsentChangeReport> {
  const { folder, signatureId, level, evidence } = options;
  return withHeldMerge(context, folder, async () => {
    const now = await withTemporaryEngine(context, async (engine) => readSignature(context, engine, folder, signatureId));
    assertChanges(context, options, now);
    const log = readConsentLog(context, folder).lines;
    const action = evidence === null ? 'lower' : 'raise';
    const changeId = nextChangeId(log);
    const shared = {
      changeId,
      action,
      level,
      evidenceDate: evidence?.date ?? '',
      wording: evidence?.wording ?? '',
      channel: evidence?.channel ?? '',
      reason: options.reason,
      changedBy: options.by,
      changedAt: nextInstant(context, log),
    } as const;
    await append(
      context,
      folder,
      now.keys.map(({ identityKey, undatedRecords }) => ({ ...shared, identityKey, undatedRecords })),
    );
    return { formatVersion: 1, changeId, action, signatureId, from: now.level, to: level };
  });
}

function assertChanges(context: Context, { level, evidence, signatureId }: ConsentChangeOptions, now: SignatureNow): void {
  if (evidence === null) {
    if (rankOf(level) < rankOf(now.level)) return;
    throw new InputError(`${signatureId} is at ${now.level} already.`, {
      code: 'consent-not-lower',
      hint: 'Lower it to a level below that. To raise it, say --raise with the date, the wording and the channel of what the person agreed to.',
    });
  }
  if (rankOf(level) <= rankOf(now.level)) {
    throw new InputError(`${signatureId} is at ${now.level} already.`, {
      code: 'consent-not-higher',
      hint: 'There is nothing to raise. The ceiling of the campaign file may be what keeps the person from being shown.',
    });
  }
  if (!isDay(evidence.date) || evidence.date > context.now().toISOString().slice(0, 10)) {
    throw new InputError('The date of the evidence is no day of the past.', {
      code: 'consent-date',
      hint: 'Give the day on which the person agreed: --date 2026-03-01.',
    });
  }
  if (now.keys.some(({ holders }) => holders > 1)) {
    throw new InputError(`What ${signatureId} says of its person, another signature says too.`, {
      code: 'consent-shared',
      hint: 'Nobody can tell whose evidence this is. If both are one person, say so with `handin review`; otherwise complete the record that is lacking.',
    });
  }
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

async function readSignature(context: Context, engine: Engine, folder: string, signatureId: string): Promise<SignatureNow> {
  await loadRecords(context, engine, folder);
  const [found] = await engine.rows<{ kind: string; level: ConsentLevel }>(
    `SELECT kind, display_consent AS level FROM signatures WHERE signature_id = ${quoteText(signatureId)}`,
    ['kind', 'level'],
  );
  if (found === undefined || found.kind !== 'person') {
    throw new InputError(`There is no person's signature ${signatureId} in the last merge.`, {
      code: 'signature-unknown',
      hint: 'Take an id from signatures.csv. An organisation is shown or not by display_consent in organisations.csv.',
    });
  }
  const keys = await engine.rows<{ identity_key: string; undated: number; holders: number }>(
    `WITH own AS (SELECT DISTINCT identity_key FROM consent_records WHERE signature_id = ${quoteText(signatureId)})
SELECT identity_key, count(*) FILTER (WHERE signed_at = '') AS undated, count(DISTINCT signature_id) AS holders
FROM consent_records JOIN own USING (identity_key) GROUP BY identity_key ORDER BY identity_key`,
    ['identity_key'],
  );
  return {
    level: found.level,
    keys: keys.map(({ identity_key, undated, holders }) => ({ identityKey: identity_key, undatedRecords: undated, holders })),
  };
}

/** `consent_records`: signature_id, identity_key and signed_at of every record that speaks for a signature. */
async function loadRecords(context: Context, engine: Engine, folder: string): Promise<void> {
  readMergeReport(context, folder);
  await loadTable(context, engine, folder, 'ledger', LEDGER_COLUMNS);
  await loadTable(context, engine, folder, 'signatures', SIGNATURE_COLUMNS);
  await loadTable(context, engine, folder, 'set-aside', SET_ASIDE_COLUMNS);
  await engine.run(`CREATE TABLE consent_records AS
SELECT l.signature_id, l.identity_key, coalesce(s.signed_at, a.signed_at, '') AS signed_at FROM ledger l
LEFT JOIN signatures s ON s.signature_id = l.signature_id AND l.fate = 'counted'
LEFT JOIN "set-aside" a ON a.source = l.source AND a.record = l.record
WHERE l.signature_id <> '' AND l.reason <> 'shared-email'`);
}

/**
 * Takes a change back. Its lines stay in the log.
 * @throws InputError `consent-change-unknown`
 */
export async function undoConsent(context: Context, folder: string, changeId: string, by: string): Promise<ConsentChangeReport> {
  return withHeldMerge(context, folder, async () => {
    const log = readConsentLog(context, folder).lines;
    const change = standingChanges(log).find((standing) => standing.changeId === changeId);
    if (change === undefined) {
      throw new InputError(`There is no change ${changeId} that stands.`, {
        code: 'consent-change-unknown',
        hint: '`handin consent --list` names those that do.',
      });
    }
    const { keys, ...line } = change;
    const changedAt = nextInstant(context, log);
    await append(
      context,
      folder,
      keys.map((key) => ({ ...line, ...key, action: 'undone', changedBy: by, changedAt })),
    );
    return { formatVersion: 1, changeId, action: 'undone', signatureId: null, from: null, to: change.level };
  });
}

/** The changes that stand, and what each does in the last merge. */
export async function listConsent(context: Context, folder: string): Promise<ConsentListReport> {
  const merge = readMergeReport(context, folder);
  const { lines, sha256 } = readConsentLog(context, folder);
  const standing = standingChanges(lines);
  if (standing.length === 0) return { formatVersion: 1, changes: [] };
  const isApplied = (merge.consent?.sha256 ?? null) === sha256;
  return withTemporaryEngine(context, async (engine) => {
    await loadRecords(context, engine, folder);
    const changes: ListedChange[] = [];
    for (const change of standing) changes.push(await listed(engine, change, isApplied));
    return { formatVersion: 1, changes };
  });
}

async function listed(engine: Engine, change: StandingChange, isApplied: boolean): Promise<ListedChange> {
  const keys = change.keys.map(({ identityKey }) => quoteText(identityKey)).join(', ');
  const rows = await engine.rows<{ signature_id: string; level: ConsentLevel }>(
    `SELECT DISTINCT signature_id, s.display_consent AS level FROM consent_records JOIN signatures s USING (signature_id)
WHERE identity_key IN (${keys}) ORDER BY signature_id`,
    ['signature_id', 'level'],
  );
  const signatures = rows.map(({ signature_id, level }) => ({ signatureId: signature_id, level }));
  const holds = signatures.every(({ level }) =>
    change.action === 'raise' ? rankOf(level) >= rankOf(change.level) : rankOf(level) <= rankOf(change.level),
  );
  return {
    changeId: change.changeId,
    action: change.action,
    level: change.level,
    evidence: change.action === 'raise' ? { date: change.evidenceDate, channel: change.channel } : null,
    changedBy: change.changedBy,
    changedAt: change.changedAt,
    signatures,
    state: signatures.length === 0 ? 'nobody' : holds ? 'holds' : isApplied ? 'lapsed' : 'waits',
  };
}

/** The log as it stands on the disk, and the SHA-256 of its text; null where there is none. */
export function readConsentLog(
  context: Context,
  folder: string,
): { readonly lines: readonly ConsentChange[]; readonly sha256: string | null } {
  const place = path.join(folder, CONSENT_LOG_FILE);
  if (!context.io.files.exists(place)) return { lines: [], sha256: null };
  const text = wholeLines(context.io.files.readText(place));
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { lines: parseConsentLog(context.io.readCsv(text, CONSENT_LOG_FILE)), sha256 };
}

/** A crash can cut the last line short; what is left of it is no change. */
function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

/** Now, but later than every line there is: lines of one time are one change. */
function nextInstant(context: Context, log: readonly ConsentChange[]): string {
  const last = log.reduce((latest, { changedAt }) => Math.max(latest, Date.parse(changedAt)), 0);
  return new Date(Math.max(context.now().getTime(), last + 1)).toISOString();
}

async function append(context: Context, folder: string, lines: readonly ConsentChange[]): Promise<void> {
  const { files, formatCsv } = context.io;
  const place = path.join(folder, CONSENT_LOG_FILE);
  const isNew = !files.exists(place);
  if (!isNew) {
    const text = files.readText(place);
    if (wholeLines(text) !== text) await files.writeFile(place, wholeLines(text));
  }
  await files.appendFile(place, formatCsv([...(isNew ? [[...CONSENT_LOG_COLUMNS]] : []), ...lines.map(formatConsentChange)]));
}

/** `consent_changes`: a row per key of every change that stands, for the steps of `merge/consent.ts`. Gives what a merge reports of them. */
export async function loadConsentChanges(context: Context, engine: Engine, folder: string): Promise<MergedConsent | null> {
  const { lines, sha256 } = readConsentLog(context, folder);
  const changes = standingChanges(lines);
  const rows = changes.flatMap(({ changeId, action, level, evidenceDate, keys }) =>
    keys.map(({ identityKey, undatedRecords }) => [changeId, action, level, identityKey, String(undatedRecords), evidenceDate]),
  );
  const columns = ['change_id', 'action', 'level', 'identity_key', 'undated_records', 'evidence_date'];
  if (rows.length === 0) await engine.run(`CREATE TABLE consent_changes (${columns.map((column) => `${column} VARCHAR`).join(', ')})`);
  else {
    const staged = path.join(engine.stagingDir, CONSENT_LOG_FILE);
    await context.io.files.writeFile(staged, context.io.formatCsv(rows));
    const types = Object.fromEntries(columns.map((column) => [column, 'VARCHAR' as const]));
    await engine.run(`CREATE TABLE consent_changes AS SELECT * FROM ${csvSql(staged, types)}`);
    context.io.files.remove(staged);
  }
  const count = (wanted: StandingChange['action']): number => changes.filter(({ action }) => action === wanted).length;
  return sha256 === null ? null : { sha256, lowered: count('lower'), raised: count('raise') };
}

/** Throws `InputError` when consent was changed since a merge, for whoever shows people by it. */
export function assertConsentApplied(context: Context, folder: string, merge: MergeReport): void {
  if ((merge.consent?.sha256 ?? null) === readConsentLog(context, folder).sha256) return;
  throw new InputError('Consent was changed with `handin consent` since the last merge.', {
    code: 'merge-outdated',
    hint: 'Run `handin merge`, or `handin build` for everything.',
  });
}
