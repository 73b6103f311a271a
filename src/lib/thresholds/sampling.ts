/** Works out a body's own sampling rule, step by step as its data says. The formulas are read elsewhere and handed in. */

import { InputError } from '../errors.js';
import type { Formula, SampleSize, SamplingResult, SamplingRule, SamplingStage } from '../model/sampling.js';
import { listOf } from '../text.js';

/** Reads a formula; `label` says where it stands. */
export type FormulaReader = (text: string, label: string) => Formula;

/**
 * Works out one stage of a rule.
 * @param given a number for every name that the stage needs
 * @throws InputError `sampling-given` when one is missing, `sampling-undefined` when the numbers lead to no number (a sample of none)
 */
export function evaluateStage(
  rule: SamplingRule,
  stage: SamplingStage,
  given: Readonly<Record<string, number>>,
  read: FormulaReader,
): SamplingResult {
  const missing = Object.keys(stage.given).filter((name) => given[name] === undefined);
  if (missing.length > 0) {
    throw new InputError(`The rule needs ${listOf(missing)}.`, {
      code: 'sampling-given',
      hint: `${missing.map((name) => `${name} is ${stage.given[name] ?? ''}`).join('; ')}. ${howToGive(missing)}`,
    });
  }
  const values = new Map(Object.entries(given));
  const steps = stage.steps.map(({ name, formula, cite }) => {
    const value = read(formula, `sampling step ${name}`).evaluate(values);
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw new InputError(`The rule gives no number for ${name}.`, {
        code: 'sampling-undefined',
        hint: 'Look at the numbers that were given: a sample has at least one signature and is no larger than the pile.',
      });
    }
    values.set(name, value);
    return { name, value, formula, cite: cite ?? null };
  });
  const band = stage.bands.find(({ when }) => read(when, 'sampling band').evaluate(values) === true);
  return {
    stage: stage.id,
    values: steps,
    outcome: band?.outcome ?? null,
    verdict: band?.verdict ?? null,
    confidence: band?.confidence ?? rule.confidence,
  };
}

/** The letters under which rules know the number that is to be reached. */
const REQUIRED: ReadonlySet<string> = new Set(['required', 'R']);

function howToGive(missing: readonly string[]): string {
  const others = missing.filter((name) => !REQUIRED.has(name));
  const ways = [...(others.length < missing.length ? ['--required N'] : []), ...others.map((name) => `--given ${name}=N`)];
  return `Say it with ${listOf(ways)}.`;
}

/** How many of a pile a rule draws: rounded up, never more than there are. Null where the rule gives no number. */
export function sampleSize(size: SampleSize | null, pile: number): number | null {
  if (size === null || (size.count === undefined && size.fraction === undefined)) return null;
  if (size.applies_when_raw_count_above !== undefined && pile <= size.applies_when_raw_count_above) return pile;
  // A share such as 0.03 is no exact binary number, so a whole product must not be rounded up to the next.
  const share = size.fraction === undefined ? 0 : Math.ceil(Number((pile * size.fraction).toFixed(6)));
  return Math.min(pile, Math.max(size.count ?? 0, share, size.min_count ?? 0));
}
