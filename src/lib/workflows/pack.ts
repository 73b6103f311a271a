/**
 * From a finished merge to a delivery pack: read what the gate needs, let the gate write the release, render it in a
 * process that sees nothing else, scan the bytes on the disk for leaks, and only then put the folder in its place.
 */

import { createHash } from 'node:crypto';
import path from 'node:path';

import { canonicalJson } from '../canonical-json.js';
import type { LoadedCampaign } from '../config.js';
import type { Context, Engine } from '../context.js';
import { HandinError, RefusedError } from '../errors.js';
import type { GateInput } from '../gate/release.js';
import { arePlacesLeftOut, buildRelease } from '../gate/release.js';
import type { Finding } from '../gate/scan.js';
import type { MergeReport } from '../model/merge-report.js';
import type { PackReport } from '../model/pack-report.js';
import type { Release } from '../model/release.js';
import type { ManifestFile } from '../pack/manifest.js';
import { buildManifest, MANIFEST_FILE, parseManifest } from '../pack/manifest.js';
import { isTablePacked, type PreparedBreakdown, prepareBreakdown } from './breakdown.js';
import { readGateInput } from './gate-input.js';
import { scanPack } from './leak-scan.js';
import { privateFolder, withPrivateData } from './private-folder.js';
import { readPackedReleases, recordPacked } from './release-ledger.js';
import { assertStrikesApplied } from './strikes.js';
import { assertErasuresApplied } from './suppression.js';
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
  readonly breakdown: PreparedBreakdown | null;
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
    assertErasuresApplied(context, folder, options.campaign, merge);
    const prepared = await prepareRelease(context, engine, merge, options, folder);
    const { report } = prepared;
    if (options.dryRun) return { report, isUpToDate: false };
    if (options.keepEqual && isEqualPack(context, options.outDir, prepared)) {
      await recordRelease(context, folder, prepared);
      return { report, isUpToDate: true };
    }
    await context.io.files.writeFile(path.join(folder, 'release.json'), prepared.bytes);
    const warnings = await writePack(context, engine, prepared, options, folder);
    return { report: { ...report, warnings: [...report.warnings, ...warnings] }, isUpToDate: false };
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

async function prepareRelease(
  context: Context,
  engine: Engine,
  merge: MergeReport,
  options: PackOptions,
  folder: string,
): Promise<PreparedRelease> {
  const { input, warnings } = await readGateInput(context, engine, merge, options.campaign);
  const packed = readPackedReleases(context, folder);
  const hasNumbersSection = input.sections.includes('numbers');
  const breakdown = await prepareBreakdown(context, engine, { campaign: options.campaign, packed, merge, hasNumbersSection });
  const gateInput: GateInput = {
    ...input,
    ...(breakdown?.gate === undefined ? {} : { breakdown: breakdown.gate }),
    isOtherTablePacked: breakdown?.isOtherTablePacked ?? isTablePacked(packed),
  };
  const release = buildRelease(gateInput);
  const bytes = new TextEncoder().encode(canonicalJson(release));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    release,
    bytes,
    sha256,
    breakdown,
    report: {
      formatVersion: 1,
      dryRun: options.dryRun,
      folder: options.outDir,
      fingerprint: sha256.slice(0, 16).replace(/(.{4})(?=.)/g, '$1 '),
      counts: release.counts,
      ceiling: release.signatories.ceiling,
      places: placesIn(release),
      documents: release.documents.map((document) => document.file),
      sections: release.sections,
      breakdown: breakdown?.report ?? null,
      placesLeftOut: arePlacesLeftOut(gateInput),
      warnings,
    },
  };
}

/** Renders, writes, scans what is on the disk, and swaps the folder in; on any finding nothing is left behind. Returns the scan's warnings. */
async function writePack(
  context: Context,
  engine: Engine,
  prepared: PreparedRelease,
  options: PackOptions,
  privateFolderPath: string,
): Promise<string[]> {
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
    const { campaign } = options.campaign;
    const { findings, warnings } = await scanPack(context, engine, { folder: folder.path, release, fingerprint: sha256, campaign });
    if (findings.length > 0) throw leakFound(findings);
    // Before the swap: a pack that left without a line in the ledger would be worse than a line without a pack.
    await recordRelease(context, privateFolderPath, prepared);
    await folder.publish();
    return warnings;
  } catch (cause) {
    await folder.discard();
    throw cause;
  }
}

async function recordRelease(context: Context, folder: string, { breakdown, release, sha256 }: PreparedRelease): Promise<void> {
  const { signatures, named } = release.counts;
  const places = placesIn(release);
  await recordPacked(context, folder, {
    release: sha256,
    date: release.date,
    signatures,
    named,
    places,
    breakdown: breakdown?.table ?? null,
  });
}

/** How many people are shown with a place. */
function placesIn({ signatories }: Release): number {
  return signatories.entries.filter((entry) => entry.place !== undefined).length;
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
