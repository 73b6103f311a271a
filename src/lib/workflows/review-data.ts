/**
 * What a review is about, read from the private folder: the pairs, and the records of the people in them. The one place beside the gate that
 * unwraps private values: `review` exists to show records to the person who decides on them, and `explain` to the person who asks. They go to
 * the terminal and to the sheet that was asked for, never into a note or an error, and into a report only where `explain` was told to.
 */

import path from 'node:path';

import type { Context, Engine } from '../context.js';
import { InputError } from '../errors.js';
import { LEDGER_COLUMNS, REVIEW_COLUMNS, SET_ASIDE_COLUMNS, SIGNATURE_COLUMNS } from '../model/record.js';
import type { ShownField, ShownRecord } from '../model/review-report.js';
import { SHOWN_FIELDS } from '../model/review-report.js';
import type { Red } from '../red.js';
import { reveal } from '../red.js';
import type { Judgement } from '../review/judgements.js';
import { JUDGEMENTS_FILE, parseJudgements, splitTornLine } from '../review/judgements.js';
import type { RecordPlace, ReviewPair } from '../review/queue.js';
import { csvWithHeaderSql, quoteName, quoteText } from '../sql.js';
import { readMergeReport } from './private-folder.js';

/** The log as it stands on the disk. */
export interface JudgementLog {
  readonly lines: readonly Judgement[];
  /** A crash cut the last line short; what is left of it is no judgement. */
  readonly torn: boolean;
  /** The text of its whole lines. */
  readonly whole: string;
  /** Whether the file holds exactly that. */
  readonly isWhole: boolean;
}

/** Reads the log of a private folder; empty where there is none yet. */
export function readJudgementLog(context: Context, folder: string): JudgementLog {
  const place = path.join(folder, JUDGEMENTS_FILE);
  if (!context.io.files.exists(place)) return { lines: [], torn: false, whole: '', isWhole: true };
  const text = context.io.files.readText(place);
  const { whole, torn } = splitTornLine(text);
  return { lines: parseJudgements(context.io.readCsv(whole, JUDGEMENTS_FILE)), torn, whole, isWhole: whole === text };
}

/** Keeps the folder of a merge for the time of `use`: a judgement written while another run swaps its folder in would be lost. */
export async function withHeldMerge<T>(context: Context, folder: string, use: () => Promise<T>): Promise<T> {
  const { files } = context.io;
  // Where not even the folder around it is there, nothing can be held, and nothing was merged.
  if (!files.exists(path.dirname(folder))) readMergeReport(context, folder);
  const hold = files.holdFolder(folder);
  try {
    readMergeReport(context, folder);
    return await use();
  } finally {
    hold.release();
  }
}

/** What to load beside the pairs. */
export interface ReviewDataOptions {
  /** Whether records are going to be shown. */
  readonly showsRecords: boolean;
  /** A signature whose records are wanted, whether or not it is in a pair. */
  readonly signatureId: string | null;
  /** Identity keys whose records are wanted. */
  readonly keys: readonly string[];
}

export interface ReviewData {
  /** Rows of `review.csv`, in its order. */
  readonly links: readonly ReviewPair[];
  /** Rows of `review-checks.csv`, in the order of their ids, which is as good as chance and always the same. */
  readonly controls: readonly ReviewPair[];
  /** Places of the wanted keys, one each. */
  readonly placesOfKeys: ReadonlyMap<string, RecordPlace>;
  /** Records that a signature stands for, its counted record first. Empty for an unknown one. */
  recordsOf(signatureId: string, side: 'A' | 'B'): Promise<ShownRecord[]>;
  /** One record. */
  recordAt(place: RecordPlace, side: 'A' | 'B'): Promise<ShownRecord>;
  /** The engine, with `review_pairs` and `shown_records`. */
  readonly engine: Engine;
}

const ENGINE_MEMORY_BYTES = 1_000_000_000;

/** Opens the data of a review in a private temporary folder, which is gone afterwards. */
export async function withReviewData<T>(
  context: Context,
  folder: string,
  options: ReviewDataOptions,
  use: (data: ReviewData) => Promise<T>,
): Promise<T> {
  readMergeReport(context, folder);
  return withTemporaryEngine(context, async (engine) => use(await loadData(context, engine, folder, options)));
}

/** An engine in a private temporary folder, which is gone afterwards: for commands that only read. */
export async function withTemporaryEngine<T>(context: Context, use: (engine: Engine) => Promise<T>): Promise<T> {
  const { files } = context.io;
  const work = files.temporaryFolder();
  try {
    const stagingDir = files.scratch(work.path, 'staging');
    const engine = await context.io.openEngine({
      stagingDir,
      spillDir: files.scratch(work.path, 'spill'),
      memoryBytes: ENGINE_MEMORY_BYTES,
      threads: 0,
    });
    try {
      return await use(engine);
    } finally {
      await engine.close();
    }
  } finally {
    work.end();
  }
}

