/**
 * From a finished merge to a delivery pack: read what the gate needs, let the gate write the release, render it in a
 * process that sees nothing else, scan the bytes on the disk for leaks, and only then put the folder in its place.
 */

import { createHash } from 'node:crypto';
import path from 'node:path';

import { canonicalJson } from '../canonical-json.js';
import { type LoadedCampaign, packDate } from '../config.js';
import type { Context, Engine, RenderedDocument } from '../context.js';
import { HandinError, InputError } from '../errors.js';
import { partRelease } from '../gate/annex.js';
import type { GateInput } from '../gate/release.js';
import { arePlacesLeftOut, buildRelease } from '../gate/release.js';
import type { MergeReport } from '../model/merge-report.js';
import type { PackReport } from '../model/pack-report.js';
import type { PrintPlan } from '../model/print.js';
import type { Release, ReleaseSignatory } from '../model/release.js';
import { htmlFileOf } from '../pack/html/front.js';
import type { ManifestFile } from '../pack/manifest.js';
import { buildManifest, fingerprintOf, MANIFEST_FILE, parseManifest, SIGNATURE_FILE } from '../pack/manifest.js';
import { withPlan } from '../pack/print/apply-plan.js';
import { isFront } from '../pack/view.js';
import { checkAgreement } from './agreement.js';
import { type AnnexOptions, drawAnnex, openAnnex, type PreparedAnnex, showPassphrases, writeAnnex } from './annex.js';
import { isTablePacked, type PreparedBreakdown, prepareBreakdown } from './breakdown.js';
import { assertConsentApplied } from './consent.js';
import { readGateInput } from './gate-input.js';
import { type PreparedGrowth, prepareGrowth } from './growth.js';
import { KEYS_FOLDER, keepLeaves, readTreeKey } from './keys.js';
import { leakFound, scanPack } from './leak-scan.js';
import { type PackFont, readPackFonts } from './pack-fonts.js';
import { privateFolder, withPrivateData } from './private-folder.js';
import { readPackedReleases, recordPacked } from './release-ledger.js';
import { NAMES_FILE, RELEASE_FILE } from './released.js';
import { planSeal, SEALS_AS_CAMPAIGN, type SealOptions, type SealPlan } from './seal-pack.js';
import { planSigning, SIGNS_BY_ITSELF, type SigningOptions, type SigningPlan } from './sign-pack.js';
import { assertStrikesApplied } from './strikes.js';
import { assertErasuresApplied } from './suppression.js';
import { type BuiltTree, buildTree } from './tree.js';
import { verifyPack } from './verify.js';

export interface PackOptions {
  readonly campaign: LoadedCampaign;
  readonly outDir: string;
  readonly dryRun: boolean;
  readonly force: boolean;
  /** Leave an intact pack of the same release as it is. */
  readonly keepEqual: boolean;
  /** Whether to write web pages too. Left out: as the campaign file says. */
  readonly html?: boolean;
  /** Sheets that each document may take, in the place of the campaign file's own number. */
  readonly sheets?: number;
  /** Left out: with the campaign's own key, where there is one. */
  readonly signing?: SigningOptions;
  /** Left out: as the campaign file says. */
  readonly sealing?: SealOptions;
  /** Names into encrypted files of their own. Left out: no such files are written, and where the names are, the campaign file says. */
  readonly annex?: AnnexOptions;
}

/** A release as it will be written, with what the report says of it. */
interface PreparedRelease {
  readonly release: Release;
  /** The release before its names were parted from it: all that leaves. */
  readonly whole: Release;
  /** Null where the names are in the pack, and where nobody is named. */
  readonly annex: PreparedAnnex | null;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly tree: BuiltTree | null;
  /** How it is signed; null when it is not. */
  readonly plan: SigningPlan | null;
  /** How its PDFs are sealed; null when they are not. */
  readonly sealPlan: SealPlan | null;
  readonly fonts: readonly PackFont[];
  readonly report: PackReport;
  readonly breakdown: PreparedBreakdown | null;
  readonly growth: PreparedGrowth | null;
}

