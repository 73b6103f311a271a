/**
 * Finds who is the same person where the rules do not say it: blocks, compares, learns, weighs and joins. The steps and the arithmetic are
 * in `match/linkage`; this is the one place where they meet the engine, the transliteration and the judgements of people.
 */

import type { Context, Engine } from '../context.js';
import { BLOCK_SIZE_MAX, BLOCKING_RULES, WEAK_PAIRS_MIN, WEAK_PAIRS_PER_RECORD } from '../match/linkage/blocking.js';
import { clusterPairs, type WeightedPairs } from '../match/linkage/clusters.js';
import { COMPARISONS } from '../match/linkage/comparisons.js';
import { evidenceWords } from '../match/linkage/evidence.js';
import {
  type ClassPriors,
  isNameAlone,
  type LinkageModel,
  learnModel,
  matchWeight,
  type PatternCount,
  probabilityOf,
  weightOf,
} from '../match/linkage/model.js';
import { readPattern } from '../match/linkage/patterns.js';
import { chooseReviewPairs, countRange, type NodeState, type ReviewPair } from '../match/linkage/review-pairs.js';
import {
  ALL_PAIRS_MAX,
  ALL_PATTERNS_SQL,
  BLOCK_SIZES_SQL,
  blockSizeMax,
  CANDIDATE_PATTERNS_SQL,
  candidateStep,
  compareSteps,
  EMPTY_PAIRS,
  KEYED_COUNTS_SQL,
  keySteps,
  NODE_COUNTS_SQL,
  pairStep,
  randomStep,
  SAMPLE_PATTERNS_SQL,
  weightSteps,
} from '../match/linkage/steps.js';
import {
  linkedVerdictSteps,
  NODE_STATES_SQL,
  RULE_APART_SQL,
  RULE_PAIRS_SQL,
  reviewStep,
  ruleMembersStep,
  ruleNodesStep,
} from '../match/linked.js';
import type { AgreementReport, BlockingReport, CountRangeReport, LinkageReport } from '../model/linkage-report.js';
import type { Agreement } from '../model/review-report.js';
import type { Judgement, StandingJudgement } from '../review/judgements.js';
import { agreement, currentJudgements, orderedKeys, pairIdOf, resolveJudgements } from '../review/judgements.js';
import { dropStep, quoteText, step } from '../sql.js';
import { UnionFind } from '../union-find.js';
import { makeLinkageRecords, readLinkageData } from './linkage-records.js';
import { runSteps } from './steps.js';

export interface LinkageOptions {
  readonly keep: 'first' | 'latest';
  /** From here on a link is strong: joined, and not asked about. */
  readonly matchProbability: number;
  /** From here on a link is possible: asked about. */
  readonly reviewFrom: number;
  readonly judgements: readonly Judgement[];
}

export interface LinkageResult {
  readonly report: LinkageReport;
  readonly range: CountRangeReport;
}

const CONTROL_PAIRS = 60;
/** Pairs of nodes that one judgement may be about. */
const JUDGED_NODES_MAX = 10_000;

/**
 * From `person_members`, which the rules made, to `people_verdicts`, `review_rows` and `review_checks`. Needs `standardized_records`,
 * `people_records` and `sources`. The same records give the same answer, whatever their order and the number of threads.
 */
export async function linkPeople(context: Context, engine: Engine, options: LinkageOptions): Promise<LinkageResult> {
  const data = readLinkageData(context);
  await runSteps(engine, [ruleMembersStep]);
  await makeLinkageRecords(context, engine, data.words);
  const [[nodes = 0] = [], [dated = 0] = []] = toColumns(await engine.numbers(NODE_COUNTS_SQL));
  const blocking = await makePairs(engine, nodes);
  const model = await learn(engine, data.priors, nodes, dated);
  const pairs = await weigh(engine, model);
  const pairsCompared = await countOf(engine, 'compared_pairs');
  await runSteps(engine, [dropStep('compared_pairs', 'compared_sample', 'linked_nodes', 'pattern_weights', 'pattern_numbers')]);
  const judged = await applyJudgements(engine, options);
  const joined = await joinNodes(engine, nodes, pairs, judged, options);
  await runSteps(engine, [dropStep('linkage_records'), ...linkedVerdictSteps(options.keep)]);
  const range = await chooseReviews(engine, pairs, joined, judged, options);
  return {
    report: {
      records: nodes,
      pairsCompared,
      blocking,
      ...describeModel(model, data.priors),
      weights: { strong: weightOf(options.matchProbability), review: weightOf(options.reviewFrom) },
      judgements: judged.report,
    },
    range,
  };
}

