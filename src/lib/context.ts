/**
 * What workflows are handed: the streams, the clock and the edges of the world. Workflows import no `io`; they get it
 * here, so tests need no tricks.
 */

import type { FileText } from './model/file-text.js';
import type { IntakeOptions, StagedTable } from './model/intake.js';
import type { PrintPlan } from './model/print.js';
import type { Release } from './model/release.js';
import type { Screen } from './model/review-report.js';
import type { RichText } from './model/rich-text.js';
import type { Formula } from './model/sampling.js';
import type { AgePair, ArchivedFile, Key, Lock, SealedKind, SealedMember } from './model/sealed.js';
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
  /** Reads columns of numbers, none of them null, in the order of the statement: for results of millions of rows. */
  numbers(sql: string): Promise<Float64Array[]>;
  /** Adds rows to a table: one array per column, in the table's order, of one length. `Int32Array` for INTEGER, `Float64Array` for DOUBLE. */
  insertNumbers(table: string, columns: readonly (Int32Array | Float64Array)[]): Promise<void>;
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
  /**
   * Swaps it in together with another folder, whose file is not there yet: until `end` is called both what was there and what is new are kept.
   * Then, or at the next start after a crash, the new folder stays if the file has the digest, and else the old one comes back.
   */
  publishWith(other: OtherFile): Promise<{ end(): void }>;
  discard(): Promise<void>;
}

/** A file whose bytes say whether something else has happened. */
export interface OtherFile {
  /** Full path. */
  readonly file: string;
  /** SHA-256 in hexadecimal digits. */
  readonly sha256: string;
}

/** A file being built beside its place. */
export interface OutputFile {
  /** Where it is built. */
  readonly scratch: string;
  /** Puts a file that was built in the scratch folder into its place, synced, mode 0600. */
  publish(built: string, place: string): void;
  /** Removes the scratch folder. */
  end(): void;
}

/** A folder for the time of one command. */
export interface TemporaryFolder {
  readonly path: string;
  /** Removes it. */
  end(): void;
}

/** A folder that no other run of handin writes to. */
export interface HeldFolder {
  /** Lets it go. */
  release(): void;
}

export interface FolderOptions {
  /** File of the folder that says it is ours: JSON with `tool.name` "handin". */
  readonly marker: string;
  readonly force: boolean;
  /** Keep the old folder's entries that the new one does not have (judgements, keys, the last release): all, none, or those by these names. */
  readonly carryOver: boolean | ((name: string) => boolean);
  /** 0700 and 0600 for private folders, 0755 and 0644 otherwise, whatever the umask. */
  readonly isPrivate: boolean;
}

