/**
 * From a finished merge to a delivery pack: read what the gate needs, let the gate write the release, render it in a
 * process that sees nothing else, scan the bytes on the disk for leaks, and only then put the folder in its place.
 */

import { createHash } from 'node:crypto';
import path from 'node:path';

import { canonicalJson } from '../canonical-json.js';
import type { LoadedCampaign } from '../config.js';
import { packDate } from '../config.js';
import type { Context, Engine } from '../context.js';
import { HandinError, InputError, RefusedError } from '../errors.js';
import type { PrivateSignature } from '../gate/display.js';
import { buildRelease } from '../gate/release.js';
import type { Finding, ScanNeedle } from '../gate/scan.js';
import { createScanner } from '../gate/scan.js';
import type { Campaign, SectionId } from '../model/campaign.js';
import { SECTION_IDS } from '../model/campaign.js';
import type { MergeReport } from '../model/merge-report.js';
import type { PackReport } from '../model/pack-report.js';
import type { Release, ReleaseOrganisation } from '../model/release.js';
import type { RichText } from '../model/rich-text.js';
import type { ManifestFile } from '../pack/manifest.js';
import { buildManifest, MANIFEST_FILE, parseManifest } from '../pack/manifest.js';
import type { Red } from '../red.js';
import { plural, suggestSimilar } from '../text.js';
import { buildCheckReport } from '../thresholds/report.js';
import { campaignTargets, countsOf, loadSchemes } from './check.js';
import { privateFolder, withPrivateData } from './private-folder.js';
import { assertStrikesApplied } from './strikes.js';
import { verifyPack } from './verify.js';

export interface PackOptions {
  readonly campaign: LoadedCampaign;
  readonly outDir: string;
  readonly dryRun: boolean;
  readonly force: boolean;
  /** Leave an intact pack of the same release as it is. */
  readonly keepEqual: boolean;
}

/** A release as it will be written, with what the report says of it. */
interface PreparedRelease {
  readonly release: Release;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly report: PackReport;
}

/** A pack, and whether it was there already, equal to the byte. */
export interface PackResult {
  readonly report: PackReport;
  readonly isUpToDate: boolean;
}

/** Builds the pack. Throws `RefusedError` (1) when the counts contradict the campaign file or the leak scan finds something. */
export async function runPack(context: Context, options: PackOptions): Promise<PackResult> {
  const folder = privateFolder(options.campaign, context.cwd);
  return withPrivateData(context, folder, async (engine, merge) => {
    assertStrikesApplied(context, folder, options.campaign, merge);
    const prepared = await prepareRelease(context, engine, merge, options);
    const { report } = prepared;
    if (options.dryRun) return { report, isUpToDate: false };
    if (options.keepEqual && isEqualPack(context, options.outDir, prepared)) return { report, isUpToDate: true };
    await context.io.files.writeFile(path.join(folder, 'release.json'), prepared.bytes);
    await writePack(context, engine, prepared, options);
    return { report, isUpToDate: false };
  });
}

/** Whether the folder holds an intact pack of the very same release. Rendering is deterministic, so it need not be done again. */
function isEqualPack(context: Context, folder: string, { sha256 }: PreparedRelease): boolean {
  if (!context.io.files.exists(path.join(folder, MANIFEST_FILE))) return false;
  try {
    const { manifest } = parseManifest(context.io.files.readText(path.join(folder, MANIFEST_FILE)));
    return manifest.release.sha256 === sha256 && manifest.tool.version === context.version && verifyPack(context.io, folder).ok;
  } catch (cause) {
    if (cause instanceof HandinError) return false;
    throw cause;
  }
}

async function prepareRelease(context: Context, engine: Engine, merge: MergeReport, options: PackOptions): Promise<PreparedRelease> {
  const { campaign } = options.campaign;
  expectCounts(campaign, merge);
  const date = packDate(campaign, context);
  const schemes = loadSchemes(context);
  const counts = countsOf(merge, options.campaign);
  const check = buildCheckReport({ at: date, counts, targets: campaignTargets(context, options.campaign, schemes) });
  const signatures =
    campaign.display.ceiling === 'count-only'
      ? []
      : ((await engine.rows(
          `SELECT given_name, family_name, full_name, locality, display_consent FROM signatures WHERE kind = 'person' AND display_consent <> 'count-only'`,
          ['display_consent'],
        )) as unknown as PrivateSignature[]);
  const release = buildRelease({
    version: context.version,
    campaign,
    date,
    sections: sectionsOf(context, campaign),
    texts: readTexts(context, options.campaign),
    people: merge.counts.people,
    method: merge.settings.match,
    collectsSignatures: campaign.sources.length > 0,
    signatures,
    organisationCount: merge.organisations,
    organisations: await namedOrganisations(context, engine, options.campaign),
    thresholds: check.results,
  });
  const bytes = new TextEncoder().encode(canonicalJson(release));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const warnings = [...new Set(check.results.flatMap((result) => result.warnings))];
  return {
    release,
    bytes,
    sha256,
    report: {
      formatVersion: 1,
      dryRun: options.dryRun,
      folder: options.outDir,
      fingerprint: sha256.slice(0, 16).replace(/(.{4})(?=.)/g, '$1 '),
      counts: release.counts,
      ceiling: campaign.display.ceiling,
      places: release.signatories.entries.filter((entry) => entry.place !== undefined).length,
      documents: release.documents.map((document) => document.file),
      sections: release.sections,
      warnings,
    },
  };
}

