/**
 * Why the last merge counted as it did: the story of a signature or of a record, and what each field of a pair contributed. It reads the
 * private folder and changes nothing.
 */

import type { Context } from '../context.js';
import { InputError } from '../errors.js';
import { evidenceParts, evidenceWords } from '../match/linkage/evidence.js';
import { classPosteriors, type LinkageModel, matchWeight, PROBABILITY_MAX, probabilityOf } from '../match/linkage/model.js';
import { readPattern } from '../match/linkage/patterns.js';
import type {
  ExplainedJudgement,
  ExplainedPlace,
  ExplainedSide,
  ExplainReport,
  OtherPair,
  PairExplanation,
  SetAsideStory,
  SignatureStory,
  Weighing,
  WouldMatch,
} from '../model/explain-report.js';
import { OTHER_PAIRS_MAX, WOULD_MATCH_MAX } from '../model/explain-report.js';
import type { LinkageReport } from '../model/linkage-report.js';
import { pairIdOf } from '../review/judgements.js';
import { formatCount, showHidden, suggestSimilar } from '../text.js';
import {
  atPlace,
  type ComparedPair,
  comparePairs,
  type ExplainData,
  type FoundRecord,
  findLinks,
  findRecords,
  listSources,
  modelOf,
  nearestId,
  patternsOf,
  placeKey,
  placesOfKeys,
  placesOfPair,
  ruleOfPair,
  standardizeRecords,
  tiedRecords,
  withExplainData,
} from './explain-data.js';

export interface ExplainOptions {
  readonly folder: string;
  /** One or two ids: of a signature, of a pair, or `SOURCE:RECORD`. */
  readonly ids: readonly string[];
  /** Whether cells are in the report. */
  readonly reveals: boolean;
}

/** Pairs of records between two signatures that are all weighed; of more, the counted ones alone. */
const PAIRS_MAX = 2000;

/**
 * Explains a signature, a record or a pair of the last merge.
 * @throws InputError `explain-unknown` for an id that nothing has; `explain-same` for twice the same
 */
export async function runExplain(context: Context, options: ExplainOptions): Promise<ExplainReport> {
  return withExplainData(context, options.folder, async (data) => {
    const [first = '', second] = options.ids;
    const one = await findSubject(data, first, options.reveals);
    if (second === undefined) {
      if (one.kind === 'pair') return explainPair(context, data, one.left, one.right);
      return tellStory(context, data, one.side, options.reveals);
    }
    const other = await findSubject(data, second, options.reveals);
    if (one.kind === 'pair' || other.kind === 'pair') {
      throw new InputError(`A pair id stands for two records already, and the ${one.kind === 'pair' ? 'first' : 'second'} id is one.`, {
        code: 'explain-pair-twice',
        hint: 'Give it alone.',
      });
    }
    return explainPair(context, data, ...withoutOverlap(one.side, other.side));
  });
}

/** What an id stands for: the records that belong to it, and the one to begin with. */
interface Side {
  readonly asked: string;
  readonly isSignature: boolean;
  readonly records: readonly FoundRecord[];
}

type Subject = { readonly kind: 'one'; readonly side: Side } | { readonly kind: 'pair'; readonly left: Side; readonly right: Side };

async function findSubject(data: ExplainData, id: string, reveals: boolean): Promise<Subject> {
  if (/^S[0-9a-f]{12}$/.test(id)) {
    const records = await findRecords(data, `signature_id = '${id}' AND reason <> 'shared-email'`, reveals);
    if (records.length === 0) throw await unknownId(data, 'signature', id);
    return { kind: 'one', side: { asked: id, isSignature: true, records } };
  }
  if (/^P[0-9a-f]{12}$/.test(id)) {
    const [left, right] = await findPair(data, id);
    return {
      kind: 'pair',
      left: await recordSide(data, `${left.source}:${left.record}`, left, reveals),
      right: await recordSide(data, `${right.source}:${right.record}`, right, reveals),
    };
  }
  const place = /^(.+):([1-9]\d{0,14})$/s.exec(id);
  if (place === null) {
    throw new InputError('What was asked for is no id.', {
      code: 'explain-unknown',
      hint: 'Give a signature id such as S0123456789ab, a pair id such as P0123456789ab, or a source and a record number such as exports.csv:12.',
    });
  }
  const asked = { source: place[1] ?? '', record: Number(place[2]) };
  return { kind: 'one', side: await recordSide(data, id, asked, reveals) };
}

