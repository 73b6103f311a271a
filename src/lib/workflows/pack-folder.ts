/**
 * The folder of a pack: rendered, written, scanned on the disk, signed, and only then swapped into its place. What is kept of a pack in the private
 * folder is kept here too, because the order matters.
 */

import { createHash } from 'node:crypto';
import path from 'node:path';

import type { Context, Engine, OtherFile, OutputFolder } from '../context.js';
import type { Release } from '../model/release.js';
import { htmlFileOf } from '../pack/html/front.js';
import type { ManifestFile } from '../pack/manifest.js';
import { buildManifest, MANIFEST_FILE, SIGNATURE_FILE } from '../pack/manifest.js';
import { isFront } from '../pack/view.js';
import { drawAnnex, showPassphrases } from './annex.js';
import { type BuiltAnnex, buildAnnex } from './annex-folder.js';
import { leakFound, scanPack } from './leak-scan.js';
import { type PackOptions, wantsHtml } from './pack-options.js';
import type { PreparedRelease } from './pack-release.js';
import { placesIn } from './pack-report.js';
import { recordPacked } from './release-ledger.js';
import { NAMES_FILE } from './released.js';

/**
 * Renders, writes, scans what is on the disk, signs, and swaps the folder in; on any finding nothing is left behind. Returns the manifest's SHA-256
 * and the scan's warnings.
 */
export async function writePack(
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
    const annex = await drawAnnex(context, engine, prepared.annex, options);
    await renderAll(context, prepared, folder.path, wantsHtml(options));
    const written: ManifestFile[] = [];
    for (const name of filesOf(release, wantsHtml(options))) {
      const place = path.join(folder.path, name);
      // A seal is a signature within a PDF; a web page has the manifest's.
      if (name.endsWith('.pdf')) await sealPlan?.seal(place);
      written.push({ path: name, bytes: files.size(place), sha256: files.sha256(place) });
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
    const names = annex === null ? null : await buildAnnex(context, annex);
    // Before the swap: a pack that left without a line in the ledger would be worse than a line without a pack.
    try {
      await recordRelease(context, privateFolderPath, prepared);
      await keepNames(context, privateFolderPath, prepared);
    } catch (cause) {
      await names?.discard();
      throw cause;
    }
    if (annex === null || names === null) await folder.publish();
    else {
      await publishBoth(folder, names, {
        file: path.join(path.resolve(options.outDir), MANIFEST_FILE),
        sha256: manifestSha256,
      });
      showPassphrases(context, annex.locked);
    }
    return { warnings: [...warnings, ...(annex?.warnings ?? [])], manifestSha256 };
  } catch (cause) {
    await folder.discard();
    throw cause;
  }
}

/**
 * A pack and the files of its names take their places together. The names go first, and what was there before is kept until the pack has its place,
 * which its manifest says: where it has not, in this run or after a crash at the next start, the old names come back.
 */
export async function publishBoth(pack: OutputFolder, names: BuiltAnnex, manifest: OtherFile): Promise<void> {
  let swapped: Awaited<ReturnType<BuiltAnnex['publishWith']>>;
  try {
    swapped = await names.publishWith(manifest);
  } catch (cause) {
    await names.discard();
    throw cause;
  }
  try {
    await pack.publish();
  } finally {
    swapped.end();
  }
}

/** Names of the PDFs, and of the web pages where they are wanted. */
const filesOf = ({ documents }: Release, withHtml: boolean): string[] => [
  ...documents.map(({ file }) => file),
  ...(withHtml ? documents.filter(isFront).map(htmlFileOf) : []),
];

/** Draws them all into the folder. */
async function renderAll({ io }: Context, { release, bytes, fonts }: PreparedRelease, folder: string, withHtml: boolean): Promise<void> {
  const source = { documents: release.documents, bytes };
  await io.render(
    source,
    (file) => io.files.createFile(path.join(folder, file)),
    fonts.map((font) => font.bytes),
  );
  if (withHtml) await io.renderHtml(source, (file) => io.files.createFile(path.join(folder, htmlFileOf({ file }))));
}

/** Adds the release to the ledger of those that may have left. */
export async function recordRelease(
  context: Context,
  folder: string,
  { breakdown, growth, whole, sha256 }: PreparedRelease,
): Promise<void> {
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

/** Who is named apart. Kept for a pack that was found clean only: a pack is up to date as long as these are the names of it. */
async function keepNames({ io: { files } }: Context, folder: string, { annex }: PreparedRelease): Promise<void> {
  const names = path.join(folder, NAMES_FILE);
  if (annex !== null) await files.writeFile(names, annex.bytes);
  else if (files.exists(names)) files.remove(names);
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
