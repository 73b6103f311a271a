/**
 * The model: how strongly a pattern of comparison levels speaks for "the same person". Latent classes over pairs instead of match and
 * non-match, because families share an address and common names meet by chance, and both look like a match once fields are taken
 * one by one. Learnt by EM over counts of patterns, so its time does not depend on the length of the list. Pure arithmetic; the order of
 * the patterns is fixed by the caller, so equal counts give equal bits.
 *
 * After I. P. Fellegi and A. B. Sunter, "A theory for record linkage", JASA 64 (1969), with more classes than two, and the estimate by EM of
 * W. E. Winkler (1988).
 */

/** What is expected of each class before a list has spoken; `data/classes.json`. */
export interface ClassPriors {
  readonly classes: readonly {
    readonly id: string;
    readonly words: string;
    /** Whether the two records are one person in this class. */
    readonly isPerson: boolean;
    /** Whether two of this class come by a value without having to do with each other: a rare one is then a rare chance. */
    readonly isByChance: boolean;
    /** Pairs of evidence that the expectation counts as. */
    readonly strength: number;
    /** Pairs of this class for each record of a usual list. */
    readonly rate: number;
    /** Per comparison, the share of each level from 1. */
    readonly levels: Readonly<Record<string, readonly number[]>>;
    /** Where no dates of birth are there to tell this class by, how many pairs of it there are for each pair of another class. */
    readonly unseen?: { readonly of: string; readonly share: number };
  }[];
}

/** A level per comparison (0: nothing to compare) and a step of rarity per comparison (log2, whole; 0 where it plays no part). */
export interface LevelsOfPair {
  readonly levels: readonly number[];
  readonly rarity: readonly number[];
}

/** How many pairs look alike. */
export interface PatternCount extends LevelsOfPair {
  readonly count: number;
}

export interface ModelInput {
  readonly comparisons: readonly string[];
  /** Pairs that some blocking rule found. */
  readonly candidates: readonly PatternCount[];
  /** Pairs drawn at random from all pairs of the list. */
  readonly sample: readonly PatternCount[];
  /** All pairs of the list: of records that both give a date of birth, and of the others. */
  readonly pairs: readonly [number, number];
  readonly priors: ClassPriors;
}

/** A learnt model: everything that a weight is made of, readable in `merge.json`. */
export interface LinkageModel {
  readonly comparisons: readonly string[];
  /** The last class is strangers. */
  readonly classes: readonly {
    readonly id: string;
    /** Share of all pairs of the list, by whether both records give a date of birth (0) or not (1). */
    readonly shares: readonly [number, number];
    /** Per comparison, how often each level from 1 is seen. */
    readonly levels: Readonly<Record<string, readonly number[]>>;
    readonly isPerson: boolean;
    readonly isByChance: boolean;
  }[];
}

/** Rounds of EM between two looks at the sample; it settles earlier, and a fixed number keeps equal input equal. */
const ROUNDS = 15;
/** Times the sample is looked at again with the likely matches taken out. */
const SAMPLE_ROUNDS = 4;
/** How much of a value's rarity counts: names within one community are less independent than a list suggests. */
const RARITY_SHARE = 0.7;
/** How many related pairs a list must have to be believed as much as other lists. */
const USUAL_PAIRS = 1;
const NAMES: ReadonlySet<string> = new Set(['given', 'family']);
/** A name and a town are a question, never an answer: just below the weight of a match probability of 0.95. */
const NAME_AND_TOWN: ReadonlySet<string> = new Set(['given', 'family', 'locality']);
const NAME_AND_TOWN_WEIGHT = 4.2;
/** Below every cut. */
const ANOTHER_NAME_WEIGHT = -0.01;
/** In a list with many repeats couples would teach the model that one person has two names; so many may differ, and no more. */
const PERSON_DIFFERS_MAX = 0.12;
/** Nothing is impossible: no level of any class is rarer than this. */
const SHARE_MIN = 1e-9;
/** Where a class has no pairs at all. */
const NO_SHARE = 1e-12;

interface LearningClass {
  readonly isPerson: boolean;
  readonly isByChance: boolean;
  readonly strength: number;
  readonly rate: number;
  readonly unseen: { readonly of: number; readonly share: number } | null;
  readonly prior: readonly (readonly number[])[];
  levels: number[][];
  readonly shares: [number, number];
}

/** Shares whose last one is at most `max`; the others keep their proportions. */
function withLastAtMost(shares: readonly number[], max: number): number[] {
  const last = shares.at(-1) ?? 0;
  if (last <= max) return [...shares];
  const scale = (1 - max) / (1 - last);
  return shares.map((share, place) => (place === shares.length - 1 ? max : share * scale));
}