async function recordSide(data: ExplainData, asked: string, place: ExplainedPlace, reveals: boolean): Promise<Side> {
  const records = await findRecords(data, atPlace(place), reveals);
  if (records.length === 0) throw await unknownPlace(data, place);
  return { asked, isSignature: false, records };
}

async function unknownId(data: ExplainData, kind: 'signature' | 'pair', id: string): Promise<InputError> {
  const near = await nearestId(data, kind, id);
  const where =
    kind === 'signature'
      ? 'signatures.csv lists what there is; who has withdrawn since has no signature any more.'
      : 'review.csv lists what there is.';
  return new InputError(`There is no ${kind} ${id} in the last merge.`, {
    code: 'explain-unknown',
    hint: near === null ? where : `Is it ${near}?`,
  });
}

async function unknownPlace(data: ExplainData, { source, record }: ExplainedPlace): Promise<InputError> {
  const sources = await listSources(data);
  const known = sources.find((one) => one.source === source);
  if (known !== undefined) {
    return new InputError(`${showHidden(source)} has no record ${formatCount(record)}.`, {
      code: 'explain-unknown',
      hint: `Its records are numbered from 1 to ${formatCount(known.records)}; the header is not one of them.`,
    });
  }
  const near = suggestSimilar(
    source,
    sources.map((one) => one.source),
  );
  return new InputError('There is no such source in the last merge.', {
    code: 'explain-unknown',
    hint:
      near === null
        ? `Sources are named as in ledger.csv, for example ${showHidden(sources[0]?.source ?? 'exports.csv')}.`
        : `Is it ${showHidden(near)}:${record}?`,
  });
}

/** The two places of a pair id: a possible link's, or those that a judgement was about. */
async function findPair(data: ExplainData, id: string): Promise<readonly [ExplainedPlace, ExplainedPlace]> {
  const listed = await placesOfPair(data, id);
  if (listed !== null) return listed;
  const judged = data.log.findLast(({ pairId }) => pairId === id);
  if (judged === undefined) throw await unknownId(data, 'pair', id);
  const places = await placesOfKeys(data, [judged.leftKey, judged.rightKey]);
  const [left, right] = [places.get(judged.leftKey), places.get(judged.rightKey)];
  if (left === undefined || right === undefined) {
    throw new InputError(`The pair ${id} was judged, but no record of the last merge says the same any more.`, {
      code: 'explain-unknown',
      hint: 'The export it was judged from is not among the files, or has changed since.',
    });
  }
  return [left, right];
}

/** A record of a signature beside that signature: the others of it are meant. */
function withoutOverlap(left: Side, right: Side): [Side, Side] {
  const without = (side: Side, other: Side): Side => {
    if (!side.isSignature || other.isSignature) return side;
    const taken = new Set(other.records.map(({ told }) => placeKey(told)));
    return { ...side, records: side.records.filter(({ told }) => !taken.has(placeKey(told))) };
  };
  const [one, other] = [without(left, right), without(right, left)];
  const isSame =
    one.records.length === 0 ||
    other.records.length === 0 ||
    (one.isSignature === other.isSignature &&
      one.records[0] !== undefined &&
      other.records[0] !== undefined &&
      placeKey(one.records[0].told) === placeKey(other.records[0].told));
  if (isSame) {
    throw new InputError('Both ids stand for the same record.', {
      code: 'explain-same',
      hint: 'Give two different ones, or one alone for its story.',
    });
  }
  return [one, other];
}

async function tellStory(context: Context, data: ExplainData, side: Side, reveals: boolean): Promise<SignatureStory | SetAsideStory> {
  const [first] = side.records as readonly [FoundRecord];
  const { signatureId } = first.told;
  if (signatureId === null) return tellSetAside(context, data, first);
  const records = await findRecords(data, `signature_id = '${signatureId}'`, reveals);
  const [counted, ...rest] = records as [FoundRecord, ...FoundRecord[]];
  const isRefused = ({ told }: FoundRecord): boolean => told.reason === 'shared-email';
  return {
    formatVersion: 1,
    about: 'signature',
    signatureId,
    kind: counted.told.kind ?? 'person',
    match: data.merge.settings.match,
    asked: side.isSignature ? null : { source: first.told.source, record: first.told.record },
    counted: counted.told,
    others: rest.filter((one) => !isRefused(one)).map(({ told }) => told),
    refused: rest.filter(isRefused).map(({ told }) => told),
    links: await findLinks(
      data,
      records.map(({ told }) => told),
    ),
    judgements: await judgementsOf(data, new Set(records.map(({ key }) => key))),
  };
}

