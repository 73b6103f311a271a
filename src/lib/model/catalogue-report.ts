/** What `schemes` and `profiles` say about the bundled data: a list of all, or everything about one. */

import type { IsoDate } from './campaign.js';
import type { ExportProfile } from './profile.js';
import type { Confidence, Scheme } from './scheme.js';

/** Whether a threshold can be used on the report's day. */
export type ThresholdState = 'in-force' | 'not-yet' | 'expired';

export interface SchemeSummary {
  readonly id: string;
  readonly name: string;
  readonly institution: string;
  readonly country: string;
  readonly region: string | null;
  readonly kind: string;
  readonly status: Scheme['status'];
  /** Those a `check` without a threshold id would look at, in the file's order. */
  readonly thresholds: readonly {
    readonly id: string;
    /** In words, for example `10,000 signatures` or `more than 500 signatures`. */
    readonly asks: string;
    readonly triggers: string;
    readonly state: ThresholdState;
    readonly confidence: Confidence;
  }[];
  readonly externalLists: Scheme['external_lists']['value'];
  readonly hasRegionalMinimums: boolean;
  readonly checked: IsoDate;
  readonly confidence: Confidence;
}

export interface SchemesReport {
  readonly formatVersion: 1;
  readonly at: IsoDate;
  readonly schemes: readonly SchemeSummary[];
}

/** One scheme, whole. */
export interface SchemeReport {
  readonly formatVersion: 1;
  readonly at: IsoDate;
  readonly scheme: Omit<Scheme, 'tests'>;
  /** By threshold, in the scheme's order. */
  readonly thresholds: readonly { readonly id: string; readonly asks: string; readonly state: ThresholdState }[];
  /** The collection window as a sentence. */
  readonly window: string;
  /** Whether outside lists count, as a sentence. */
  readonly externalLists: string;
  readonly warnings: readonly string[];
}

export interface ProfileSummary {
  readonly id: string;
  readonly title: string;
  readonly checked: string;
  /** How surely a file is recognized by its headers. */
  readonly confidence: ExportProfile['fingerprint']['confidence'];
  /** Fields it fills, in the order of the canonical record. */
  readonly fields: readonly string[];
  /** Whom its records are; `numbers` for a source that lists nobody. */
  readonly takes: 'signers' | 'organisations' | 'numbers';
  /** What a person has to give or know beyond the file, as phrases. */
  readonly needs: readonly string[];
}

export interface ProfilesReport {
  readonly formatVersion: 1;
  readonly profiles: readonly ProfileSummary[];
}

/** One profile, whole. */
export interface ProfileReport {
  readonly formatVersion: 1;
  readonly profile: Omit<ExportProfile, 'tests'>;
}

/** Something in a scheme file that is not as it should be. */
export interface SchemeFinding {
  /** Where in the document, such as `thresholds[0].count`. */
  readonly where: string;
  readonly problem: string;
}

/** What `schemes --validate` says of a file. */
export interface SchemeCheckReport {
  readonly formatVersion: 1;
  readonly file: string;
  /** Null where the file gives none that can be shown. */
  readonly id: string | null;
  /** Tests of the file that were run. */
  readonly tests: number;
  readonly findings: readonly SchemeFinding[];
  readonly ok: boolean;
}