const toColumns = (columns: readonly Float64Array[]): number[][] => columns.map((column) => Array.from(column));

async function countOf(engine: Engine, table: string): Promise<number> {
  const [row] = await engine.rows<{ n: number }>(`SELECT count(*) AS n FROM ${table}`);
  return row?.n ?? 0;
}

/** Runs every blocking rule and makes `candidate_pairs` and `random_pairs`. */
async function makePairs(engine: Engine, nodes: number): Promise<BlockingReport[]> {
  const pairsMax = WEAK_PAIRS_MIN + WEAK_PAIRS_PER_RECORD * nodes;
  const comparesAll = (nodes * (nodes - 1)) / 2 <= ALL_PAIRS_MAX;
  await runSteps(engine, [EMPTY_PAIRS]);
  const rules = BLOCKING_RULES.map((rule, position) => [position, rule] as const);
  // In a short list no rule can make too many pairs, and all of them run at once; in a long one each has the memory to itself.
  const turns = comparesAll ? [rules] : rules.map((rule) => [rule]);
  const reports: Omit<BlockingReport, 'pairs'>[] = [];
  for (const turn of turns) {
    await runSteps(engine, keySteps(turn));
    const sizes = await engine.rows<{ rule: number; size: number; keys: number }>(BLOCK_SIZES_SQL);
    for (const [position, rule] of turn) {
      const own = sizes.filter((row) => row.rule === position);
      const largest = blockSizeMax(rule, own, pairsMax);
      if (!comparesAll) await runSteps(engine, [pairStep(largest)]);
      const sumOf = (some: typeof own): number => some.reduce((sum, { keys }) => sum + keys, 0);
      reports.push({
        rule: rule.id,
        words: rule.words,
        keys: sumOf(own),
        blockSizeMax: largest,
        keysSkipped: sumOf(own.filter(({ size }) => size > largest)),
      });
    }
    if (comparesAll) await runSteps(engine, [pairStep(BLOCK_SIZE_MAX)]);
  }
  const counted = await engine.rows<{ rule: number; pairs: number }>(KEYED_COUNTS_SQL);
  const pairsOf = new Map(counted.map(({ rule, pairs }) => [rule, pairs]));
  await runSteps(engine, [
    candidateStep(comparesAll),
    randomStep(nodes, comparesAll),
    dropStep('keyed_pairs', 'block_keys', 'block_sizes'),
  ]);
  return reports.map((report, position) => ({ ...report, pairs: pairsOf.get(position) ?? 0 }));
}

async function learn(engine: Engine, priors: ClassPriors, nodes: number, dated: number): Promise<LinkageModel> {
  await runSteps(engine, compareSteps());
  const patterns = async (sql: string): Promise<PatternCount[]> => {
    const [codes, counts] = await engine.numbers(sql);
    return Array.from(codes ?? [], (code, index) => ({ ...readPattern(code), count: counts?.[index] ?? 0 }));
  };
  const pairsOf = (records: number): number => (records * (records - 1)) / 2;
  return learnModel({
    comparisons: COMPARISONS.map(({ id }) => id),
    candidates: await patterns(CANDIDATE_PATTERNS_SQL),
    sample: await patterns(SAMPLE_PATTERNS_SQL),
    pairs: [pairsOf(dated), pairsOf(nodes) - pairsOf(dated)],
    priors,
  });
}

/** Pairs with their weights; `pattern` says where each came from. */
interface WeighedPairs extends WeightedPairs {
  readonly pattern: Float64Array;
}

