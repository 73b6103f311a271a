/** Dates, numbers, lists, order and quotation marks as a language writes them. Nothing here depends on the machine's own locale. */

import type { IsoDate } from '../../model/campaign.js';
import type { Conventions } from './catalogue.js';

export interface Formats {
  /** `1204` as `1,204`, `1.204`, `1 204`. */
  number(value: number): string;
  /** Per cent, with one decimal at most: `45` as `45%`, `45 %`. */
  percent(value: number): string;
  /** `2025-05-06` as `6 May 2025`; a date shortened to a month or a year stays as short as it is. */
  date(date: IsoDate): string;
  /** `a, b and c`. */
  list(items: readonly string[]): string;
  /** The text in the quotation marks of the language. */
  quote(text: string): string;
  /** Order of the alphabet; strings that it holds equal are told apart by their code units. */
  compare(a: string, b: string): number;
  /** A name without its leading article, for the order of a list of organisations. */
  withoutArticle(name: string): string;
  /** The first letter in upper case. */
  sentenceCase(text: string): string;
}

/** @param locale a tag that Intl takes @param conventions those of its language; null where there is no catalogue */
export function formatsOf(locale: string, conventions: Conventions | null): Formats {
  const numbers = new Intl.NumberFormat(locale, { numberingSystem: 'latn' });
  const percents = new Intl.NumberFormat(locale, { style: 'percent', numberingSystem: 'latn', maximumFractionDigits: 1 });
  const collator = new Intl.Collator(locale);
  const articles = conventions === null ? null : articlePattern(conventions.articles);
  const [open, close] = conventions?.quotes ?? ['“', '”'];
  return {
    number: (value) => numbers.format(value),
    percent: (value) => percents.format(value / 100),
    date: (date) => formatDate(date, locale, conventions?.firstOfMonth),
    list: (items) => formatList(items, locale, conventions?.and),
    quote: (text) => `${open}${text}${close}`,
    compare: (a, b) => collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0),
    withoutArticle: (name) => (articles === null ? name : name.replace(articles, '')),
    sentenceCase: (text) => text.replace(/^\p{L}/u, (letter) => letter.toLocaleUpperCase(locale)),
  };
}

/** A calendar of our own time: a ministry must not have to convert the day of a hand-in. */
function formatDate(date: IsoDate, locale: string, firstOfMonth: string | undefined): string {
  const [year = '', month, day] = date.split('-');
  if (month === undefined) return year;
  const format = new Intl.DateTimeFormat(locale, {
    calendar: 'gregory',
    numberingSystem: 'latn',
    timeZone: 'UTC',
    ...(day === undefined ? { year: 'numeric', month: 'long' } : { dateStyle: 'long' }),
  });
  const parts = format.formatToParts(new Date(`${year}-${month}-${day ?? '01'}T00:00:00Z`));
  return parts.map(({ type, value }) => (type === 'day' && value === '1' ? (firstOfMonth ?? value) : value)).join('');
}

function formatList(items: readonly string[], locale: string, and: Conventions['and']): string {
  const last = items.at(-1);
  const row = last === undefined ? undefined : and?.find(({ before }) => new RegExp(before, 'iu').test(last));
  if (row === undefined || items.length < 2) return new Intl.ListFormat(locale, { type: 'conjunction' }).format(items);
  return `${items.slice(0, -1).join(', ')} ${row.word} ${last}`;
}

function articlePattern(articles: readonly string[]): RegExp | null {
  if (articles.length === 0) return null;
  const forms = articles.map((article) => (/['’]$/u.test(article) ? `${article.slice(0, -1)}['’]` : `${article}\\s+`));
  return new RegExp(`^(?:${forms.join('|')})`, 'iu');
}
