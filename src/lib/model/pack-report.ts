/** What `pack`, `build` and `demo` say they did. */

import type { BreakdownReport } from './breakdown.js';
import type { CheckReport } from './check-report.js';
import type { SignatureStatement } from './commitment.js';
import type { GrowthReport } from './growth.js';
import type { MergeReport } from './merge-report.js';
import type { TriedSetting } from './print.js';
import type { ConsentLevel } from './record.js';
import type { CertificateFacts, SealStatement } from './seal.js';
import type { VerifyReport } from './verify-report.js';

export interface PackReport {
  readonly formatVersion: 1;
  /** True under `--dry-run`: nothing was written. */
  readonly dryRun: boolean;
  readonly folder: string;
  /** First 16 hex digits of the SHA-256 of release.json, in groups of four: printed on the cover, said aloud at the hand-in. */
  readonly fingerprint: string;
  /** The same of manifest.json, which covers every file: said aloud too. Null under `--dry-run`. */
  readonly manifestFingerprint: string | null;
  /** The tree over the counted people; null without a tree key. */
  readonly tree: { readonly size: number; readonly root: string } | null;
  /** How the pack is signed; null when it is not. */
  readonly signature: SignatureStatement | null;
  /** With which certificate each PDF is sealed; null when none is. */
  readonly seal: (SealStatement & { readonly certificate: CertificateFacts }) | null;
  /** Names in files of their own; null when they are in the pack, or nobody is named. */
  readonly annex: {
    /** Null when the files were not asked for. */
    readonly folder: string | null;
    readonly files: readonly { readonly file: string; readonly named: number }[];
  } | null;
  readonly counts: { readonly signatures: number | null; readonly organisations: number; readonly named: number };
  readonly ceiling: ConsentLevel;
  /** How many of the named are shown with a place. */
  readonly places: number;
  /** Comments that somebody approved and a section shows. */
  readonly comments: number;
  /** Targets with a ceiling of their own, and what their documents show. */
  readonly ownCeilings: readonly {
    readonly document: string;
    readonly ceiling: ConsentLevel;
    readonly named: number;
    readonly places: number;
    readonly comments: number;
  }[];
  /** What became of the counts by area; null when the campaign file asks for none. */
  readonly breakdown: BreakdownReport | null;
  /** What became of the weekly numbers; null when the campaign file asks for none. */
  readonly growth: GrowthReport | null;
  /** Whether places that people agreed to are left out, because beside counts by area they would point at others. */
  readonly placesLeftOut: boolean;
  /** How the documents fit on the sheets that were asked for; null where no number was. */
  readonly plan: {
    readonly sheets: number;
    readonly pagesPerSheet: number;
    /** Settings of the list of names in the order in which they were tried, the most readable first. */
    readonly tried: readonly TriedSetting[];
    readonly chosen: string;
    /** PDFs of which there are several, each with the numbers of its names. */
    readonly volumes: readonly {
      readonly file: string;
      readonly from: number;
      readonly to: number;
      readonly pages: number;
      readonly sheets: number;
    }[];
  } | null;
  readonly documents: readonly string[];
  /** Web pages of the front part, one per document; empty where none is wanted. */
  readonly pages: readonly string[];
  /** Sections that are asked for, in their order: those of the layout, or of the campaign's own list. */
  readonly sections: readonly string[];
  /** Those of them that no document prints, because nothing is given for them. */
  readonly emptySections: readonly string[];
  readonly warnings: readonly string[];
}

export interface BuildReport {
  readonly formatVersion: 1;
  readonly campaign: string;
  readonly merge: { readonly isUpToDate: boolean; readonly report: MergeReport };
  readonly check: CheckReport | null;
  readonly pack: { readonly isUpToDate: boolean; readonly report: PackReport };
  readonly verify: VerifyReport;
  /** False under --strict when thresholds are not met, records are quarantined or pairs await review. */
  readonly ok: boolean;
  readonly reasons: readonly string[];
}

export interface DemoReport {
  readonly formatVersion: 1;
  readonly folder: string;
  readonly builds: readonly BuildReport[];
}
