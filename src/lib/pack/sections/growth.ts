/**
 * Signatures over time: the line of the weeks added up, the weeks as columns, and the same numbers as a table. Everything is made from
 * ranges and from the exact total; no exact count of a week is in a release at all.
 */

import type { IsoDate } from '../../model/campaign.js';
import type { ReleaseGrowth } from '../../model/growth.js';
import type { Release, ReleaseThreshold } from '../../model/release.js';
import type { Block, Column, Figure, Tick } from '../blocks.js';
import { heading, paragraph } from '../blocks.js';
import { type Messages, messagesFor } from '../messages/index.js';
import { formatShown } from '../messages.js';
import { gridOf, middleOf, rangeOf, spread } from '../scale.js';

const DAY = 86_400_000;
const DAYS_OF_WEEK = 7;
const GRIDLINES = 4;
const GRIDLINES_SMALL = 2;
const DATES_MAX = 6;
/** A threshold further away than this share of the total would press the line to the ground. */
const LEVEL_FACTOR = 1.6;
/** From so many weeks on, two or three stand beside each other in the table. */
const PAIRS_FROM = [13, 40] as const;

/** The blocks below the thresholds; none without weekly numbers. */
export function growthBlocks(release: Release): Block[] {
  const { growth, campaign } = release;
  if (growth === undefined) return [];
  const messages = messagesFor(campaign.language);
  const { say } = messages;
  return [
    heading(2, say('growth.title')),
    paragraph(say('growth.intro', { smallest: growth.smallest }), 'caption'),
    { type: 'figures', figures: [lineFigure(release, growth, messages)] },
    heading(2, say('growth.weekly.title')),
    { type: 'figures', figures: [columnsFigure(growth, messages)] },
    weeksTable(growth, messages),
    paragraph(say('growth.elsewhere', { count: formatShown(growth.elsewhere, messages), total: growth.total }), 'small'),
  ];
}

/** The first day of a week, from 0; `growth.weeks.length` gives the day after the last one. */
function weekStart({ from }: ReleaseGrowth, week: number): IsoDate {
  return new Date(Date.parse(from) + week * DAYS_OF_WEEK * DAY).toISOString().slice(0, 10);
}

function lastDay(growth: ReleaseGrowth): IsoDate {
  return new Date(Date.parse(weekStart(growth, growth.weeks.length)) - DAY).toISOString().slice(0, 10);
}

function lineFigure(release: Release, growth: ReleaseGrowth, messages: Messages): Figure {
  const { total, weeks } = growth;
  const days = Math.max(1, (Date.parse(release.date) - Date.parse(growth.from)) / DAY + 1);
  const level = levelOf(release.thresholds, total);
  const up = gridOf(Math.max(total, level?.required ?? 0), GRIDLINES);
  const top = up.at(-1) ?? 1;
  const sums = sumsOf(growth);
  const xOf = (week: number): number => Math.min(1, (week * DAYS_OF_WEEK) / days);
  const points = [
    { x: 0, y: 0 },
    ...sums.map((sum, index) => ({ x: xOf(index + 1), y: Math.min(sum, total) / top })),
    { x: 1, y: total / top },
  ];
  const crossing = level === undefined ? null : crossingWeek(growth, level.required ?? 0);
  return {
    note: messages.say('growth.line', { date: messages.date(release.date) }),
    alt: messages.say('growth.alt', { from: messages.date(growth.from), to: messages.date(release.date), total }),
    chart: {
      type: 'line',
      points,
      across: spread(weeks.length, DATES_MAX).map((week) => ({ at: xOf(week), label: shortDate(weekStart(growth, week), messages) })),
      up: up.map((value) => ({ at: value / top, label: messages.number(value) })),
      ...(level === undefined ? {} : { level: levelTick(level, top, messages) }),
      marks: [
        ...(crossing === null || level === undefined
          ? []
          : [
              {
                ...crossingPoint(points, (level.required ?? 0) / top),
                label: messages.say('growth.crossed', { date: shortDate(weekStart(growth, crossing), messages) }),
              },
            ]),
        { x: 1, y: total / top, label: messages.number(total) },
      ],
    },
  };
}

