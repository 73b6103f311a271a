/**
 * The model: how strongly a pattern of comparison levels speaks for "the same person". Latent classes over pairs instead of match and
 * non-match, because families share an address and common names meet by chance, and both look like a match once fields are taken
 * one by one. Learnt by EM over counts of patterns, so its time does not depend on the length of the list. Pure arithmetic; the order of
 * the patterns is fixed by the caller, so equal counts give equal bits.
 */

/** What is expected of each class before a list has spoken; `data/classes.json`. */
export interface ClassPriors {
  readonly classes: readonly {
    readonly id: string;
    readonly words: string;
    /** Whether the two records are one person in this class. */
    readonly isPerson: boolean;
    /** Pairs of evidence that the expectation counts as. */
    readonly strength: number;
    /** Share of the candidate pairs, as a start. */
    readonly share: number;
    /** Per comparison, the share of each level from 1. */
    readonly levels: Readonly<Record<string, readonly number[]>>;
    /** Where no dates of birth are there to tell this class by, how many pairs of it there are for each pair of another class. */
    readonly unseen?: { readonly of: string; readonly share: number };
  }[];
}

/** Pairs that look alike: a level per comparison (0: nothing to compare), a step of rarity per comparison, and how many there are. */
export interface PatternCount {
  readonly levels: readonly number[];
  /** Log2 of how much rarer than usual the shared value is, in whole steps; 0 where it plays no part. */
  readonly rarity: readonly number[];
  readonly count: number;
}

export interface ModelInput {
  readonly comparisons: readonly string[];
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
  readonly classes: readonly {
    readonly id: string;
    /** Share of all pairs of the list, by whether both records give a date of birth. */
    readonly shares: readonly [number, number];
    /** Per comparison, how often each level from 1 is seen. */
    readonly levels: Readonly<Record<string, readonly number[]>>;
    readonly isPerson: boolean;
    /** Whether a rare value counts as chance in this class. */
    readonly isByChance: boolean;
  }[];
}

/** Rounds of EM; it settles much earlier, and a fixed number keeps equal input equal. */
const ROUNDS = 60;
/** Times the sample is looked at again with the likely matches taken out. */
const SAMPLE_ROUNDS = 4;
/** How much of a name's rarity counts: names within one community are less independent than a list suggests. */
export const RARITY_SHARE = 0.7;
/** Classes in which two people come by one name without being related: a rare name is then a rare chance. */
const BY_CHANCE: ReadonlySet<string> = new Set(['namesakes', 'neighbours', 'strangers']);

/** Learns the shares of the classes and of their levels from counts of patterns. Never fails: without evidence the expectations stand. */
export function learnModel(input: ModelInput): LinkageModel {
  const { comparisons, priors, candidates, sample, pairs } = input;
  const birth = comparisons.indexOf('birth');
  const stratumOf = ({ levels }: { readonly levels: readonly number[] }): 0 | 1 => (birth >= 0 && levels[birth] === 0 ? 1 : 0);
  const candidateTotals = [0, 0];
  for (const pattern of candidates) candidateTotals[stratumOf(pattern)] = (candidateTotals[stratumOf(pattern)] as number) + pattern.count;
  const allPairs = ([0, 1] as const).map((stratum) => Math.max(pairs[stratum], candidateTotals[stratum] as number, 1));
  const classes = priors.classes.map(({ id, levels, share, strength, isPerson, unseen }) => ({
    id,
    unseen,
    isPerson,
    isByChance: BY_CHANCE.has(id),
    strength,
    prior: comparisons.map((comparison) => [...(levels[comparison] ?? [])]),
    levels: comparisons.map((comparison) => [...(levels[comparison] ?? [])]),
    shares: allPairs.map((all, stratum) => (share * (candidateTotals[stratum] as number)) / all),
  }));
  const strangers = classes.length - 1;
  const setStrangerShare = (): void => {
    for (const { shares, unseen } of classes) {
      const other = unseen === undefined ? undefined : classes.find(({ id }) => id === unseen.of);
      if (unseen !== undefined && other !== undefined) shares[1] = Math.max(1e-12, (other.shares[1] as number) * unseen.share);
    }
    for (const stratum of [0, 1]) {
      const others = classes.slice(0, strangers).reduce((sum, { shares }) => sum + (shares[stratum] as number), 0);
      (classes[strangers] as (typeof classes)[number]).shares[stratum] = Math.max(1e-12, 1 - others);
    }
  };
  setStrangerShare();

  const posteriors = (pattern: PatternCount): number[] => {
    const logs = classes.map((one) => logLikelihood(one, pattern));
    const top = Math.max(...logs);
    const likes = logs.map((log) => 2 ** (log - top));
    const sum = likes.reduce((total, like) => total + like, 0);
    return likes.map((like) => like / sum);
  };
  const learn = (group: readonly number[], patterns: readonly PatternCount[], setsShare: boolean): void => {
    const sums = group.map((index) => (classes[index] as (typeof classes)[number]).prior.map((row) => row.map(() => 0)));
    const totals = group.map(() => [0, 0]);
    for (const pattern of patterns) {
      const shares = posteriors(pattern);
      group.forEach((index, at) => {
        const weight = (shares[index] as number) * pattern.count;
        const own = totals[at] as number[];
        own[stratumOf(pattern)] = (own[stratumOf(pattern)] as number) + weight;
        pattern.levels.forEach((level, comparison) => {
          if (level === 0) return;
          const row = (sums[at] as number[][])[comparison] as number[];
          row[level - 1] = (row[level - 1] as number) + weight;
        });
      });
    }
    group.forEach((index, at) => {
      const one = classes[index] as (typeof classes)[number];
      if (setsShare) one.shares = allPairs.map((all, stratum) => Math.max(1e-12, ((totals[at] as number[])[stratum] as number) / all));
      one.levels = one.prior.map((prior, comparison) => {
        const row = (sums[at] as number[][])[comparison] as number[];
        const total = row.reduce((sum, value) => sum + value, 0) + one.strength;
        return prior.map((share, level) => ((row[level] as number) + share * one.strength) / total);
      });
    });
    setStrangerShare();
  };

  const related = classes.map((_, index) => index).slice(0, strangers);
  learn([strangers], sample, false);
  for (let round = 0; round < SAMPLE_ROUNDS; round++) {
    for (let step = 0; step < ROUNDS / SAMPLE_ROUNDS; step++) learn(related, candidates, true);
    learn([strangers], sample, false);
  }
  for (let step = 0; step < ROUNDS / SAMPLE_ROUNDS; step++) learn(related, candidates, true);

  return {
    comparisons,
    classes: classes.map(({ id, shares, levels, isByChance, isPerson }) => ({
      id,
      shares: [shares[0] as number, shares[1] as number] as const,
      isPerson,
      isByChance,
      levels: Object.fromEntries(comparisons.map((comparison, index) => [comparison, levels[index] as number[]])),
    })),
  };

  function logLikelihood(one: (typeof classes)[number], { levels, rarity }: PatternCount): number {
    let log = Math.log2(one.shares[stratumOf({ levels })] as number);
    levels.forEach((level, comparison) => {
      if (level === 0) return;
      log += Math.log2(Math.max(1e-9, (one.levels[comparison] as number[])[level - 1] as number));
      if (one.isByChance) log -= RARITY_SHARE * (rarity[comparison] as number);
    });
    return log;
  }
}

