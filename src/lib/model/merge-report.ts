/** What a merge did: written to `merge.json`, printed by `merge --json`, read again by `check`, `pack` and `build`. No cell of any record is in it. */

import type { MergedConsent } from './consent-report.js';
import type { MergedSuppression } from './erasure.js';
import type { ByteClass, DialectReport, EncodingReport, RowCounts, SourceFormat, StagedTable } from './intake.js';
import type { CountRangeReport, LinkageReport } from './linkage-report.js';
import type { StatedNumbers } from './numbers.js';
import type { Problem } from './problem.js';
import type { FateCounts, Reason } from './record.js';
import type { FieldRepairs } from './repair.js';
import type { MergedStrike } from './strike.js';

/** One table that was read. */
export interface MergedInput {
  readonly source: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly profile: string;
  readonly medium: 'online' | 'paper';
  readonly encoding: string | null;
  readonly path: StagedTable['path'];
  readonly dateOrder: 'dmy' | 'mdy';
  readonly format: SourceFormat;
  /** What the file was packed in, if it was. */
  readonly container?: 'gzip' | 'zip';
  readonly encodingSureness: EncodingReport['sureness'] | null;
  readonly otherEncodings: readonly string[];
  readonly dialect: DialectReport | null;
  readonly headerRows: number;
  /** Rows after the header by what became of them. */
  readonly rows: RowCounts;
  /** Bytes of each class, which add up to the source's; null where a source is not read as bytes. */
  readonly byteCounts: Readonly<Record<ByteClass, number>> | null;
  /** Cells that were repaired. */
  readonly repairs: readonly Omit<FieldRepairs, 'source'>[];
  /** What the column that fills region or country is about, where it is something that signatures are never told apart by. */
  readonly forbiddenAreas?: Readonly<Partial<Record<'region' | 'country', string>>>;
}

/** What a table of areas by postcode gave: `records` of people are those matched, those whose postcode it lacks, and those without one. */
export interface MergedLookup {
  readonly file: string;
  /** Header of the area. */
  readonly area: string;
  readonly records: number;
  readonly matched: number;
  /** Records with a postcode that the table does not have. */
  readonly unknown: number;
  /** Records with a postcode of which the table says two things. Left out by versions that counted them as unknown. */
  readonly ambiguous?: number;
  readonly without: number;
}

/** Where a record stands. */
export interface RecordReference {
  readonly source: string;
  readonly record: number;
}

/** Two organisations that count apart and belong together, by their counted records. Whether both should count is for the campaign to say. */
export interface RelatedPair {
  readonly reason: 'member-of-umbrella' | 'branch' | 'different-place' | 'name-contained';
  readonly left: RecordReference;
  readonly right: RecordReference;
}

export interface RelatedOrganisations {
  readonly pairs: number;
  /** The first 500 of them. */
  readonly listed: readonly RelatedPair[];
}

/** Records of one kind by reason, `signature` being the counted ones. */
export type ReasonCounts = Readonly<Partial<Record<Reason, number>>>;

export interface MergeReport {
  readonly formatVersion: 1;
  readonly tool: { readonly name: 'handin'; readonly version: string };
  /** Digest of everything that decides the result: inputs, profiles, settings, version. Equal digests give equal files. */
  readonly digest: string;
  readonly inputs: readonly MergedInput[];
  /** Numbers that sources state without listing anybody: never part of the count. Left out where there are none. */
  readonly numbers?: readonly ({ readonly source: string } & StatedNumbers)[];
  readonly counts: {
    readonly total: FateCounts;
    readonly bySource: Readonly<Record<string, FateCounts>>;
    /** Records that stood for people, by reason; organisations apart. Unreadable and blank records count with the people's. */
    readonly people: ReasonCounts;
    readonly organisations: ReasonCounts;
  };
  /** Rules that struck records out, by id. Left out where there are none. */
  readonly strikes?: readonly MergedStrike[];
  /** What was done for people who asked to be removed. Left out where nobody ever asked. */
  readonly suppression?: MergedSuppression;
  /** Staff changes of consent that were applied. Left out where nobody ever made one. */
  readonly consent?: MergedConsent;
  /** Areas by postcode. Left out where the campaign has no table of them. */
  readonly lookup?: MergedLookup;
  readonly signatures: number;
  readonly organisations: number;
  /** The day on which the first of the counted people signed; left out where no record says it. The retention clock starts then. */
  readonly firstSigned?: string;
  readonly settings: {
    readonly match: 'exact' | 'linked';
    /** From here on a link is strong: joined, and not asked about. */
    readonly matchProbability: number;
    /** From here on a link is possible: asked about. */
    readonly reviewFrom: number;
    readonly keep: 'first' | 'latest';
    readonly sharedEmail: 'household';
    /** Whose phones and postcodes were assumed where a record names no country; null where nobody said. */
    readonly country: string | null;
    readonly map: Readonly<Record<string, string>>;
    readonly idsFrom: string | null;
  };
  /** How far the number of signatures can still move with the reviews that are open; null where the rules alone decided. */
  readonly range: CountRangeReport | null;
  /** The same of the number of organisations. Null where only equal names are one. */
  readonly organisationRange: CountRangeReport | null;
  /** Branches, members of umbrellas, names within names. Null where only equal names are one. */
  readonly relatedOrganisations: RelatedOrganisations | null;
  /** What linked matching did and learnt; the exact rules have no parameters. */
  readonly model: LinkageReport | null;
  readonly problems: readonly Problem[];
}