const levelTick = (level: ReleaseThreshold, top: number, { say }: Messages): Tick => ({
  at: (level.required ?? 0) / top,
  label: say('growth.level', { name: level.name, count: level.required ?? 0 }),
});

/** The middle of what was signed by the end of each week. */
function sumsOf({ weeks }: ReleaseGrowth): number[] {
  let sum = 0;
  return weeks.map((week) => {
    sum += middleOf(week);
    return sum;
  });
}

/** The threshold that says most: the highest that is reached, else the lowest that is near. */
function levelOf(thresholds: readonly ReleaseThreshold[], total: number): ReleaseThreshold | undefined {
  const near = thresholds.filter(
    ({ of, required }) => of === 'signatures' && required !== null && required > total / 50 && required <= total * LEVEL_FACTOR,
  );
  const byNumber = near.sort((a, b) => (a.required ?? 0) - (b.required ?? 0));
  return byNumber.findLast(({ required }) => (required ?? 0) <= total) ?? byNumber[0];
}

/**
 * The week in which a number was reached, where the ranges leave no doubt, whatever was signed before the first week or without a date;
 * null where they do.
 */
export function crossingWeek({ weeks, elsewhere }: ReleaseGrowth, required: number): number | null {
  let least = 0;
  let most = rangeOf(elsewhere).to;
  for (const [index, week] of weeks.entries()) {
    const before = most;
    least += rangeOf(week).from;
    most += rangeOf(week).to;
    if (least >= required) return before < required ? index : null;
  }
  return null;
}

/** Where the line meets a level, by straight pieces. */
function crossingPoint(points: readonly { readonly x: number; readonly y: number }[], level: number): { x: number; y: number } {
  const next = points.findIndex(({ y }) => y >= level);
  const [a, b] = [points[next - 1] ?? { x: 0, y: 0 }, points[next] ?? { x: 1, y: level }];
  const share = b.y === a.y ? 0 : (level - a.y) / (b.y - a.y);
  return { x: a.x + share * (b.x - a.x), y: level };
}

function columnsFigure(growth: ReleaseGrowth, messages: Messages): Figure {
  const { weeks } = growth;
  const middles = weeks.map(middleOf);
  const up = gridOf(Math.max(1, ...middles), GRIDLINES_SMALL);
  const top = up.at(-1) ?? 1;
  return {
    alt: messages.say('growth.weekly.alt', { from: messages.date(growth.from), to: messages.date(lastDay(growth)) }),
    chart: {
      type: 'bars-up',
      values: middles.map((middle) => middle / top),
      across: spread(weeks.length, DATES_MAX).map((week) => ({
        at: (week + 0.5) / weeks.length,
        label: shortDate(weekStart(growth, week), messages),
      })),
      up: up.map((value) => ({ at: value / top, label: messages.number(value) })),
    },
  };
}

/** Read across, in the order of time. */
function weeksTable(growth: ReleaseGrowth, messages: Messages): Block {
  const { say } = messages;
  const pairs = 1 + PAIRS_FROM.filter((from) => growth.weeks.length >= from).length;
  const columns = Array.from({ length: pairs }, (): Column[] => [
    { title: say('growth.table.week'), align: 'left', share: 0.55 / pairs },
    { title: say('growth.table.signatures'), align: pairs === 1 ? 'right' : 'left', share: 0.45 / pairs },
  ]).flat();
  const cells = growth.weeks.map((count, week) => [messages.date(weekStart(growth, week)), formatShown(count, messages)]);
  const rows = Array.from({ length: Math.ceil(cells.length / pairs) }, (_, row) =>
    Array.from({ length: pairs }, (_, pair) => cells[row * pairs + pair] ?? ['', '']).flat(),
  );
  return { type: 'table', caption: say('growth.table.caption'), columns, rows, total: false };
}

/** `2 Jun` as the language writes it, for an axis. */
function shortDate(day: IsoDate, { locale }: Messages): string {
  const format = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    calendar: 'gregory',
    numberingSystem: 'latn',
    timeZone: 'UTC',
  });
  return format.format(new Date(`${day}T00:00:00Z`));
}
