/**
 * From a finished merge to a delivery pack: read what the gate needs, let the gate write the release, render it in a
 * process that sees nothing else, scan the bytes on the disk for leaks, and only then put the folder in its place.
 */

import path from 'node:path';

import { type LoadedCampaign, packDate } from '../config.js';
import type { Context } from '../context.js';
import { InputError } from '../errors.js';
import type { PackReport } from '../model/pack-report.js';
import { fingerprintOf } from '../pack/manifest.js';
import { openAnnex } from './annex.js';
import { assertAnnexFolder } from './annex-folder.js';
import { assertConsentApplied } from './consent.js';
import { KEYS_FOLDER, keepLeaves } from './keys.js';
import { equalPack } from './pack-equal.js';
import { recordRelease, writePack } from './pack-folder.js';
import { areNamesApart, type PackOptions, wantsHtml } from './pack-options.js';
import { prepareRelease } from './pack-release.js';
import { annexWarnings } from './pack-report.js';
import { privateFolder, withPrivateData } from './private-folder.js';
import { RELEASE_FILE } from './released.js';
import { planSeal, SEALS_AS_CAMPAIGN } from './seal-pack.js';
import { planSigning, SIGNS_BY_ITSELF } from './sign-pack.js';
import { assertStrikesApplied } from './strikes.js';
import { assertErasuresApplied } from './suppression.js';

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
  if (options.annex !== undefined) assertAnnexFolder(context, options.annex.folder, options.campaign.campaign.title);
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
