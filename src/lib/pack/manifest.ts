/**
 * `manifest.json`: the list of a pack's files with their hashes, and the facts that `verify` compares with the statement
 * inside each PDF. Canonical JSON, so that one pack has one manifest. Builds and reads text; touches no file.
 */

import { canonicalJson } from '../canonical-json.js';
import { InputError } from '../errors.js';
import { CAMPAIGN_KINDS, type CampaignKind, type IsoDate } from '../model/campaign.js';
import { SIGNATURE_KINDS, type SignatureStatement, TREE_VERSION, type TreeCommitment } from '../model/commitment.js';
import type { SealStatement } from '../model/seal.js';

export const MANIFEST_FILE = 'manifest.json';
/** The signature over the manifest. It is not in the list of files, because it is made last. */
export const SIGNATURE_FILE = 'manifest.sig';

export interface ManifestFile {
  /** File name; packs have no folders. */
  readonly path: string;
  readonly bytes: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

export interface Manifest {
  readonly formatVersion: 1;
  readonly tool: { readonly name: 'handin'; readonly version: string };
  readonly campaign: {
    readonly title: string;
    readonly kind: CampaignKind;
    readonly language: string;
    readonly date: IsoDate;
    /** What the pack publishes on purpose, as in `release.json`, so that `verify` can tell it from a leak. */
    readonly published: readonly string[];
  };
  readonly release: { readonly sha256: string };
  readonly counts: {
    readonly signatures: number | null;
    readonly organisations: number;
    readonly named: number;
  };
  /** The count, fixed: as in `release.json`. Present when the campaign has a tree key. */
  readonly commitment?: TreeCommitment;
  /** How `manifest.sig` was made. Present when the pack is signed. */
  readonly signature?: SignatureStatement;
  /** With which certificate each PDF is sealed. Present when they are. */
  readonly seal?: SealStatement;
  /** Encrypted files of names that go with the pack and are not in it. Present when they were made. */
  readonly annex?: readonly ManifestFile[];
  /** Every file of the pack but this one and its signature, by path. */
  readonly files: readonly ManifestFile[];
}

/**
 * The text of `manifest.json`. It carries a CRC-32 of the rest, `crc32`, against damage: the manifest's own hash stands
 * nowhere, so a flipped bit in a word that nothing else repeats would go unseen. It is no protection against
 * somebody who rewrites the pack; only a signature is.
 */
export function buildManifest(parts: Omit<Manifest, 'formatVersion'>): string {
  const manifest: Manifest = {
    formatVersion: 1,
    tool: { name: parts.tool.name, version: parts.tool.version },
    campaign: {
      title: parts.campaign.title,
      kind: parts.campaign.kind,
      language: parts.campaign.language,
      date: parts.campaign.date,
      published: [...parts.campaign.published],
    },
    release: { sha256: parts.release.sha256 },
    counts: { signatures: parts.counts.signatures, organisations: parts.counts.organisations, named: parts.counts.named },
    ...(parts.commitment === undefined ? {} : { commitment: { ...parts.commitment, inputs: [...parts.commitment.inputs] } }),
    ...(parts.signature === undefined ? {} : { signature: { kind: parts.signature.kind, key: parts.signature.key } }),
    ...(parts.seal === undefined ? {} : { seal: sealStatement(parts.seal) }),
    ...(parts.annex === undefined ? {} : { annex: inOrder(parts.annex) }),
    files: inOrder(parts.files),
  };
  return writeManifest(manifest);
}

/** A manifest in its one canonical spelling, checksum included. */
export function writeManifest(manifest: Manifest): string {
  return canonicalJson({ ...manifest, crc32: manifestChecksum(manifest) }, { trailingNewline: true });
}

/** What the manifest repeats of the release's seal: the certificate's own words stand in each PDF. */
function sealStatement({ certificates, name, time }: SealStatement): SealStatement {
  return { certificates: [...certificates], name, time };
}

export interface ParsedManifest {
  readonly manifest: Manifest;
  /** The text is byte for byte what `writeManifest` would write, its checksum aside. */
  readonly isCanonical: boolean;
  readonly hasRightChecksum: boolean;
}

/** Reads a manifest strictly: `manifest-version` for one from another version, `manifest-invalid` for anything else wrong. */
export function parseManifest(text: string): ParsedManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the text; it is not passed on.
    throw invalid('is not JSON');
  }
  const root = record(value, 'the whole', null);
  if (root['formatVersion'] !== 1) {
    throw new InputError(`${MANIFEST_FILE} has a format version that this handin does not know.`, {
      code: 'manifest-version',
      hint: 'Verify the pack with the version of handin that built it, or a newer one.',
    });
  }
  const extra = ['commitment', 'signature', 'seal', 'annex'].filter((key) => Object.hasOwn(root, key));
  record(value, 'the whole', ['formatVersion', 'tool', 'campaign', 'release', 'counts', ...extra, 'files', 'crc32']);
  const tool = record(root['tool'], 'tool', ['name', 'version']);
  if (tool['name'] !== 'handin') throw invalid('was not made by handin');
  const campaign = record(root['campaign'], 'campaign', ['title', 'kind', 'language', 'date', 'published']);
  const kind = CAMPAIGN_KINDS.find((known) => known === campaign['kind']);
  if (kind === undefined) throw invalid('has an unknown campaign.kind');
  const date = string(campaign['date'], 'campaign.date');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw invalid('has a campaign.date that is no date');
  const release = record(root['release'], 'release', ['sha256']);
  const counts = record(root['counts'], 'counts', ['signatures', 'organisations', 'named']);
  const files = fileList(root['files'], 'files');
  if (new Set(files.map(({ path }) => path)).size !== files.length) throw invalid('lists a file twice');
  const crc32 = string(root['crc32'], 'crc32');
  const manifest: Manifest = {
    formatVersion: 1,
    tool: { name: 'handin', version: string(tool['version'], 'tool.version') },
    campaign: {
      title: string(campaign['title'], 'campaign.title'),
      kind,
      language: string(campaign['language'], 'campaign.language'),
      date,
      published: array(campaign['published'], 'campaign.published').map((item, index) => string(item, `campaign.published[${index}]`)),
    },
    release: { sha256: hash(release['sha256'], 'release.sha256') },
    counts: {
      signatures: counts['signatures'] === null ? null : count(counts['signatures'], 'counts.signatures'),
      organisations: count(counts['organisations'], 'counts.organisations'),
      named: count(counts['named'], 'counts.named'),
    },
    ...(root['commitment'] === undefined ? {} : { commitment: commitment(root['commitment']) }),
    ...(root['signature'] === undefined ? {} : { signature: signature(root['signature']) }),
    ...(root['seal'] === undefined ? {} : { seal: seal(root['seal']) }),
    ...(root['annex'] === undefined ? {} : { annex: fileList(root['annex'], 'annex') }),
    files,
  };
  const sorted = { ...manifest, files: inOrder(files), ...(manifest.annex === undefined ? {} : { annex: inOrder(manifest.annex) }) };
  return {
    manifest,
    isCanonical: text === canonicalJson({ ...sorted, crc32 }, { trailingNewline: true }),
    hasRightChecksum: crc32 === manifestChecksum(manifest),
  };
}

