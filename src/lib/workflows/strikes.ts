/**
 * Rules that strike records out: which are in force, what one would do to the last merge, putting one in force, taking it back. A rule in
 * force lies in `strikes/` of the private folder, or in a file that the campaign file names; every merge applies it. A rule that ends stays
 * there under another name, so that the history can be read.
 */

import path from 'node:path';

import { canonicalJson } from '../canonical-json.js';
import type { LoadedCampaign } from '../config.js';
import type { Context, Engine } from '../context.js';
import { InputError } from '../errors.js';
import type { StrikeCandidatesRow, StrikeCountRow } from '../merge/strike.js';
import { rulesThatStrikeEverything, STRIKE_CANDIDATES_SQL, STRIKE_COUNTS_SQL, strikeSteps } from '../merge/strike.js';
import type { MergeReport } from '../model/merge-report.js';
import { RECORD_FIELDS } from '../model/record.js';
import type {
  IdentifiedRule,
  ListedStrike,
  MergedStrike,
  StoredStrike,
  StrikeListReport,
  StrikeNumbers,
  StrikeReport,
  StrikeUndoReport,
} from '../model/strike.js';
import { STRIKE_OPERATORS } from '../model/strike.js';
import type { LetterFolds } from '../normalize/name.js';
import { quoteText } from '../sql.js';
import { loadStrikeRule, readStoredStrike } from '../strike-rule.js';
import { listOf, suggestSimilar } from '../text.js';
import { readMergeReportIfAny, withPrivateData } from './private-folder.js';
import { runSteps } from './steps.js';
import { secretOfRules } from './strike-secret.js';

/** Where the rules are, below the private folder. */
const FOLDER = 'strikes';
const IN_FORCE = /^([a-z0-9]+(?:-[a-z0-9]+)*)\.json$/;
const ENDED = /^([a-z0-9]+(?:-[a-z0-9]+)*)\.(undone|replaced)-(\d{4}-\d{2}-\d{2})(?:-\d+)?\.json$/;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byId = (a: IdentifiedRule, b: IdentifiedRule): number => compare(a.rule.id, b.rule.id);

/** The rules that a merge into this folder applies, by id: the folder's own and those that the campaign file names. */
export function strikesInForce(context: Context, folder: string, campaign: LoadedCampaign | null): IdentifiedRule[] {
  const found = new Map<string, IdentifiedRule>();
  for (const stored of storedStrikes(context, folder)) found.set(stored.rule.id, stored);
  for (const own of campaignStrikes(context, campaign)) {
    const { id } = own.rule;
    const other = found.get(id);
    if (other !== undefined && other.sha256 !== own.sha256) {
      throw new InputError(`There are two rules "${id}" that say different things.`, {
        code: 'strike-conflict',
        hint: `Give the one in the campaign folder another id, or take the other one back with \`handin strike --undo ${id}\`.`,
      });
    }
    found.set(id, own);
  }
  return [...found.values()].sort(byId);
}

/** Throws `InputError` when the rules in force are not those that a merge applied, for whoever builds on its numbers. */
export function assertStrikesApplied(context: Context, folder: string, campaign: LoadedCampaign | null, merge: MergeReport): void {
  if (isApplied(merge, strikesInForce(context, folder, campaign))) return;
  throw new InputError('The rules that strike records out have changed since the last merge.', {
    code: 'merge-outdated',
    hint: 'Run `handin merge`, or `handin build` for everything.',
  });
}

function isApplied(merge: MergeReport, inForce: readonly IdentifiedRule[]): boolean {
  const applied = (merge.strikes ?? []).map(({ sha256 }) => sha256);
  return applied.length === inForce.length && inForce.every(({ sha256 }) => applied.includes(sha256));
}