async function weigh(engine: Engine, model: LinkageModel): Promise<WeighedPairs> {
  const [patterns = new Float64Array()] = await engine.numbers(ALL_PATTERNS_SQL);
  await engine.run('CREATE OR REPLACE TABLE pattern_numbers (pattern DOUBLE, weight DOUBLE)');
  await engine.insertNumbers('pattern_numbers', [patterns, patterns.map((pattern) => matchWeight(model, readPattern(pattern)))]);
  await runSteps(engine, [step('pattern_weights', 'SELECT pattern::BIGINT AS pattern, weight FROM pattern_numbers'), ...weightSteps()]);
  const [left, right, pattern, weight] = await engine.numbers(
    'SELECT l::DOUBLE, r::DOUBLE, pattern::DOUBLE, weight FROM weighted_pairs ORDER BY l, r',
  );
  const alone = new Set(Array.from(patterns).filter((code) => isNameAlone(model.comparisons, readPattern(code).levels)));
  return {
    left: Int32Array.from(left ?? []),
    right: Int32Array.from(right ?? []),
    isWeak: Uint8Array.from(pattern ?? [], (code) => (alone.has(code) ? 1 : 0)),
    pattern: pattern ?? new Float64Array(),
    weight: weight ?? new Float64Array(),
  };
}

interface AppliedJudgements {
  readonly together: readonly (readonly [number, number])[];
  readonly apart: readonly (readonly [number, number])[];
  readonly current: ReadonlyMap<string, StandingJudgement>;
  readonly report: LinkageReport['judgements'];
}

/** Judgements by content become pairs of nodes. Every record of a key is meant; several of one key are joined or parted by it too. */
async function applyJudgements(engine: Engine, { judgements, matchProbability }: LinkageOptions): Promise<AppliedJudgements> {
  const current = currentJudgements(judgements);
  const { applied, nonMatches, conflicts } = resolveJudgements(current);
  const keys = new Set([...applied, ...nonMatches].flatMap(({ leftKey, rightKey }) => [leftKey, rightKey]));
  const nodesOf = await nodesOfKeys(engine, keys);
  const pairsOf = ({ leftKey, rightKey }: StandingJudgement): (readonly [number, number])[] => {
    const [lefts, rights] = [nodesOf.get(leftKey) ?? [], nodesOf.get(rightKey) ?? []];
    // Records that say nothing but a name are a node each; so many of one name are never joined anyway.
    if (lefts.length * rights.length > JUDGED_NODES_MAX) return [];
    return lefts.flatMap((left) =>
      rights.flatMap((right) => (left < right || (left > right && leftKey !== rightKey) ? [[left, right] as const] : [])),
    );
  };
  const isUsed = (line: StandingJudgement): boolean => nodesOf.has(line.leftKey) && nodesOf.has(line.rightKey);
  const agreed = agreement(current, matchProbability);
  const told = (found: Agreement | null): AgreementReport | null =>
    found === null ? null : { judged: found.judged, agreed: found.agreed, low: found.low, high: found.high };
  return {
    together: applied.flatMap(pairsOf),
    apart: nonMatches.flatMap(pairsOf),
    current,
    report: {
      applied: [...applied, ...nonMatches].filter(isUsed).length,
      unused: [...applied, ...nonMatches].filter((line) => !isUsed(line)).length,
      conflicts: conflicts.map(({ pairId }) => pairId),
      agreement: { merged: told(agreed.mergedAlready), possible: told(agreed.possibleLinks) },
    },
  };
}

/** The nodes of identity keys. Keys are digests in our own form, checked when the log was read. */
async function nodesOfKeys(engine: Engine, keys: ReadonlySet<string>): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  if (keys.size === 0) return found;
  const rows = await engine.rows<{ identity_key: string; node: number }>(
    `SELECT DISTINCT identity_key, node FROM record_nodes WHERE identity_key IN (${[...keys].map(quoteText).join(', ')}) ORDER BY node`,
    ['identity_key'],
  );
  for (const { identity_key: key, node } of rows) {
    const nodes = found.get(key);
    if (nodes === undefined) found.set(key, [node]);
    else nodes.push(node);
  }
  return found;
}

interface JoinedNodes {
  readonly strong: Int32Array;
  readonly decided: Int32Array;
  /** What rules and judgements join, by the smallest node. */
  readonly sure: Int32Array;
}

