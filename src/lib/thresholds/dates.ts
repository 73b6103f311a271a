/**
 * Calendar days for validity dates and collection windows. Days are ISO text and compare as text; the catalogue may
 * shorten them to a month or a year, which then stands for its first day in a "from" and its last day in a "to".
 */

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

const DAY_MS = 86_400_000;

/** First day of a date that may be shortened: `2020-10` is `2020-10-01`. */
export function firstDay(date: string): string {
  if (date.length === 4) return `${date}-01-01`;
  return date.length === 7 ? `${date}-01` : date;
}

/** Last day of a date that may be shortened: `2020-10` is `2020-10-31`, `2023` is `2023-12-31`. */
export function lastDay(date: string): string {
  if (date.length === 4) return `${date}-12-31`;
  return date.length === 7 ? addDays(addMonths(`${date}-01`, 1), -1) : date;
}

/** Whether the text is a day that exists. */
export function isDay(date: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(date) && addDays(date, 0) === date;
}

export function addDays(day: string, days: number): string {
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) ? '' : new Date(time + days * DAY_MS).toISOString().slice(0, 10);
}

/** The same day of a later or earlier month, or that month's last day when it is shorter. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, dayOfMonth = 1] = day.split('-').map(Number);
  const monthIndex = year * 12 + (month - 1) + months;
  const length = new Date(Date.UTC(Math.floor(monthIndex / 12), (monthIndex % 12) + 1, 0)).getUTCDate();
  const date = new Date(Date.UTC(Math.floor(monthIndex / 12), monthIndex % 12, Math.min(dayOfMonth, length)));
  return date.toISOString().slice(0, 10);
}

/** `1 December 2020`, `October 2020` or `2023`, whatever the date holds. */
export function formatDate(date: string): string {
  const [year, month, day] = date.split('-');
  const name = month === undefined ? undefined : MONTHS[Number(month) - 1];
  return [day === undefined ? undefined : String(Number(day)), name, year].filter((part) => part !== undefined).join(' ');
}

/** As `formatDate`, for the end of a period: `the end of 2023`, `the end of October 2020`, `1 December 2020`. */
export function formatEnd(date: string): string {
  return date.length === 10 ? formatDate(date) : `the end of ${formatDate(date)}`;
}