/** Lines of the log that touch any of these keys. */
async function judgementsOf(data: ExplainData, keys: ReadonlySet<string>, pairId: string | null = null): Promise<ExplainedJudgement[]> {
  const lines = data.log.filter((line) => (pairId === null ? keys.has(line.leftKey) || keys.has(line.rightKey) : line.pairId === pairId));
  const places = await placesOfKeys(data, [...new Set(lines.flatMap(({ leftKey, rightKey }) => [leftKey, rightKey]))]);
  return lines.map((line) => ({
    pairId: line.pairId,
    judgement: line.judgement,
    judgedAt: line.judgedAt,
    reviewer: line.reviewer,
    stands: data.current.get(line.pairId) === line,
    left: places.get(line.leftKey) ?? null,
    right: places.get(line.rightKey) ?? null,
  }));
}

async function tellSetAside(context: Context, data: ExplainData, { told, key }: FoundRecord): Promise<SetAsideStory> {
  const matches = told.kind === null || key === '' ? [] : await wouldMatch(context, data, told);
  return {
    formatVersion: 1,
    about: 'set-aside',
    match: data.merge.settings.match,
    record: told,
    wouldMatch: matches.slice(0, WOULD_MATCH_MAX),
    wouldMatchCount: matches.length,
    judgements: key === '' ? [] : await judgementsOf(data, new Set([key])),
  };
}

/** Records that a set-aside one would have been joined with, or asked about, had it counted. The strongest first, those of a rule before all. */
async function wouldMatch(context: Context, data: ExplainData, place: FoundRecord['told']): Promise<WouldMatch[]> {
  const { merge } = data;
  await standardizeRecords(context, data, [place]);
  const report = place.kind === 'person' ? merge.model : null;
  const weigh = report === null ? null : weigher(modelOf(report));
  const patterns = weigh === null ? null : Array.from(await patternsOf(data, place));
  const likely = patterns?.filter((pattern) => (weigh?.(pattern) ?? 0) >= (report?.weights.review ?? 0)) ?? null;
  const tied = await tiedRecords(data, place, likely);
  return tied
    .map(
      ({ pattern, ...rest }): WouldMatch => ({
        ...rest,
        evidence: pattern === null ? '' : evidenceWords(readPattern(pattern)),
        weight: pattern === null ? null : (weigh?.(pattern) ?? null),
      }),
    )
    .sort((a, b) => Number(a.rule === null) - Number(b.rule === null) || (b.weight ?? 0) - (a.weight ?? 0));
}

/** The weight of a pattern. */
function weigher(model: LinkageModel): (pattern: number) => number {
  return (pattern) => rounded(matchWeight(model, readPattern(pattern)));
}

/** Four decimals, which no machine computes otherwise than another. */
const rounded = (value: number): number => Number(value.toFixed(4)) + 0;

async function explainPair(context: Context, data: ExplainData, left: Side, right: Side): Promise<PairExplanation> {
  const { merge } = data;
  const everyone = [...left.records, ...right.records];
  const unweighed = whyUnweighed(data, left, right);
  const hasCells = everyone.every(({ told }) => told.kind !== null);
  if (hasCells) {
    await standardizeRecords(
      context,
      data,
      everyone.map(({ told }) => told),
    );
  }
  const pairs = left.records.length * right.records.length;
  const weighsAll = pairs <= PAIRS_MAX;
  const weighed = unweighed === null && merge.model !== null ? await weighPairs(data, modelOf(merge.model), left, right, weighsAll) : [];
  const [best] = weighed;
  const [one, other] =
    best === undefined ? [firstOf(left), firstOf(right)] : [recordAt(left, best.pair.left), recordAt(right, best.pair.right)];
  const pairId = one.key === '' || other.key === '' ? null : pairIdOf(one.key, other.key);
  const weighing = best === undefined || merge.model === null ? null : tellWeighing(merge.model, best.pair.pattern);
  return {
    formatVersion: 1,
    about: 'pair',
    match: merge.settings.match,
    pairId,
    left: sideOf(left, one),
    right: sideOf(right, other),
    saysTheSame: one.key !== '' && one.key === other.key,
    decision: decide(data, one, other, pairId, weighing),
    rule: hasCells ? await ruleOfPair(data, one.told, other.told) : null,
    weighing,
    unweighed,
    others: weighed.slice(1, OTHER_PAIRS_MAX + 1).map(({ pair, weight }): OtherPair => ({ left: pair.left, right: pair.right, weight })),
    pairs,
    weighsAll,
    links: await linksBetween(data, left, right),
    judgements: pairId === null ? [] : await judgementsOf(data, new Set(), pairId),
  };
}

