/**
 * The gate: the one module that turns red into green. What it returns is the complete list of facts that leave the
 * organisation; the renderer gets nothing else. Order is by what is displayed and by nothing else, so a position gives
 * no withheld signatory away.
 */

import type { Campaign, IsoDate, SectionId } from '../model/campaign.js';
import type { ReasonCounts } from '../model/merge-report.js';
import type { Release, ReleaseDocument, ReleaseOrganisation, ReleaseSignatory } from '../model/release.js';
import type { RichText } from '../model/rich-text.js';
import type { ThresholdResult } from '../model/scheme.js';
import { formatCount } from '../text.js';
import type { PrivateSignature } from './display.js';
import { displayOf } from './display.js';
import { fillPlaceholders } from './placeholders.js';
import { buildStatement } from './statement.js';

export interface GateInput {
  readonly version: string;
  readonly campaign: Campaign;
  readonly date: IsoDate;
  readonly sections: readonly SectionId[];
  readonly texts: { readonly body?: RichText; readonly letter?: RichText; readonly context?: RichText };
  readonly people: ReasonCounts;
  /** How duplicates were found. */
  readonly method: 'exact' | 'linked';
  /** Whether people's signatures are collected at all; without sources a campaign lives by its organisations. */
  readonly collectsSignatures: boolean;
  readonly signatures: readonly PrivateSignature[];
  readonly organisationCount: number;
  /** Organisations to be named, in any order. */
  readonly organisations: readonly ReleaseOrganisation[];
  readonly thresholds: readonly ThresholdResult[];
}

/** Builds the release. Pure: equal input, in any order of signatures, gives an equal release. */
export function buildRelease(input: GateInput): Release {
  const { campaign, texts } = input;
  const collator = new Intl.Collator(campaign.language);
  const byDisplay = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
  const entries = input.signatures
    .flatMap((signature): ReleaseSignatory[] => {
      const shown = displayOf(signature, campaign.display.ceiling);
      return shown === null ? [] : [shown];
    })
    .sort((a, b) => byDisplay(a.name, b.name) || byDisplay(a.place ?? '', b.place ?? ''));
  // A leading article is no part of the alphabet in a list of organisations.
  const sortName = (organisation: ReleaseOrganisation): string => organisation.name.replace(/^the /iu, '');
  const organisations = [...input.organisations].sort((a, b) => byDisplay(sortName(a), sortName(b)) || byDisplay(a.name, b.name));
  const signatures = input.collectsSignatures ? (input.people.signature ?? 0) : null;
  const documents = documentsOf(input, signatures, entries.length);
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
    },
    date: input.date,
    sections: input.sections,
    documents,
    ...(texts.body === undefined
      ? {}
      : { body: fillPlaceholders(texts.body, values(input, signatures, entries.length), campaign.body ?? 'body') }),
    ...(texts.context === undefined
      ? {}
      : { context: fillPlaceholders(texts.context, values(input, signatures, entries.length), campaign.context ?? 'context') }),
    statistics: campaign.statistics,
    aims: campaign.aims,
    counts: { signatures, organisations: input.organisationCount, named: entries.length },
    thresholds: input.thresholds,
    ...(signatures === null ? {} : { statement: buildStatement(input.people, input.method) }),
    organisations,
    signatories: { ceiling: campaign.display.ceiling, entries },
    published: publishedBy(campaign),
  };
}

function documentsOf(input: GateInput, signatures: number | null, named: number): ReleaseDocument[] {
  const { campaign, texts } = input;
  const letterFor = (target: Campaign['targets'][number] | undefined): { letter?: RichText } =>
    texts.letter === undefined
      ? {}
      : { letter: fillPlaceholders(texts.letter, values(input, signatures, named, target), campaign.letter ?? 'letter') };
  if (campaign.targets.length === 0) return [{ file: `${campaign.kind}.pdf`, ...letterFor(undefined) }];
  return campaign.targets.map((target) => ({ file: `${target.id}.pdf`, target, ...letterFor(target) }));
}

/** What a text may speak of. Facts that a campaign does not have are unknown placeholders, not empty ones. */
function values(input: GateInput, signatures: number | null, named: number, target?: Campaign['targets'][number]): Map<string, string> {
  const { campaign } = input;
  const known = new Map<string, string>([
    ['title', campaign.title],
    ['date', formatDate(input.date, campaign.language)],
    ['organisations', formatCount(input.organisationCount)],
  ]);
  if (signatures !== null) known.set('signatures', formatCount(signatures)).set('named', formatCount(named));
  if (campaign.ask !== undefined) known.set('ask', campaign.ask);
  if (target !== undefined) {
    known.set('target.name', target.name);
    if (target.role !== undefined) known.set('target.role', target.role);
    if (target.organisation !== undefined) known.set('target.organisation', target.organisation);
  }
  return known;
}

/** A calendar day in words, for example "6 May 2025". */
export function formatDate(date: IsoDate, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
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
