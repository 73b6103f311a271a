/**
 * Rule files of `handin strike`: reading, checking and identifying them. Every violation of a file is reported at once, with line and
 * column; no message quotes a condition's value, which may be somebody's address. Finding the records is `merge/strike.ts`.
 */

import { createHash } from 'node:crypto';
import { basename } from 'node:path';

import { canonicalJson } from './canonical-json.js';
import type { Io, YamlDocument } from './context.js';
import { asList, asMap, DocumentChecker, isCalendarDay, placeOf } from './document-checker.js';
import { HandinError, InputError } from './errors.js';
import type { ComparedForm, IdentifiedRule, StoredStrike, StrikeField, StrikeRule } from './model/strike.js';
import { COMPARED_FORMS, DATE_FIELDS, DATE_OPERATORS, STRIKE_OPERATORS, TEXT_OPERATORS } from './model/strike.js';
import { listOf } from './text.js';

/** What a missing key is for. */
const MISSING: Readonly<Record<string, string>> = {
  id: 'lower-case words joined by hyphens that name the rule',
  reason: 'one sentence that says why these records do not count',
  decided: 'the day of the decision, such as 2025-05-06',
  when: 'a list of conditions that must all hold',
  field: 'what the condition looks at, such as email',
};

/** What a value must hold to be something in each form. */
const NEEDED: Readonly<Record<ComparedForm, RegExp>> = { words: /[\p{L}\p{N}]/u, letters: /\S/, code: /[\p{L}\p{N}]/u, digits: /[0-9]/ };

/** Reads and checks a rule file, YAML or JSON. Throws `InputError` that lists everything that is wrong with it. */
export function loadStrikeRule(io: Pick<Io, 'files' | 'parseYaml' | 'validate'>, place: string): IdentifiedRule {
  const label = basename(place);
  const document = parseRule(io, io.files.readText(place), label);
  const checker = new RuleChecker(document);
  checker.addSchemaIssues(io.validate('strike-rule', document.value));
  checker.checkMeaning();
  checker.throwIfAny(label);
  return identify(document.value as StrikeRule);
}

/** Checks a rule that was stored, which must be the one that was applied. `label` names its file. */
export function readStoredStrike(io: Pick<Io, 'validate'>, text: string, label: string): StoredStrike {
  const stored = asMap(parsed(text));
  const rule = stored['rule'];
  const checker = new RuleChecker({ value: rule, locate: () => ({ line: 1, column: 1 }) });
  checker.addSchemaIssues(io.validate('strike-rule', rule));
  checker.checkMeaning();
  if (
    !checker.isSound ||
    stored['formatVersion'] !== 1 ||
    typeof stored['applied'] !== 'string' ||
    identify(rule as StrikeRule).sha256 !== stored['sha256']
  ) {
    throw new InputError(`${label} is not the rule that was applied: it was changed since, or is damaged.`, {
      code: 'strike-changed',
      hint: 'Take the file out of the folder, and apply the rule again with `handin strike --rule FILE`.',
    });
  }
  return stored as unknown as StoredStrike;
}

function identify(rule: StrikeRule): IdentifiedRule {
  return { rule, sha256: createHash('sha256').update(canonicalJson(rule)).digest('hex') };
}

/** Null for what is no JSON, which fits no schema. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Longer texts than these are lists of record keys that handin wrote; the parser of YAML takes no file of that size. */
const HAND_WRITTEN_MAX = 60_000;

/** The parser's words are about any YAML file; its code is the campaign file's. */
function parseRule(io: Pick<Io, 'parseYaml'>, text: string, label: string): YamlDocument {
  if (text.length > HAND_WRITTEN_MAX && text.startsWith('{')) {
    const value = parsed(text);
    if (value !== null) return { value, locate: () => ({ line: 1, column: 1 }) };
  }
  try {
    return io.parseYaml(text, label);
  } catch (cause) {
    if (!(cause instanceof HandinError) || cause.hint === undefined) throw cause;
    throw new InputError(cause.message, { code: 'strike-syntax', hint: cause.hint, cause });
  }
}

/** Collects what is wrong with one rule. */
class RuleChecker extends DocumentChecker {
  constructor(document: YamlDocument) {
    super(document, { missing: MISSING, firstKey: 'id' });
  }

