/** Windows of time: hours that begin on the hour and on the half hour, and days. Each holds the rows of a sorted list that fall into it. */

import type { SignalColumns } from './columns.js';
import { DAY, HOUR } from './columns.js';

export interface TimeWindow {
  /** Seconds; the end is not part of it. */
  readonly from: number;
  readonly to: number;
  readonly rows: readonly number[];
}

/** What was signed online at a time that is known, in the order of time; for hours the time of day has to be known too. */
export function timedRows({ time, hasClock, isOnline }: SignalColumns, needsClock: boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < time.length; row++) {
    if ((time[row] ?? -1) >= 0 && isOnline[row] === 1 && (!needsClock || hasClock[row] === 1)) rows.push(row);
  }
  return rows;
}

/** Windows of one length that begin at multiples of it, shifted by `offset`; those with fewer than `least` rows are left out. */
export function windowsOf(rows: readonly number[], time: Float64Array, length: number, offset: number, least: number): TimeWindow[] {
  const windows: TimeWindow[] = [];
  const slotOf = (row: number): number => Math.floor(((time[row] ?? 0) - offset) / length);
  for (let start = 0; start < rows.length; ) {
    const slot = slotOf(rows[start] ?? 0);
    let end = start + 1;
    while (end < rows.length && slotOf(rows[end] ?? 0) === slot) end++;
    if (end - start >= least)
      windows.push({ from: slot * length + offset, to: (slot + 1) * length + offset, rows: rows.slice(start, end) });
    start = end;
  }
  return windows;
}

/** Every window that is looked at for a label: hours on the hour, hours on the half hour, days. */
export function allWindows(columns: SignalColumns, least: number): TimeWindow[] {
  const clock = timedRows(columns, true);
  return [
    ...windowsOf(clock, columns.time, HOUR, 0, least),
    ...windowsOf(clock, columns.time, HOUR, HOUR / 2, least),
    ...windowsOf(timedRows(columns, false), columns.time, DAY, 0, least),
  ];
}