/**
 * A file of the private folder as a table of the engine, its rows numbered in `place`. The copy that the engine reads is removed at once.
 * @throws InputError `merge-older` when the file is missing or has other columns
 */
export async function loadTable(context: Context, engine: Engine, folder: string, name: string, columns: readonly string[]): Promise<void> {
  const { files, sheetOut } = context.io;
  const place = path.join(folder, `${name}.csv`);
  if (!(await sheetOut.startsWith(place, columns))) {
    throw new InputError(`${name}.csv is missing, or another version of handin wrote it.`, {
      code: 'merge-older',
      hint: 'Run `handin merge` again; judgements are kept.',
    });
  }
  const staged = path.join(engine.stagingDir, `${name}.csv`);
  files.copyFolder(place, staged);
  // Numbered, because rows of a table have no order of their own.
  await engine.run(`CREATE TABLE ${quoteName(name)} AS SELECT *, row_number() OVER () AS place FROM ${csvWithHeaderSql(staged, columns)}`);
  files.remove(staged);
}

/** Name of the file with the control questions; an older merge has none. */
export const CHECKS = 'review-checks';

async function loadData(context: Context, engine: Engine, folder: string, options: ReviewDataOptions): Promise<ReviewData> {
  await loadTable(context, engine, folder, 'ledger', LEDGER_COLUMNS);
  await loadTable(context, engine, folder, 'review', REVIEW_COLUMNS);
  const hasChecks = context.io.files.exists(path.join(folder, `${CHECKS}.csv`));
  if (hasChecks) await loadTable(context, engine, folder, CHECKS, REVIEW_COLUMNS);
  // A withdrawn record belongs to no signature, and one refused at a shared address is another person's: each stands for itself, under a name
  // that no signature has, because a pair may hold one.
  await engine.run(`CREATE TABLE known_records AS SELECT source, record, identity_key, fate,
  CASE WHEN fate = 'withdrawn' OR reason = 'shared-email' THEN source || ', record ' || record ELSE signature_id END AS signature_id
FROM ledger WHERE fate IN ('counted', 'duplicate', 'withdrawn')`);
  const rows = (table: string, isControl: boolean): string =>
    `SELECT p.* EXCLUDE (judgement), ${isControl} AS is_control FROM ${quoteName(table)} p`;
  await engine.run(`CREATE TABLE review_pairs AS
SELECT p.*, l.signature_id AS left_signature, r.signature_id AS right_signature
FROM (${rows('review', false)}${hasChecks ? ` UNION ALL ${rows(CHECKS, true)}` : ''}) p
JOIN known_records l ON l.source = p.left_source AND l.record = p.left_record
JOIN known_records r ON r.source = p.right_source AND r.record = p.right_record`);
  const pairs = await readPairs(engine);
  const [stated] = await engine.rows<{ stated: number }>(
    `SELECT (SELECT count(*) FROM review)${hasChecks ? ` + (SELECT count(*) FROM ${quoteName(CHECKS)})` : ''} AS stated`,
  );
  if (stated?.stated !== pairs.length) {
    throw new InputError('review.csv names records that are not in the ledger.', {
      code: 'merge-older',
      hint: 'Run `handin merge` again; judgements are kept.',
    });
  }
  if (options.showsRecords) await loadRecords(context, engine, folder, options);
  const placesOfKeys = await findKeys(engine, options.keys);
  for (const table of ['ledger', 'review', ...(hasChecks ? [CHECKS] : [])]) await engine.run(`DROP TABLE ${quoteName(table)}`);
  return {
    links: pairs.filter(({ isControl }) => !isControl),
    controls: pairs.filter(({ isControl }) => isControl).sort((a, b) => (a.pairId < b.pairId ? -1 : 1)),
    placesOfKeys,
    recordsOf: (signatureId, side) => readShownRecords(engine, `signature_id = ${quoteText(signatureId)}`, side),
    recordAt: async ({ source, record }, side) => {
      const [found] = await readShownRecords(engine, `source = ${quoteText(source)} AND record = ${quoteText(String(record))}`, side);
      if (found === undefined) {
        throw new InputError(`${source}, record ${record} is in review.csv, but not in the ledger.`, {
          code: 'merge-older',
          hint: 'Run `handin merge` again; judgements are kept.',
        });
      }
      return found;
    },
    engine,
  };
}