/** Learns the shares of the classes and of their levels from counts of patterns. Never fails: without evidence the expectations stand. */
export function learnModel({ comparisons, candidates, sample, pairs, priors }: ModelInput): LinkageModel {
  const birth = comparisons.indexOf('birth');
  const stratumOf = (levels: readonly number[]): 0 | 1 => (birth >= 0 && levels[birth] === 0 ? 1 : 0);
  const found: [number, number] = [0, 0];
  for (const { levels, count } of candidates) found[stratumOf(levels)] += count;
  // Of all pairs those in which both have a date of birth; records by the same measure.
  const share = pairs[0] / Math.max(1, pairs[0] + pairs[1]);
  const size = (1 + Math.sqrt(1 + 8 * (pairs[0] + pairs[1]))) / 2;
  const records = [share * size, (1 - share) * size] as const;
  const all = [Math.max(pairs[0], found[0], 1), Math.max(pairs[1], found[1], 1)] as const;
  const classes = priors.classes.map(
    ({ isPerson, isByChance, strength, rate, levels, unseen }): LearningClass => ({
      isPerson,
      isByChance,
      strength,
      rate,
      unseen: unseen === undefined ? null : { of: priors.classes.findIndex(({ id }) => id === unseen.of), share: unseen.share },
      prior: comparisons.map((comparison) => levels[comparison] ?? []),
      levels: comparisons.map((comparison) => [...(levels[comparison] ?? [])]),
      shares: [(rate * records[0]) / all[0], (rate * records[1]) / all[1]],
    }),
  );
  const strangers = classes.length - 1;
  const settleShares = (): void => {
    for (const { shares, unseen } of classes) {
      if (unseen !== null) shares[1] = Math.max(NO_SHARE, (classes[unseen.of]?.shares[1] ?? 0) * unseen.share);
    }
    for (const stratum of [0, 1] as const) {
      const others = classes.slice(0, strangers).reduce((sum, { shares }) => sum + shares[stratum], 0);
      (classes[strangers] as LearningClass).shares[stratum] = Math.max(NO_SHARE, 1 - others);
    }
  };
  settleShares();

  /** One round: every pattern is divided among the classes as they are, then the classes from `first` to before `last` are counted anew. */
  const learn = (patterns: readonly PatternCount[], first: number, last: number): void => {
    const logs = classes.map(({ levels }) => levels.map((row) => row.map((share) => Math.log2(Math.max(SHARE_MIN, share)))));
    const logShares = classes.map(({ shares }) => shares.map((share) => Math.log2(share)));
    const sums = classes.map(({ prior }) => prior.map((row) => row.map(() => 0)));
    const totals = classes.map((): [number, number] => [0, 0]);
    const likes = new Float64Array(classes.length);
    for (const { levels, rarity, count } of patterns) {
      const stratum = stratumOf(levels);
      let chance = 0;
      for (let place = 0; place < levels.length; place++) if (levels[place] !== 0) chance += rarity[place] as number;
      let top = Number.NEGATIVE_INFINITY;
      for (let index = 0; index < classes.length; index++) {
        const own = logs[index] as number[][];
        let log = (logShares[index] as number[])[stratum] as number;
        for (let place = 0; place < levels.length; place++) {
          const level = levels[place] as number;
          if (level !== 0) log += (own[place] as number[])[level - 1] as number;
        }
        if ((classes[index] as LearningClass).isByChance) log -= RARITY_SHARE * chance;
        likes[index] = log;
        if (log > top) top = log;
      }
      let sum = 0;
      for (let index = 0; index < classes.length; index++) {
        const like = 2 ** ((likes[index] as number) - top);
        likes[index] = like;
        sum += like;
      }
      for (let index = first; index < last; index++) {
        const weight = ((likes[index] as number) / sum) * count;
        (totals[index] as [number, number])[stratum] += weight;
        const own = sums[index] as number[][];
        for (let place = 0; place < levels.length; place++) {
          const level = levels[place] as number;
          if (level !== 0) (own[place] as number[])[level - 1] = ((own[place] as number[])[level - 1] as number) + weight;
        }
      }
    }
    const related = totals.slice(0, strangers).reduce((sum, [dated, undated]) => sum + dated + undated, 0);
    for (let index = first; index < last; index++) {
      const one = classes[index] as LearningClass;
      if (index !== strangers) {
        for (const stratum of [0, 1] as const) {
          // A short list says little about how many pairs of a kind there are; what other lists have is counted in.
          const usual = one.rate * records[stratum];
          const shrunk = ((totals[index] as [number, number])[stratum] * related + usual * USUAL_PAIRS) / (related + USUAL_PAIRS);
          one.shares[stratum] = Math.max(NO_SHARE, shrunk / all[stratum]);
        }
      }
      one.levels = one.prior.map((prior, place) => {
        const row = (sums[index] as number[][])[place] as number[];
        const total = row.reduce((sum, value) => sum + value, 0) + one.strength;
        const shares = prior.map((share, level) => ((row[level] as number) + share * one.strength) / total);
        return one.isPerson && NAMES.has(comparisons[place] as string) ? withLastAtMost(shares, PERSON_DIFFERS_MAX) : shares;
      });
    }
    settleShares();
  };

  learn(sample, strangers, strangers + 1);
  for (let look = 0; look <= SAMPLE_ROUNDS; look++) {
    for (let round = 0; round < ROUNDS; round++) learn(candidates, 0, strangers);
    if (look < SAMPLE_ROUNDS) learn(sample, strangers, strangers + 1);
  }
  return {
    comparisons,
    classes: classes.map(({ shares, levels }, index) => {
      const { id, isPerson, isByChance } = priors.classes[index] as ClassPriors['classes'][number];
      return {
        id,
        shares: [rounded(shares[0]), rounded(shares[1])] as const,
        isPerson,
        isByChance,
        levels: Object.fromEntries(comparisons.map((comparison, place) => [comparison, (levels[place] as number[]).map(rounded)])),
      };
    }),
  };
}