/** Log2 of how many times likelier "the same person" is than everything else together, for pairs of one pattern. */
export function matchWeight(model: LinkageModel, pattern: Omit<PatternCount, 'count'>): number {
  const birth = model.comparisons.indexOf('birth');
  return weightIn(model, pattern, birth >= 0 && pattern.levels[birth] === 0 ? 1 : 0);
}

function weightIn(model: LinkageModel, pattern: Omit<PatternCount, 'count'>, stratum: 0 | 1): number {
  const logs = classLogs(model, pattern, stratum);
  const sumOf = (isPerson: boolean): number => {
    const chosen = logs.filter((_, index) => model.classes[index]?.isPerson === isPerson);
    const top = Math.max(...chosen);
    return top + Math.log2(chosen.reduce((sum, log) => sum + 2 ** (log - top), 0));
  };
  return sumOf(true) - sumOf(false);
}

/** Log2 of each class's share of the pairs that look like this, up to one sum that all have in common. */
function classLogs(model: LinkageModel, { levels, rarity }: Omit<PatternCount, 'count'>, stratum: 0 | 1): number[] {
  return model.classes.map(({ shares: classShares, levels: shares, isByChance }) => {
    let log = Math.log2(classShares[stratum]);
    levels.forEach((level, comparison) => {
      if (level === 0) return;
      const row = shares[model.comparisons[comparison] as string] as readonly number[];
      log += Math.log2(Math.max(1e-9, row[level - 1] as number));
      if (isByChance) log -= RARITY_SHARE * (rarity[comparison] as number);
    });
    return log;
  });
}

/**
 * Which class a pair of one pattern looks like: the share of each class, in the order of the model; they add up to 1. The classes that are
 * one person have together the probability of a match.
 */
export function classPosteriors(model: LinkageModel, pattern: Omit<PatternCount, 'count'>): number[] {
  const birth = model.comparisons.indexOf('birth');
  const logs = classLogs(model, pattern, birth >= 0 && pattern.levels[birth] === 0 ? 1 : 0);
  const top = Math.max(...logs);
  const likes = logs.map((log) => 2 ** (log - top));
  const sum = likes.reduce((total, like) => total + like, 0);
  return likes.map((like) => like / sum);
}

/**
 * The weight as it grows when the comparisons are taken in one after the other: first without any, last with all. The stratum is the
 * pair's own throughout.
 */
export function levelWeights(model: LinkageModel, { levels, rarity }: Omit<PatternCount, 'count'>): number[] {
  const birth = model.comparisons.indexOf('birth');
  const stratum = birth >= 0 && levels[birth] === 0 ? 1 : 0;
  return Array.from({ length: levels.length + 1 }, (_, taken) => {
    const part = levels.map((level, place) => (place < taken ? level : 0));
    return weightIn(model, { levels: part, rarity }, stratum);
  });
}

/** The probability of a match of a weight. */
export const probabilityOf = (weight: number): number => 1 / (1 + 2 ** -weight);
/** The weight of a probability. */
export const weightOf = (probability: number): number => Math.log2(probability / (1 - probability));
