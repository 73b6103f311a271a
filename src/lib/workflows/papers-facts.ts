/** What papers are filled with: the campaign file, the last merge, the packs. Counts only, and no small one; no cell of any record. */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import { packDate } from '../config.js';
import type { Context, Engine } from '../context.js';
import { minConsent } from '../gate/display.js';
import { bandOf, SMALL_COUNT } from '../gate/statement.js';
import type { Campaign, Target } from '../model/campaign.js';
import type { MergeReport } from '../model/merge-report.js';
import type { FactEntry, PaperFacts, PaperLaw } from '../model/paper.js';
import { SET_ASIDE_COLUMNS, SIGNATURE_COLUMNS } from '../model/record.js';
import type { RetentionClock } from '../model/retention.js';
import { MANIFEST_FILE, parseManifest } from '../pack/manifest.js';
import { messagesFor } from '../pack/messages/index.js';
import { addressee } from '../pack/messages.js';
import { AUTHORITY_WORDS, BASIS_WORDS, CATEGORIES, CONDITION_WORDS, LEVEL_WORDS, RETENTION_WORDS } from '../papers/phrases.js';
import { formatCount, listOf } from '../text.js';
import { EXPORT_LOG } from './export.js';
import { privateFolder, readMergeReportIfAny } from './private-folder.js';
import { clockOf } from './retention.js';
import { loadTable, withTemporaryEngine } from './review-data.js';

/** Papers are in English, whatever the language of the campaign. */
const ENGLISH = messagesFor('en-GB');
const formatDate = ENGLISH.date;

export interface PapersFactsOptions {
  readonly campaign: LoadedCampaign;
  /** Full paths of packs that were handed over or may have been. */
  readonly packs: readonly string[];
  /** When a breach was noticed, `YYYY-MM-DDTHH:MM` by the organiser's clock. */
  readonly noticed: string | null;
  /** Whether a paper wants the categories of data, which are looked up in the records. */
  readonly needsCategories: boolean;
}

/** A count that may be shown: exact from ten on. */
export function shownCount(count: number): string {
  return count < SMALL_COUNT ? `fewer than ${SMALL_COUNT}` : formatCount(count);
}

/** Reads everything that the general papers, and the frame of an access bundle, are filled with. */
export async function readPaperFacts(
  context: Context,
  { campaign: loaded, packs, noticed, needsCategories }: PapersFactsOptions,
): Promise<PaperFacts> {
  const { campaign } = loaded;
  const own = campaign['data-protection'] ?? {};
  const law: PaperLaw = own.law ?? 'gb';
  const folder = privateFolder(loaded, context.cwd);
  const merge = readMergeReportIfAny(context, folder);
  const { targets } = campaign;
  const platforms = merge === null ? [] : platformsOf(context, merge);
  return {
    law,
    values: known({
      tool: context.version,
      date: formatDate(packDate(null, context)),
      'campaign.title': campaign.title,
      'campaign.noun': ENGLISH.say(`noun.${campaign.kind}`),
      organisers: listOf(campaign.organisers.map(({ name }) => name)),
      'controller.name': own.controller?.name,
      'controller.contact': own.controller?.contact,
      'controller.address': own.controller?.address?.join(', '),
      complaints: own.complaints,
      officer: own.officer === 'none' ? 'none has to be appointed' : own.officer,
      registration: own.registration,
      basis: own['lawful-basis'] === undefined ? undefined : BASIS_WORDS[own['lawful-basis']],
      condition: own['special-category-condition'] === undefined ? undefined : CONDITION_WORDS[own['special-category-condition']],
      authority: own.authority ?? AUTHORITY_WORDS[law],
      'targets.words': targets.length === 0 ? undefined : listOf(targets.map(targetWords)),
      people: merge === null ? undefined : shownCount(merge.signatures),
      records: merge === null ? undefined : bandWords(merge.counts.total.records),
      platforms: platforms.length === 0 ? undefined : listOf(platforms),
      retention: retentionWords(campaign, clockOf(context, loaded)),
      ceiling: LEVEL_WORDS[campaign.display.ceiling],
      noticed: noticed === null ? undefined : clockWords(noticed),
      deadline: noticed === null ? undefined : clockWords(threeDaysLater(noticed)),
    }),
    lists: {
      ...(targets.length === 0 ? {} : { targets: targets.map((target) => targetEntry(target, campaign)) }),
      ...(own.processors === undefined
        ? {}
        : { processors: own.processors.map((one) => ({ name: one.name, for: one.for ?? null, country: one.country ?? null })) }),
      ...(own.transfers === undefined ? {} : { transfers: own.transfers.map((one) => ({ to: one.to, safeguard: one.safeguard ?? null })) }),
      ...(merge === null || !needsCategories ? {} : { categories: await categoriesOf(context, folder) }),
      exports: exportsOf(context, folder),
      ...packsOf(context, packs),
    },
    flags: new Set([
      `law-${law}`,
      ...(campaign.display.ceiling === 'count-only' ? [] : ['names-shown']),
      ...((merge?.settings.match ?? campaign.matching.method ?? 'linked') === 'linked' ? ['linked'] : []),
      ...(platforms.length === 0 ? [] : ['platforms']),
      ...(own['lawful-basis'] === 'legitimate-interests' ? ['interests'] : []),
    ]),
    parts: {},
  };
}

