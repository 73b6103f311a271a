/** The release of a pack: what the gate needs is read, the gate writes it, the names are parted from it where they go apart, and the sheets are planned. */

import { createHash } from 'node:crypto';
import path from 'node:path';

import { canonicalBytes } from '../canonical-json.js';
import type { Context, Engine } from '../context.js';
import { partRelease } from '../gate/annex.js';
import type { GateInput } from '../gate/release.js';
import { arePlacesLeftOut, buildRelease } from '../gate/release.js';
import type { MergeReport } from '../model/merge-report.js';
import type { PackReport } from '../model/pack-report.js';
import type { PrintPlan } from '../model/print.js';
import type { Release } from '../model/release.js';
import { withPlan } from '../pack/print/apply-plan.js';
import { checkAgreement } from './agreement.js';
import type { PreparedAnnex } from './annex.js';
import { isTablePacked, type PreparedBreakdown, prepareBreakdown } from './breakdown.js';
import { effectWarnings } from './effects.js';
import { readGateInput } from './gate-input.js';
import { type PreparedGrowth, prepareGrowth } from './growth.js';
import { KEYS_FOLDER, readTreeKey } from './keys.js';
import { type PackFont, readPackFonts } from './pack-fonts.js';
import { areNamesApart, type PackOptions } from './pack-options.js';
import { packReport } from './pack-report.js';
import { readPackedReleases } from './release-ledger.js';
import type { SealPlan } from './seal-pack.js';
import type { SigningPlan } from './sign-pack.js';
import { type BuiltTree, buildTree } from './tree.js';

/** A release as it will be written, with what the report says of it. */
export interface PreparedRelease {
  readonly release: Release;
  /** The release before its names were parted from it: all that leaves. */
  readonly whole: Release;
  /** Null where the names are in the pack, and where nobody is named. */
  readonly annex: PreparedAnnex | null;
  /** As it is written, piece by piece. */
  readonly bytes: Iterable<Uint8Array>;
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

/** Prepares everything that a pack is made of. `engine` holds the tables of the merge. */
export async function prepareRelease(
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
    report: packReport(options, {
      release,
      whole,
      sha256,
      hasAnnex: names !== null,
      tree,
      signature: plan?.statement ?? null,
      sealPlan,
      breakdown,
      growth,
      placesLeftOut: arePlacesLeftOut(gateInput),
      printPlan,
      warnings: [...effectWarnings(context, options.campaign, whole.counts.named), ...warnings, ...unchecked],
    }),
  };
}

/** The bytes of a release and their SHA-256 in hexadecimal digits. */
function written(release: Release): { readonly bytes: Iterable<Uint8Array>; readonly sha256: string } {
  const bytes = canonicalBytes(release);
  const hash = createHash('sha256');
  for (const piece of bytes) hash.update(piece);
  return { bytes, sha256: hash.digest('hex') };
}

/** The release with its plan, where the campaign says how many sheets there are. The plan is made from the release and from nothing else. */
async function planned(
  context: Context,
  release: Release,
  fonts: readonly Uint8Array[],
): Promise<{ readonly release: Release; readonly plan: PrintPlan | null }> {
  if (release.print?.sheets === undefined) return { release, plan: null };
  const plan = await context.io.planRelease({ documents: release.documents, bytes: canonicalBytes(release) }, fonts);
  return { release: withPlan(release, plan), plan };
}
