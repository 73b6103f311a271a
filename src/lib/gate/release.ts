/**
 * The gate: the one module that turns red into green. What it returns is the complete list of facts that leave the
 * organisation; the renderer gets nothing else. Order is by what is displayed and by nothing else, so a position gives
 * no withheld signatory away.
 */

import { canonicalJson } from '../canonical-json.js';
import type { Campaign, IsoDate, SectionId } from '../model/campaign.js';
import type { TreeCommitment } from '../model/commitment.js';
import type { ReleaseGrowth } from '../model/growth.js';
import type { LetterForm } from '../model/letter-form.js';
import type { ReasonCounts } from '../model/merge-report.js';
import { type PrintSettings, printSettings } from '../model/print.js';
import type { ConsentLevel } from '../model/record.js';
import type { Release, ReleaseComment, ReleaseDocument, ReleaseFont, ReleaseOrganisation, ReleaseSignatory } from '../model/release.js';
import type { RichText } from '../model/rich-text.js';
import type { ThresholdResult } from '../model/scheme.js';
import type { ReleaseSeal } from '../model/seal.js';
import type { SignalsReport } from '../model/signals-report.js';
import { type Formats, formatsFor } from '../pack/messages/index.js';
import { type BesideNames, dropPlacesWherePointing, placesPointAmong, type ShownInArea } from './breakdown.js';
import type { DisplayLimits, PrivateSignature } from './display.js';
import { commentOf, displayOf, LEVEL_PARTS, minConsent } from './display.js';
import type { RuleCount } from './duplicates.js';
import { localNumber } from './local-number.js';
import { fillPlaceholders } from './placeholders.js';
import { buildStatement } from './statement.js';
import { releasedThreshold } from './thresholds.js';

export interface GateInput extends BesideNames {
  readonly version: string;
  readonly campaign: Campaign;
  readonly date: IsoDate;
  readonly sections: readonly SectionId[];
  readonly texts: { readonly body?: RichText; readonly letter?: RichText; readonly case?: RichText; readonly context?: RichText };
  readonly people: ReasonCounts;
  /** Duplicates of one person by the rule that found them; left out where nobody counted them. */
  readonly duplicateRules?: readonly RuleCount[];
  /** Signatures by week, decided; left out where there are none to be shown. */
  readonly growth?: ReleaseGrowth;
  /** What signs of forgery were found in this very merge; null or left out where nobody looked. */
  readonly signals?: SignalsReport | null;
  /** How duplicates were found. */
  readonly method: 'exact' | 'linked';
  /** Whether people's signatures are collected at all; without sources a campaign lives by its organisations. */
  readonly collectsSignatures: boolean;
  readonly signatures: readonly PrivateSignature[];
  readonly organisationCount: number;
  /** Organisations to be named, in any order. */
  readonly organisations: readonly ReleaseOrganisation[];
  readonly thresholds: readonly ThresholdResult[];
  /** How the letter to each target begins and ends, by the target's id; left out for the standing words. */
  readonly letterForms?: ReadonlyMap<string, LetterForm>;
  /** Left out where the campaign has no tree key. */
  readonly commitment?: TreeCommitment;
  /** Left out where the pack is not sealed. */
  readonly seal?: ReleaseSeal;
  /** Left out where the campaign names no fonts. */
  readonly fonts?: readonly ReleaseFont[];
}

/** What is shown of people under one ceiling. */
interface Shown {
  readonly ceiling: ConsentLevel;
  readonly entries: readonly ReleaseSignatory[];
  readonly comments: readonly ReleaseComment[];
}