function fileList(value: unknown, where: string): ManifestFile[] {
  return array(value, where).map((item, index): ManifestFile => {
    const file = record(item, `${where}[${index}]`, ['path', 'bytes', 'sha256']);
    return {
      path: string(file['path'], `${where}[${index}].path`),
      bytes: count(file['bytes'], `${where}[${index}].bytes`),
      sha256: hash(file['sha256'], `${where}[${index}].sha256`),
    };
  });
}

function commitment(value: unknown): TreeCommitment {
  const given = record(value, 'commitment', ['tree', 'size', 'root', 'inputs']);
  if (given['tree'] !== TREE_VERSION) throw invalid('has an unknown commitment.tree');
  return {
    tree: TREE_VERSION,
    size: count(given['size'], 'commitment.size'),
    root: hash(given['root'], 'commitment.root'),
    inputs: array(given['inputs'], 'commitment.inputs').map((item, index) => hash(item, `commitment.inputs[${index}]`)),
  };
}

function signature(value: unknown): SignatureStatement {
  const given = record(value, 'signature', ['kind', 'key']);
  const kind = SIGNATURE_KINDS.find((known) => known === given['kind']);
  if (kind === undefined) throw invalid('has an unknown signature.kind');
  return { kind, key: string(given['key'], 'signature.key') };
}

function seal(value: unknown): SealStatement {
  const given = record(value, 'seal', ['certificates', 'name', 'time']);
  const time = string(given['time'], 'seal.time');
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(time)) throw invalid('has a seal.time that is no time');
  const certificates = array(given['certificates'], 'seal.certificates').map((item, index) => hash(item, `seal.certificates[${index}]`));
  if (certificates.length === 0) throw invalid('names no certificate in seal.certificates');
  return { certificates, name: string(given['name'], 'seal.name'), time };
}

/** A name that is one file of one folder on every system: no path, no `..`, no control characters, no reserved signs. */
export function isSafePath(path: string): boolean {
  return path.length <= 200 && /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}._-]*$/u.test(path) && !path.includes('..') && !path.endsWith('.');
}

/** A SHA-256 as it is said aloud: its first 16 digits in groups of four. */
export function fingerprintOf(sha256: string): string {
  return sha256.slice(0, 16).replace(/(.{4})(?=.)/g, '$1 ');
}

const inOrder = (files: readonly ManifestFile[]): ManifestFile[] =>
  files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })).sort(byPath);

const byPath = (a: ManifestFile, b: ManifestFile): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

function manifestChecksum(manifest: Manifest): string {
  return crc32(new TextEncoder().encode(canonicalJson(manifest)))
    .toString(16)
    .padStart(8, '0');
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  return remainder;
});

/** CRC-32 as in ISO 3309 and zlib: it misses no single flipped bit and no burst shorter than 33. */
function crc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (const byte of bytes) remainder = (CRC_TABLE[(remainder ^ byte) & 0xff] ?? 0) ^ (remainder >>> 8);
  return (remainder ^ 0xffffffff) >>> 0;
}

const invalid = (problem: string): InputError =>
  new InputError(`${MANIFEST_FILE} ${problem}.`, {
    code: 'manifest-invalid',
    hint: 'The pack was damaged or changed by hand. Ask for it again.',
  });

function record(value: unknown, where: string, keys: readonly string[] | null): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`has no object at ${where}`);
  const found = Object.keys(value);
  if (keys !== null && (found.length !== keys.length || !keys.every((key) => Object.hasOwn(value, key))))
    throw invalid(`has missing or unknown keys in ${where}`);
  return value as Readonly<Record<string, unknown>>;
}

function array(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(`has no list at ${where}`);
  return value;
}

function string(value: unknown, where: string): string {
  // A lone surrogate has no UTF-8 form, so no canonical text could hold it.
  if (typeof value !== 'string' || /\p{Surrogate}/u.test(value)) throw invalid(`has no text at ${where}`);
  return value;
}

function count(value: unknown, where: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw invalid(`has no count at ${where}`);
  return value;
}

function hash(value: unknown, where: string): string {
  const text = string(value, where);
  if (!/^[0-9a-f]{64}$/.test(text)) throw invalid(`has no SHA-256 at ${where}`);
  return text;
}
