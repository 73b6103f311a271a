/** The first page: who asks whom for what, how many stand behind it, and where to find the rest. */

import type { Release, ReleaseDocument, ReleaseThreshold } from '../../model/release.js';

import { formatCount, plural } from '../../text.js';
import type { Block, Fact } from '../blocks.js';
import { messagesFor } from '../messages/index.js';
import {
  addressee,
  formatDate,
  KIND_NOUNS,
  NAMES_EXPECTATION,
  organiserPhrase,
  requiredWords,
  sentenceCase,
  stateWords,
} from '../messages.js';

export function coverSection(release: Release, document: ReleaseDocument, fingerprint: string): Block[] {
  const { campaign } = release;
  const number = coverNumber(release);
  return [
    {
      type: 'cover',
      organisers: organiserPhrase(campaign.organisers.map((organiser) => organiser.name)),
      documentType: messagesFor(campaign.language).say(`type.${campaign.kind}`),
      title: campaign.title,
      subtitle: subtitle(release, document),
      ...(campaign.ask === undefined || campaign.ask.trim() === '' ? {} : { ask: campaign.ask.trim() }),
      ...(number === undefined ? {} : { number }),
      facts: facts(release, document, fingerprint, number === undefined),
      contentsTitle: 'In this pack',
    },
  ];
}

function subtitle(release: Release, document: ReleaseDocument): string {
  const { kind, organisers } = release.campaign;
  const noun = KIND_NOUNS[kind];
  const by = organisers.length > 1 ? ` by ${organiserPhrase(organisers.map((organiser) => organiser.name))}` : '';
  const article = /^[aeiou]/u.test(noun) ? 'An' : 'A';
  if (kind === 'coalition') {
    return document.target === undefined ? 'A coalition briefing' : `A coalition briefing for ${addressee(document.target)}`;
  }
  if (kind === 'joint-statement') return `${article} ${noun}${by}`;
  return document.target === undefined ? `${article} ${noun}${by}` : `${article} ${noun} to ${addressee(document.target)}`;
}

function coverNumber(release: Release): { value: string; sentence: string } | undefined {
  const { signatures, organisations } = release.counts;
  if (signatures !== null && signatures > 0) {
    const what = signatures === 1 ? 'signature counted' : 'signatures counted';
    const care =
      release.statement !== undefined && somethingLeftOut(release)
        ? ', each person once; duplicates and entries that do not count are left out'
        : '';
    const beside =
      organisations > 0 ? `; ${plural(organisations, 'organisation')} ${organisations === 1 ? 'has' : 'have'} signed as well` : '';
    return { value: formatCount(signatures), sentence: `${what}${care}${beside}` };
  }
  if (organisations === 0) return undefined;
  const words =
    release.campaign.kind === 'coalition'
      ? 'in this coalition'
      : release.campaign.kind === 'joint-statement'
        ? 'making this statement'
        : 'have signed';
  const singular = release.campaign.kind === 'open-letter' || release.campaign.kind === 'petition' ? 'has signed' : words;
  return {
    value: formatCount(organisations),
    sentence: organisations === 1 ? `organisation ${singular}` : `organisations ${words}`,
  };
}

function somethingLeftOut(release: Release): boolean {
  return (release.statement?.lines.length ?? 0) > 0;
}

function facts(release: Release, document: ReleaseDocument, fingerprint: string, withOrganisers: boolean): Fact[] {
  const { target } = document;
  const facts: Fact[] = [];
  if (withOrganisers) facts.push({ label: 'Made by', lines: release.campaign.organisers.map((organiser) => organiser.name) });
  if (target !== undefined)
    facts.push({ label: 'Addressed to', lines: [target.name, target.role ?? target.organisation ?? ''].filter((line) => line !== '') });
  facts.push({ label: release.campaign.kind === 'petition' ? 'Handed in' : 'Date', lines: [formatDate(release.date)] });
  const threshold = coverThreshold(release.thresholds);
  if (threshold !== undefined) {
    facts.push({
      label: threshold.scheme === null ? 'Milestone' : 'Threshold',
      lines: [threshold.name, `${sentenceCase(requiredWords(threshold))}: ${stateWords(threshold)}`],
    });
  }
  const contact = release.campaign.organisers.find((organiser) => organiser.contact !== undefined);
  if (contact?.contact !== undefined) {
    facts.push({
      label: 'Contact',
      lines: [contact.signatory === undefined ? contact.name : `${contact.signatory}, ${contact.name}`, contact.contact],
    });
  }
  if (release.signatories.entries.length > 0) facts.push({ label: 'Names', lines: [NAMES_EXPECTATION] });
  facts.push({ label: 'Fingerprint', lines: [(fingerprint.slice(0, 16).match(/.{4}/gu) ?? []).join(' ')] });
  return facts;
}

const WEIGHT: Readonly<Partial<Record<ReleaseThreshold['outcome'], number>>> = { met: 3, 'as-many-as': 2, 'not-met': 1 };

/** The highest threshold reached; else the highest matched in number; else the lowest still ahead. */
function coverThreshold(results: readonly ReleaseThreshold[]): ReleaseThreshold | undefined {
  const ranked = results.filter((result) => WEIGHT[result.outcome] !== undefined && result.required !== null);
  return ranked.sort((a, b) => {
    const byOutcome = (WEIGHT[b.outcome] ?? 0) - (WEIGHT[a.outcome] ?? 0);
    if (byOutcome !== 0) return byOutcome;
    const ahead = a.outcome === 'not-met' ? 1 : -1;
    return ahead * ((a.required ?? 0) - (b.required ?? 0));
  })[0];
}