/** Builds the release. Pure: equal input, in any order of signatures, gives an equal release. */
export function buildRelease(input: GateInput): Release {
  const { campaign, texts } = input;
  const formats = formatsFor(campaign.language);
  const byDisplay: Order = formats.compare;
  const shown = shownUnder(input, campaign.display.ceiling, byDisplay);
  const organisations = organisationOrder(input.organisations, formats);
  const signatures = input.collectsSignatures ? (input.people.signature ?? 0) : null;
  return {
    formatVersion: 1,
    tool: { name: 'handin', version: input.version },
    campaign: {
      kind: campaign.kind,
      title: campaign.title,
      language: campaign.language,
      ...(campaign.notice === undefined ? {} : { notice: campaign.notice }),
      organisers: campaign.organisers,
      ...(campaign.ask === undefined ? {} : { ask: campaign.ask }),
      ...(campaign.commons === undefined ? {} : { commons: campaign.commons }),
    },
    date: input.date,
    ...(campaign.pack.place === undefined ? {} : { place: campaign.pack.place }),
    sections: input.sections,
    ...printOf(campaign),
    documents: documentsOf(input, shown, byDisplay),
    ...sharedTexts(input, values(input, shown.entries.length), texts),
    ...(campaign['context-as-of'] === undefined ? {} : { contextAsOf: campaign['context-as-of'] }),
    statistics: campaign.statistics,
    aims: campaign.aims,
    counts: { signatures, organisations: input.organisationCount, named: shown.entries.length },
    thresholds: input.thresholds.map((result) => releasedThreshold(result, campaign.language)),
    ...(input.breakdown === undefined ? {} : { breakdown: input.breakdown.table }),
    ...(input.growth === undefined ? {} : { growth: input.growth }),
    ...(signatures === null
      ? {}
      : { statement: buildStatement(input.people, input.method, input.signals ?? null, input.duplicateRules ?? []) }),
    // Hashes that say nothing of anybody without a key that never leaves; see docs/decisions/verifiable-counts.md.
    ...(input.commitment === undefined ? {} : { commitment: input.commitment }),
    ...(input.seal === undefined ? {} : { seal: input.seal }),
    ...(input.fonts === undefined ? {} : { fonts: input.fonts }),
    organisations,
    signatories: { ceiling: shown.ceiling, entries: shown.entries },
    ...(shown.comments.length === 0 ? {} : { comments: shown.comments }),
    published: publishedBy(campaign),
  };
}

/** Only what differs from the usual is said, so that a pack printed as usual stays what it was. */
function printOf({ pack }: Campaign): { print?: PrintSettings } {
  const print = printSettings(pack);
  return canonicalJson(print) === canonicalJson(printSettings()) ? {} : { print };
}

type Order = (a: string, b: string) => number;

/** In the alphabet of the campaign's language, of which a leading article is no part. */
function organisationOrder(organisations: readonly ReleaseOrganisation[], { compare, withoutArticle }: Formats): ReleaseOrganisation[] {
  return [...organisations].sort((a, b) => compare(withoutArticle(a.name), withoutArticle(b.name)) || compare(a.name, b.name));
}

/** Everybody who may be shown under a ceiling, ordered by what is printed and by nothing else. */
function shownUnder(input: GateInput, ceiling: ConsentLevel, byDisplay: Order): Shown {
  const limits = { ceiling, date: input.date };
  const byEntry = (a: ReleaseSignatory, b: ReleaseSignatory): number =>
    byDisplay(a.name, b.name) || byDisplay(a.place ?? '', b.place ?? '');
  const named = showsNames(input, ceiling) ? namedUnder(input, limits) : [];
  const all = input.sections.includes('comments') ? input.signatures.flatMap((signature) => commentOf(signature, limits) ?? []) : [];
  const { entries, comments } = dropPlacesWherePointing(named, all, input);
  return { ceiling, entries: entries.sort(byEntry), comments: comments.sort((a, b) => byDisplay(a.text, b.text) || byEntry(a, b)) };
}

/** A layout without a list of names and without comments names nobody: no name is among the facts that leave, and no page speaks of one. */
const showsNames = ({ sections }: GateInput, ceiling: ConsentLevel): boolean =>
  sections.includes('signatories') || (sections.includes('comments') && LEVEL_PARTS[ceiling].includes('comment'));

/** Everybody who may be named, in no particular order, with the cell that says where they count. */
function namedUnder({ signatures }: GateInput, limits: DisplayLimits): ShownInArea[] {
  return signatures.flatMap((signature): ShownInArea[] => {
    const entry = displayOf(signature, limits);
    return entry === null ? [] : [{ entry, area: signature.area }];
  });
}