/** A campaign's own statement of its numbers is held against the data; a text that says 58 must not be handed in with 57. */
function expectCounts(campaign: Campaign, merge: MergeReport): void {
  for (const kind of ['signatures', 'organisations'] as const) {
    const expected = campaign.expect[kind];
    if (expected !== undefined && expected !== merge[kind]) {
      throw new RefusedError(`The campaign file expects ${plural(expected, kind.slice(0, -1))}, the data has ${merge[kind]}.`, {
        code: 'expect-mismatch',
        hint: `Correct the data, or expect.${kind} in campaign.yaml together with the texts that speak of it.`,
      });
    }
  }
}

/** The sections of a pack: the campaign's own list, a bundled layout, or the layout of its kind. */
function sectionsOf(context: Context, campaign: Campaign): readonly SectionId[] {
  const { layout } = campaign.pack;
  if (layout !== undefined && typeof layout !== 'string') return layout;
  const layouts = context.io.files.bundledJson('pack/layouts') as Readonly<Record<string, { sections: readonly SectionId[] }>>;
  const chosen = layouts[layout ?? campaign.kind];
  if (chosen === undefined) {
    const near = suggestSimilar(layout ?? '', Object.keys(layouts));
    throw new InputError(`There is no layout "${layout}".`, {
      code: 'layout-unknown',
      hint: `${near === null ? '' : `Did you mean "${near}"? `}Layouts: ${Object.keys(layouts).join(', ')}; or list the sections: ${SECTION_IDS.join(', ')}.`,
    });
  }
  return chosen.sections;
}

function readTexts(context: Context, { campaign, folder }: LoadedCampaign): { body?: RichText; letter?: RichText; context?: RichText } {
  const read = (name: string): RichText => context.io.parseMarkdown(context.io.files.readText(path.join(folder, name)), name);
  return {
    ...(campaign.body === undefined ? {} : { body: read(campaign.body) }),
    ...(campaign.letter === undefined ? {} : { letter: read(campaign.letter) }),
    ...(campaign.context === undefined ? {} : { context: read(campaign.context) }),
  };
}

/**
 * Organisations that may be named: those of the campaign's own list unless it says count-only, and those that signed
 * on a platform and agreed to be named. What the list says beside the name comes from the list itself.
 */
async function namedOrganisations(context: Context, engine: Engine, { campaign, folder }: LoadedCampaign): Promise<ReleaseOrganisation[]> {
  const rows = await engine.rows<{ source: string; record: string; organisation: string; country: string; consent: string }>(
    `SELECT l.source, l.record, CASE WHEN s.organisation <> '' THEN s.organisation ELSE s.full_name END AS organisation, s.country, s.display_consent AS consent
FROM signatures s JOIN ledger l ON l.signature_id = s.signature_id AND l.fate = 'counted'
WHERE s.kind = 'organisation' AND s.display_consent <> 'count-only' ORDER BY organisation`,
    // An organisation's name is not personal data, and these agreed to be named.
    ['source', 'record', 'organisation', 'country', 'consent'],
  );
  const list =
    campaign.organisations === undefined
      ? []
      : context.io.readCsv(context.io.files.readText(path.join(folder, campaign.organisations)), campaign.organisations);
  const header = (list[0] ?? []).map((cell) => cell.trim().toLowerCase());
  const listName = campaign.organisations === undefined ? null : path.basename(campaign.organisations);
  return rows.map((row) => {
    const own = row.source === listName ? list[Number(row.record)] : undefined;
    const extra = (name: string): Record<string, string> => {
      const value = own?.[header.indexOf(name)]?.trim() ?? '';
      return value === '' ? {} : { [name]: value.normalize('NFC') };
    };
    return {
      name: row.organisation.normalize('NFC'),
      ...extra('acronym'),
      ...extra('aliases'),
      ...(own === undefined && row.country !== '' ? { country: row.country } : extra('country')),
      ...extra('group'),
    };
  });
}