/** A pack, and whether it was there already, equal to the byte. */
export interface PackResult {
  readonly report: PackReport;
  readonly isUpToDate: boolean;
}

function withSheets(loaded: LoadedCampaign, sheets: number | undefined): LoadedCampaign {
  if (sheets === undefined) return loaded;
  const { campaign } = loaded;
  return { ...loaded, campaign: { ...campaign, pack: { ...campaign.pack, sheets } } };
}

const areNamesApart = ({ annex, campaign }: PackOptions): boolean => annex !== undefined || campaign.campaign.pack.names === 'annex';

/** Sheets are what a list of names is set to, and a pack without names has none. */
function refuseSheetsApart(options: PackOptions): void {
  if (options.campaign.campaign.pack.sheets === undefined || !areNamesApart(options)) return;
  throw new InputError('A number of sheets is for names in the pack, and these names go into files of their own.', {
    code: 'annex-sheets',
    hint: 'Leave out --sheets and pack.sheets, or --annex and pack.names.',
  });
}

/** Builds the pack. Throws `RefusedError` (1) when the counts contradict the campaign file or the leak scan finds something. */
export async function runPack(context: Context, given: PackOptions): Promise<PackResult> {
  const options = { ...given, campaign: withSheets(given.campaign, given.sheets) };
  refuseSheetsApart(options);
  const folder = privateFolder(options.campaign, context.cwd);
  // First, so that a key that is not there is missed before anything long begins.
  const plan = planSigning(context, options.signing ?? SIGNS_BY_ITSELF, path.join(folder, KEYS_FOLDER));
  const sealPlan = planSeal(context, options.sealing ?? SEALS_AS_CAMPAIGN, options.campaign, packDate(options.campaign.campaign, context));
  // A pack that is up to date is left alone, and then nobody is asked for a passphrase.
  if (!options.dryRun && !options.keepEqual) await sealPlan?.unlock();
  const passphraseFor =
    options.annex === undefined || options.dryRun ? null : await openAnnex(context, options.annex, path.resolve(options.outDir));
  return withPrivateData(context, folder, async (engine, merge) => {
    assertStrikesApplied(context, folder, options.campaign, merge);
    assertErasuresApplied(context, folder, options.campaign, merge);
    assertConsentApplied(context, folder, merge);
    const prepared = await prepareRelease(context, engine, merge, { ...options, folder, plan, sealPlan });
    const { report, tree } = prepared;
    if (options.dryRun) return { report, isUpToDate: false };
    const kept = options.keepEqual
      ? equalPack(context, options.outDir, prepared, { withHtml: wantsHtml(options), privateFolder: folder })
      : null;
    if (kept !== null) {
      await recordRelease(context, folder, prepared);
      return { report: { ...report, ...kept }, isUpToDate: true };
    }
    await context.io.files.writeFile(path.join(folder, RELEASE_FILE), prepared.bytes);
    if (tree !== null) await keepLeaves(context.io.files, path.join(folder, KEYS_FOLDER), tree.keyId, tree.commitment.root, tree.leaves);
    const { warnings, manifestSha256 } = await writePack(context, engine, prepared, { ...options, passphraseFor }, folder);
    const manifestFingerprint = fingerprintOf(manifestSha256);
    const said = [...report.warnings, ...warnings, ...annexWarnings(prepared.annex, options)];
    return { report: { ...report, manifestFingerprint, warnings: said }, isUpToDate: false };
  });
}

/** Who is named apart. Kept for a pack that was found clean only: a pack is up to date as long as these are the names of it. */
async function keepNames({ io: { files } }: Context, folder: string, { annex }: PreparedRelease): Promise<void> {
  const names = path.join(folder, NAMES_FILE);
  if (annex !== null) await files.writeFile(names, annex.bytes);
  else if (files.exists(names)) files.remove(names);
}

/**
 * What a report says of an intact pack of the very same release that is there already; null when there is none. Rendering is deterministic, so it
 * need not be done again. A signature that a tool of the user's made cannot be made again without them, and stays; so does a seal, whose key may
 * have a passphrase, and which with an EC key would have other bytes.
 */