export interface Files {
  exists(path: string): boolean;
  isFolder(path: string): boolean;
  readText(path: string): string;
  readBytes(path: string): Uint8Array;
  /** The first bytes of a file. */
  readStart(path: string, bytesMax: number): Uint8Array;
  /** Files below `folder` that match a glob (`*`, `**`, `?`), sorted; the pattern is never handed to the engine. */
  glob(folder: string, pattern: string): string[];
  /** Whether a relative path, whose file need not exist, fits a glob of this kind. */
  matches(pattern: string, relative: string): boolean;
  listFiles(folder: string): string[];
  /** Names in a folder, hidden ones too, not those below; none where it cannot be read. */
  listNames(folder: string): string[];
  sha256(path: string): string;
  /** Bytes of a file. */
  size(path: string): number;
  /** Whether others on this machine may read a file; false where the system does not tell. */
  isOpenToOthers(path: string): boolean;
  /** The path with every symbolic link resolved. */
  realPath(path: string): string;
  /** Writes one file whole: beside its place, checked, synced, renamed. Mode 0600. Pieces are written as they come. */
  writeFile(path: string, content: string | Uint8Array | Iterable<Uint8Array>): Promise<void>;
  /**
   * Begins a file (0600) in a folder that is being built, for bytes that are not there yet. What is discarded is removed.
   */
  createFile(path: string): Promise<ByteSink>;
  /**
   * Adds lines to the end of a file, which is made if need be (0600), and settles once they are on the disk. After a failure the file is as
   * it was before.
   */
  appendFile(path: string, lines: string): Promise<void>;
  /**
   * A private scratch folder (0700) beside a file that is to be written, on the same disk; removed when the program ends early.
   */
  beginFile(path: string): OutputFile;
  /**
   * Begins an output folder. Finishes or undoes an earlier broken swap first; refuses (2) a non-empty folder without our
   * marker unless `force`, a folder that another run is writing, and a symbolic link.
   */
  beginFolder(path: string, options: FolderOptions): Promise<OutputFolder>;
  /**
   * Keeps an output folder for this run, under the lock that `beginFolder` takes, and finishes or undoes an earlier broken swap.
   * @throws InputError `output-busy` when another run is writing it
   */
  holdFolder(path: string): HeldFolder;
  /**
   * A private folder (0700) of an unforeseeable name in the system's folder for temporary files, or below `parent`; removed at the end, when
   * the program ends early, and by the next run after one that was killed.
   */
  temporaryFolder(parent?: string): TemporaryFolder;
  /**
   * Removes what runs that no longer live left in a private folder, beside it, and in the system's folder for temporary files, and finishes
   * or undoes a broken swap. Leaves everything alone while another run holds the folder. Returns how many things it removed.
   */
  sweep(folder: string): number;
  /** What `sweep` would remove, and what this run itself has beside the folder: full paths. */
  leftovers(folder: string): string[];
  /** A private scratch folder (0700) below `folder`, empty. */
  scratch(folder: string, name: string): string;
  move(from: string, to: string): void;
  copyFolder(from: string, to: string): void;
  remove(path: string): void;
  /** Bundled data: every JSON file of a folder below `src/lib`, by file name without extension; the same frozen object each time. */
  bundledJson(folder: string): Readonly<Record<string, unknown>>;
}

/** A tidy list that is written out for people or programs; see `io/sheet-out.ts`. */
export interface SheetOut {
  /** Writes rows that the engine has copied out as CSV without a header, every cell quoted, into a new file. */
  write(from: string, to: string, header: readonly string[], form: SheetForm): Promise<SheetWritten>;
  /** Writes them to a stream instead; CSV only. */
  print(
    from: string,
    header: readonly string[],
    form: Exclude<SheetForm, 'xlsx'>,
    out: (text: string) => Promise<void>,
  ): Promise<SheetWritten>;
  /** Whether a file begins with these headers, as one that was written here does. False for what cannot be read. */
  startsWith(path: string, header: readonly string[]): Promise<boolean>;
}

/**
 * `spreadsheet`: CSV with every cell quoted and formulas guarded. `excel`: the same with the byte-order mark that Excel needs. `machine`:
 * CSV with nothing changed. `xlsx`: a workbook of text cells.
 */
export type SheetForm = 'spreadsheet' | 'excel' | 'machine' | 'xlsx';

export interface SheetWritten {
  /** Rows, header apart. */
  readonly rows: number;
  /** Cells that were guarded. */
  readonly guarded: number;
  /** Sheets of a workbook; 1 otherwise. */
  readonly sheets: number;
}

/** Archives of private files, encrypted in the format age; see `io/sealing.ts`. */
export interface Sealing {
  createPair(): Promise<AgePair>;
  isRecipient(text: string): boolean;
  isIdentity(text: string): boolean;
  /** What a file is, by its first bytes. */
  kindOf(place: string): Promise<SealedKind>;
  /** Writes an archive into a new file (0600), in clear when `lock` is null. Returns its bytes. */
  seal(members: readonly SealedMember[], lock: Lock | null, place: string): Promise<number>;
  /**
   * Decrypts a file into a new one (0600).
   * @throws InputError `age-no-match` for the wrong key, `age-damaged`; the caller removes what was written
   */
  unseal(place: string, key: Key, label: string, to: string): Promise<number>;
  /**
   * Opens an archive.
   * @throws InputError `file-damaged` or `file-hostile`, as every zip container here
   */
  open(place: string, label: string): Promise<OpenedArchive>;
}

