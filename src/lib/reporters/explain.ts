/**
 * Shows why the last merge counted as it did: the story of a signature, why a record is set aside, or what each field of a pair contributed.
 * Weights are shown as words and as bars of text, which need no colour; never as "98 % sure".
 */

import type {
  CertainRule,
  ExplainedJudgement,
  ExplainedLink,
  ExplainedPlace,
  ExplainedRecord,
  ExplainReport,
  PairExplanation,
  SetAsideStory,
  SignatureStory,
  Weighing,
  WouldMatch,
} from '../model/explain-report.js';
import type { Reason } from '../model/record.js';
import { SHOWN_FIELDS } from '../model/review-report.js';
import { formatCount, plural, showHidden } from '../text.js';
import { formatJson, hang, onOneLine, padTo, type TextOptions, usableWidth } from './columns.js';
import { FATE_WORDS } from './fates.js';
import { formatCell, formatSideBySide } from './review-pair.js';

export function formatExplainJson(report: ExplainReport): string {
  return formatJson(report);
}

/** The text that a person reads. */
export function formatExplain(report: ExplainReport, options: TextOptions): string {
  const page = new Page(options);
  switch (report.about) {
    case 'signature':
      tellSignature(report, page);
      break;
    case 'set-aside':
      tellSetAside(report, page);
      break;
    case 'pair':
      tellPair(report, page);
      break;
  }
  return page.text();
}

/** Lines of one width. */
class Page {
  readonly width: number;
  readonly options: TextOptions;
  readonly #lines: string[] = [];

  constructor(options: TextOptions) {
    this.options = options;
    this.width = usableWidth(options);
  }

  say(text: string, indent = ''): void {
    this.#lines.push(...hang(indent, text, this.width));
  }

  title(text: string): void {
    this.#lines.push(...hang('', text, this.width, this.options.paint.bold));
  }

  section(text: string): void {
    this.#lines.push('');
    this.title(text);
  }