/** Strikes out what the rules say; runs after the records are in one form. Throws `InputError` when nobody is left. */
export async function strikeOut(
  context: Context,
  engine: Engine,
  folder: string,
  rules: readonly IdentifiedRule[],
): Promise<MergedStrike[]> {
  const { counts } = await runRules(context, engine, folder, rules);
  return rules.map(({ rule, sha256 }) => {
    const own = counts.filter(({ rule_id }) => rule_id === rule.id);
    return {
      id: rule.id,
      reason: rule.reason,
      sha256,
      records: sumOf(own.map(({ records }) => records)),
      matches: sumOf(own.map(({ matches }) => matches)),
    };
  });
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

async function runRules(
  context: Context,
  engine: Engine,
  folder: string,
  rules: readonly IdentifiedRule[],
): Promise<{ counts: StrikeCountRow[] }> {
  const letters = context.io.files.bundledJson('normalize/data')['letters'] as LetterFolds;
  await runSteps(
    engine,
    strikeSteps(
      rules.map(({ rule }) => rule),
      letters,
      secretOfRules(
        context,
        folder,
        rules.map(({ rule }) => rule),
      ),
    ),
  );
  const counts = await engine.rows<StrikeCountRow>(STRIKE_COUNTS_SQL, ['rule_id', 'kind']);
  const tooFar = rulesThatStrikeEverything(counts, await engine.rows<StrikeCandidatesRow>(STRIKE_CANDIDATES_SQL, ['kind']));
  if (tooFar.length === 0) return { counts };
  const names = listOf(tooFar.map((id) => `"${id}"`));
  throw new InputError(
    tooFar.length === 1 ? `The rule ${names} strikes out every record.` : `The rules ${names} strike out every record between them.`,
    {
      code: 'strike-everything',
      hint: `Narrow it down; a rule is never applied to everybody. One that is in force is taken back with \`handin strike --undo ${tooFar[0] ?? ''}\`, or out of the campaign file.`,
    },
  );
}

function storedStrikes(context: Context, folder: string): StoredStrike[] {
  return strikeFiles(context, folder).flatMap((name) => {
    const id = IN_FORCE.exec(name)?.[1];
    return id === undefined ? [] : [readStored(context, folder, name, id)];
  });
}

function strikeFiles(context: Context, folder: string): string[] {
  const place = path.join(folder, FOLDER);
  return context.io.files.isFolder(place) ? context.io.files.listFiles(place) : [];
}

function readStored(context: Context, folder: string, name: string, id: string): StoredStrike {
  const label = `${FOLDER}/${name}`;
  const stored = readStoredStrike(context.io, context.io.files.readText(path.join(folder, FOLDER, name)), label);
  if (stored.rule.id !== id) {
    throw new InputError(`${label} holds the rule "${stored.rule.id}".`, {
      code: 'strike-changed',
      hint: 'Give the file its old name again, or take it out of the folder.',
    });
  }
  return stored;
}

function campaignStrikes(context: Context, campaign: LoadedCampaign | null): IdentifiedRule[] {
  const rules = (campaign?.campaign.strikes ?? []).map((name) => loadStrikeRule(context.io, path.join(campaign?.folder ?? '', name)));
  for (const [index, { rule }] of rules.entries()) {
    if (rules.findIndex((other) => other.rule.id === rule.id) !== index) {
      throw new InputError(`strikes: two files have the rule "${rule.id}".`, {
        code: 'strike-conflict',
        hint: 'Name one of them in the campaign file, or give one another id.',
      });
    }
  }
  return rules;
}

export interface StrikeOptions {
  /** Folder of the merge. */
  readonly folder: string;
  readonly campaign: LoadedCampaign | null;
  /** Full path of the rule file. */
  readonly place: string;
  /** Lets the rule replace another one of its id. */
  readonly force: boolean;
}

/** A rule that was read and counted, and can be applied. */
export interface CountedStrike {
  readonly identified: IdentifiedRule;
  readonly report: StrikeReport;
}

/**
 * Reads a rule and counts what it would do to the last merge; changes nothing. Throws `InputError` for a rule that cannot be read, strikes
 * out every record, or bears the id of another one.
 */
export async function countStrike(context: Context, options: StrikeOptions): Promise<CountedStrike> {
  const { folder, campaign, force } = options;
  const identified = loadStrikeRule(context.io, options.place);
  const { rule, sha256 } = identified;
  const inForce = strikesInForce(context, folder, campaign);
  const same = inForce.find((other) => other.rule.id === rule.id) ?? null;
  const isOther = same !== null && same.sha256 !== sha256;
  const isOfCampaign = campaignStrikes(context, campaign).some((own) => own.rule.id === rule.id);
  if (isOther && (!force || isOfCampaign)) {
    throw new InputError(`There is another rule "${rule.id}" in force.`, {
      code: 'strike-exists',
      hint: isOfCampaign
        ? 'It stands in a file that the campaign file names: change that file, or give this rule another id.'
        : 'Give this rule another id, or replace the other one with --force; it is kept and can be read again.',
    });
  }
  const others = inForce.filter((other) => other.rule.id !== rule.id);
  const counted = await withPrivateData(context, folder, (engine, merge) =>
    countIn(context, engine, merge, { folder, identified, others, isMergeCurrent: isApplied(merge, inForce) }),
  );
  return {
    identified,
    report: {
      formatVersion: 1,
      action: 'strike',
      outcome: same !== null && !isOther ? 'in-force' : counted.records + counted.struckAlready === 0 ? 'matches-nothing' : 'counted',
      rule: {
        ...headOf(identified),
        when: rule.when.map((condition) => ({
          field: condition.field,
          operator: STRIKE_OPERATORS.find((operator) => operator in condition) ?? 'is',
        })),
      },
      ...counted,
      replaces: isOther ? same.sha256 : null,
    },
  };
}

type Counted = Pick<
  StrikeReport,
  'records' | 'struckAlready' | 'candidates' | 'bySource' | 'counted' | 'fall' | 'replaced' | 'isFallCertain' | 'isMergeCurrent'
>;

const CELLS = RECORD_FIELDS.map((field) => `c.${field}`).join(', ');

/** The records of the last merge whose fate was open before the matching, as the next merge will see them. */
const OPEN_RECORDS = `CREATE TABLE standardized_records AS
WITH cells AS (
  SELECT l.source, l.record, ${CELLS} FROM signatures c JOIN ledger l ON l.signature_id = c.signature_id AND l.fate = 'counted'
  UNION ALL
  SELECT c.source, c.record, ${CELLS} FROM "set-aside" c
)
SELECT s.source_id, l.record, l.fate AS last_fate, l.signature_id, l.identity_key, ${CELLS}, CAST(NULL AS VARCHAR) AS fate
FROM ledger l JOIN sources s USING (source) JOIN cells c ON c.source = l.source AND c.record = l.record
WHERE l.fate IN ('counted', 'duplicate', 'struck-out') OR l.reason = 'withdrawn-by-person'`;

/** Counts with the very steps of a merge: the rules in force and this one, over the records of the last merge. */
async function countIn(
  context: Context,
  engine: Engine,
  merge: MergeReport,
  {
    folder,
    identified,
    others,
    isMergeCurrent,
  }: {
    readonly folder: string;
    readonly identified: IdentifiedRule;
    readonly others: readonly IdentifiedRule[];
    readonly isMergeCurrent: boolean;
  },
): Promise<Counted> {
  await engine.run(
    'CREATE TABLE sources AS SELECT row_number() OVER (ORDER BY source) AS source_id, source FROM (SELECT DISTINCT source FROM ledger)',
  );
  await engine.run(OPEN_RECORDS);
  await runRules(context, engine, folder, [...others, identified].sort(byId));
  const own = `rule_id = ${quoteText(identified.rule.id)}`;
  await engine.run(`CREATE TABLE own_matches AS SELECT source_id, record FROM strike_matches WHERE ${own}`);
  await engine.run(
    `CREATE TABLE newly_struck AS SELECT source_id, record FROM own_matches ANTI JOIN (SELECT source_id, record FROM strike_matches WHERE NOT ${own}) USING (source_id, record)`,
  );
  const bySource = await engine.rows<{ source: string; candidates: number; records: number }>(
    `SELECT s.source, count(*) AS candidates, count(n.record) AS records
FROM standardized_records r JOIN sources s USING (source_id) LEFT JOIN newly_struck n ON n.source_id = r.source_id AND n.record = r.record
GROUP BY s.source ORDER BY s.source`,
    ['source'],
  );
  const [matched] = await engine.rows<{ matches: number }>('SELECT count(*) AS matches FROM own_matches');
  const struck = await engine.rows<{ kind: string; counted: number; replaced: number; companions: number }>(
    `WITH left_over AS (SELECT DISTINCT signature_id FROM standardized_records WHERE fate IS NULL AND signature_id <> '')
SELECT r.kind, count(*) FILTER (WHERE r.last_fate = 'counted') AS counted,
  count(*) FILTER (WHERE r.last_fate = 'counted' AND o.signature_id IS NOT NULL) AS replaced, count(o.signature_id) AS companions
FROM newly_struck n JOIN standardized_records r USING (source_id, record) LEFT JOIN left_over o ON o.signature_id = r.signature_id
GROUP BY r.kind ORDER BY r.kind`,
    ['kind'],
  );
  const of = (kind: string): number => sumOf(struck.filter((row) => row.kind === kind).map((row) => row.counted - row.replaced));
  const fall: StrikeNumbers = { signatures: of('person'), organisations: of('organisation') };
  const records = sumOf(bySource.map((row) => row.records));
  return {
    records,
    struckAlready: (matched?.matches ?? 0) - records,
    candidates: sumOf(bySource.map(({ candidates }) => candidates)),
    bySource: bySource.filter((row) => row.records > 0),
    counted: { signatures: merge.signatures, organisations: merge.organisations },
    fall,
    replaced: sumOf(struck.map(({ replaced }) => replaced)),
    // Where somebody was refused at a shared address, a place that becomes free there may be theirs.
    isFallCertain: isMergeCurrent && struck.every(({ companions }) => companions === 0) && (merge.counts.people['shared-email'] ?? 0) === 0,
    isMergeCurrent,
  };
}

/** Puts a counted rule in force; the next merge applies it. */
export async function applyStrike(context: Context, folder: string, { identified, report }: CountedStrike): Promise<StrikeReport> {
  const { files } = context.io;
  const place = path.join(folder, FOLDER);
  if (!files.isFolder(place)) files.scratch(folder, FOLDER);
  const name = `${identified.rule.id}.json`;
  if (files.exists(path.join(place, name))) end(context, folder, identified.rule.id, 'replaced');
  const stored: StoredStrike = {
    formatVersion: 1,
    tool: { name: 'handin', version: context.version },
    ...identified,
    applied: context.now().toISOString(),
  };
  await files.writeFile(path.join(place, name), canonicalJson(stored, { trailingNewline: true }));
  return { ...report, outcome: 'applied' };
}

/** Takes a rule back. Its file stays under a name that says so. Throws `InputError` when it is not in the private folder. */
export function undoStrike(context: Context, folder: string, campaign: LoadedCampaign | null, id: string): StrikeUndoReport {
  if (campaignStrikes(context, campaign).some(({ rule }) => rule.id === id)) {
    throw new InputError('This rule stands in a file that the campaign file names.', {
      code: 'strike-in-campaign',
      hint: 'Take the file out of strikes in campaign.yaml, and run `handin merge`.',
    });
  }
  const stored = storedStrikes(context, folder);
  const own = stored.find(({ rule }) => rule.id === id);
  if (own === undefined) {
    const near = suggestSimilar(
      id,
      stored.map(({ rule }) => rule.id),
    );
    throw new InputError('There is no rule of this id in the private folder.', {
      code: 'strike-unknown',
      hint: `${near === null ? '' : `Did you mean "${near}"? `}\`handin strike --list\` shows the rules in force.`,
    });
  }
  return { formatVersion: 1, action: 'undo', id, reason: own.rule.reason, keptAs: `${FOLDER}/${end(context, folder, id, 'undone')}` };
}

/** Renames the file of a rule so that it is history, and returns its new name. */
function end(context: Context, folder: string, id: string, how: 'undone' | 'replaced'): string {
  const { files } = context.io;
  const day = context.now().toISOString().slice(0, 10);
  const free = (name: string): boolean => !files.exists(path.join(folder, FOLDER, name));
  let name = `${id}.${how}-${day}.json`;
  for (let turn = 2; !free(name); turn++) name = `${id}.${how}-${day}-${turn}.json`;
  files.move(path.join(folder, FOLDER, `${id}.json`), path.join(folder, FOLDER, name));
  return name;
}

/** Every rule there is and was, with what it did in the last merge: those in force by id, then those that ended, the latest first. */
export function listStrikes(context: Context, folder: string, campaign: LoadedCampaign | null): StrikeListReport {
  const merged = new Map((readMergeReportIfAny(context, folder)?.strikes ?? []).map((strike) => [strike.sha256, strike]));
  const ofCampaign = new Set(campaignStrikes(context, campaign).map(({ sha256 }) => sha256));
  const listed = (
    identified: IdentifiedRule,
    from: ListedStrike['from'],
    state: ListedStrike['state'],
    ended: string | null,
  ): ListedStrike => {
    const did = state === 'in-force' ? merged.get(identified.sha256) : undefined;
    return {
      ...headOf(identified),
      from,
      applied: 'applied' in identified ? (identified as StoredStrike).applied : null,
      state,
      ended,
      records: did?.records ?? null,
      matches: did?.matches ?? null,
    };
  };
  const inForce = strikesInForce(context, folder, campaign).map((identified) =>
    listed(identified, ofCampaign.has(identified.sha256) ? 'campaign' : 'private', 'in-force', null),
  );
  const ended = strikeFiles(context, folder).flatMap((name) => {
    const [, id, how, day] = ENDED.exec(name) ?? [];
    return id === undefined ? [] : [listed(readStored(context, folder, name, id), 'private', how as 'undone' | 'replaced', day ?? null)];
  });
  // The names are in order already, which settles rules that ended on one day.
  const rules = [...inForce, ...ended.toSorted((a, b) => compare(b.ended ?? '', a.ended ?? ''))];
  return { formatVersion: 1, action: 'list', rules };
}

/** What of a rule may be shown: all but the conditions. */
function headOf({ rule, sha256 }: IdentifiedRule): Omit<StrikeReport['rule'], 'when'> {
  const { id, reason, details, by, decided } = rule;
  return { id, reason, ...(details === undefined ? {} : { details }), ...(by === undefined ? {} : { by }), decided, sha256 };
}
