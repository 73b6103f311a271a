/** What the private files still say of somebody who is removed, and taking it out of them. */

import path from 'node:path';

import type { Context } from '../context.js';
import { LIST_FILE } from '../erasure/list.js';
import { SUPPRESSION_TABLES, suppressSteps } from '../erasure/steps.js';
import { LEDGER_FILES, SIGNATURE_ID_COLUMNS } from '../merge/ledger.js';
import { LEDGER_COLUMNS, REVIEW_COLUMNS, SET_ASIDE_COLUMNS, SIGNATURE_COLUMNS } from '../model/record.js';
import { JUDGEMENT_COLUMNS } from '../model/review-report.js';
import { standardizeStep } from '../normalize/standardize.js';
import { formatJudgement, JUDGEMENTS_FILE } from '../review/judgements.js';
import { quoteText, step } from '../sql.js';
import { mergedRecordSteps } from './explain-data.js';
import { readNormalizeData } from './normalize-data.js';
import { withPrivateData } from './private-folder.js';
import { NAMES_FILE, RELEASE_FILE } from './released.js';
import { CHECKS, loadTable, readJudgementLog } from './review-data.js';
import { runSteps } from './steps.js';
import { loadTokens, openListIn } from './suppression.js';

/** How decisions know the records of the people who are removed. */
export interface ErasedTraces {
  /** Identity keys, and the ids of comments, which are made of them. */
  readonly keys: ReadonlySet<string>;
  readonly signatures: ReadonlySet<string>;
}

/** Files that a merge writes, which are written again without them. */
const MERGE_FILES: ReadonlySet<string> = new Set([...LEDGER_FILES.map(({ name }) => name), 'merge.json', LIST_FILE, '.gitignore']);
const KEY_OR_ID = /\b(?:C?[0-9a-f]{16}|S[0-9a-f]{12})\b/g;

/**
 * Takes the people out of the decisions that know records by their keys: lines of the log of judgements, and rows of every other table of
 * decisions (CSV) in the folder. A judgement of a pair with such a record says nothing of anybody else.
 */
export async function forgetTraces(context: Context, folder: string, traces: ErasedTraces): Promise<void> {
  const { files } = context.io;
  const log = readJudgementLog(context, folder);
  const kept = log.lines.filter(({ leftKey, rightKey }) => !traces.keys.has(leftKey) && !traces.keys.has(rightKey));
  if (kept.length < log.lines.length) {
    const rows = [JUDGEMENT_COLUMNS, ...kept.map(formatJudgement)];
    await files.writeFile(path.join(folder, JUDGEMENTS_FILE), context.io.formatCsv(rows));
  }
  for (const name of decisionFiles(context, folder).filter((file) => file.endsWith('.csv') && file !== JUDGEMENTS_FILE)) {
    const rows = context.io.readCsv(files.readText(path.join(folder, name)), name);
    const rest = rows.filter((cells) => !cells.some((cell) => speaksOf(cell, traces)));
    if (rest.length < rows.length) await files.writeFile(path.join(folder, name), context.io.formatCsv(rest));
  }
}

/** Names of decision files that still speak of the people by a key, for the person to look at. */
export function keptTraces(context: Context, folder: string, traces: ErasedTraces): string[] {
  const { files } = context.io;
  return decisionFiles(context, folder).filter(
    (name) => !name.endsWith('.csv') && speaksOf(files.readText(path.join(folder, name)), traces),
  );
}

/** Text files of the private folder that hold decisions and no result of a merge. */
function decisionFiles(context: Context, folder: string): string[] {
  const { files } = context.io;
  if (!files.isFolder(folder)) return [];
  return files
    .listFiles(folder)
    .filter(
      (name) =>
        /\.(?:csv|json|ya?ml|md|txt)$/.test(name) &&
        !name.startsWith('keys/') &&
        name !== RELEASE_FILE &&
        name !== NAMES_FILE &&
        !MERGE_FILES.has(name),
    );
}

function speaksOf(text: string, { keys, signatures }: ErasedTraces): boolean {
  return (text.match(KEY_OR_ID) ?? []).some((found) => keys.has(found) || signatures.has(found));
}

const TABLES: readonly (readonly [name: string, columns: readonly string[]])[] = [
  ['review', REVIEW_COLUMNS],
  [CHECKS, REVIEW_COLUMNS],
  ['signature-ids', SIGNATURE_ID_COLUMNS],
];

const isGone = (source: string, record: string): string =>
  `EXISTS (SELECT 1 FROM gone g WHERE g.source = ${source} AND g.record = ${record})`;

/**
 * Takes everybody on the list of the folder out of the files of its merge, where the merge cannot be run again from here. The numbers of
 * `merge.json` stay those of the merge, which is out of date from now on: whoever builds on it asks for a new one.
 */
