/** What speaks for and against a link, in words and in bits: read from a pattern and the model. Names levels, never a value. */

import { COMPARISONS } from './comparisons.js';
import type { LinkageModel } from './model.js';
import { levelWeights, matchWeight } from './model.js';
import type { Pattern } from './patterns.js';

/** The levels of a pair in words, in the order of the comparisons; what one of the two does not say is left out. */
export function evidenceWords({ levels }: Pick<Pattern, 'levels'>): string {
  return COMPARISONS.flatMap(({ levels: all }, place) => {
    const level = levels[place] ?? 0;
    const words = level === 0 ? undefined : all[level - 1]?.words;
    return words === undefined ? [] : [words];
  }).join('; ');
}

const RULE_WORDS = 'another name on one e-mail address is another person; a name and a town alone are never sure';

/** One bar of the waterfall. */
export interface EvidencePart {
  readonly comparison: string;
  readonly title: string;
  readonly level: string;
  readonly words: string;
  /** Match weight in bits that this field adds, the rarity of the value included; 0 where nothing can be compared. */
  readonly weight: number;
}

/**
 * The parts a weight is made of. Classes of pairs are weighed together, so the sum of the fields is not the weight: each part is what the
 * weight gains when the fields are taken in one after the other, in the order of the comparisons. With `start`, they add up to it.
 */
export function evidenceParts(
  model: LinkageModel,
  pattern: Pattern,
): { readonly start: number; readonly parts: readonly EvidencePart[]; readonly weight: number } {
  const steps = levelWeights(model, pattern);
  const parts = COMPARISONS.map(({ id, title, levels }, place): EvidencePart => {
    const level = pattern.levels[place] ?? 0;
    const found = level === 0 ? undefined : levels[level - 1];
    return {
      comparison: id,
      title,
      level: found?.id ?? 'missing',
      words: found?.words ?? 'not given on both sides',
      weight: (steps[place + 1] as number) - (steps[place] as number),
    };
  });
  const weight = matchWeight(model, pattern);
  const rule = weight - (steps.at(-1) as number);
  // What a rule takes away is a bar of its own, or the sum would not be the weight.
  const withRule = rule === 0 ? parts : [...parts, { comparison: 'rule', title: 'rule', level: 'rule', words: RULE_WORDS, weight: rule }];
  return { start: steps[0] as number, parts: withRule, weight };
}
