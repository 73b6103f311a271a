/**
 * Striking records out by rules, as a chain of SQL steps over `standardized_records` and `sources`, between bringing records into one form
 * and deciding who is the same person. Only records whose fate is still open are struck; a struck one matches nothing and takes nobody
 * with it. Whether a rule goes too far is judged from the counts at the end of this file.
 */

import type { ComparedForm, StrikeCondition, StrikeRule } from '../model/strike.js';
import { COMPARED_FORMS } from '../model/strike.js';
import type { LetterFolds } from '../normalize/name.js';
import { foldedTextSql } from '../normalize/name.js';
import type { Step } from '../sql.js';
import { quoteName, quoteText, step } from '../sql.js';
import { recordKeySql } from './record-key.js';

/** Stands before a rule's id in the ledger's column `rule`. */
export const STRIKE_RULE_PREFIX = 'strike:';

const IS_OPEN = `(r.fate IS NULL OR r.fate = 'struck-out')`;

/**
 * From `standardized_records` to itself with the fate `struck-out` set: `strike_matches` (source_id, record, kind, rule_id) has every
 * match, `struck_records` (source_id, record, rule_id) the rule that strikes each record, the first by id. Both exist without rules too.
 * `secret` is what record keys are made with; null where no rule has any.
 */
export function strikeSteps(rules: readonly StrikeRule[], letters: LetterFolds, secret: string | null = null): Step[] {
  const matches = rules.map(
    ({ id, when }) => `SELECT r.source_id, r.record, r.kind, ${quoteText(id)} AS rule_id
FROM standardized_records r JOIN sources s USING (source_id)
WHERE r.fate IS NULL AND ${when.map((condition) => `(${conditionSql(condition, letters, secret)})`).join(' AND ')}`,
  );
  const none = `SELECT source_id, record, kind, '' AS rule_id FROM standardized_records WHERE false`;
  return [
    step('strike_matches', matches.length === 0 ? none : matches.join('\nUNION ALL\n')),
    step('struck_records', 'SELECT source_id, record, min(rule_id) AS rule_id FROM strike_matches GROUP BY source_id, record'),
    {
      table: 'standardized_records',
      sql: `UPDATE standardized_records SET fate = 'struck-out' FROM struck_records k
WHERE standardized_records.source_id = k.source_id AND standardized_records.record = k.record`,
    },
  ];
}

/**
 * A condition over `r` (the canonical columns) and `s` (`source`), true or false and never null. Values of the rule stand in it as quoted
 * texts only; none of them is a pattern.
 */
export function conditionSql(condition: StrikeCondition, letters: LetterFolds, secret: string | null = null): string {
  if (condition.field === 'record_key') return recordKeyCondition(condition, secret);
  const column = condition.field === 'source' ? 's.source' : `r.${quoteName(condition.field)}`;
  const form = COMPARED_FORMS[condition.field] ?? 'words';
  const compared = (text: string): string => (condition.exact === true ? text : comparedSql(text, form, letters));
  const holds = (test: string, value: string): string => {
    const folded = compared(quoteText(value));
    // Nothing is at the start, in the middle and at the end of every cell.
    return `${folded} <> '' AND ${test}(${compared(column)}, ${folded})`;
  };
  if (condition.is !== undefined) return anyOf([condition.is]);
  if (condition['is-one-of'] !== undefined) return anyOf(condition['is-one-of']);
  if (condition.contains !== undefined) return holds('contains', condition.contains);
  if (condition['starts-with'] !== undefined) return holds('starts_with', condition['starts-with']);
  if (condition['ends-with'] !== undefined) return holds('ends_with', condition['ends-with']);
  if (condition['is-empty'] !== undefined) return `(trim(${column}) = '') = ${condition['is-empty']}`;
  if (condition.domain !== undefined) return domainSql(column, condition.domain);
  if (condition.before !== undefined) return momentSql(column, '<', condition.before);
  if (condition.after !== undefined) return momentSql(column, '>', condition.after);
  if (condition.from !== undefined) return momentSql(column, '>=', condition.from);
  if (condition.to !== undefined) return momentSql(column, '<=', condition.to);
  throw new RangeError('a condition without an operator');

  /** The values are folded in a table of their own, so that the long expression stands in the statement twice at most. */
  function anyOf(values: readonly string[]): string {
    const rows = values.map((value) => `(${quoteText(value)})`).join(', ');
    return `${compared(column)} <> '' AND ${compared(column)} IN (SELECT ${compared('t.v')} FROM (VALUES ${rows}) t(v))`;
  }
}