export async function trimMerge(context: Context, folder: string, key: Uint8Array): Promise<void> {
  const { files } = context.io;
  const opened = openListIn(context, folder);
  const output = await files.beginFolder(folder, { marker: 'merge.json', force: false, carryOver: true, isPrivate: true });
  try {
    await withPrivateData(context, folder, async (engine, merge) => {
      const there = TABLES.filter(([name]) => files.exists(path.join(folder, `${name}.csv`)));
      for (const [name, columns] of there) await loadTable(context, engine, folder, name, columns);
      await runSteps(engine, [
        ...mergedRecordSteps(),
        standardizeStep(readNormalizeData(context), merge.settings.country ?? ''),
        ...SUPPRESSION_TABLES,
      ]);
      await loadTokens(engine, 'suppression_tokens', opened?.list.people.flat() ?? []);
      await loadTokens(engine, 'other_tokens', opened?.list.others ?? []);
      await runSteps(engine, [
        ...suppressSteps(key),
        step('gone', 'SELECT s.source, e.record::VARCHAR AS record FROM erased_records e JOIN explained_sources s USING (source_id)'),
        step(
          'gone_signatures',
          `SELECT DISTINCT l.signature_id FROM ledger l WHERE l.fate = 'counted' AND ${isGone('l.source', 'l.record')}`,
        ),
      ]);
      for (const [name, sql] of trimmedFiles(there.map(([name]) => name))) {
        const staged = path.join(engine.stagingDir, `trimmed-${name}.csv`);
        await engine.run(`COPY (${sql}) TO ${quoteText(staged)} (FORMAT csv, HEADER true, DELIMITER ',', QUOTE '"', ESCAPE '"')`);
        files.move(staged, path.join(output.path, `${name}.csv`));
      }
    });
    await output.publish();
  } catch (cause) {
    await output.discard();
    throw cause;
  }
}

/** Queries of the files without the rows of those who are gone. Records that were theirs only by way of the count lose their signature. */
function trimmedFiles(names: readonly string[]): [name: string, sql: string][] {
  const blank = (isIt: string, column: string): string => `CASE WHEN ${isIt} THEN '' ELSE l.${column} END AS ${column}`;
  const gone = isGone('l.source', 'l.record');
  const orphan = `l.signature_id IN (SELECT signature_id FROM gone_signatures)`;
  const ledger = LEDGER_COLUMNS.map((column) => {
    if (column === 'source' || column === 'record') return `l.${column}`;
    if (column === 'fate') return `CASE WHEN ${gone} OR ${orphan} THEN 'suppressed' ELSE l.fate END AS fate`;
    if (column === 'reason')
      return `CASE WHEN ${gone} THEN 'erased-on-request' WHEN ${orphan} THEN 'erasure-undecided' ELSE l.reason END AS reason`;
    // Numbers are empty there, and not an empty text, as in a merge.
    if (column === 'matched_record') return `CASE WHEN NOT (${gone} OR ${orphan}) THEN nullif(l.matched_record, '') END AS matched_record`;
    return blank(column === 'input_id' || column === 'identity_key' ? gone : `${gone} OR ${orphan}`, column);
  });
  const orphanPlaces = `(SELECT l.source, l.record FROM ledger l WHERE ${orphan})`;
  const setAside = SET_ASIDE_COLUMNS.map((column) =>
    column === 'fate'
      ? `CASE WHEN EXISTS (SELECT 1 FROM ${orphanPlaces} o WHERE o.source = l.source AND o.record = l.record) THEN 'suppressed' ELSE l.fate END AS fate`
      : `l.${column}`,
  );
  const pairs = (table: string): string =>
    `SELECT ${REVIEW_COLUMNS.join(', ')} FROM "${table}" p WHERE NOT ${isGone('p.left_source', 'p.left_record')} AND NOT ${isGone('p.right_source', 'p.right_record')} ORDER BY place`;
  const all: [string, string][] = [
    [
      'signatures',
      `SELECT ${SIGNATURE_COLUMNS.join(', ')} FROM signatures WHERE signature_id NOT IN (SELECT signature_id FROM gone_signatures) ORDER BY rowid`,
    ],
    ['ledger', `SELECT ${ledger.join(', ')} FROM ledger l ORDER BY rowid`],
    ['set-aside', `SELECT ${setAside.join(', ')} FROM "set-aside" l WHERE NOT ${gone} ORDER BY rowid`],
    ['review', pairs('review')],
    [CHECKS, pairs(CHECKS)],
    [
      'signature-ids',
      `SELECT ${SIGNATURE_ID_COLUMNS.join(', ')} FROM "signature-ids" WHERE signature_id NOT IN (SELECT signature_id FROM gone_signatures) ORDER BY place`,
    ],
  ];
  const there = new Set([...names, 'signatures', 'ledger', 'set-aside']);
  return all.filter(([name]) => there.has(name));
}