/** Whether the release of this input names people without the places that they agreed to, because of counts by area. */
export function arePlacesLeftOut(input: GateInput): boolean {
  if (input.breakdown === undefined && input.isOtherTablePacked !== true) return false;
  const named = namedUnder(input, { ceiling: input.campaign.display.ceiling, date: input.date });
  return placesPointAmong(named, input);
}

/** One PDF per target; a target with a ceiling below the campaign's gets names and texts of its own. */
function documentsOf(input: GateInput, shown: Shown, byDisplay: Order): ReleaseDocument[] {
  const { campaign, texts } = input;
  const letterFor = (named: number, target: Campaign['targets'][number] | undefined): { letter?: RichText } =>
    texts.letter === undefined ? {} : { letter: fillPlaceholders(texts.letter, values(input, named, target), campaign.letter ?? 'letter') };
  if (campaign.targets.length === 0) return [{ file: `${campaign.kind}.pdf`, ...letterFor(shown.entries.length, undefined) }];
  return campaign.targets.map((target) => {
    const ceiling = minConsent(shown.ceiling, target.ceiling ?? shown.ceiling);
    const own = ceiling === shown.ceiling ? shown : shownUnder(input, ceiling, byDisplay);
    const { ceiling: _ceiling, area, ...printed } = target;
    const form = input.letterForms?.get(target.id);
    return {
      file: `${target.id}.pdf`,
      target: printed,
      ...(form === undefined ? {} : { form }),
      ...letterFor(own.entries.length, target),
      ...(area === undefined || input.breakdown === undefined ? {} : { local: localNumber(area, target.id, input.breakdown) }),
      ...(own === shown
        ? {}
        : {
            own: {
              signatories: { ceiling: own.ceiling, entries: own.entries },
              comments: own.comments,
              ...sharedTexts(input, values(input, own.entries.length), texts),
            },
          }),
    };
  });
}

/** The texts that every document has. */
function sharedTexts(
  { campaign }: GateInput,
  known: ReadonlyMap<string, string>,
  texts: GateInput['texts'],
): { body?: RichText; case?: RichText; context?: RichText } {
  const { body, context } = texts;
  return {
    ...(body === undefined ? {} : { body: fillPlaceholders(body, known, campaign.body ?? 'body') }),
    ...(texts.case === undefined ? {} : { case: fillPlaceholders(texts.case, known, campaign.case ?? 'case') }),
    ...(context === undefined ? {} : { context: fillPlaceholders(context, known, campaign.context ?? 'context') }),
  };
}

/** What a text may speak of. Facts that a campaign does not have are unknown placeholders, not empty ones. */
function values(input: GateInput, named: number, target?: Campaign['targets'][number]): Map<string, string> {
  const { campaign } = input;
  const { date, number } = formatsFor(campaign.language);
  const known = new Map<string, string>([
    ['title', campaign.title],
    ['date', date(input.date)],
    ['organisations', number(input.organisationCount)],
  ]);
  if (input.collectsSignatures) known.set('signatures', number(input.people.signature ?? 0)).set('named', number(named));
  if (campaign.ask !== undefined) known.set('ask', campaign.ask);
  if (target !== undefined) {
    known.set('target.name', target.name);
    if (target.role !== undefined) known.set('target.role', target.role);
    if (target.organisation !== undefined) known.set('target.organisation', target.organisation);
    if (target['signed-to'] !== undefined) known.set('target.signed-to', target['signed-to']);
  }
  return known;
}

/** Contacts and addresses that the campaign file publishes, and what it lists as published on purpose. */
function publishedBy(campaign: Campaign): string[] {
  const strings = [
    ...campaign.organisers.flatMap((organiser) => [organiser.contact ?? '', (organiser.address ?? []).join(', ')]),
    ...campaign.targets.flatMap((target) => [(target.address ?? []).join(', ')]),
    ...campaign.pack.publish,
  ];
  return [...new Set(strings.filter((text) => text !== ''))].sort();
}
