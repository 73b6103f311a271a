/** The campaign file as the rest of the program sees it: validated, defaults filled in. See `campaign.schema.json`. */

import type { BreakdownDimension } from './breakdown.js';
import type { PrintChoice } from './print.js';
import type { ConsentLevel, Medium } from './record.js';
import type { KnownEvent } from './signals-report.js';

export const CAMPAIGN_KINDS = ['petition', 'open-letter', 'joint-statement', 'coalition'] as const;
export type CampaignKind = (typeof CAMPAIGN_KINDS)[number];

/** Every section a pack can hold in this version, in no particular order. */
export const SECTION_IDS = [
  'cover',
  'letter',
  'contents',
  'text',
  'case',
  'context',
  'figures',
  'aims',
  'numbers',
  'local-number',
  'statement',
  'how-we-counted',
  'organisations',
  'signatories',
  'comments',
  'references',
  'verification',
  'commons-top-sheet',
  'answer-due',
  'receipt',
] as const;
export type SectionId = (typeof SECTION_IDS)[number];

/** Sheets for the day of the hand-in, which a campaign may add to a layout with `pack.extras`. */
export const EXTRA_SECTION_IDS = ['commons-top-sheet', 'answer-due', 'receipt'] as const satisfies readonly SectionId[];
export type ExtraSectionId = (typeof EXTRA_SECTION_IDS)[number];

/** A calendar day, `YYYY-MM-DD`. */
export type IsoDate = string;

export interface Organiser {
  readonly name: string;
  readonly contact?: string;
  readonly signatory?: string;
  readonly role?: string;
  readonly address?: readonly string[];
}

/** Somebody to whom a letter is written. */
export interface Addressee {
  readonly name: string;
  readonly role?: string;
  /** Class of the forms of address; see `targets/data`. */
  readonly class?: string;
  readonly salutation?: string;
  /** When the organiser last checked who holds the office. */
  readonly 'as-of'?: IsoDate;
}

export interface Target extends Addressee {
  /** Kebab-case; names the PDF. */
  readonly id: string;
  readonly organisation?: string;
  readonly address?: readonly string[];
  /** Who else the same letter is written to. */
  readonly addressees?: readonly Addressee[];
  /** Whom the text named when people signed it, where the office has changed hands since. */
  readonly 'signed-to'?: string;
  readonly cc?: readonly { readonly name: string; readonly role?: string }[];
  /** The most that this target's document shows of anybody; the campaign's ceiling holds as well. */
  readonly ceiling?: ConsentLevel;
  /** An area of the campaign's list, for a certificate of how many signed there. */
  readonly area?: string;
}

export interface Statistic {
  /** As printed, for example "2,656". */
  readonly value: string;
  readonly label: string;
  readonly source?: string;
}

/** What the top sheet of a paper petition to the House of Commons says; what is left out is a blank to write on. */
export interface CommonsPetition {
  /** Who petitions, in words that are true of everybody who signs: "residents of the United Kingdom". */
  readonly petitioners?: string;
  readonly declares?: string;
  /** What the House is asked to do. */
  readonly requests?: string;
}

export interface CampaignSource {
  /** A path or glob below the campaign folder. */
  readonly file: string;
  /** A bundled profile's id, the path of a profile of one's own, or `auto`. */
  readonly profile: string;
  readonly medium: Medium;
}

/** A table of the organiser's own that says in which area a postcode lies. */
export interface CampaignLookup {
  /** Paths below the campaign folder. */
  readonly file: string;
  readonly names?: string;
  /** Headers of the table, where they are not usual ones. */
  readonly postcode?: string;
  readonly area?: string;
}

export type CampaignThreshold =
  | {
      readonly scheme: string;
      readonly threshold?: string;
      readonly of?: 'signatures' | 'organisations';
      /** What a percentage is of. */
      readonly base?: number;
      /** The day on which the body registered the petition. */
      readonly registered?: IsoDate;
      /** The first day of the collection. */
      readonly opened?: IsoDate;
      /** A file below the campaign folder: region, and what a percentage is of there. */
      readonly bases?: string;
      /** How many regions there are, where the scheme does not say. */
      readonly 'regions-total'?: number;
    }
  | {
      readonly name: string;
      readonly count: number;
      readonly of: 'signatures' | 'organisations';
      /** The day by which the campaign wants to be there. */
      readonly by?: IsoDate;
    };