export interface OpenedArchive {
  /** In the order of the archive, what only fills it up left out. */
  readonly files: readonly ArchivedFile[];
  /** Writes one of them into a new file (0600). */
  extract(name: string, to: string): Promise<void>;
  close(): Promise<void>;
}

/** Takes the bytes of one file in order, piece by piece. Either `end` or `discard` is called last, once. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
  /** All of it has come: it settles when the file is whole. */
  end(): Promise<void>;
  /** Something failed, and what came is not to be used. */
  discard(): Promise<void>;
}

/** A release on its way to the renderer. */
export interface ReleaseSource extends Pick<Release, 'documents'> {
  /** Its bytes, which are all that the renderer gets; made or read anew for each document. */
  readonly bytes: Iterable<Uint8Array>;
}

/** Where the bytes of a document go, by the name of its file. */
export type OpenSink = (file: string) => Promise<ByteSink>;

/** What is known of the machine; see `io/machine.ts`. */
export interface Machine {
  readonly node: string;
  /** `linux`, `darwin`, `win32` or `other`. */
  readonly system: string;
  readonly cores: number;
  readonly memoryBytes: number;
  temporaryFolder(): string;
  /** Null where the system does not tell. */
  freeBytes(folder: string): number | null;
  mayWrite(folder: string): boolean;
  /** Whether Node was told to write memory, messages or reports to the disk. */
  writesDumps(env: Readonly<Record<string, string | undefined>>): boolean;
}

export interface Io {
  readonly machine: Machine;
  readonly files: Files;
  /** Reads every table of a file into the engine, by way of its staging folder; the source is never modified. */
  stage(path: string, engine: Engine, options: IntakeOptions): Promise<StagedTable[]>;
  /** Everything that stands on the program's own input, up to 1 MiB; empty on a terminal. */
  readInput(): Promise<string>;
  openEngine(options: EngineOptions): Promise<Engine>;
  parseYaml(text: string, label: string): YamlDocument;
  validate(schemaId: string, value: unknown): SchemaIssue[];
  parseMarkdown(text: string, label: string): RichText;
  /** Rows of a small CSV file (UTF-8; comma unless another delimiter is given) as arrays, header included. */
  readCsv(text: string, label: string, delimiter?: string): string[][];
  /** CSV text; quotes whatever needs quotes. */
  formatCsv(rows: readonly (readonly string[])[]): string;
  readonly sheetOut: SheetOut;
  /**
   * Renders every document of a release, each in a process of its own that gets nothing but the release's bytes and the fonts that it names. What is
   * drawn goes to the sinks as it comes; no sink is ended for a document that is not whole.
   */
  render(release: ReleaseSource, open: OpenSink, fonts?: readonly Uint8Array[]): Promise<void>;
  /** Renders the HTML edition of every document's front part in such a process; the sink is opened with the document's name. */
  renderHtml(release: ReleaseSource, open: OpenSink): Promise<void>;
  /** How a release fits on the sheets that its print settings name, measured in such a process. */
  planRelease(release: ReleaseSource, fonts?: readonly Uint8Array[]): Promise<PrintPlan>;
  /** Everything a file says, unpacked and decoded, for the leak scan. Throws `InputError` `pdf-unreadable` for a PDF that is none. */
  readFileText(bytes: Uint8Array): FileText;
  /** Fills the place for a signature in a PDF on the disk; see `io/seal-file.ts`. */
  sealFile(place: string, digest: 'sha256' | 'sha384', sign: (digest: Uint8Array) => Uint8Array): Promise<void>;
  /** A finished PDF of our own under a passphrase; see `io/pdf-encrypt.ts`. */
  encryptPdf(bytes: Uint8Array, passphrase: string): Promise<Uint8Array>;
  /** Renders one paper, a `PaperDocument` as JSON, in such a process too. */
  renderPaper(paperBytes: Uint8Array): Promise<Uint8Array>;
  /** Loads the encryption when it is first needed. */
  createSealing(): Promise<Sealing>;
  /** Signs bytes with a tool of the user's own; see `io/sign-tool.ts`. */
  signWithTool(
    tool: 'ssh' | 'minisign',
    bytes: Uint8Array,
    options: { readonly keyFile: string; readonly purpose: string; readonly comment: string },
  ): Promise<Uint8Array>;
  /**
   * Streams a headerless CSV of the staging folder, every cell quoted, through a pure function of a row's cells; null writes no row.
   * Returns the number of rows written to `pathOut`.
   */
  mapValues(pathIn: string, pathOut: string, mapping: (cells: readonly string[]) => readonly string[] | null): Promise<number>;
  /** A writer of any script in the letters a to z, lower case, for comparing. */
  createTransliterator(): Promise<(text: string) => string>;
  /** A reader of the formulas of threshold schemes; throws `InputError` for what is none. `label` says where a formula stands. */
  createFormulaReader(): Promise<(text: string, label: string) => Formula>;
  /** A reader of telephone numbers: the number as written and the ISO code of its country give E.164, or null. */
  createPhoneReader(): Promise<(given: string, country: string) => string | null>;
}