function equalPack(
  context: Context,
  folder: string,
  { sha256, report, release, annex }: PreparedRelease,
  { withHtml, privateFolder: kept }: { readonly withHtml: boolean; readonly privateFolder: string },
): Pick<PackReport, 'manifestFingerprint' | 'signature'> | null {
  const { files } = context.io;
  if (!files.exists(path.join(folder, MANIFEST_FILE))) return null;
  // The pack's release says nothing of who is named in the files of names.
  const names = path.join(kept, NAMES_FILE);
  if ((files.exists(names) ? files.sha256(names) : null) !== (annex?.sha256 ?? null)) return null;
  try {
    const { manifest } = parseManifest(context.io.files.readText(path.join(folder, MANIFEST_FILE)));
    const isSame = manifest.release.sha256 === sha256 && manifest.tool.version === context.version;
    const isSigned = canonicalJson(manifest.signature ?? null) === canonicalJson(report.signature);
    const fronts = release.documents.filter(isFront);
    const pages = fronts.filter((document) => manifest.files.some((file) => file.path === htmlFileOf(document)));
    if (pages.length !== (withHtml ? fronts.length : 0)) return null;
    if (!isSame || !(isSigned || (manifest.signature !== undefined && manifest.signature.kind !== 'ed25519'))) return null;
    const verified = verifyPack(context.io, folder);
    return verified.ok ? { manifestFingerprint: verified.manifestFingerprint, signature: manifest.signature ?? null } : null;
  } catch (cause) {
    if (cause instanceof HandinError) return null;
    throw cause;
  }
}

async function prepareRelease(
  context: Context,
  engine: Engine,
  merge: MergeReport,
  options: PackOptions & { readonly folder: string; readonly plan: SigningPlan | null; readonly sealPlan: SealPlan | null },
): Promise<PreparedRelease> {
  const { folder, plan, sealPlan } = options;
  const { campaign } = options.campaign;
  const { input, warnings } = await readGateInput(context, engine, merge, options.campaign);
  const packed = readPackedReleases(context, folder);
  const hasNumbersSection = input.sections.includes('numbers');
  const breakdown = await prepareBreakdown(context, engine, { campaign: options.campaign, packed, merge, hasNumbersSection });
  const growth = await prepareGrowth(engine, { campaign: options.campaign, date: input.date, packed, merge, hasNumbersSection });
  const treeKey = input.collectsSignatures ? readTreeKey(context.io.files, path.join(folder, KEYS_FOLDER)) : null;
  const fonts = readPackFonts(context, options.campaign);
  const tree = treeKey === null ? null : await buildTree(context, engine, treeKey, campaign.title, merge);
  const gateInput: GateInput = {
    ...input,
    ...(breakdown?.gate === undefined ? {} : { breakdown: breakdown.gate }),
    ...(growth?.growth === undefined ? {} : { growth: growth.growth }),
    ...(tree === null ? {} : { commitment: tree.commitment }),
    ...(sealPlan === null ? {} : { seal: sealPlan.statement }),
    ...(fonts.length === 0 ? {} : { fonts: fonts.map(({ name, sha256 }) => ({ name, sha256 })) }),
    isOtherTablePacked: breakdown?.isOtherTablePacked ?? isTablePacked(packed),
  };
  const whole = buildRelease(gateInput);
  const unchecked = checkAgreement(context, options.campaign, whole);
  const { main, annex: annexOf } = areNamesApart(options) ? partRelease(whole) : { main: whole, annex: () => null };
  const { release, plan: printPlan } = await planned(
    context,
    main,
    fonts.map((font) => font.bytes),
  );
  const { bytes, sha256 } = written(release);
  const names = annexOf(sha256);
  return {
    release,
    whole,
    annex: names === null ? null : { release: names, ...written(names), fonts: fonts.map((font) => font.bytes) },
    bytes,
    sha256,
    breakdown,
    growth,
    tree,
    plan,
    sealPlan,
    fonts,
    report: {
      formatVersion: 1,
      dryRun: options.dryRun,
      folder: options.outDir,
      fingerprint: fingerprintOf(sha256),
      manifestFingerprint: null,
      tree: tree === null ? null : { size: tree.commitment.size, root: tree.commitment.root },
      signature: plan?.statement ?? null,
      seal: sealReport(sealPlan),
      annex:
        names === null ? null : { folder: options.annex?.folder ?? null, files: release.documents.flatMap(({ annex }) => annex ?? []) },
      counts: release.counts,
      ceiling: release.signatories.ceiling,
      places: placesIn(whole.signatories.entries),
      comments: whole.comments?.length ?? 0,
      ownCeilings: ownCeilingsOf(whole),
      documents: release.documents.map((document) => document.file),
      pages: wantsHtml(options) ? release.documents.filter(isFront).map(htmlFileOf) : [],
      sections: release.sections,
      breakdown: breakdown?.report ?? null,
      growth: growth?.report ?? null,
      placesLeftOut: arePlacesLeftOut(gateInput),
      plan: printPlan === null ? null : planReport(printPlan, release),
      warnings: [...warnings, ...unchecked],
    },
  };
}

