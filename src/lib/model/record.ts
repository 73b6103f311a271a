/**
 * The canonical record: the fields, fates, reasons and consent levels that every part of handin speaks of.
 * Column orders here are the public contract of the files that `merge` writes.
 */

/** Canonical fields an export profile can fill. `status` and the raw date never leave the intake step. */
export const RECORD_FIELDS = [
  'kind',
  'given_name',
  'family_name',
  'full_name',
  'organisation',
  'role',
  'email',
  'phone',
  'address',
  'locality',
  'region',
  'postcode',
  'country',
  'date_of_birth',
  'signed_at',
  'comment',
  'display_consent',
  'medium',
] as const;
export type RecordField = (typeof RECORD_FIELDS)[number];

/**
 * What a list says of an organisation beside its name: it is compared by them, and `clean` writes them; `signatures.csv` has no such columns.
 * Several aliases stand in one cell, separated by semicolons. Empty in every other record.
 */
export const ORGANISATION_FIELDS = ['acronym', 'aliases'] as const;
export type OrganisationField = (typeof ORGANISATION_FIELDS)[number];

/** Fields that a column of an export can be mapped to: the canonical ones, those of organisations, and the status that decides whether a record counts. */
export const MAPPABLE_FIELDS = [...RECORD_FIELDS, ...ORGANISATION_FIELDS, 'status'] as const;
export type MappableField = (typeof MAPPABLE_FIELDS)[number];

export const SIGNATURE_COLUMNS = ['signature_id', ...RECORD_FIELDS, 'records', 'sources'] as const;

export const LEDGER_COLUMNS = [
  'source',
  'record',
  'input_id',
  'fate',
  'reason',
  'signature_id',
  'matched_source',
  'matched_record',
  'match_probability',
  'rule',
  'evidence',
  'identity_key',
] as const;

/** Records that are not counted, with their cells: for looking up a ledger row, and for the leak scan. */
export const SET_ASIDE_COLUMNS = ['source', 'record', 'fate', ...RECORD_FIELDS] as const;

export const REVIEW_COLUMNS = [
  'pair_id',
  'left_source',
  'left_record',
  'right_source',
  'right_record',
  'match_probability',
  'evidence',
  'judgement',
  'left_key',
  'right_key',
  'counted_as',
] as const;

export const QUARANTINE_COLUMNS = [
  'source',
  'record',
  'line_from',
  'line_to',
  'byte_from',
  'byte_to',
  'reason',
  'suggestion',
  'raw',
] as const;

/** What became of a record. `counted` and `duplicate` apart, every fate is a way of being set aside. */
export const FATES = [
  'counted',
  'duplicate',
  'unreadable',
  'blank',
  'unconfirmed',
  'withdrawn',
  'suppressed',
  'ineligible',
  'struck-out',
] as const;
export type Fate = (typeof FATES)[number];

/** Why a record has its fate. Stable codes; `docs/glossary.md` explains each. */
export const REASONS = [
  'signature',
  'same-person',
  'shared-email',
  'same-organisation',
  'quote-unclosed',
  'quote-stray',
  'row-short',
  'row-long',
  'nul-byte',
  'record-too-long',
  'cell-too-long',
  'json-invalid',
  'header-repeat',
  'footer',
  'other-table',
  'empty-record',
  'status-unconfirmed',
  'status-withdrawn',
  'withdrawn-by-person',
  'no-name',
  'struck-by-rule',
  'erased-on-request',
  'erasure-undecided',
] as const;
export type Reason = (typeof REASONS)[number];

/** The rule that made a record a duplicate. */
export const MATCH_RULES = [
  'canonical-email',
  'shared-email',
  'name-postcode',
  'name-contact',
  'linked',
  'judgement',
  'organisation-name',
  'same-name',
  'same-name-and-place',
  'same-letters',
  'same-acronym',
  'alias-given',
  'acronym-declared',
  'typing-error-certain',
  'same-email',
  'initials',
] as const;
export type MatchRule = (typeof MATCH_RULES)[number];

/** Whether a platform says that a record counts. */
export const STATUSES = ['counts', 'unconfirmed', 'withdrawn'] as const;
export type Status = (typeof STATUSES)[number];

export const KINDS = ['person', 'organisation'] as const;
export type RecordKind = (typeof KINDS)[number];

/** Consent to be shown, from least to most. Each level is an allow-list of fields; the order is the lattice. */
export const CONSENT_LEVELS = ['count-only', 'initials', 'first-name', 'name', 'name-place', 'name-place-comment'] as const;
export type ConsentLevel = (typeof CONSENT_LEVELS)[number];

export const MEDIA = ['online', 'paper'] as const;
export type Medium = (typeof MEDIA)[number];

/** Counts of one source (or of all) by fate. `records` is always the sum of the rest. */
export interface FateCounts {
  readonly records: number;
  readonly byFate: Readonly<Partial<Record<Fate, number>>>;
}
