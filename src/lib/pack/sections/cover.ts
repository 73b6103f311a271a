/** The first page: who asks whom for what, how many stand behind it, and where to find the rest. */

import type { Release, ReleaseDocument, ReleaseThreshold } from '../../model/release.js';

import type { Block, Fact } from '../blocks.js';
import type { Messages } from '../messages/index.js';
import { addressee, organiserPhrase, wordsOf } from '../messages.js';
import { requiredWords, stateWords } from '../threshold-words.js';
import { volumeFact } from './volumes.js';

export function coverSection(release: Release, document: ReleaseDocument, fingerprint: string): Block[] {
  const { campaign } = release;
  const words = wordsOf(release);
  const number = coverNumber(release, words);
  return [
    {
      type: 'cover',
      ...(words.isFallback ? { ownLanguage: campaign.language } : {}),
      organisers: organiserPhrase(
        campaign.organisers.map((organiser) => organiser.name),
        words,
      ),
      documentType: words.say(`type.${campaign.kind}`),
      title: campaign.title,
      subtitle: subtitle(release, document, words),
      ...(campaign.ask === undefined || campaign.ask.trim() === '' ? {} : { ask: campaign.ask.trim() }),
      ...(number === undefined ? {} : { number }),
      facts: facts(release, document, fingerprint, number === undefined),
      contentsTitle: words.say('cover.contents'),
    },
  ];
}

function subtitle(release: Release, document: ReleaseDocument, words: Messages): string {
  const { kind, organisers } = release.campaign;
  if (document.target !== undefined && kind !== 'joint-statement')
    return words.say(`cover.subtitle-to.${kind}`, { addressee: addressee(document.target, words) });
  if (organisers.length === 1 || kind === 'coalition') return words.say(`cover.subtitle.${kind}`);
  const names = organiserPhrase(
    organisers.map((organiser) => organiser.name),
    words,
  );
  return words.say(`cover.subtitle-by.${kind}`, { organisers: names });
}

function coverNumber(release: Release, { say, number }: Messages): { value: string; sentence: string } | undefined {
  const { signatures, organisations } = release.counts;
  if (signatures !== null && signatures > 0) {
    const plain = say('cover.signatures', { count: signatures });
    const counted = somethingLeftOut(release) ? say('cover.each-once', { signatures: plain }) : plain;
    const beside = organisations > 0 ? say('cover.as-well', { count: organisations }) : undefined;
    const sentence = beside === undefined ? counted : say('join.semicolon', { first: counted, second: beside });
    return { value: number(signatures), sentence };
  }
  if (organisations === 0) return undefined;
  return { value: number(organisations), sentence: say(`cover.organisations.${release.campaign.kind}`, { count: organisations }) };
}

function somethingLeftOut(release: Release): boolean {
  return (release.statement?.lines.length ?? 0) > 0;
}

function facts(release: Release, document: ReleaseDocument, fingerprint: string, withOrganisers: boolean): Fact[] {
  const { target } = document;
  const words = wordsOf(release);
  const { say } = words;
  const facts: Fact[] = [];
  if (document.volume !== undefined) facts.push(volumeFact(document.volume, release.counts.named, words));
  if (withOrganisers) facts.push({ label: say('fact.made-by'), lines: release.campaign.organisers.map((organiser) => organiser.name) });
  if (target !== undefined)
    facts.push({
      label: say('fact.addressed-to'),
      lines: [target.name, target.role ?? target.organisation ?? ''].filter((line) => line !== ''),
    });
  facts.push({ label: say(release.campaign.kind === 'petition' ? 'fact.handed-in' : 'fact.date'), lines: [words.date(release.date)] });
  const threshold = coverThreshold(release.thresholds);
  if (threshold !== undefined) {
    const required = words.sentenceCase(requiredWords(threshold, words));
    facts.push({
      label: say(threshold.scheme === null ? 'fact.milestone' : 'fact.threshold'),
      lines: [threshold.name, say('fact.required', { required, state: stateWords(threshold, words) })],
    });
  }
  const contact = release.campaign.organisers.find((organiser) => organiser.contact !== undefined);
  if (contact?.contact !== undefined) {
    facts.push({
      label: say('fact.contact'),
      lines: [contact.signatory === undefined ? contact.name : `${contact.signatory}, ${contact.name}`, contact.contact],
    });
  }
  if (release.signatories.entries.length > 0) facts.push({ label: say('fact.names'), lines: [say('names.expectation')] });
  facts.push({ label: say('fact.fingerprint'), lines: [(fingerprint.slice(0, 16).match(/.{4}/gu) ?? []).join(' ')] });
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
