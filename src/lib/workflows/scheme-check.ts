/** A threshold scheme of one's own, held against the schema, its own tests and the rules that bundled ones keep. */

import path from 'node:path';

import type { Context } from '../context.js';
import { HandinError } from '../errors.js';
import type { SchemeCheckReport, SchemeFinding } from '../model/catalogue-report.js';
import type { Scheme } from '../model/scheme.js';
import { isIdShaped } from '../text.js';
import { evaluateScheme } from '../thresholds/evaluate.js';
import { evaluateStage, type FormulaReader } from '../thresholds/sampling.js';
import { readSchemeJson } from './check.js';
import { dateFindings, schemaFindings } from './scheme-words.js';

/**
 * Checks a scheme file.
 * @throws InputError `scheme-invalid` when it is no JSON at all
 */
export async function checkSchemeFile(context: Context, place: string): Promise<SchemeCheckReport> {
  const label = path.basename(place);
  const value = readSchemeJson(context, place);
  const report = (findings: readonly SchemeFinding[], tests: number): SchemeCheckReport => ({
    formatVersion: 1,
    file: label,
    id: findings.length === 0 || isScheme(value) ? idOf(value) : null,
    tests,
    findings,
    ok: findings.length === 0,
  });
  const issues = context.io.validate('threshold-scheme', value);
  if (issues.length > 0) return report(schemaFindings(issues), 0);
  const scheme = value as Scheme;
  const dates = dateFindings(scheme);
  // A test on a day that does not exist tells nothing.
  if (dates.length > 0) return report(dates, 0);
  const read = await context.io.createFormulaReader();
  const findings = [...structureFindings(scheme), ...testFindings(scheme), ...samplingFindings(scheme, read)];
  return report(findings, scheme.tests.length + (scheme.sampling?.tests.length ?? 0));
}

const isScheme = (value: unknown): value is Scheme => typeof value === 'object' && value !== null && 'id' in value;

function idOf(value: unknown): string | null {
  return isScheme(value) && typeof value.id === 'string' && isIdShaped(value.id) ? value.id : null;
}

/** What a schema cannot say: ids that stand for each other. */
function structureFindings(scheme: Scheme): SchemeFinding[] {
  const ids = scheme.thresholds.map(({ id }) => id);
  const findings: SchemeFinding[] = [];
  const add = (where: string, problem: string): void => void findings.push({ where, problem });
  for (const [index, id] of ids.entries()) if (ids.indexOf(id) !== index) add(`thresholds[${index}].id`, 'another threshold has this id');
  for (const [index, { replaced_by: successor, id }] of scheme.thresholds.entries()) {
    if (successor !== undefined && (successor === id || !ids.includes(successor)))
      add(`thresholds[${index}].replaced_by`, 'names no other threshold of this scheme');
  }
  for (const [index, id] of (scheme.regional_minimums?.applies_to ?? []).entries())
    if (!ids.includes(id)) add(`regional_minimums.applies_to[${index}]`, 'names no threshold of this scheme');
  for (const [index, { id }] of scheme.thresholds.entries())
    if (!scheme.tests.some(({ threshold }) => threshold === id))
      add(`thresholds[${index}]`, 'has no test; add one at its number and one just below');
  if (!scheme.sources.some(({ url }) => url === scheme.source)) add('source', 'is not among the sources');
  return findings;
}

function testFindings(scheme: Scheme): SchemeFinding[] {
  return scheme.tests.flatMap(({ threshold, count, at, expected }, index): SchemeFinding[] => {
    const where = `tests[${index}]`;
    if (!scheme.thresholds.some(({ id }) => id === threshold)) return [{ where, problem: 'names no threshold of this scheme' }];
    const [result] = evaluateScheme(scheme, { thresholdId: threshold, count, at });
    return result?.outcome === expected ? [] : [{ where, problem: `expects "${expected}" and gets "${result?.outcome ?? 'nothing'}"` }];
  });
}

function samplingFindings({ sampling }: Scheme, read: FormulaReader): SchemeFinding[] {
  if (sampling === null) return [];
  const names = sampling.stages.flatMap((stage, index): SchemeFinding[] => {
    const known = new Set(Object.keys(stage.given));
    const place = `sampling.stages[${index}]`;
    const check = (where: string, formula: string): SchemeFinding[] => {
      try {
        return read(formula, where).names.every((name) => known.has(name))
          ? []
          : [{ where, problem: 'uses a name that is neither given nor a step before' }];
      } catch (cause) {
        if (cause instanceof HandinError) return [{ where, problem: 'is no formula that handin can work out' }];
        throw cause;
      }
    };
    const steps = stage.steps.flatMap(({ name, formula }, at) => {
      const found = check(`${place}.steps[${at}].formula`, formula);
      known.add(name);
      return found;
    });
    return [...steps, ...stage.bands.flatMap(({ when }, at) => check(`${place}.bands[${at}].when`, when))];
  });
  if (names.length > 0) return names;
  return sampling.tests.flatMap(({ stage: id, input, expected }, index): SchemeFinding[] => {
    const where = `sampling.tests[${index}]`;
    const stage = sampling.stages.find((each) => each.id === id);
    if (stage === undefined) return [{ where, problem: 'names no stage of this rule' }];
    try {
      const result = evaluateStage(sampling, stage, input, read);
      return Object.entries(expected)
        .filter(
          ([name, value]) =>
            !agrees(typeof value === 'string' ? result.outcome : (result.values.find((step) => step.name === name)?.value ?? null), value),
        )
        .map(([name]) => ({ where: `${where}.expected.${isIdShaped(name) ? name : '?'}`, problem: 'is not what comes out' }));
    } catch (cause) {
      if (cause instanceof HandinError) return [{ where, problem: 'cannot be worked out with its input' }];
      throw cause;
    }
  });
}

/** Numbers agree to the digits that the test gives. */
function agrees(found: number | string | null, expected: number | string): boolean {
  if (typeof found !== 'number' || typeof expected !== 'number') return found === expected;
  return Number(found.toFixed(`${expected}`.split('.')[1]?.length ?? 0)) === expected;
}