/** What the papers of the data-protection file need to know; whatever is missing is a blank in them. See `handin papers`. */
export interface DataProtection {
  readonly law?: 'gb' | 'eu';
  readonly controller?: { readonly name?: string; readonly contact?: string; readonly address?: readonly string[] };
  readonly complaints?: string;
  readonly officer?: string;
  readonly registration?: string;
  readonly 'lawful-basis'?: 'consent' | 'legitimate-interests';
  readonly 'special-category-condition'?: 'explicit-consent' | 'not-for-profit-body';
  readonly authority?: string;
  readonly processors?: readonly { readonly name: string; readonly for?: string; readonly country?: string }[];
  readonly transfers?: readonly { readonly to: string; readonly safeguard?: string }[];
}

export interface Campaign {
  readonly kind: CampaignKind;
  readonly title: string;
  /** BCP 47, for example `en-GB`. */
  readonly language: string;
  /** Printed on every page when set, for example on the example packs. */
  readonly notice?: string;
  readonly organisers: readonly Organiser[];
  readonly targets: readonly Target[];
  readonly ask?: string;
  /** Paths below the campaign folder. */
  readonly body?: string;
  readonly letter?: string;
  /** Why it matters. */
  readonly case?: string;
  readonly context?: string;
  /** The day on which the policy context was looked up. */
  readonly 'context-as-of'?: IsoDate;
  readonly statistics: readonly Statistic[];
  readonly aims: readonly string[];
  readonly expect: { readonly signatures?: number; readonly organisations?: number };
  readonly sources: readonly CampaignSource[];
  /** Corrected quarantine files, whose rows take their old places. */
  readonly fixed: readonly string[];
  /** Rule files that say which records do not count; see `handin strike`. */
  readonly strikes: readonly string[];
  /** What the organiser knows of that brings many people at once; see `handin signals`. */
  readonly signals?: { readonly 'known-events'?: readonly KnownEvent[] };
  readonly organisations?: string;
  readonly lookup?: CampaignLookup;
  readonly thresholds: readonly CampaignThreshold[];
  readonly matching: { readonly method?: 'exact' | 'linked'; readonly 'shared-email': 'household' };
  readonly display: {
    readonly ceiling: ConsentLevel;
    /** What is shown of those who agreed to a place: the town, unless it says `region`. */
    readonly place?: 'town' | 'region';
    /** Counts by area; left out for none. */
    readonly breakdown?: BreakdownDimension;
    /** A list of areas of one's own: a CSV file below the campaign folder. */
    readonly areas?: string;
    /** A map of these areas: a CSV file below the campaign folder. */
    readonly map?: string;
    /** The first day of the weekly numbers; left out for none. */
    readonly 'growth-from'?: IsoDate;
  };
  readonly commons?: CommonsPetition;
  readonly 'data-protection'?: DataProtection;
  /** A date of one's own for deleting the private files; without one the general clock holds. */
  readonly retention?: { readonly 'delete-after'?: IsoDate };
  readonly pack: PrintChoice & {
    readonly date?: IsoDate;
    /** Before the date of the letter. */
    readonly place?: string;
    /** A bundled layout's id or the sections themselves. */
    readonly layout?: string | readonly SectionId[];
    /** Sheets added to the end of the layout. */
    readonly extras?: readonly ExtraSectionId[];
    /** Names, addresses and numbers that the campaign's own texts publish on purpose. */
    readonly publish: readonly string[];
    /** Where names are printed: in the pack itself, or in encrypted files of their own. */
    readonly names?: 'pack' | 'annex';
    /** PEM files below the campaign folder, to seal each PDF with. */
    readonly seal?: { readonly certificate: string; readonly key?: string };
    /** Words of the campaign's own texts whose numbers look like its count and are none; see `workflows/agreement.ts`. */
    readonly 'not-our-count'?: readonly string[];
    /** Font files for scripts that no bundled font has, first choice first: below the campaign folder, or full paths. */
    readonly fonts?: readonly string[];
    /** Whether the pack holds an HTML edition of each document's front part, beside the PDF. */
    readonly html?: boolean;
  };
}
