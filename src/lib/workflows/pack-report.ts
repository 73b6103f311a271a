/** What is said of a release that is packed, or would be. */

import type { PackReport } from '../model/pack-report.js';
import type { PrintPlan } from '../model/print.js';
import type { Release, ReleaseSignatory } from '../model/release.js';
import { htmlFileOf } from '../pack/html/front.js';
import { fingerprintOf } from '../pack/manifest.js';
import { buildSections } from '../pack/sections/index.js';
import { isFront } from '../pack/view.js';
import type { PreparedAnnex } from './annex.js';
import type { PreparedBreakdown } from './breakdown.js';
import type { PreparedGrowth } from './growth.js';
import { type PackOptions, wantsHtml } from './pack-options.js';
import type { SealPlan } from './seal-pack.js';
import type { BuiltTree } from './tree.js';

/** What a release came from, as far as the report says it. */
interface ReportFacts {
  readonly release: Release;
  /** The release before its names were parted from it. */
  readonly whole: Release;
  readonly sha256: string;
  /** Whether there are names in files of their own. */
  readonly hasAnnex: boolean;
  readonly tree: BuiltTree | null;
  readonly signature: PackReport['signature'];
  readonly sealPlan: SealPlan | null;
  readonly breakdown: PreparedBreakdown | null;
  readonly growth: PreparedGrowth | null;
  readonly placesLeftOut: boolean;
  readonly printPlan: PrintPlan | null;
  readonly warnings: readonly string[];
}

/** The report of a prepared release; the fingerprint of the manifest comes with the pack. */
export function packReport(options: PackOptions, facts: ReportFacts): PackReport {
  const { release, whole, sha256, tree, breakdown, growth, printPlan } = facts;
  return {
    formatVersion: 1,
    dryRun: options.dryRun,
    folder: options.outDir,
    fingerprint: fingerprintOf(sha256),
    manifestFingerprint: null,
    tree: tree === null ? null : { size: tree.commitment.size, root: tree.commitment.root },
    signature: facts.signature,
    seal: sealReport(facts.sealPlan),
    annex: facts.hasAnnex ? { folder: options.annex?.folder ?? null, files: release.documents.flatMap(({ annex }) => annex ?? []) } : null,
    counts: release.counts,
    ceiling: release.signatories.ceiling,
    places: placesIn(whole.signatories.entries),
    comments: whole.comments?.length ?? 0,
    ownCeilings: ownCeilingsOf(whole),
    documents: release.documents.map((document) => document.file),
    pages: wantsHtml(options) ? release.documents.filter(isFront).map(htmlFileOf) : [],
    sections: release.sections,
    emptySections: emptySections(release, sha256),
    breakdown: breakdown?.report ?? null,
    growth: growth?.report ?? null,
    placesLeftOut: facts.placesLeftOut,
    plan: printPlan === null ? null : planReport(printPlan, release),
    warnings: facts.warnings,
  };
}

/** Sections that no document prints, because they have nothing to say: the code that prints them is asked. */
function emptySections(release: Release, fingerprint: string): PackReport['sections'] {
  const printed = new Set(release.documents.flatMap((document) => buildSections(release, document, fingerprint).map(({ id }) => id)));
  return release.sections.filter((id) => !printed.has(id));
}

/** A file that somebody expects and does not get. */
export function annexWarnings(names: PreparedAnnex | null, { annex, campaign }: PackOptions): string[] {
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

/** How many are shown with their place. */
export const placesIn = (entries: readonly ReleaseSignatory[]): number => entries.filter(({ place }) => place !== undefined).length;

/** What the documents show whose targets have a ceiling of their own. */
function ownCeilingsOf({ documents }: Release): PackReport['ownCeilings'] {
  return documents.flatMap(({ file, own }) => {
    if (own === undefined) return [];
    const { ceiling, entries } = own.signatories;
    return [{ document: file, ceiling, named: entries.length, places: placesIn(entries), comments: own.comments.length }];
  });
}
