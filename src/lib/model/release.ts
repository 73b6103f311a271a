/**
 * `release.json`: the complete list of facts allowed out, written by the gate, read by the organiser and by the
 * renderer. Nothing else reaches a pack. Green by definition; holds no field that could identify an unnamed signatory.
 */

import type { BreakdownDimension, ReleaseBreakdown } from './breakdown.js';
import type { CampaignKind, CommonsPetition, IsoDate, Organiser, SectionId, Statistic, Target } from './campaign.js';
import type { TreeCommitment } from './commitment.js';
import type { ReleaseGrowth } from './growth.js';
import type { LetterForm } from './letter-form.js';
import type { PrintSettings } from './print.js';
import type { ConsentLevel } from './record.js';
import type { RichText } from './rich-text.js';
import type { ThresholdResult } from './scheme.js';
import type { ReleaseSeal } from './seal.js';
import type { SignalId } from './signals-report.js';

/** A number as it may be shown: exact, or a closed range. */
export type Shown = { readonly exact: number } | { readonly from: number; readonly to: number };

/** One line of "how we counted". */
export interface StatementLine {
  /** `unconfirmed`, `withdrawn`, `duplicate`, ... or `other` for the folded line. */
  readonly id: string;
  readonly count: Shown;
}

/** Duplicates by the rule that found them, as ranges; published as a whole or not at all. */
export interface ReleaseDuplicates {
  readonly rules: readonly StatementLine[];
  /** The exact number that the ranges add up to. */
  readonly total: number;
}

/** How many signed in one area, for the target whose area it is: a cell of the released breakdown and nothing more. */
export interface ReleaseLocalNumber {
  readonly dimension: BreakdownDimension;
  /** As the list of areas has it. */
  readonly area: string;
  readonly count: Shown;
}

export interface ReleaseOrganisation {
  readonly name: string;
  /** The name in another language or script, printed after the name. */
  readonly localName?: string;
  readonly acronym?: string;
  readonly country?: string;
  readonly group?: string;
}

/** One named signatory, as consented. `place` is a town or region as given, never a postcode. */
export interface ReleaseSignatory {
  readonly name: string;
  readonly place?: string;
}

/** A comment that its author agreed to have shown and that somebody has approved, with the author as the list of names shows them. */
export interface ReleaseComment extends ReleaseSignatory {
  /** Paragraphs separated by single line ends. */
  readonly text: string;
}

/** Who is named, under which ceiling. */
export interface ReleaseNames {
  readonly ceiling: ConsentLevel;
  readonly entries: readonly ReleaseSignatory[];
}

/** What `handin signals` found, as far as it may be told: which signs were looked for, and how far the count could be out. Never which records. */
export interface ReleaseSignals {
  /** Ids of the signs that were looked for. */
  readonly checks: readonly SignalId[];
  /** Signatures that at least one sign was found on. */
  readonly flagged: Shown;
  /** The count if every one of them were fake, with a small number told as the largest of its band; and the count as it is. */
  readonly bracket: { readonly from: number; readonly to: number };
}

/** The part of a long list that one of several PDFs holds, so that each fits into a box. */
export interface ReleaseVolume {
  /** From 1. */
  readonly number: number;
  /** How many volumes there are. */
  readonly count: number;
  /** File of the first volume, which holds everything but the other volumes' names. */
  readonly front: string;
  /** Numbers of the names in the whole list, from 1, both included. */
  readonly from: number;
  readonly to: number;
  /** Initials in the order of the list, each with the page of this volume on which the first of its names stands. */
  readonly initials: readonly { readonly initial: string; readonly page: number }[];
}

