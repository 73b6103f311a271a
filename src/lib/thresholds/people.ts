/**
 * What the list itself tells about who may sign, when, and what each signature must carry: signatures that a threshold does not count, and
 * in whole sentences what nobody can tell from the data.
 */

import type { ListFacts, NotCountable, Scheme, SchemeFacts } from '../model/scheme.js';
import { formatCount, plural } from '../text.js';
import { addDays, addMonths, formatDate } from './dates.js';

/** The days on which a signature must be dated, both included; null where nothing limits it on that side. */
export interface Window {
  readonly from: string | null;
  readonly to: string | null;
}

/** What the conditions of a scheme make of a list. */
export interface ListVerdict {
  readonly notCountable: readonly NotCountable[];
  readonly unchecked: readonly string[];
  /** The last day of the window, where its first is known. */
  readonly deadline: string | null;
}

/**
 * Holds a list against the conditions of a scheme.
 * @param at the day of the check; an age limit on signatures is counted back from it
 */
export function judgeList(scheme: Scheme, facts: SchemeFacts | undefined, at: string): ListVerdict {
  const window = windowOf(scheme, facts?.opened ?? null, at);
  const list = facts?.list;
  const counted = list === undefined ? { notCountable: [], unchecked: [] } : judgePeople(scheme, list, window);
  return {
    notCountable: counted.notCountable,
    unchecked: [
      ...counted.unchecked,
      ...(list === undefined ? uncheckedWithoutList(scheme) : uncheckedFields(scheme, list)),
      ...who(scheme),
    ],
    deadline: scheme.window.rolling === true || facts?.opened === undefined ? null : window.to,
  };
}

/** The window of a scheme from a first day; a rolling one reaches back from the day of the check. */
export function windowOf(scheme: Scheme, opened: string | null, at: string): Window {
  const { state, rolling, options_days: options } = scheme.window;
  if (rolling === true) return { from: reach(scheme, at, -1), to: at };
  if (opened === null) return { from: null, to: null };
  const longest = state === 'options' && options !== undefined ? addDays(opened, Math.max(...options)) : reach(scheme, opened, 1);
  return { from: opened, to: longest };
}

/** A day as many days or calendar months away as the window is long; null where it has no length. */
function reach(scheme: Scheme, day: string, sign: 1 | -1): string | null {
  const { state, value, unit, days_exact: days } = scheme.window;
  if (state !== 'length') return null;
  if (days !== null) return addDays(day, sign * days);
  if (value === null || (unit !== 'months' && unit !== 'years')) return null;
  return addMonths(day, sign * (unit === 'years' ? value * 12 : value));
}

function judgePeople(scheme: Scheme, { people }: ListFacts, { from, to }: Window): Pick<ListVerdict, 'notCountable' | 'unchecked'> {
  const { min_age: minAge } = scheme.signers;
  let [outside, young, undated, ageless, onEdge] = [0, 0, 0, 0, 0];
  const hasWindow = from !== null || to !== null;
  // The last day of a rolling window is the day of the check, which may be a day further on where somebody signs.
  const endsToday = scheme.window.rolling === true;
  const isInside = (day: string): boolean => (from === null || day >= from) && (to === null || day <= to);
  for (const { day, orBefore, orAfter, age, count } of people) {
    if (hasWindow && day !== null) {
      const inside = [
        day,
        ...(orBefore === true ? [addDays(day, -1)] : []),
        ...(orAfter === true && !(endsToday && day === to) ? [addDays(day, 1)] : []),
      ].map(isInside);
      if (!inside.includes(true)) {
        outside += count;
        continue;
      }
      if (inside.includes(false)) onEdge += count;
    }
    if (hasWindow && day === null) undated += count;
    if (minAge === null) continue;
    if (age === null) ageless += count;
    else if (age < minAge) young += count;
  }
  const total = people.reduce((sum, { count }) => sum + count, 0);
  return {
    notCountable: [
      ...(outside === 0 ? [] : [{ reason: 'outside-window' as const, signatures: outside }]),
      ...(young === 0 ? [] : [{ reason: 'under-age' as const, signatures: young }]),
    ],
    unchecked: [
      ...(undated === 0 ? [] : [`${ofThem(undated, total)} no date of signing, so whether they fall into the window is not checked.`]),
      ...(onEdge === 0
        ? []
        : [
            `${formatCount(onEdge)} of ${plural(total, 'signature')} ${onEdge === 1 ? 'is' : 'are'} stamped in universal time so near the first or the last day of the window that the day may be another one where people signed; ${onEdge === 1 ? 'it is' : 'they are'} counted.`,
          ]),
      ...(ageless === 0 ? [] : [`${ofThem(ageless, total)} no date of birth, so whether they were ${minAge} is not checked.`]),
    ],
  };
}

function uncheckedWithoutList(scheme: Scheme): string[] {
  const { min_age: minAge } = scheme.signers;
  return minAge === null ? [] : [`Whether everybody was at least ${minAge} is not checked.`];
}

function uncheckedFields(scheme: Scheme, { filled, people }: ListFacts): string[] {
  const total = people.reduce((sum, { count }) => sum + count, 0);
  return (scheme.signature_data.fields ?? []).flatMap((field) => {
    const count = filled[field];
    const name = field.replaceAll('_', ' ');
    if (count === undefined) return [`The body asks for “${name}” with each signature; the data cannot show it.`];
    if (count >= total) return [];
    return [
      `The body asks for “${name}” with each signature; ${formatCount(total - count)} of ${formatCount(total)} ${total - count === 1 ? 'lacks' : 'lack'} it.`,
    ];
  });
}

function who({ id, signers, duplicate_rule: duplicates }: Scheme): string[] {
  return [
    ...(duplicates === undefined
      ? []
      : [`The body counts duplicates by a rule of its own, see \`handin schemes ${id}\`; the number here is by the campaign’s rules.`]),
    `Who may sign: ${signers.who}. Beyond what is said here, that is not checked.`,
  ];
}

const ofThem = (count: number, total: number): string => `${formatCount(count)} of ${plural(total, 'signature')} carry`;

/** A window in words, for an explanation. */
export function describeDays({ from, to }: Window): string {
  if (from !== null && to !== null) return `from ${formatDate(from)} to ${formatDate(to)}`;
  if (from !== null) return `from ${formatDate(from)} on`;
  return to === null ? 'at any time' : `until ${formatDate(to)}`;
}