/** Renders, writes, scans what is on the disk, and swaps the folder in; on any finding nothing is left behind. */
async function writePack(context: Context, engine: Engine, prepared: PreparedRelease, options: PackOptions): Promise<void> {
  const { files } = context.io;
  const { release, bytes, sha256 } = prepared;
  const folder = await files.beginFolder(options.outDir, {
    marker: MANIFEST_FILE,
    force: options.force,
    carryOver: false,
    isPrivate: false,
  });
  try {
    const written: { path: string; bytes: number; sha256: string }[] = [];
    for (const document of await context.io.render(bytes)) {
      const place = path.join(folder.path, document.file);
      await files.writeFile(place, document.bytes);
      written.push({ path: document.file, bytes: document.bytes.length, sha256: files.sha256(place) });
    }
    await files.writeFile(path.join(folder.path, MANIFEST_FILE), buildManifest(manifestFacts(release, sha256, written)));
    const findings = await scanPack(context, engine, folder.path, release, options.campaign.campaign);
    if (findings.length > 0) throw leakFound(findings);
    await folder.publish();
  } catch (cause) {
    await folder.discard();
    throw cause;
  }
}

/** What the manifest repeats of the release. */
function manifestFacts(release: Release, sha256: string, files: readonly ManifestFile[]): Parameters<typeof buildManifest>[0] {
  const { title, kind, language } = release.campaign;
  return {
    tool: release.tool,
    campaign: { title, kind, language, date: release.date, published: release.published },
    release: { sha256 },
    counts: release.counts,
    files,
  };
}

function leakFound(findings: readonly Finding[]): RefusedError {
  const lines = findings.slice(0, 20).map((finding) => {
    const whose = finding.source === undefined ? '' : ` of ${finding.source} record ${finding.record ?? '?'}`;
    return `  ${finding.where}: ${finding.kind}${whose}`;
  });
  const more = findings.length > 20 ? `\n  and ${findings.length - 20} more` : '';
  return new RefusedError(`The leak scan refuses this pack: it found what nobody agreed to release.\n${lines.join('\n')}${more}`, {
    code: 'leak-found',
    hint: 'Look at the records named above and at the campaign texts. What the campaign publishes on purpose belongs into pack.publish of campaign.yaml.',
  });
}

/** Scans every file of a pack folder for private values of every record, counted or not. */
async function scanPack(context: Context, engine: Engine, folder: string, release: Release, campaign: Campaign): Promise<Finding[]> {
  const scanner = createScanner(allowedStrings(release, campaign));
  for (const name of context.io.files.listFiles(folder)) {
    const bytes = context.io.files.readBytes(path.join(folder, name));
    if (name.endsWith('.pdf')) scanner.addPdf(name, context.io.readPdf(bytes));
    else scanner.addText(name, new TextDecoder().decode(bytes));
  }
  for (const table of ['signatures', 'set-aside'] as const) scanner.addNeedles(await needles(engine, table));
  return scanner.findings();
}

/** What may stand in a pack although a record holds it too: the campaign file's own facts and the consented display strings. */
function allowedStrings(release: Release, campaign: Campaign): string[] {
  return [
    ...release.published,
    ...campaign.organisers.flatMap((organiser) => [
      organiser.name,
      organiser.signatory ?? '',
      organiser.role ?? '',
      organiser.contact ?? '',
      ...(organiser.address ?? []),
    ]),
    ...campaign.targets.flatMap((target) => [
      target.name,
      target.role ?? '',
      target.organisation ?? '',
      ...(target.address ?? []),
      ...(target.cc ?? []).map((copy) => copy.name),
    ]),
    campaign.title,
    campaign.ask ?? '',
    ...campaign.aims,
    ...campaign.statistics.flatMap((statistic) => [statistic.value, statistic.label, statistic.source ?? '']),
    ...release.organisations.flatMap((organisation) => [organisation.name, organisation.acronym ?? '']),
    ...release.signatories.entries.map((entry) => (entry.place === undefined ? entry.name : `${entry.name}, ${entry.place}`)),
  ].filter((text) => text !== '');
}

async function needles(engine: Engine, table: 'signatures' | 'set-aside'): Promise<ScanNeedle[]> {
  const place = table === 'signatures' ? 'l.source, l.record' : 's.source, s.record';
  const from =
    table === 'signatures' ? `signatures s JOIN ledger l ON l.signature_id = s.signature_id AND l.fate = 'counted'` : `"set-aside" s`;
  const found: ScanNeedle[] = [];
  for (const [kind, column] of [
    ['name', 'full_name'],
    ['email', 'email'],
    ['phone', 'phone'],
    ['postcode', 'postcode'],
    ['address', 'address'],
  ] as const) {
    // A person's name that is shown by consent is allowed by its display string; the rest of the record never is.
    const rows = await engine.rows<{ source: string; record: string; value: Red }>(
      `SELECT ${place}, s.${column} AS value FROM ${from} WHERE s.kind = 'person' AND s.${column} <> ''`,
      ['source', 'record'],
    );
    for (const row of rows) found.push({ kind, value: row.value, source: row.source, record: Number(row.record) });
  }
  return found;
}