function known(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** In the middle of a sentence: the office and its house, or the name where there is no office. */
function targetWords(target: Target): string {
  const words = addressee(target, ENGLISH);
  return target.organisation === undefined || target.organisation === words ? words : `${words} (${target.organisation})`;
}

function targetEntry(target: Target, campaign: Campaign): FactEntry {
  const level = minConsent(campaign.display.ceiling, target.ceiling ?? campaign.display.ceiling);
  const name = [target.name, target.role, target.organisation].filter((part) => part !== undefined && part !== '').join(', ');
  const number = 'the number of signatures, and how they were counted';
  return { name, what: level === 'count-only' ? number : `${number}; of those who agreed to it: ${LEVEL_WORDS[level]}` };
}

function bandWords(count: number): string {
  const band = bandOf(count) as { from: number; to: number };
  return band.from === 0 ? `fewer than ${SMALL_COUNT}` : `${formatCount(band.from)} to ${formatCount(band.to)}`;
}

function retentionWords({ retention }: Campaign, { extension }: RetentionClock): string {
  if (extension !== null) return RETENTION_WORDS.extended(formatDate(extension.until));
  const own = retention?.['delete-after'];
  return own === undefined ? RETENTION_WORDS.general : RETENTION_WORDS.own(formatDate(own));
}

/** `6 May 2025, 09:30`, by the clock of whoever wrote it down. */
function clockWords(time: string): string {
  return `${formatDate(time.slice(0, 10))}, ${time.slice(11, 16)}`;
}

/** The same time on the third day after; what a change of clocks makes of it is an hour, and nobody should wait for that. */
function threeDaysLater(time: string): string {
  return new Date(Date.parse(`${time}:00Z`) + 72 * 3_600_000).toISOString().slice(0, 16);
}

/** Platforms whose exports were read, by their profiles; other tables are nobody's in particular. */
function platformsOf(context: Context, merge: MergeReport): string[] {
  const profiles = context.io.files.bundledJson('profiles/data') as Readonly<Record<string, { title?: string }>>;
  const ids = [...new Set(merge.inputs.map(({ profile }) => profile))]
    .filter((id) => !/^(?:generic|paper-sheet|handin-|organisations)/.test(id))
    .sort();
  return ids.flatMap((id) => profiles[id]?.title ?? []);
}

/** Categories of data of which at least one record has something. */
async function categoriesOf(context: Context, folder: string): Promise<FactEntry[]> {
  const held = await withTemporaryEngine(context, async (engine) => {
    await loadTable(context, engine, folder, 'signatures', SIGNATURE_COLUMNS);
    await loadTable(context, engine, folder, 'set-aside', SET_ASIDE_COLUMNS);
    return Promise.all(CATEGORIES.map(({ fields }) => isHeld(engine, fields)));
  });
  return CATEGORIES.filter((_, index) => held[index]).map(({ what }) => ({ what }));
}

async function isHeld(engine: Engine, fields: readonly string[]): Promise<boolean> {
  const filled = fields.map((field) => `${field} <> ''`).join(' OR ');
  const [found] = await engine.rows<{ held: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM signatures WHERE ${filled}) OR EXISTS (SELECT 1 FROM "set-aside" WHERE ${filled}) AS held`,
  );
  return found?.held === true;
}

const FORM_WORDS: Readonly<Record<string, string>> = {
  recipients: 'for people with an identity',
  passphrase: 'with a passphrase',
  plain: 'without encryption',
};

function exportsOf(context: Context, folder: string): FactEntry[] {
  const place = path.join(folder, EXPORT_LOG);
  if (!context.io.files.exists(place)) return [];
  const [, ...rows] = context.io.readCsv(context.io.files.readText(place), EXPORT_LOG);
  return rows.map(([day = '', form = '', count = '']) => ({
    date: formatDate(day),
    form: FORM_WORDS[form] ?? form,
    files: count === '1' ? '1 file' : `${count} files`,
  }));
}

/** Packs by their manifests, which hold nothing that the packs themselves do not show. */
function packsOf(context: Context, packs: readonly string[]): { packs?: readonly FactEntry[] } {
  const { files } = context.io;
  const found = packs.filter((pack) => files.exists(path.join(pack, MANIFEST_FILE)));
  if (found.length === 0) return {};
  return {
    packs: found.map((pack): FactEntry => {
      const { manifest } = parseManifest(files.readText(path.join(pack, MANIFEST_FILE)));
      const { counts } = manifest;
      return {
        name: path.basename(pack),
        date: formatDate(manifest.campaign.date),
        fingerprint: manifest.release.sha256.slice(0, 16).replace(/(.{4})(?=.)/g, '$1 '),
        files: listOf(manifest.files.map((file) => file.path)),
        counted: counts.signatures === null ? 'no' : shownCount(counts.signatures),
        organisations: counts.organisations === 0 ? 'no' : formatCount(counts.organisations),
        named: counts.named === 0 ? 'nobody is named in it.' : `${shownCount(counts.named)} people are named in it.`,
      };
    }),
  };
}