function whyUnweighed({ merge }: ExplainData, left: Side, right: Side): PairExplanation['unweighed'] {
  const kinds = new Set([...left.records, ...right.records].map(({ told }) => told.kind));
  if (kinds.has(null)) return 'unreadable';
  if (kinds.size > 1) return 'kinds';
  if (kinds.has('organisation')) return 'organisation';
  return merge.model === null ? 'exact' : null;
}

const firstOf = ({ records }: Side): FoundRecord => records[0] as FoundRecord;

function recordAt(side: Side, place: ExplainedPlace): FoundRecord {
  return side.records.find(({ told }) => placeKey(told) === placeKey(place)) ?? firstOf(side);
}

function sideOf(side: Side, record: FoundRecord): ExplainedSide {
  return { asked: side.asked, record: record.told, records: side.records.length };
}

/** Pairs of records between two sides with their weights, the strongest first; equal ones in the order of their places. */
async function weighPairs(
  data: ExplainData,
  model: LinkageModel,
  left: Side,
  right: Side,
  weighsAll: boolean,
): Promise<{ readonly pair: ComparedPair; readonly weight: number }[]> {
  const placesOf = (side: Side): ExplainedPlace[] => (weighsAll ? side.records : [firstOf(side)]).map(({ told }) => told);
  const compared = await comparePairs(data, placesOf(left), placesOf(right));
  const weigh = weigher(model);
  return compared.map((pair) => ({ pair, weight: weigh(pair.pattern) })).sort((a, b) => b.weight - a.weight);
}

function tellWeighing(report: LinkageReport, number: number): Weighing {
  const model = modelOf(report);
  const pattern = readPattern(number);
  const { start, parts, weight } = evidenceParts(model, pattern);
  const isSwapped = parts.some(({ comparison, level }) => comparison === 'given' && level === 'swapped');
  const shares = classPosteriors(model, pattern);
  return {
    start: rounded(start),
    parts: parts.map((part) => ({
      ...part,
      weight: rounded(part.weight),
      words: isSwapped && part.comparison === 'family' ? 'said with the given name' : part.words,
    })),
    weight: rounded(weight),
    probability: rounded(Math.min(PROBABILITY_MAX, probabilityOf(weight))),
    verdict: weight >= report.weights.strong ? 'strong' : weight >= report.weights.review ? 'possible' : 'apart',
    limits: { strong: rounded(report.weights.strong), possible: rounded(report.weights.review) },
    kinds: report.classes
      .map(({ id, words, isPerson }, place) => ({ id, words, isPerson, share: rounded(shares[place] ?? 0) }))
      .sort((a, b) => b.share - a.share),
  };
}

/** What the last merge made of two records, and by what. */
function decide(
  { current }: ExplainData,
  one: FoundRecord,
  other: FoundRecord,
  pairId: string | null,
  weighing: Weighing | null,
): PairExplanation['decision'] {
  const [left, right] = [one.told, other.told];
  const fates = [left.fate, right.fate];
  if (fates.some((fate) => fate !== 'counted' && fate !== 'duplicate' && fate !== 'withdrawn'))
    return { outcome: 'not-compared', by: null };
  if (left.reason === 'shared-email' || right.reason === 'shared-email') return { outcome: 'refused', by: 'rule' };
  if (fates.includes('withdrawn')) return { outcome: fates[0] === fates[1] ? 'withdrawn' : 'two', by: null };
  if (left.signatureId === right.signatureId) {
    const rules = [left.rule, right.rule].filter((rule) => rule !== null);
    const by = rules.includes('linked') ? 'weight' : rules.includes('judgement') ? 'judgement' : 'rule';
    return { outcome: 'one', by };
  }
  if (pairId !== null && current.get(pairId)?.judgement === 'non-match') return { outcome: 'two', by: 'judgement' };
  if (weighing === null) return { outcome: 'two', by: 'rule' };
  return { outcome: 'two', by: weighing.verdict === 'strong' ? 'others' : 'weight' };
}

/** Possible links with one end on either side. */
async function linksBetween(data: ExplainData, left: Side, right: Side): Promise<PairExplanation['links']> {
  const [here, there] = [left, right].map(({ records }) => new Set(records.map(({ told }) => placeKey(told))));
  const links = await findLinks(
    data,
    left.records.map(({ told }) => told),
  );
  return links.filter(
    (link) =>
      (here?.has(placeKey(link.left)) === true && there?.has(placeKey(link.right)) === true) ||
      (there?.has(placeKey(link.left)) === true && here?.has(placeKey(link.right)) === true),
  );
}