function written(release: Release): { readonly bytes: Uint8Array; readonly sha256: string } {
  const bytes = new TextEncoder().encode(canonicalJson(release));
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** A file that somebody expects and does not get. */
function annexWarnings(names: PreparedAnnex | null, { annex, campaign }: PackOptions): string[] {
  if (annex !== undefined)
    return names === null ? ['Nobody is named, or the layout has no list of names, so there is no file of names.'] : [];
  return names === null || campaign.campaign.pack.names !== 'annex'
    ? []
    : ['The names are in no file: `handin pack --annex DIR` writes the files of names.'];
}

function sealReport(plan: SealPlan | null): PackReport['seal'] {
  if (plan === null) return null;
  const { certificates, name, time } = plan.statement;
  return { certificates, name, time, certificate: plan.certificate };
}

/** The release with its plan, where the campaign says how many sheets there are. The plan is made from the release and from nothing else. */
async function planned(
  context: Context,
  release: Release,
  fonts: readonly Uint8Array[],
): Promise<{ readonly release: Release; readonly plan: PrintPlan | null }> {
  if (release.print?.sheets === undefined) return { release, plan: null };
  const plan = await context.io.planRelease(new TextEncoder().encode(canonicalJson(release)), fonts);
  return { release: withPlan(release, plan), plan };
}

/** Counts only. */
function planReport({ sheets, pagesPerSheet, tried, chosen, documents }: PrintPlan, release: Release): PackReport['plan'] {
  const volumes = documents.flatMap(({ file, volumes: list }) =>
    list.length < 2
      ? []
      : list.map(({ from, to, pages, sheets: taken }, index) => ({
          file: release.documents.find(({ volume }) => volume?.front === file && volume.number === index + 1)?.file ?? file,
          from,
          to,
          pages,
          sheets: taken,
        })),
  );
  return { sheets, pagesPerSheet, tried, chosen, volumes };
}

const placesIn = (entries: readonly ReleaseSignatory[]): number => entries.filter(({ place }) => place !== undefined).length;

/** What the documents show whose targets have a ceiling of their own. */
function ownCeilingsOf({ documents }: Release): PackReport['ownCeilings'] {
  return documents.flatMap(({ file, own }) => {
    if (own === undefined) return [];
    const { ceiling, entries } = own.signatories;
    return [{ document: file, ceiling, named: entries.length, places: placesIn(entries), comments: own.comments.length }];
  });
}

/**
 * Renders, writes, scans what is on the disk, signs, and swaps the folder in; on any finding nothing is left behind. Returns the manifest's SHA-256
 * and the scan's warnings.
 */
async function writePack(
  context: Context,
  engine: Engine,
  prepared: PreparedRelease,
  options: PackOptions & { readonly passphraseFor: (() => string) | null },
  privateFolderPath: string,
): Promise<{ readonly warnings: readonly string[]; readonly manifestSha256: string }> {
  const { files } = context.io;
  const { release, sha256, plan, sealPlan } = prepared;
  const folder = await files.beginFolder(options.outDir, {
    marker: MANIFEST_FILE,
    force: options.force,
    carryOver: false,
    isPrivate: false,
  });
  try {
    const written: { path: string; bytes: number; sha256: string }[] = [];
    const annex = await drawAnnex(context, engine, prepared.annex, options);
    for (const document of await renderAll(context, prepared, wantsHtml(options))) {
      const place = path.join(folder.path, document.file);
      await files.writeFile(place, document.bytes);
      // A seal is a signature within a PDF; a web page has the manifest's.
      if (document.file.endsWith('.pdf')) await sealPlan?.seal(place);
      written.push({ path: document.file, bytes: document.bytes.length, sha256: files.sha256(place) });
    }
    const manifest = new TextEncoder().encode(
      buildManifest({
        ...manifestFacts(release, sha256, written),
        ...(plan === null ? {} : { signature: plan.statement }),
        ...(annex === null ? {} : { annex: annex.locked.listed }),
      }),
    );
    await files.writeFile(path.join(folder.path, MANIFEST_FILE), manifest);
    const { campaign } = options.campaign;
    const { findings, warnings } = await scanPack(context, engine, {
      // From the disk: what will be handed in, and nothing that was meant to be.
      contents: files.listFiles(folder.path).map((name) => ({ name, read: () => files.readBytes(path.join(folder.path, name)) })),
      otherFiles: annex?.locked.listed.map((file) => file.sha256) ?? [],
      release,
      fingerprint: sha256,
      campaign,
    });
    if (findings.length > 0) throw leakFound(findings);
    const manifestSha256 = createHash('sha256').update(manifest).digest('hex');
    if (plan !== null) {
      const signature = await plan.sign({
        bytes: manifest,
        sha256: manifestSha256,
        ...(release.commitment === undefined ? {} : { commitment: release.commitment }),
      });
      await files.writeFile(path.join(folder.path, SIGNATURE_FILE), signature);
    }
    // Before the swap: a pack that left without a line in the ledger would be worse than a line without a pack.
    await recordRelease(context, privateFolderPath, prepared);
    await keepNames(context, privateFolderPath, prepared);
    if (annex !== null) await writeAnnex(context, annex.folder, annex.locked);
    await folder.publish();
    if (annex !== null) showPassphrases(context, annex.locked);
    return { warnings: [...warnings, ...(annex?.warnings ?? [])], manifestSha256 };
  } catch (cause) {
    await folder.discard();
    throw cause;
  }
}

/** Whether the pack holds web pages: as the command line says, else as the campaign file does. */
const wantsHtml = ({ html, campaign }: PackOptions): boolean => html ?? campaign.campaign.pack.html === true;

/** The PDFs, and the web pages where they are wanted. */
async function renderAll({ io }: Context, { bytes, fonts }: PreparedRelease, withHtml: boolean): Promise<RenderedDocument[]> {
  const pdfs = await io.render(
    bytes,
    fonts.map((font) => font.bytes),
  );
  if (!withHtml) return pdfs;
  const pages = await io.renderHtml(bytes);
  return [...pdfs, ...pages.map((page) => ({ ...page, file: htmlFileOf(page) }))];
}

async function recordRelease(context: Context, folder: string, { breakdown, growth, whole, sha256 }: PreparedRelease): Promise<void> {
  const { signatures, named } = whole.counts;
  const places = placesIn(whole.signatories.entries);
  await recordPacked(context, folder, {
    release: sha256,
    date: whole.date,
    signatures,
    named,
    places,
    breakdown: breakdown?.table ?? null,
    ...(growth?.packed === undefined ? {} : { growth: growth.packed }),
  });
}

/** What the manifest repeats of the release. */
function manifestFacts(release: Release, sha256: string, files: readonly ManifestFile[]): Parameters<typeof buildManifest>[0] {
  const { title, kind, language } = release.campaign;
  return {
    tool: release.tool,
    campaign: { title, kind, language, date: release.date, published: release.published },
    release: { sha256 },
    counts: release.counts,
    ...(release.commitment === undefined ? {} : { commitment: release.commitment }),
    ...(release.seal === undefined ? {} : { seal: release.seal }),
    files,
  };
}