/** Asks a person; every question has an option that answers it, named in `option`. */
export interface Prompts {
  /** One of the choices; `initial` is where the cursor begins. */
  select(question: {
    readonly message: string;
    readonly option: string;
    readonly choices: readonly { readonly name: string; readonly value: string }[];
    readonly initial?: string;
  }): Promise<string>;
  /** A line of text, trimmed; `initial` when nothing is typed. `check` gives what is wrong with an answer, or null. */
  input(question: {
    readonly message: string;
    readonly option: string;
    readonly initial?: string;
    readonly check?: (answer: string) => string | null;
  }): Promise<string>;
  /** A secret, never shown and never trimmed; no option answers it. `check` gives what is wrong with an answer, or null. */
  secret(question: { readonly message: string; readonly check?: (answer: string) => string | null }): Promise<string>;
  /** Yes or no; `initial` when nothing is typed. */
  confirm(question: { readonly message: string; readonly option: string; readonly initial: boolean }): Promise<boolean>;
  /**
   * The value of one of the keys, taken as soon as it is pressed; keys that were pressed before the question are not. The caller has said
   * which options do without.
   */
  key(question: {
    readonly choices: readonly { readonly keys: readonly string[]; readonly name: string; readonly value: string }[];
  }): Promise<string>;
  /** Lays text before the person who is asked. It is no note: --quiet does not silence it. */
  show(text: string): void;
  /** Where the questions are drawn, as it is now. */
  screen(): Screen;
}

/** Says how far a long reading has come, to whoever watches; silent where nobody does. */
export interface Progress {
  /** Begins: what is done, in words, and how many bytes there are in all. */
  begin(words: string, bytes: number): void;
  /** So many of the bytes are done. */
  advance(done: number): void;
  /** Clears what was shown. May be called again. */
  end(): void;
}

export interface Context {
  /** Results. */
  out(text: string): void;
  /** The same for long results: settles once the reader is ready for more. */
  outSlowly(text: string): Promise<void>;
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
    /** The folder that paths below it are shown from; the user's own. */
    readonly cwd?: string;
  };
  readonly progress: Progress;
  /** Null when nobody can be asked: no terminal, or --no-input. */
  readonly prompts: Prompts | null;
  readonly io: Io;
}
