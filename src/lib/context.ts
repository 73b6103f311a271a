/**
 * What workflows are handed: the streams, the clock and the edges of the world. Workflows import no `io`; they get it
 * here, so tests need no tricks.
 */

import type { IntakeOptions, StagedTable } from './model/intake.js';
import type { PdfText } from './model/pdf-text.js';
import type { RichText } from './model/rich-text.js';
import type { Red } from './red.js';

export type { PdfText } from './model/pdf-text.js';

/** Where a value of a parsed YAML file stands, from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

export interface YamlDocument {
  readonly value: unknown;
  /** Position of the value at a path of keys and indexes; with `key`, of its key. Falls back to the nearest ancestor. */
  locate(path: readonly (string | number)[], what?: 'key' | 'value'): TextPosition;
}

/** One violation of a JSON Schema, in the schema's own words. */
export interface SchemaIssue {
  readonly path: readonly (string | number)[];
  /** JSON Schema keyword: `type`, `required`, `additionalProperties`, `enum`, ... */
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A cell read back from the engine: text is private unless the query names its column as green. */
export type Cell = string | number | boolean | null | Red;

export interface Engine {
  /** Runs statements; values are bound as $1, $2, ... */
  run(sql: string, values?: readonly (string | number | boolean | null)[]): Promise<void>;
  /**
   * Reads rows. Text comes back as `Red` unless its column is listed in `green`; big integers as checked numbers.
   */
  rows<T extends Readonly<Record<string, Cell>>>(sql: string, green?: readonly string[]): Promise<T[]>;
  /** Folder the engine may read and write; private. */
  readonly stagingDir: string;
  close(): Promise<void>;
}

export interface EngineOptions {
  readonly stagingDir: string;
  readonly spillDir: string;
  readonly memoryBytes: number;
  readonly threads: number;
}

/** A folder being built beside its place; `publish` swaps it in, `discard` removes it. */
export interface OutputFolder {
  readonly path: string;
  publish(): Promise<void>;
  discard(): Promise<void>;
}

export interface FolderOptions {
  /** File of the folder that says it is ours: JSON with `tool.name` "handin". */
  readonly marker: string;
  readonly force: boolean;
  /** Keep the old folder's files that the new one does not have (judgements, keys, the last release). */
  readonly carryOver: boolean;
  /** 0700 and 0600 for private folders, 0755 and 0644 otherwise, whatever the umask. */
  readonly isPrivate: boolean;
}

export interface Files {
  exists(path: string): boolean;
  isFolder(path: string): boolean;
  readText(path: string): string;
  readBytes(path: string): Uint8Array;
  /** Files below `folder` that match a glob (`*`, `**`, `?`), sorted; the pattern is never handed to the engine. */
  glob(folder: string, pattern: string): string[];
  listFiles(folder: string): string[];
  sha256(path: string): string;
  /** The path with every symbolic link resolved. */
  realPath(path: string): string;
  /** Writes one file whole: beside its place, checked, synced, renamed. Mode 0600. */
  writeFile(path: string, content: string | Uint8Array): Promise<void>;
  /**
   * Begins an output folder. Finishes or undoes an earlier broken swap first; refuses (2) a non-empty folder without our
   * marker unless `force`, a folder that another run is writing, and a symbolic link.
   */
  beginFolder(path: string, options: FolderOptions): Promise<OutputFolder>;
  /** A private scratch folder (0700) below `folder`, empty. */
  scratch(folder: string, name: string): string;
  move(from: string, to: string): void;
  copyFolder(from: string, to: string): void;
  remove(path: string): void;
  /** Bundled data: every JSON file of a folder below `src/lib`, by file name without extension. */
  bundledJson(folder: string): Readonly<Record<string, unknown>>;
}

export interface RenderedDocument {
  readonly file: string;
  readonly bytes: Uint8Array;
}

export interface Io {
  readonly files: Files;
  /** Stages every table of a file below `stagingDir`; the source is never modified. */
  stage(path: string, stagingDir: string, options: IntakeOptions): Promise<StagedTable[]>;
  openEngine(options: EngineOptions): Promise<Engine>;
  parseYaml(text: string, label: string): YamlDocument;
  validate(schemaId: string, value: unknown): SchemaIssue[];
  parseMarkdown(text: string, label: string): RichText;
  /** Rows of a small CSV file (UTF-8, comma) as arrays, header included. */
  readCsv(text: string, label: string): string[][];
  /** CSV text; quotes whatever needs quotes. */
  formatCsv(rows: readonly (readonly string[])[]): string;
  /** Renders every document of a release in a process of its own that gets nothing but these bytes. */
  render(releaseBytes: Uint8Array): Promise<RenderedDocument[]>;
  readPdf(bytes: Uint8Array): PdfText;
}

/** Asks a person; every question has an option that answers it, named in `option`. */
export interface Prompts {
  select(question: {
    readonly message: string;
    readonly option: string;
    readonly choices: readonly { readonly name: string; readonly value: string }[];
  }): Promise<string>;
}

export interface Context {
  /** Results. */
  out(text: string): void;
  /** Notes, warnings, progress: stderr; silent under --quiet. */
  note(text: string): void;
  readonly now: () => Date;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly version: string;
  readonly verbose: boolean;
  /** Whether stdout is a terminal. */
  readonly isTerminal: boolean;
  /** How text is laid out on this terminal: columns, and colour functions that return their text where colour is off. */
  readonly style: {
    readonly width: number;
    readonly paint: Readonly<Record<'bold' | 'dim' | 'green' | 'yellow' | 'red', (text: string) => string>>;
  };
  /** Null when nobody can be asked: no terminal, or --no-input. */
  readonly prompts: Prompts | null;
  readonly io: Io;
}