async function readPairs(engine: Engine): Promise<ReviewPair[]> {
  const texts = [
    'pair_id',
    'left_source',
    'left_record',
    'right_source',
    'right_record',
    'left_key',
    'right_key',
    'left_signature',
    'right_signature',
    'match_probability',
    'evidence',
  ] as const;
  const rows = await engine.rows<Record<(typeof texts)[number], string> & { is_control: boolean }>(
    `SELECT ${texts.join(', ')}, is_control FROM review_pairs ORDER BY is_control, place`,
    texts,
  );
  return rows.map((row) => ({
    pairId: row.pair_id,
    left: { source: row.left_source, record: Number(row.left_record), signatureId: row.left_signature },
    right: { source: row.right_source, record: Number(row.right_record), signatureId: row.right_signature },
    leftKey: row.left_key,
    rightKey: row.right_key,
    matchProbability: row.match_probability === '' ? null : Number(row.match_probability),
    evidence: row.evidence,
    isControl: row.is_control,
  }));
}

/** The cells that a reviewer sees, of a table with the columns of a record. */
const CELL_SQL: Readonly<Record<ShownField, string>> = {
  name: "CASE WHEN c.full_name <> '' THEN c.full_name ELSE trim(c.given_name || ' ' || c.family_name) END",
  organisation: 'c.organisation',
  email: 'c.email',
  phone: 'c.phone',
  address: 'c.address',
  town: 'c.locality',
  postcode: 'c.postcode',
  country: 'c.country',
  date_of_birth: 'c.date_of_birth',
  signed: 'c.signed_at',
};
/** The shown fields as columns, of a table `c` with the columns of a record. */
export const SHOWN_CELLS_SQL = SHOWN_FIELDS.map((field) => `${CELL_SQL[field]} AS ${field}`).join(', ');

async function loadRecords(context: Context, engine: Engine, folder: string, options: ReviewDataOptions): Promise<void> {
  await loadTable(context, engine, folder, 'signatures', SIGNATURE_COLUMNS);
  await loadTable(context, engine, folder, 'set-aside', SET_ASIDE_COLUMNS);
  const keys =
    options.keys.length === 0 ? '' : ` UNION SELECT signature_id FROM known_records WHERE identity_key IN (${listSql(options.keys)})`;
  const given = options.signatureId === null ? '' : ` UNION SELECT ${quoteText(options.signatureId)}`;
  await engine.run(`CREATE TABLE wanted AS
SELECT left_signature AS signature_id FROM review_pairs UNION SELECT right_signature FROM review_pairs${keys}${given}`);
  const columns = `l.signature_id, l.source, l.record, l.identity_key, l.fate, ${SHOWN_CELLS_SQL}`;
  // The cells of a counted record are in signatures.csv, all others in set-aside.csv.
  await engine.run(`CREATE TABLE shown_records AS
SELECT ${columns} FROM known_records l JOIN wanted USING (signature_id) JOIN signatures c ON c.signature_id = l.signature_id WHERE l.fate = 'counted'
UNION ALL
SELECT ${columns} FROM known_records l JOIN wanted USING (signature_id) JOIN "set-aside" c ON c.source = l.source AND c.record = l.record WHERE l.fate <> 'counted'`);
  for (const table of ['signatures', 'set-aside', 'wanted']) await engine.run(`DROP TABLE ${quoteName(table)}`);
}

function listSql(texts: readonly string[]): string {
  return texts.map(quoteText).join(', ');
}

async function findKeys(engine: Engine, keys: readonly string[]): Promise<Map<string, RecordPlace>> {
  if (keys.length === 0) return new Map();
  const rows = await engine.rows<{ identity_key: string; source: string; record: string; signature_id: string }>(
    `SELECT identity_key, source, record, signature_id FROM known_records WHERE identity_key IN (${listSql(keys)})
QUALIFY row_number() OVER (PARTITION BY identity_key ORDER BY fate <> 'counted', source, try_cast(record AS BIGINT)) = 1 ORDER BY identity_key`,
    ['identity_key', 'source', 'record', 'signature_id'],
  );
  return new Map(rows.map((row) => [row.identity_key, { source: row.source, record: Number(row.record), signatureId: row.signature_id }]));
}

/** Rows of `shown_records` (source, record, identity_key, fate, and the shown fields), the counted one first. Private: for the screen. */
export async function readShownRecords(engine: Engine, condition: string, side: 'A' | 'B'): Promise<ShownRecord[]> {
  const rows = await engine.rows<Record<ShownField, Red> & { source: string; record: string; identity_key: string }>(
    `SELECT source, record, identity_key, ${SHOWN_FIELDS.join(', ')} FROM shown_records WHERE ${condition}
ORDER BY fate <> 'counted', source, try_cast(record AS BIGINT)`,
    ['source', 'record', 'identity_key'],
  );
  return rows.map((row) => ({
    cells: Object.fromEntries(SHOWN_FIELDS.map((field) => [field, reveal(row[field])])) as Record<ShownField, string>,
    source: row.source,
    record: Number(row.record),
    key: row.identity_key,
    side,
  }));
}
