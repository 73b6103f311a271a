/**
 * What `doctor` says, for asking somebody else for help: facts about the machine, the settings and the shape of the data. Every word in it
 * comes from a closed list of handin's own; sources are numbered, columns are called by their fields, and numbers are rounded.
 */

export const MACHINE_CHECKS = ['node', 'engine', 'renderer', 'temporary-folder', 'folder', 'disk', 'dumps'] as const;
export type MachineCheck = (typeof MACHINE_CHECKS)[number];

/** A number that tells a size and no person: `none`, `fewer than 10`, tens up to 100, then two digits that count. */
export type Rounded = string;

export interface DoctorSource {
  /** `source-1`, in the order of the files' names. */
  readonly label: string;
  readonly format: string;
  /** A bundled profile's id; `own` for any other. */
  readonly profile: string;
  readonly medium: string;
  readonly records: Rounded;
  readonly fates: Readonly<Record<string, Rounded>>;
  /** Columns by the field they fill; `unused` and `dropped` beside the fields. Null where the source was not looked at. */
  readonly columns: readonly { readonly role: string; readonly filledPercent: number; readonly looksLike: string }[] | null;
  readonly repairs: readonly { readonly field: string; readonly kind: string; readonly count: Rounded }[];
}

export interface DoctorReport {
  readonly formatVersion: 1;
  readonly handin: string;
  readonly machine: { readonly node: string; readonly system: string; readonly cores: number; readonly memoryGigabytes: number };
  readonly checks: readonly { readonly check: MachineCheck; readonly ok: boolean; readonly code?: string }[];
  readonly campaign:
    | { readonly state: 'none' }
    | { readonly state: 'broken'; readonly code: string; readonly findings: number }
    | {
        readonly state: 'sound';
        readonly settings: Readonly<Record<string, string | number | boolean>>;
        /** Keys that do nothing, in sentences of our own words, each with the reason and what to do. */
        readonly withoutEffect: readonly string[];
      };
  readonly merge:
    | { readonly state: 'none' }
    | { readonly state: 'broken'; readonly code: string }
    | {
        readonly state: 'sound';
        readonly version: string;
        readonly settings: Readonly<Record<string, string | number | boolean>>;
        readonly reasons: Readonly<Record<string, Rounded>>;
        readonly problems: readonly { readonly type: string; readonly source: string; readonly count: Rounded; readonly field?: string }[];
        readonly sources: readonly DoctorSource[];
      };
  /** Code of the error that looking into the sources ended with, if it did. */
  readonly sourcesError?: string;
}