/** One PDF of the pack. */
export interface ReleaseDocument {
  /** File name without folder, for example `home-secretary.pdf`. */
  readonly file: string;
  readonly target?: Target;
  /** How the letter to the target begins and ends. */
  readonly form?: LetterForm;
  /** Covering letter with its placeholders filled in for this target. */
  readonly letter?: RichText;
  /** Present where the names are in an encrypted file of their own: its name, and how many people it names. */
  readonly annex?: { readonly file: string; readonly named: number };
  /**
   * What this document shows instead of the release's own, where its target has a lower ceiling than the campaign: all of it, so that
   * nothing of the others' list is in the document. See `releaseOf` in `pack/view.ts`.
   */
  readonly own?: {
    readonly signatories: ReleaseNames;
    readonly comments: readonly ReleaseComment[];
    readonly body?: RichText;
    readonly case?: RichText;
    readonly context?: RichText;
  };
  /** Left out where the target names no area, or the counts by area are withheld. */
  readonly local?: ReleaseLocalNumber;
  /** Present where the plan for a number of sheets made several PDFs of one. */
  readonly volume?: ReleaseVolume;
}

/**
 * A compared threshold, without what is for the organiser alone: regions, ages, dates, plans, and sentences. The pack says why in its own
 * language, from `reason`.
 */
export type ReleaseThreshold = Omit<
  ThresholdResult,
  | 'nativeName'
  | 'percent'
  | 'notCountable'
  | 'regions'
  | 'deadline'
  | 'unchecked'
  | 'triggers'
  | 'reviewsToSettle'
  | 'explanation'
  | 'warnings'
>;

/** A font that the campaign file names. */
export interface ReleaseFont {
  /** Its PostScript name, which stands in the PDF. */
  readonly name: string;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

export interface Release {
  readonly formatVersion: 1;
  readonly tool: { readonly name: 'handin'; readonly version: string };
  readonly campaign: {
    readonly kind: CampaignKind;
    readonly title: string;
    readonly language: string;
    readonly notice?: string;
    readonly organisers: readonly Organiser[];
    readonly ask?: string;
    readonly commons?: CommonsPetition;
  };
  /** The chosen date; the only date in the pack that is not part of a text. */
  readonly date: IsoDate;
  /** Only of names in files of their own: SHA-256 of the release of the pack that they belong to. Such a release is for no pack. */
  readonly annexOf?: string;
  /** Before the date of a letter. */
  readonly place?: string;
  readonly sections: readonly SectionId[];
  /** How the pack is printed; left out where everything is as usual. */
  readonly print?: PrintSettings;
  readonly documents: readonly ReleaseDocument[];
  readonly body?: RichText;
  readonly case?: RichText;
  readonly context?: RichText;
  /** When the policy context was looked up. */
  readonly contextAsOf?: IsoDate;
  readonly statistics: readonly Statistic[];
  readonly aims: readonly string[];
  readonly counts: {
    /** Null when the campaign collects no people's signatures. */
    readonly signatures: number | null;
    readonly organisations: number;
    readonly named: number;
  };
  readonly thresholds: readonly ReleaseThreshold[];
  /** Present when people's signatures were collected. */
  readonly statement?: {
    /** How duplicates were found. */
    readonly method: 'exact' | 'linked';
    readonly received: Shown;
    readonly lines: readonly StatementLine[];
    readonly counted: number;
    /** Left out where ranges would not hide the small numbers among them. */
    readonly duplicates?: ReleaseDuplicates;
    /** Present when the count was looked at for signs of forgery. */
    readonly signals?: ReleaseSignals;
  };
  /** Counts by area, banded and audited; left out where none was asked for or the table is withheld. */
  readonly breakdown?: ReleaseBreakdown;
  /** Signatures by week, banded and audited; left out where none was asked for or the series is withheld. */
  readonly growth?: ReleaseGrowth;
  /** Present when the campaign has a tree key: the count, fixed. */
  readonly commitment?: TreeCommitment;
  /** Present when each PDF is to be sealed: with which certificate, and what can be read in it. */
  readonly seal?: ReleaseSeal;
  readonly organisations: readonly ReleaseOrganisation[];
  readonly signatories: ReleaseNames;
  /** Approved comments; left out where there is none or no section shows them. */
  readonly comments?: readonly ReleaseComment[];
  /** Fonts of the organiser's own, for scripts that no bundled font has; first choice first. Their bytes travel beside the release. */
  readonly fonts?: readonly ReleaseFont[];
  /** Contacts, names and numbers published on purpose; the leak scan allows these and nothing else of their kind. */
  readonly published: readonly string[];
}