/** Twelve digits: what is written down is what was reckoned with, and the last bits of a logarithm differ between machines. */
const rounded = (share: number): number => Number(share.toPrecision(12));

/** Log2 of how likely each class is for a pair, up to a constant. The pair's own stratum counts, whatever levels are left out of `pair`. */
function classLogs(model: LinkageModel, { levels, rarity }: LevelsOfPair, stratum: 0 | 1): number[] {
  return model.classes.map(({ shares, levels: own, isByChance }) => {
    let log = Math.log2(Math.max(NO_SHARE, shares[stratum]));
    levels.forEach((level, place) => {
      if (level === 0) return;
      const row = own[model.comparisons[place] as string] as readonly number[];
      log += Math.log2(Math.max(SHARE_MIN, row[level - 1] as number));
      if (isByChance) log -= RARITY_SHARE * (rarity[place] as number);
    });
    return log;
  });
}

function stratumIn(model: LinkageModel, levels: readonly number[]): 0 | 1 {
  const birth = model.comparisons.indexOf('birth');
  return birth >= 0 && levels[birth] === 0 ? 1 : 0;
}

function weightIn(model: LinkageModel, pair: LevelsOfPair, stratum: 0 | 1): number {
  const logs = classLogs(model, pair, stratum);
  const sumOf = (isPerson: boolean): number => {
    const chosen = logs.filter((_, index) => model.classes[index]?.isPerson === isPerson);
    const top = Math.max(...chosen);
    return top + Math.log2(chosen.reduce((sum, log) => sum + 2 ** (log - top), 0));
  };
  return sumOf(true) - sumOf(false);
}

/** Log2 of how many times likelier "the same person" is than everything else together, for pairs of one pattern. */
export function matchWeight(model: LinkageModel, pair: LevelsOfPair): number {
  const weight = weightIn(model, pair, stratumIn(model, pair.levels));
  if (isAnotherName(model, pair.levels)) return Math.min(ANOTHER_NAME_WEIGHT, weight);
  return isOnly(NAME_AND_TOWN, model.comparisons, pair.levels) ? Math.min(NAME_AND_TOWN_WEIGHT, weight) : weight;
}

/**
 * The household rule of UK e-petitions: another name on one e-mail address is another person, for whom there is or is no room. Names that may
 * be one (nicknames, slips, initials, exchanged names) are not another name, and one date of birth is evidence enough against it.
 */
function isAnotherName({ comparisons, classes }: LinkageModel, levels: readonly number[]): boolean {
  const levelOf = (comparison: string): number => levels[comparisons.indexOf(comparison)] ?? 0;
  return levelOf('email') === 1 && levelOf('given') === (classes[0]?.levels['given']?.length ?? 0) && levelOf('birth') !== 1;
}

function isOnly(said: ReadonlySet<string>, comparisons: readonly string[], levels: readonly number[]): boolean {
  return levels.every((level, place) => level === 0 || said.has(comparisons[place] as string));
}

/**
 * Which class a pair of one pattern looks like: the share of each class, in the order of the model; they add up to 1. The classes that are
 * one person have together the probability of a match.
 */
export function classPosteriors(model: LinkageModel, pair: LevelsOfPair): number[] {
  const logs = classLogs(model, pair, stratumIn(model, pair.levels));
  const top = Math.max(...logs);
  const likes = logs.map((log) => 2 ** (log - top));
  const sum = likes.reduce((total, like) => total + like, 0);
  return likes.map((like) => like / sum);
}

/** Whether a pair has nothing but names to compare. A name alone never matches, however rare it is. */
export function isNameAlone(comparisons: readonly string[], levels: readonly number[]): boolean {
  return isOnly(NAMES, comparisons, levels);
}

/**
 * The weight as it grows when the comparisons are taken in one after the other: first without any, last with all. The stratum is the
 * pair's own throughout.
 */
export function levelWeights(model: LinkageModel, { levels, rarity }: LevelsOfPair): number[] {
  const stratum = stratumIn(model, levels);
  return Array.from({ length: levels.length + 1 }, (_, taken) =>
    weightIn(model, { levels: levels.map((level, place) => (place < taken ? level : 0)), rarity }, stratum),
  );
}

/** The probability of a match of a weight. */
export const probabilityOf = (weight: number): number => 1 / (1 + 2 ** -weight);
/** No link is certain: what is written down stops here. */
export const PROBABILITY_MAX = 0.9999;
/** The weight of a probability. */
export const weightOf = (probability: number): number => Math.log2(probability / (1 - probability));