  add(lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

/** More of a list fills the screen; `--json` has all of it. */
const LIST_MAX = 40;

function tellList<T>(page: Page, items: readonly T[], tell: (item: T) => void): void {
  for (const item of items.slice(0, LIST_MAX)) tell(item);
  if (items.length > LIST_MAX) page.say(`and ${formatCount(items.length - LIST_MAX)} more; --json lists all.`, '  ');
}

/** Why a record has its fate, after "because". */
const REASON_WORDS: Readonly<Record<Reason, string>> = {
  signature: 'it is the counted record',
  'same-person': 'another record of the same person is counted',
  'shared-email': 'no further name counts at its e-mail address',
  'same-organisation': 'another record of the same organisation is counted',
  'quote-unclosed': 'a quotation mark opens a cell and nothing closes it',
  'quote-stray': 'a quotation mark inside a cell is not doubled',
  'row-short': 'it has fewer cells than the header',
  'row-long': 'it has more cells than the header',
  'nul-byte': 'it holds NUL characters, a sign of damage',
  'record-too-long': 'it is longer than a record may be',
  'cell-too-long': 'one of its cells is longer than a cell may be',
  'json-invalid': 'it is not one well-formed JSON object',
  'header-repeat': 'it is the header again',
  footer: 'it is a note or a total below the list',
  'other-table': 'it belongs to a small table below the list',
  'empty-record': 'no cell that a person would fill in is filled',
  'status-unconfirmed': 'its platform says that the signing was not confirmed',
  'status-withdrawn': 'its platform says that it was withdrawn or deleted',
  'withdrawn-by-person': 'another record of the same person or organisation is withdrawn, and takes this one with it',
  'no-name': 'it has neither a name nor an e-mail address',
  'struck-by-rule': 'a rule of `handin strike` matches it',
  'erased-on-request': 'the person asked to be removed, and nothing of it is kept but its place',
  'erasure-undecided': 'it shares an address or a number with somebody who asked to be removed; `handin erase --decide` asks whose it is',
};

/** What a certain rule says of two records. */
const RULE_WORDS: Readonly<Record<CertainRule, string>> = {
  'canonical-email': 'same e-mail address and name',
  'shared-email': 'same e-mail address, another name',
  'name-postcode': 'same name and postcode',
  'name-contact': 'same name, and same telephone or street address',
  'organisation-name': 'same name of an organisation',
};

const JUDGEMENT_WORDS = { match: 'the same person', 'non-match': 'two people', unsure: 'unsure', undone: 'taken back' } as const;

function placeWords({ source, record }: ExplainedPlace): string {
  // As in ledger.csv, and as one types it.
  return `${showHidden(source)}, record ${record}`;
}

/** A probability of the model as a figure with what to think of it. */
function aboutWords(probability: number): string {
  if (probability >= 0.995) return 'above 0.99 by the model, which is often too sure';
  if (probability < 0.005) return 'below 0.01 by the model';
  return `about ${probability.toFixed(2)} by the model, which is often too sure`;
}

function bitsWords(bits: number): string {
  const text = Math.abs(bits).toFixed(1);
  if (text === '0.0') return '0.0';
  return `${bits < 0 ? '-' : '+'}${text}`;
}

/** How a duplicate came to belong to the counted record. */
function joinedWords({ rule, evidence, matchProbability }: ExplainedRecord): string {
  switch (rule) {
    case null:
      return 'belongs to it';
    case 'linked':
      return `joined by evidence: ${evidence}${matchProbability === null ? '' : `; ${aboutWords(matchProbability)}`}`;
    case 'judgement':
      return 'joined because a person judged so';
    default:
      return `joined by the rule ${rule}${evidence === '' ? '' : `: ${evidence}`}`;
  }
}

function tellRecord(page: Page, record: ExplainedRecord, words: string, mark = ''): void {
  page.say(`${placeWords(record)}${mark}${words === '' ? '' : `: ${words}`}`, '  ');
  const { cells } = record;
  if (cells === null) return;
  for (const field of SHOWN_FIELDS) if (cells[field] !== '') page.add(formatCell(field, cells[field], page.width));
}

function tellSignature(story: SignatureStory, page: Page): void {
  const noun = story.kind === 'organisation' ? 'organisation' : 'person';
  const own = 1 + story.others.length;
  page.title(
    `Signature ${story.signatureId}: ${own === 1 ? `one record of one ${noun}` : `${plural(own, 'record')}, taken as one ${noun}`}`,
  );
  const isAsked = (place: ExplainedPlace): boolean => story.asked?.source === place.source && story.asked.record === place.record;
  const mark = (place: ExplainedPlace): string => (isAsked(place) ? ' (the one you asked for)' : '');
  page.section('Counted record');
  tellRecord(page, story.counted, '', mark(story.counted));
  if (story.others.length > 0) {
    page.section(`Also of this ${noun}`);
    tellList(page, story.others, (record) => tellRecord(page, record, joinedWords(record), mark(record)));
  }
  if (story.refused.length > 0) {
    page.section('Refused at a shared e-mail address');
    page.say('Other names at the same address. The second counts when both gave the same postcode; these do not count.');
    tellList(page, story.refused, (record) => tellRecord(page, record, '', mark(record)));
  }
  tellLinks(page, story.links);
  tellJudgements(page, story.judgements);
  const [other] = [...story.others, ...story.refused];
  if (other !== undefined) {
    page.add(['']);
    page.say(`\`handin explain ${story.signatureId} ${idOf(other)}\` shows what each field says of the two.`);
  }
}

/** A place as one types it. */
function idOf({ source, record }: ExplainedPlace): string {
  const id = `${showHidden(source)}:${record}`;
  return /^[\w.:/#@%+-]+$/.test(id) ? id : `"${id}"`;
}

/** Without evidence where the waterfall has said it. */
function tellLinks(page: Page, links: readonly ExplainedLink[], hasEvidence = true): void {
  const possible = links.filter(({ isControl }) => !isControl);
  if (possible.length === 0) return;
  page.section('Possible links');
  tellList(page, possible, ({ pairId, left, right, evidence, matchProbability, judgement, countedAs }) => {
    const judged = judgement === null ? 'nobody has judged it' : `judged: ${JUDGEMENT_WORDS[judgement]}`;
    const signature = (end: ExplainedLink['left']): string =>
      `${placeWords(end)}${end.signatureId === null ? '' : ` (${end.signatureId})`}`;
    page.say(`${pairId}: ${signature(left)} and ${signature(right)}, counted as ${countedAs}; ${judged}`, '  ');
    if (hasEvidence) page.say(`${evidence}${matchProbability === null ? '' : `; ${aboutWords(matchProbability)}`}`, '      ');
  });
}

function tellJudgements(page: Page, judgements: readonly ExplainedJudgement[]): void {
  if (judgements.length === 0) return;
  page.section('Judgements');
  const place = (given: ExplainedPlace | null): string => (given === null ? 'a record that is not there any more' : placeWords(given));
  tellList(page, judgements, ({ pairId, judgement, judgedAt, reviewer, stands, left, right }) => {
    const who = reviewer === '' ? '' : ` by ${onOneLine(reviewer)}`;
    const held = stands || judgement === 'undone' ? '' : ' (no longer holds)';
    page.say(`${judgedAt.slice(0, 10)}${who}: ${JUDGEMENT_WORDS[judgement]}${held}; ${place(left)} and ${place(right)} (${pairId})`, '  ');
  });
}

function tellSetAside({ record, wouldMatch, wouldMatchCount, judgements }: SetAsideStory, page: Page): void {
  page.title(`${placeWords(record)} is not counted`);
  page.section('Why');
  const rule = record.rule === null ? '' : ` (${record.rule})`;
  page.say(`It is ${FATE_WORDS[record.fate]}, because ${REASON_WORDS[record.reason]}${rule}.`);
  if (record.fate === 'unreadable') page.say('quarantine.csv has the row as it stands in the file, and a suggestion where there is one.');
  if (record.cells !== null) {
    page.section('The record');
    tellRecord(page, record, '');
  }
  if (record.kind !== null && record.fate !== 'blank' && record.fate !== 'ineligible') {
    page.section(record.fate === 'withdrawn' ? 'Records that match it' : 'What it would have matched');
    if (wouldMatch.length === 0) page.say('Nothing: no rule and no evidence ties it to another record.');
    for (const match of wouldMatch) page.say(matchWords(match), '  ');
    if (wouldMatchCount > wouldMatch.length) page.say(`and ${formatCount(wouldMatchCount - wouldMatch.length)} more.`, '  ');
  }
  tellJudgements(page, judgements);
}

function matchWords(match: WouldMatch): string {
  const { rule, evidence, weight } = match;
  const byRule = rule === null ? [] : [`by the rule ${rule}: ${RULE_WORDS[rule]}`];
  const byWeight = weight === null ? [] : [`${bitsWords(weight)} bits: ${evidence}`];
  return `${placeWords(match)}${signatureWords(match)}, ${[...byRule, ...byWeight].join('; ')}`;
}

function tellPair(pair: PairExplanation, page: Page): void {
  const { left, right, weighing } = pair;
  page.title(`A: ${placeWords(left.record)}${signatureWords(left.record)}`);
  page.title(`B: ${placeWords(right.record)}${signatureWords(right.record)}`);
  if (pair.pairs > 1) {
    const which = pair.weighsAll ? `the strongest of ${plural(pair.pairs, 'pair')} between the two` : 'the counted records of the two';
    page.say(weighing === null ? 'The first records of the two.' : `This is ${which}.`);
  }
  if (left.record.cells !== null && right.record.cells !== null) {
    page.add(['']);
    page.add(formatSideBySide({ ...left.record, cells: left.record.cells }, { ...right.record, cells: right.record.cells }, page.options));
  }
  page.section('What was decided');
  for (const sentence of decisionWords(pair)) page.say(sentence);
  if (weighing === null) tellUnweighed(pair, page);
  else tellWeighing(weighing, pair, page);
  if (pair.others.length > 0) {
    page.section('Other pairs of the two');
    for (const other of pair.others)
      page.say(`${bitsWords(other.weight).padStart(6)}  ${placeWords(other.left)} and ${placeWords(other.right)}`, '  ');
    const more = pair.pairs - 1 - pair.others.length;
    if (pair.weighsAll && more > 0) page.say(`and ${formatCount(more)} weaker ones.`, '  ');
  }
  tellLinks(page, pair.links, weighing === null);
  tellJudgements(page, pair.judgements);
}

function signatureWords({ signatureId, reason, fate }: Pick<ExplainedRecord, 'signatureId' | 'reason' | 'fate'>): string {
  if (signatureId === null) return ` (${FATE_WORDS[fate]})`;
  return reason === 'shared-email' ? ` (refused; listed with ${signatureId})` : ` (${signatureId}, ${fate})`;
}

/** What the last merge made of the two, and why, in sentences. */
function decisionWords(pair: PairExplanation): string[] {
  const { decision, left, right, weighing, rule, unweighed, saysTheSame } = pair;
  const sides = [
    ['A', left.record],
    ['B', right.record],
  ] as const;
  const noun = left.record.kind === 'organisation' ? 'organisation' : 'person';
  const aside = sides.filter(([, record]) => record.signatureId === null || record.reason === 'shared-email');
  const why = aside.map(([name, record]) => `${name} is ${FATE_WORDS[record.fate]} because ${REASON_WORDS[record.reason]}.`);
  const meets = rule === null || decision.outcome === 'one' ? [] : [`By themselves the two meet the rule ${rule}: ${RULE_WORDS[rule]}.`];
  const same = saysTheSame ? [`Both say the same of a ${noun}.`] : [];
  switch (decision.outcome) {
    case 'not-compared':
      return ['They were not compared in the merge.', ...why, ...meets, ...same];
    case 'refused':
      return ['Taken as two people, at an e-mail address that has no place for both.', ...why, ...meets];
    case 'withdrawn':
      return ['Both were taken out.', ...why, ...meets, ...same];
    case 'one': {
      const how = sides.flatMap(([name, record]) => (record.rule === null ? [] : [`${name} was ${joinedWords(record)}.`]));
      return [`Counted as one ${noun}${oneWords(decision.by, weighing)}`, ...how, ...same];
    }
    case 'two':
      if (decision.by === 'rule' && rule === 'shared-email')
        return ['Counted as two people: two names count at one e-mail address when both gave the same postcode.'];
      if (unweighed === 'kinds') return ['Counted apart: one is a person, the other an organisation.'];
      return [twoWords(decision.by, noun, weighing), ...why, ...meets];
  }
}

function oneWords(by: PairExplanation['decision']['by'], weighing: Weighing | null): string {
  if (by === 'judgement') return ', because a person judged so. Judgements come before the weights.';
  if (by === 'rule') return weighing === null ? ', by a certain rule.' : ', by a certain rule. Rules come before the weights.';
  if (weighing?.verdict === 'possible') return ', by the evidence, until a person says otherwise.';
  return weighing?.verdict === 'apart'
    ? ', by the evidence. This pair alone would not do; other records of the signature tie the two.'
    : ', by the evidence.';
}

function twoWords(by: PairExplanation['decision']['by'], noun: string, weighing: Weighing | null): string {
  const two = noun === 'organisation' ? 'two organisations' : 'two people';
  switch (by) {
    case 'judgement':
      return `Counted as ${two}, because a person judged so.`;
    case 'rule':
      return `Counted as ${two}: no rule joins them.`;
    case 'others':
      return `Counted as ${two}, although the two are a strong link by themselves: a judgement, a certain rule or their other records stand against it.`;
    case 'weight':
      return weighing?.verdict === 'possible'
        ? `Counted as ${two}, until a person says otherwise.`
        : `Counted as ${two}: the evidence is not enough for a link.`;
    case null:
      return 'One of the two is withdrawn, and did not take the other with it.';
  }
}

const UNWEIGHED_WORDS = {
  exact: 'The merge used the exact rules, which weigh nothing. `handin merge --match linked` learns a model and weighs.',
  organisation: 'Organisations are compared by their names and weigh nothing.',
  kinds: 'A person and an organisation are never compared.',
  unreadable: 'One of the two could not be read as a record, so there is nothing to compare.',
} as const;

function tellUnweighed({ unweighed }: PairExplanation, page: Page): void {
  page.section('What each field says');
  page.say(unweighed === null ? 'Nothing was weighed.' : UNWEIGHED_WORDS[unweighed]);
}

const VERDICT_WORDS = {
  strong: 'strong: joined without asking',
  possible: 'possible: a person should look',
  apart: 'apart: taken as two people',
} as const;

/** The waterfall: what each field adds, as a number of bits, a bar and words. One bit more is twice as likely. */
function tellWeighing(weighing: Weighing, { decision }: PairExplanation, page: Page): void {
  page.section('What each field says');
  page.say('In bits: one more is twice as likely to be one person, one less half as likely. Rare values weigh more.');
  page.add(['']);
  const rows = [{ title: 'to begin with', weight: weighing.start, words: 'how often two records are one person' }, ...weighing.parts];
  const all = { title: 'in all', weight: weighing.weight, words: VERDICT_WORDS[weighing.verdict] };
  const widest = Math.max(6, Math.min(24, Math.floor((page.width - 24) / 3)));
  const unit = Math.max(1, Math.max(...[...rows, all].map(({ weight }) => Math.abs(weight))) / widest);
  const longest = Math.max(...[...rows, all].map(({ weight }) => barOf(weight, unit).length));
  const titleWidth = Math.max(...[...rows, all].map(({ title }) => title.length));
  const line = ({ title, weight, words }: (typeof rows)[number], color?: (text: string) => string): string[] =>
    hang(
      `  ${padTo(title, titleWidth)} ${bitsWords(weight).padStart(6)}  ${padTo(barOf(weight, unit), longest)}  `,
      words,
      page.width,
      color,
    );
  for (const row of rows) page.add(line(row));
  page.add(line(all, page.options.paint.bold));
  page.add(['']);
  const before = decision.by === 'rule' || decision.by === 'judgement' ? ' Not these weights decided, but what is said above.' : '';
  page.say(
    `A link is strong from ${bitsWords(weighing.limits.strong)} and possible from ${bitsWords(weighing.limits.possible)}. Match probability: ${aboutWords(weighing.probability)}.${before}`,
  );
  tellKinds(weighing, page);
}

/** Which kind of pair it looks like, by the model. */
function tellKinds({ kinds }: Weighing, page: Page): void {
  const [first] = kinds;
  if (first === undefined) return;
  page.section(`It looks most like: ${first.words}`);
  const shown = kinds.filter(({ share }) => share >= 0.005);
  const widest = Math.max(...shown.map(({ words }) => words.length));
  for (const { words, share } of shown)
    page.add([`  ${padTo(words, widest)}  ${shareWords(share)}  ${'█'.repeat(Math.round(share * 20))}`.trimEnd()]);
  if (shown.length < kinds.length) page.say('the other kinds below 0.01', '  ');
}

/** Never a round 1: the model is often too sure. */
function shareWords(share: number): string {
  return share >= 0.995 ? '>0.99' : ` ${share.toFixed(2)}`;
}

/** Solid for what speaks for one person, shaded for what speaks against it. */
function barOf(weight: number, unit: number): string {
  const length = Math.round(Math.abs(weight) / unit);
  return (weight < 0 ? '░' : '█').repeat(Math.abs(weight) >= 0.05 ? Math.max(1, length) : 0);
}
