/**
 * The pack's standing words that depend on the kind of campaign or on a code of the ledger. The pack counts and does not
 * certify, so it speaks of what was counted and never of anything stronger.
 */

import type { CampaignKind, IsoDate, SectionId, Target } from '../model/campaign.js';
import type { Release, ReleaseDocument, ReleaseThreshold, Shown } from '../model/release.js';
import type { SignalId } from '../model/signals-report.js';
import { formatCount, listOf, plural } from '../text.js';
import { messagesFor } from './messages/index.js';

/** The thing itself, as in "A petition to the Home Secretary". */
export const KIND_NOUNS: Readonly<Record<CampaignKind, string>> = {
  petition: 'petition',
  'open-letter': 'open letter',
  'joint-statement': 'joint statement',
  coalition: 'coalition',
};

/**
 * What those who are named expect of the reader. A pack becomes recorded information of a ministry, and regulators have asked what signatories
 * expected before they decided whether names go out (Gloucestershire 2007, Fife 016/2011).
 */
export const NAMES_EXPECTATION = 'Names are given to the addressee only. Please do not publish them or pass them on.';

/** Title of a section, as in its heading, the contents list and the bookmarks. */
export function sectionTitle(id: SectionId, { campaign }: Release, document: ReleaseDocument): string {
  const { say } = messagesFor(campaign.language);
  switch (id) {
    case 'text':
      return say(`title.text.${campaign.kind}`);
    case 'organisations':
      return say(`title.organisations.${campaign.kind}`);
    case 'letter':
      return document.target === undefined ? say('title.letter') : say('title.letter-to', { addressee: addressee(document.target) });
    default:
      return say(`title.${id}`);
  }
}

/** How running text speaks of the target: the role with an article when it is an office, else the name. */
export function addressee(target: Target): string {
  if (target.role !== undefined && target.role.trim() !== '') return withArticle(target.role);
  return target.name;
}

const ARTICLE = /^(?:the|his|her|members?|all)\s/iu;

function withArticle(role: string): string {
  return ARTICLE.test(role) || role.includes(',') ? role : `the ${role}`;
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** `2025-05-06` as `6 May 2025`; a shortened date stays as short as it is. */
export function formatDate(date: IsoDate): string {
  const [year = '', month, day] = date.split('-');
  const name = month === undefined ? undefined : MONTHS[Number(month) - 1];
  if (name === undefined) return year;
  return day === undefined ? `${name} ${year}` : `${Number(day)} ${name} ${year}`;
}

/** A number as it may be shown, in words where it is a range. */
export function formatShown(shown: Shown): string {
  if ('exact' in shown) return formatCount(shown.exact);
  if (shown.from <= 1) return `fewer than ${formatCount(shown.to + 1)}`;
  return `${formatCount(shown.from)}–${formatCount(shown.to)}`;
}

interface LineWords {
  readonly step: string;
  readonly rule: string;
}

const LINES: Readonly<Record<string, LineWords>> = {
  duplicate: { step: 'Left out: duplicates', rule: 'the same person signed more than once' },
  unconfirmed: { step: 'Left out: not confirmed', rule: 'the signing was never confirmed' },
  withdrawn: { step: 'Left out: withdrawn', rule: 'the person took the signature back' },
  unreadable: { step: 'Left out: unreadable', rule: 'the record could not be read' },
  blank: { step: 'Left out: blank', rule: 'the record holds no name' },
  suppressed: { step: 'Left out: removed on request', rule: 'the person asked to be removed' },
  ineligible: { step: 'Left out: not eligible', rule: 'outside the terms of the campaign' },
  'struck-out': { step: 'Left out: struck out', rule: 'struck out by the organiser under a rule with a stated reason' },
  other: { step: 'Left out: other reasons', rule: 'several reasons, each too few to show alone' },
};

/** Words of one line of the statement of numbers: what was left out, and why. */
export function lineWords(id: string): LineWords {
  return LINES[id] ?? { step: `Left out: ${id.replaceAll('-', ' ')}`, rule: '' };
}

/** What a signature can have a sign of, in the words of "How we counted". Names and rushes are not here: they are a sign of nothing on anybody. */
const SIGNAL_WORDS: Readonly<Partial<Record<SignalId, string>>> = {
  clockwork: 'the rhythm of signing',
  'sequential-mailboxes': 'mailboxes that are numbered in a row',
  'mailbox-shape': 'mailboxes that are made after one pattern',
  'domain-concentration': 'many signatures from one mail domain within a short time',
  'disposable-domains': 'mailboxes for one use only',
  'templated-comments': 'comments made from one template',
  'impossible-geography': 'more signatures from a place than people live there',
};

/** The signs that were looked for, as one list in words. */
export function signalWords(checks: readonly SignalId[]): string {
  return listOf(checks.flatMap((id) => SIGNAL_WORDS[id] ?? []));
}

/** `text` with its first letter in upper case. */
export function sentenceCase(value: string): string {
  return value.charAt(0).toLocaleUpperCase('en-GB') + value.slice(1);
}

/** What a threshold asks for, in words: `10,000 signatures`, `more than 100 organisations`. */
export function requiredWords(result: ReleaseThreshold): string {
  if (result.required === null) return 'no number given';
  const one = result.of === 'signatures' ? 'signature' : 'organisation';
  return `${result.comparison === 'gt' ? 'more than ' : ''}${plural(result.required, one)}`;
}

/**
 * Where a threshold stands, in a few words. Only `met` may be called reached: a body that accepts nothing but its own
 * signatures has not been reached by as many signatures gathered elsewhere.
 */
export function stateWords(result: ReleaseThreshold): string {
  switch (result.outcome) {
    case 'met':
      return 'reached';
    case 'not-met':
      return progressWords(result);
    case 'as-many-as':
      return result.required === null ? 'as many as asked' : `as many as ${formatCount(result.required)}`;
    case 'does-not-apply':
      return 'does not apply';
    case 'expired':
      return 'expired figures';
    case 'unknown':
      return 'not known';
  }
}

/** Whole percent of what is required, rounded down so that a miss is never shown as 100%. */
function progressWords(result: ReleaseThreshold): string {
  if (result.required === null || result.required <= 0) return 'not reached';
  const percent = Math.min(99, Math.floor((100 * result.count) / result.required));
  return percent === 0 && result.count > 0 ? 'under 1% reached' : `${percent}% reached`;
}

/** Names of organisers as one phrase; long lists are shortened. */
export function organiserPhrase(names: readonly string[]): string {
  if (names.length <= 3) return listOf(names);
  return `${names.slice(0, 2).join(', ')} and ${plural(names.length - 2, 'other')}`;
}

export const SALUTATION = 'Dear Sir or Madam';
export const FAREWELL = { named: 'Yours sincerely,', unnamed: 'Yours faithfully,' } as const;