/** Clusters, as `node_clusters`, `group_links` and `pattern_words`. */
async function joinNodes(
  engine: Engine,
  nodes: number,
  pairs: WeighedPairs,
  judged: AppliedJudgements,
  options: LinkageOptions,
): Promise<JoinedNodes> {
  await runSteps(engine, [ruleNodesStep]);
  const rules = await nodePairs(engine, RULE_PAIRS_SQL);
  // What people have judged to be one is one, whatever the dates.
  const judgedOnes = new UnionFind(nodes);
  for (const [a, b] of judged.together) judgedOnes.join(a, b);
  const byDates = withoutLikely(await nodePairs(engine, RULE_APART_SQL), pairs).filter(
    ([a, b]) => judgedOnes.find(a) !== judgedOnes.find(b),
  );
  const strongWeight = weightOf(options.matchProbability);
  const cuts = [strongWeight, Math.min(strongWeight, 0)];
  const apart = [...judged.apart, ...byDates];
  const cluster = (together: readonly (readonly [number, number])[]): readonly Int32Array[] =>
    clusterPairs({ records: nodes, pairs, together, apart, cuts }).clusters;
  let clusters = cluster(rules);
  if (judged.together.length > 0) {
    // What is strong without the judgements stays so: a judgement joins, and weakens nobody else's link.
    const links = Array.from(clusters[0] ?? [], (root, node) => [root, node] as const).filter(([root, node]) => root !== node);
    clusters = cluster([...judged.together, ...rules, ...links]);
  }
  const [strong = new Int32Array(), joined = new Int32Array()] = clusters;
  const decided = withoutWithdrawn(strong, joined, await withdrawnNodes(engine));

  const byRules = new UnionFind(nodes);
  const surely = new UnionFind(nodes);
  // A rule that a judgement of people stands against was not followed; what is joined is in one cluster.
  for (const [a, b] of rules) {
    if (decided[a] !== decided[b]) continue;
    byRules.join(a, b);
    surely.join(a, b);
  }
  for (const [a, b] of judged.together) if (decided[a] === decided[b]) surely.join(a, b);
  const ruleGroups = Int32Array.from({ length: nodes }, (_, node) => byRules.find(node));
  const sure = Int32Array.from({ length: nodes }, (_, node) => surely.find(node));
  await engine.run(
    'CREATE OR REPLACE TABLE node_clusters (node INTEGER, rule_group INTEGER, sure_group INTEGER, strong INTEGER, decided INTEGER)',
  );
  await engine.insertNumbers('node_clusters', [Int32Array.from({ length: nodes }, (_, node) => node), ruleGroups, sure, strong, decided]);

  const best = new Map<number, { pair: number; node: number; other: number }>();
  for (let pair = 0; pair < pairs.weight.length; pair++) {
    const [a, b] = [pairs.left[pair] as number, pairs.right[pair] as number];
    if (decided[a] !== decided[b] || sure[a] === sure[b]) continue;
    for (const [node, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const group = sure[node] as number;
      const known = best.get(group);
      if (known === undefined || (pairs.weight[pair] as number) > (pairs.weight[known.pair] as number))
        best.set(group, { pair, node, other });
    }
  }
  const groups = [...best.keys()].sort((a, b) => a - b);
  const linkOf = (group: number): { pair: number; node: number; other: number } =>
    best.get(group) as { pair: number; node: number; other: number };
  await engine.run('CREATE OR REPLACE TABLE group_links (sure_group INTEGER, node INTEGER, other INTEGER, pattern DOUBLE, weight DOUBLE)');
  await engine.insertNumbers('group_links', [
    Int32Array.from(groups),
    Int32Array.from(groups, (group) => linkOf(group).node),
    Int32Array.from(groups, (group) => linkOf(group).other),
    Float64Array.from(groups, (group) => pairs.pattern[linkOf(group).pair] as number),
    Float64Array.from(groups, (group) => pairs.weight[linkOf(group).pair] as number),
  ]);
  await nameWords(engine, new Set(groups.map((group) => pairs.pattern[linkOf(group).pair] as number)));
  return { strong, decided, sure };
}

/** Two dates of birth may also be one with several slips: where everything together still says one person, they do not stand against it. */
function withoutLikely(apart: readonly (readonly [number, number])[], pairs: WeighedPairs): readonly (readonly [number, number])[] {
  const asked = new Set(apart.map(([a, b]) => `${a}-${b}`));
  const likely = new Set<string>();
  for (let pair = 0; asked.size > 0 && pair < pairs.weight.length; pair++) {
    const name = `${pairs.left[pair]}-${pairs.right[pair]}`;
    if ((pairs.weight[pair] as number) >= 0 && asked.has(name)) likely.add(name);
  }
  return apart.filter(([a, b]) => !likely.has(`${a}-${b}`));
}

async function nodePairs(engine: Engine, sql: string): Promise<(readonly [number, number])[]> {
  const [left = new Float64Array(), right = new Float64Array()] = await engine.numbers(sql);
  return Array.from(left, (node, index) => [node, right[index] as number] as const);
}

async function withdrawnNodes(engine: Engine): Promise<readonly number[]> {
  const [nodes = new Float64Array()] = await engine.numbers(
    'SELECT DISTINCT n.node::DOUBLE AS node FROM record_nodes n JOIN people_records r USING (rank) WHERE r.withdrawn ORDER BY node',
  );
  return Array.from(nodes);
}

/** A withdrawal takes what is certainly of one person. Who is only likely to be the same stays counted, as a question. */
function withoutWithdrawn(strong: Int32Array, joined: Int32Array, withdrawn: readonly number[]): Int32Array {
  const groups = new Set(withdrawn.map((node) => strong[node] as number));
  const affected = new Set(withdrawn.map((node) => joined[node] as number));
  if (affected.size === 0) return joined;
  const rest = new Map<number, number>();
  return joined.map((group, node) => {
    if (!affected.has(group)) return group;
    const own = strong[node] as number;
    if (groups.has(own)) return own;
    // Nodes come in order, so the first of what is left of the group stands for it.
    if (!rest.has(group)) rest.set(group, node);
    return rest.get(group) as number;
  });
}

/** `pattern_words` (pattern, words): patterns in words. Our own words only. */
async function nameWords(engine: Engine, patterns: ReadonlySet<number>): Promise<void> {
  await engine.run('CREATE OR REPLACE TABLE pattern_words (pattern DOUBLE, words VARCHAR)');
  const rows = [...patterns].sort((a, b) => a - b).map((pattern) => `(${pattern}, ${quoteText(evidenceWords(readPattern(pattern)))})`);
  for (let from = 0; from < rows.length; from += 1000)
    await engine.run(`INSERT INTO pattern_words VALUES ${rows.slice(from, from + 1000).join(', ')}`);
}

/** `review_rows` and `review_checks`, and how far the count can move. */
async function chooseReviews(
  engine: Engine,
  pairs: WeighedPairs,
  { strong, decided, sure }: JoinedNodes,
  judged: AppliedJudgements,
  options: LinkageOptions,
): Promise<CountRangeReport> {
  const review = chooseReviewPairs({ pairs, strong, decided, weightMin: weightOf(options.reviewFrom), apart: judged.apart });
  const [, states, withdrawn] = await engine.numbers(NODE_STATES_SQL);
  const words: readonly NodeState[] = ['counted', 'refused', 'withdrawn'];
  const range = countRange(
    { strong, decided },
    review,
    Array.from(states ?? [], (state) => words[state] ?? 'counted'),
    Array.from(withdrawn ?? [], (value) => value > 0),
  );
  const controls = chooseControls(pairs, strong, sure, weightOf(options.matchProbability));
  await writeReviewTable(engine, 'review_rows', pairs, review, judged.current);
  await writeReviewTable(engine, 'review_checks', pairs, controls, judged.current);
  const [open] = await engine.rows<{ reviews: number; unsure: number }>(
    `SELECT count(*) FILTER (WHERE judgement = '') AS reviews, count(*) FILTER (WHERE judgement <> '') AS unsure FROM review_rows`,
  );
  return { ...range, reviews: open?.reviews ?? 0, unsure: open?.unsure ?? 0 };
}

/** Pairs that were joined by evidence alone, for control questions: the strongest of each two groups, evenly over all of them. */
function chooseControls(pairs: WeighedPairs, strong: Int32Array, sure: Int32Array, weightMin: number): ReviewPair[] {
  const best = new Map<string, ReviewPair>();
  for (let pair = 0; pair < pairs.weight.length; pair++) {
    const [left, right] = [pairs.left[pair] as number, pairs.right[pair] as number];
    const [a, b] = [sure[left] as number, sure[right] as number];
    const weight = pairs.weight[pair] as number;
    if (strong[left] !== strong[right] || a === b || weight < weightMin) continue;
    const groups = a < b ? `${a}-${b}` : `${b}-${a}`;
    if ((best.get(groups)?.weight ?? Number.NEGATIVE_INFINITY) < weight) best.set(groups, { left, right, pair, weight, isMerged: true });
  }
  const joined = [...best.values()];
  if (joined.length <= CONTROL_PAIRS) return joined;
  const every = joined.length / CONTROL_PAIRS;
  return Array.from({ length: CONTROL_PAIRS }, (_, index) => joined[Math.floor(index * every)] as ReviewPair);
}

async function writeReviewTable(
  engine: Engine,
  table: string,
  pairs: WeighedPairs,
  review: readonly ReviewPair[],
  current: ReadonlyMap<string, StandingJudgement>,
): Promise<void> {
  await engine.run(
    `CREATE OR REPLACE TABLE ${table}_numbers (place INTEGER, l INTEGER, r INTEGER, pattern DOUBLE, probability DOUBLE, is_merged INTEGER)`,
  );
  await engine.insertNumbers(`${table}_numbers`, [
    Int32Array.from(review.keys()),
    Int32Array.from(review, ({ left }) => left),
    Int32Array.from(review, ({ right }) => right),
    Float64Array.from(review, ({ pair }) => pairs.pattern[pair] as number),
    Float64Array.from(review, ({ weight }) => probabilityOf(weight)),
    Int32Array.from(review, ({ isMerged }) => (isMerged ? 1 : 0)),
  ]);
  const keys = await engine.rows<{ place: number; left_key: string; right_key: string }>(
    `SELECT n.place, a.identity_key AS left_key, b.identity_key AS right_key FROM ${table}_numbers n
JOIN (SELECT node, min(identity_key) AS identity_key FROM record_nodes GROUP BY node) a ON a.node = n.l
JOIN (SELECT node, min(identity_key) AS identity_key FROM record_nodes GROUP BY node) b ON b.node = n.r ORDER BY n.place`,
    ['left_key', 'right_key'],
  );
  await engine.run(`CREATE OR REPLACE TABLE ${table}_ids (place INTEGER, pair_id VARCHAR, judgement VARCHAR)`);
  const asked = new Set<string>();
  const ids = keys.flatMap(({ place, left_key: left, right_key: right }) => {
    const [first, second] = orderedKeys(left, right);
    const id = pairIdOf(first, second);
    // Several records may say the same two things: that is one question.
    if (asked.has(id)) return [];
    asked.add(id);
    return `(${place}, ${quoteText(id)}, ${quoteText(current.get(id)?.judgement ?? '')})`;
  });
  for (let from = 0; from < ids.length; from += 1000)
    await engine.run(`INSERT INTO ${table}_ids VALUES ${ids.slice(from, from + 1000).join(', ')}`);
  await nameWords(engine, new Set(review.map(({ pair }) => pairs.pattern[pair] as number)));
  await runSteps(engine, [reviewStep(table)]);
}

function describeModel(model: LinkageModel, priors: ClassPriors): Pick<LinkageReport, 'comparisons' | 'classes'> {
  const person = model.classes.find(({ isPerson }) => isPerson);
  const strangers = model.classes.at(-1);
  const digits = (value: number): number => Number(value.toPrecision(6));
  return {
    comparisons: COMPARISONS.map(({ id, title, levels }) => ({
      comparison: id,
      title,
      levels: levels.map((level, place) => {
        const m = person?.levels[id]?.[place] ?? 0;
        const u = strangers?.levels[id]?.[place] ?? 0;
        return { level: level.id, words: level.words, m: digits(m), u: digits(u), weight: digits(Math.log2(m / u)) };
      }),
    })),
    classes: model.classes.map(({ id, isPerson, isByChance, shares, levels }) => ({
      id,
      words: priors.classes.find((one) => one.id === id)?.words ?? id,
      isPerson,
      isByChance,
      shares,
      levels,
    })),
  };
}
