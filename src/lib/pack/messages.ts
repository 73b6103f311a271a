/**
 * The pack's standing words that depend on the kind of campaign or on a code of the ledger. The pack counts and does not
 * certify, so it speaks of what was counted and never of anything stronger. The words themselves are in `messages/`.
 */

import type { SectionId, Target } from '../model/campaign.js';
import type { Release, ReleaseDocument, Shown } from '../model/release.js';
import type { SignalId } from '../model/signals-report.js';
import type { VolumeSectionId } from './blocks.js';
import { type Messages, messagesFor } from './messages/index.js';

/** The words in which a release's documents speak. */
export function wordsOf(release: Pick<Release, 'campaign'>): Messages {
  return messagesFor(release.campaign.language);
}

/** Title of a section, as in its heading, the contents list and the bookmarks. */
export function sectionTitle(id: SectionId | VolumeSectionId, release: Release, document: ReleaseDocument): string {
  const words = wordsOf(release);
  const { kind } = release.campaign;
  switch (id) {
    case 'text':
      return words.say(`title.text.${kind}`);
    case 'organisations':
      return words.say(`title.organisations.${kind}`);
    case 'letter':
      return document.target === undefined
        ? words.say('title.letter')
        : words.say('title.letter-to', { addressee: addressee(document.target, words) });
    default:
      return words.say(`title.${id}`);
  }
}

/** How running text speaks of the target: the role, in English with an article when it is an office, else the name. */
export function addressee(target: Target, words: Pick<Messages, 'locale' | 'isFallback'>): string {
  if (target.role === undefined || target.role.trim() === '') return target.name;
  // Other languages put a colon before it, because an article there would have a gender and a case.
  return words.locale.startsWith('en') && !words.isFallback ? withArticle(target.role) : target.role;
}

const ARTICLE = /^(?:the|his|her|members?|all)\s/iu;

function withArticle(role: string): string {
  return ARTICLE.test(role) || role.includes(',') ? role : `the ${role}`;
}

/** A number as it may be shown, in words where it is a range. */
export function formatShown(shown: Shown, words: Messages): string {
  if ('exact' in shown) return words.number(shown.exact);
  if (shown.from <= 1) return words.say('number.fewer-than', { number: shown.to + 1 });
  return words.say('number.range', { from: shown.from, to: shown.to });
}

/** Lines of the statement of numbers that have words of their own; see `STATEMENT_LINES` in `gate/statement.ts`. */
const LINES = [
  'duplicate',
  'shared-email',
  'unconfirmed',
  'withdrawn',
  'no-name',
  'struck-out',
  'suppressed',
  'unreadable',
  'other',
] as const;

/** Words of one line of the statement of numbers: what was left out, and why. A line without words of its own is one of the others. */
export function lineWords(id: string, { say }: Messages): { readonly step: string; readonly rule: string } {
  const line = LINES.find((known) => known === id) ?? 'other';
  return { step: say(`count.left-out.${line}`), rule: say(`count.left-out.${line}.reason`) };
}

/** What a signature can have a sign of, in the words of "How we counted". Names and rushes are not here: they are a sign of nothing on anybody. */
const SIGNS = [
  'clockwork',
  'sequential-mailboxes',
  'mailbox-shape',
  'domain-concentration',
  'disposable-domains',
  'templated-comments',
  'impossible-geography',
] as const satisfies readonly SignalId[];

/** The signs that were looked for, as one list in words. */
export function signalWords(checks: readonly SignalId[], { say, list }: Messages): string {
  const signs: readonly (typeof SIGNS)[number][] = SIGNS;
  return list(checks.flatMap((id) => signs.find((sign) => sign === id) ?? []).map((sign) => say(`signs.${sign}`)));
}

/** Names of organisers as one phrase; long lists are shortened. */
export function organiserPhrase(names: readonly string[], { say, list }: Messages): string {
  if (names.length <= 3) return list(names);
  return say('organisers.more', { names: names.slice(0, 2).join(', '), others: names.length - 2 });
}

/** Several items in one line: `a; b; c`. */
export function joined(items: readonly string[], { say }: Messages): string {
  return items.length === 0 ? '' : items.reduce((first, second) => say('join.semicolon', { first, second }));
}
