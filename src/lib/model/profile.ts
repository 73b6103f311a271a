/** An export profile: how one platform's export maps to our fields. One JSON file each, with tests inside. */

import type { ConsentLevel, MappableField, RecordKind, Status } from './record.js';

/** Where a field's value comes from. Header names are compared case-blind, with spaces collapsed. */
export type FieldMapping =
  /** The first of these columns that the file has. */
  | { readonly column: readonly string[] }
  /** Several columns joined with a space, empty ones left out. */
  | { readonly join: readonly string[]; readonly separator?: string }
  /** The first non-empty cell among these columns, record by record. */
  | { readonly firstNonEmpty: readonly string[] }
  /** Part of one column split at a separator; `part` counts from 0, negative from the end. */
  | { readonly split: { readonly column: readonly string[]; readonly separator: string; readonly part: number } }
  | { readonly constant: string }
  /** A column whose values are mapped to ours; unlisted values take `otherwise`. Keys compare case-blind. */
  | { readonly map: { readonly column: readonly string[]; readonly values: Readonly<Record<string, string>>; readonly otherwise: string } };

export interface ProfileTest {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Expected canonical values of each row; fields not named are expected to be empty (`status`: `counts`, `kind`: `person`). */
  readonly expected: readonly Readonly<Partial<Record<MappableField, string>>>[];
}

export interface ExportProfile {
  readonly id: string;
  readonly title: string;
  /** When, and from what, the format was learnt. */
  readonly checked: string;
  readonly sources: readonly string[];
  readonly notes: readonly string[];
  /** How the profile is recognized. All of `headers` must be there; each entry lists spellings of one header. */
  readonly fingerprint: {
    readonly headers: readonly (readonly string[])[];
    /** Headers any one of which must start with the prefix. */
    readonly prefixes?: readonly string[];
    /** The first header must be one of these. */
    readonly first?: readonly string[];
    readonly confidence: 'high' | 'medium' | 'low';
  };
  readonly fields: Readonly<Partial<Record<MappableField, FieldMapping>>>;
  /** Status rules, first hit wins; a record that none hits counts. `when: filled|empty` looks at whether the cell holds anything. */
  readonly status?: readonly {
    readonly column: readonly string[];
    readonly when: 'filled' | 'empty' | 'equals';
    readonly values?: readonly string[];
    readonly means: Exclude<Status, 'counts'>;
  }[];
  /** What the platform's consent column proves. Unlisted and missing values are count-only. */
  readonly consent?: { readonly column: readonly string[]; readonly values: Readonly<Record<string, ConsentLevel>> };
  /** Order of day and month in dates like 4/9/2021: `dmy`, `mdy`, or `ask` when the platform follows the sheet's locale. */
  readonly dateOrder: 'dmy' | 'mdy' | 'ask';
  readonly kind?: RecordKind;
  /** Personal columns nobody needs; never loaded into the records. */
  readonly drop: readonly string[];
  readonly tests: readonly ProfileTest[];
}