  get isSound(): boolean {
    return this.violations.length === 0;
  }

  /** What the schema cannot say. The value may have any shape here; parts of the wrong shape were reported already. */
  checkMeaning(): void {
    const root = asMap(this.document.value);
    this.checkCharacters(root, []);
    this.checkDay(['decided']);
    for (const [index, condition] of asList(root['when']).entries()) this.#checkCondition(asMap(condition), index);
  }

  throwIfAny(label: string): void {
    this.throwViolations(label, {
      code: 'strike-invalid',
      hint: 'Correct these places and run the command again; the JSON Schema that ships with handin (strike-rule) explains every key.',
    });
  }

  protected override checkCharacters(value: unknown, path: readonly (string | number)[]): void {
    super.checkCharacters(value, path);
    if (typeof value === 'string' && /\p{Surrogate}/u.test(value))
      this.add(path, `${placeOf(path)}: holds half a character; type it again`);
  }

  #checkCondition(condition: Readonly<Record<string, unknown>>, index: number): void {
    const path = ['when', index] as const;
    const place = placeOf(path);
    const field = condition['field'];
    const operators = STRIKE_OPERATORS.filter((operator) => operator in condition);
    if (operators.length === 0) this.add(path, `${place}: says nothing about its field; add one of ${listOf(STRIKE_OPERATORS, 'or')}`);
    if (field === 'record_key' || 'key' in condition) this.#checkRecordKeys(condition, path);
    if (operators.length > 1)
      this.add(path, `${place}: has ${listOf(operators)}; a condition has one of them, and a second condition can have the other`);
    for (const operator of operators) {
      const isForDates = (DATE_OPERATORS as readonly string[]).includes(operator);
      if (isForDates && typeof field === 'string' && !(DATE_FIELDS as readonly string[]).includes(field))
        this.add([...path, operator], `${place}.${operator}: goes with ${listOf(DATE_FIELDS, 'or')} only`, 'key');
      if (operator === 'domain' && typeof field === 'string' && field !== 'email')
        this.add([...path, operator], `${place}.domain: goes with email only`, 'key');
      if (isForDates) this.#checkMoment([...path, operator]);
      if ('exact' in condition && !(TEXT_OPERATORS as readonly string[]).includes(operator))
        this.add([...path, 'exact'], `${place}.exact: goes with ${listOf(TEXT_OPERATORS, 'or')} only`, 'key');
    }
    if (condition['exact'] === true || typeof field !== 'string') return;
    const form = COMPARED_FORMS[field as StrikeField] ?? 'words';
    for (const operator of TEXT_OPERATORS) {
      for (const at of asList(condition[operator]).keys()) this.#checkSubstance([...path, operator, at], form);
      this.#checkSubstance([...path, operator], form);
    }
  }

  /** Records are named one by one, by keys of one secret. */
  #checkRecordKeys(condition: Readonly<Record<string, unknown>>, path: readonly (string | number)[]): void {
    const place = placeOf(path);
    const isNamed = condition['field'] === 'record_key';
    if (isNamed && !('is-one-of' in condition))
      this.add(path, `${place}: record_key goes with is-one-of only; \`handin signals --rule\` writes such rules`);
    if (isNamed && !('key' in condition)) this.add(path, `${place}: “key” is missing: which secret the keys of the records were made with`);
    if (!isNamed) this.add([...path, 'key'], `${place}.key: goes with record_key only`, 'key');
  }

  /** What folds to nothing would be in every cell. */
  #checkSubstance(path: readonly (string | number)[], form: ComparedForm): void {
    const value = this.valueAt(path);
    if (typeof value !== 'string' || value.trim() === '' || NEEDED[form].test(value)) return;
    const needed = form === 'digits' ? 'no digit' : 'no letter and no digit';
    this.add(path, `${placeOf(path)}: has ${needed}, and signs do not count in comparing; add exact: true if they should`);
  }

  #checkMoment(path: readonly (string | number)[]): void {
    const value = this.valueAt(path);
    if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) && !isCalendarDay(value.slice(0, 10)))
      this.add(path, `${placeOf(path)}: there is no such day in the calendar`);
  }
}