function recordKeyCondition({ 'is-one-of': keys = [] }: StrikeCondition, secret: string | null): string {
  if (secret === null) throw new RangeError('record keys without their secret');
  const rows = keys.map((key) => `(${quoteText(key)})`).join(', ');
  return `${recordKeySql(secret)} IN (SELECT t.v FROM (VALUES ${rows}) t(v))`;
}

/** A text in the form that the cells of a field are compared in. */
function comparedSql(text: string, form: ComparedForm, letters: LetterFolds): string {
  switch (form) {
    case 'words':
      return foldedTextSql(text, letters);
    case 'letters':
      return `lower(nfc_normalize(trim(${text})))`;
    case 'code':
      return `regexp_replace(upper(${text}), '[^\\p{L}\\p{N}]+', '', 'g')`;
    case 'digits':
      return `regexp_replace(${text}, '[^0-9]+', '', 'g')`;
  }
}

/** What follows the last @ of an address; a cell without one is at no domain. */
function domainSql(column: string, domain: string): string {
  const isBelow = domain.startsWith('*.');
  const name = `lower(nfc_normalize(${quoteText(isBelow ? domain.slice(2) : domain)}))`;
  const own = `split_part(lower(nfc_normalize(trim(${column}))), '@', -1)`;
  const isThere = isBelow ? `(${own} = ${name} OR ends_with(${own}, '.' || ${name}))` : `${own} = ${name}`;
  return `contains(${column}, '@') AND ${isThere}`;
}

/**
 * Compared as far as the rule says: a day with a day, a minute with a minute. A cell without a time is before or after a minute of another
 * day only.
 */
function momentSql(column: string, sign: '<' | '>' | '<=' | '>=', moment: string): string {
  const as = (length: number): string => `length(${column}) >= ${length} AND substr(${column}, 1, ${length})`;
  const whole = `${as(moment.length)} ${sign} ${quoteText(moment)}`;
  if (moment.length === DAY_LENGTH) return whole;
  return `${whole} OR length(${column}) = ${DAY_LENGTH} AND ${column} ${sign.charAt(0)} ${quoteText(moment.slice(0, DAY_LENGTH))}`;
}

/** `YYYY-MM-DD`. */
const DAY_LENGTH = 10;

/** Per rule and kind: how many records it matches, and how many of those are struck by it and not by an earlier rule. */
export const STRIKE_COUNTS_SQL = `SELECT m.rule_id, m.kind, count(*) AS matches, count(*) FILTER (WHERE m.rule_id = k.rule_id) AS records
FROM strike_matches m JOIN struck_records k USING (source_id, record) GROUP BY m.rule_id, m.kind ORDER BY m.rule_id, m.kind`;

/** Per kind: how many records rules could strike, and how many they do together. */
export const STRIKE_CANDIDATES_SQL = `SELECT r.kind, count(*) AS candidates, count(*) FILTER (WHERE r.fate = 'struck-out') AS struck
FROM standardized_records r WHERE ${IS_OPEN} GROUP BY r.kind ORDER BY r.kind`;

/** A row of `STRIKE_COUNTS_SQL`. */
export interface StrikeCountRow {
  readonly [column: string]: string | number;
  readonly rule_id: string;
  readonly kind: string;
  readonly matches: number;
  readonly records: number;
}

/** A row of `STRIKE_CANDIDATES_SQL`. */
export interface StrikeCandidatesRow {
  readonly [column: string]: string | number;
  readonly kind: string;
  readonly candidates: number;
  readonly struck: number;
}

/**
 * The ids of the rules that leave nobody: one rule that matches all of the people, or all of the organisations where no people sign; else
 * all rules when only together they do. Empty when somebody is left, or when there was nobody.
 */
export function rulesThatStrikeEverything(counts: readonly StrikeCountRow[], candidates: readonly StrikeCandidatesRow[]): string[] {
  const judged = candidates.find(({ kind }) => kind === 'person') ?? candidates[0];
  if (judged === undefined) return [];
  const own = counts.filter(({ kind }) => kind === judged.kind);
  const alone = own.filter(({ matches }) => matches === judged.candidates).map(({ rule_id }) => rule_id);
  if (alone.length > 0) return alone;
  return judged.struck === judged.candidates ? own.map(({ rule_id }) => rule_id) : [];
}
