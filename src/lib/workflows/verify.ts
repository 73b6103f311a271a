/**
 * Re-checks a pack from itself alone: every file as listed, each PDF's statement in agreement with the manifest, no
 * contact data that the campaign did not publish, no forbidden feature. Without a signature, and the public
 * key from elsewhere, it cannot tell a pack that was rewritten as a whole; the report says so.
 */

import { createHash } from 'node:crypto';
import path from 'node:path';

import type { Io } from '../context.js';
import { HandinError, InputError } from '../errors.js';
import { createScanner } from '../gate/scan.js';
import type { SignatureStatement, VerifiedSignature } from '../model/commitment.js';
import type { FileText } from '../model/file-text.js';
import type { PdfText } from '../model/pdf-text.js';
import type { VerifiedSeal } from '../model/seal.js';
import type { Finding, IntegrityCode, IntegrityFinding, VerifiedFile, VerifyReport } from '../model/verify-report.js';
import { metaOf, policiesOf, strangeParts } from '../pack/html/structure.js';
import { fingerprintOf, isSafePath, MANIFEST_FILE, type Manifest, parseManifest, SIGNATURE_FILE } from '../pack/manifest.js';
import { checkSeal } from '../proof/seal.js';
import { checkPackSignature, checkReceipt } from './verify-signature.js';

/** The one attachment that a PDF of a pack has. */
const STATEMENT_FILE = 'statement.json';

export interface VerifyOptions {
  /** Keys that are trusted; null when none was given. */
  readonly keys: readonly SignatureStatement[] | null;
  /** A receipt and whom it is said to be about. */
  readonly receipt: { readonly text: string; readonly identityKey: string } | null;
  /** Folder with the encrypted files of names that the manifest lists; left out where only the pack is looked at. */
  readonly annexFolder?: string | null;
  /** SHA-256 of the certificate that the seals must be made with; left out where any will do. */
  readonly certificate?: string | null;
}

/** Verifies the pack in `folder`. Throws only when there is no folder; everything else is a finding. */
export function verifyPack(
  io: Pick<Io, 'files' | 'readFileText'>,
  folder: string,
  options: VerifyOptions = { keys: null, receipt: null },
): VerifyReport {
  const { files } = io;
  if (!files.isFolder(folder))
    throw new InputError(`${path.basename(folder)} is not a folder.`, { code: 'verify-no-folder', hint: 'Give the folder of a pack.' });
  const findings: (IntegrityFinding | VerifyReport['findings'][number])[] = [];
  const integrity = (code: IntegrityCode, where: string, detail?: string): void => {
    findings.push({ kind: 'integrity', code, where: printable(where), ...(detail === undefined ? {} : { detail }) });
  };
  const seals: VerifiedSeal[] = [];
  let annex: readonly VerifiedFile[] | null = null;
  let whole: Pick<VerifyReport, 'manifestFingerprint' | 'signature' | 'tree' | 'receipt'> = {
    manifestFingerprint: null,
    signature: null,
    tree: null,
    receipt: null,
  };
  const report = (listed: readonly VerifiedFile[]): VerifyReport => ({
    formatVersion: 1,
    folder: path.basename(path.resolve(folder)),
    ok: findings.length === 0 && (whole.receipt === null || whole.receipt.outcome === 'included'),
    ...whole,
    annex,
    seals: [...seals].sort((a, b) => (a.file < b.file ? -1 : 1)),
    files: [...listed].sort((a, b) => (a.path < b.path ? -1 : 1)),
    findings,
  });

  const place = path.join(folder, MANIFEST_FILE);
  if (!files.exists(place)) {
    integrity('manifest-missing', MANIFEST_FILE);
    return report([]);
  }
  let parsed: ReturnType<typeof parseManifest>;
  // Read as bytes: a file with a byte-order mark is not the one that was written.
  const manifestBytes = files.readBytes(place);
  try {
    parsed = parseManifest(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(manifestBytes));
  } catch (cause) {
    integrity(cause instanceof HandinError && cause.code === 'manifest-version' ? 'manifest-version' : 'manifest-invalid', MANIFEST_FILE);
    return report([]);
  }
  const { manifest } = parsed;
  if (!parsed.isCanonical) integrity('manifest-not-canonical', MANIFEST_FILE);
  if (!parsed.hasRightChecksum) integrity('manifest-checksum', MANIFEST_FILE);

  const signature: VerifiedSignature | null = checkPackSignature(files, folder, manifest, manifestBytes, options.keys, integrity);
  if (typeof options.certificate === 'string') {
    if (manifest.seal === undefined) integrity('seal-missing', MANIFEST_FILE);
    else if (manifest.seal.certificates[0] !== options.certificate) integrity('seal-other-certificate', MANIFEST_FILE);
  }
  const { commitment } = manifest;
  if (commitment !== undefined && commitment.size !== manifest.counts.signatures) integrity('commitment-contradicts', MANIFEST_FILE);
  whole = {
    manifestFingerprint: fingerprintOf(createHash('sha256').update(manifestBytes).digest('hex')),
    signature,
    tree: commitment === undefined ? null : { size: commitment.size, root: commitment.root },
    receipt: options.receipt === null ? null : checkReceipt(options.receipt.text, manifest, options.receipt.identityKey, options.keys),
  };

  const present = files.listFiles(folder).filter((name) => name !== MANIFEST_FILE && name !== SIGNATURE_FILE);
  const listed: VerifiedFile[] = [];
  const policies = present.filter((name) => name.endsWith('.html')).flatMap((name) => policiesIn(io, path.join(folder, name)));
  const scanner = createScanner([...manifest.campaign.published, ...policies]);
  scanner.addFile(MANIFEST_FILE, io.readFileText(files.readBytes(place)));
  for (const file of manifest.files) {
    if (!isSafePath(file.path)) {
      integrity('path-unsafe', file.path);
      continue;
    }
    if (!present.includes(file.path)) {
      const moved = present.find(
        (name) => !manifest.files.some((other) => other.path === name) && files.sha256(path.join(folder, name)) === file.sha256,
      );
      integrity('file-missing', file.path, moved === undefined ? undefined : `the same content is there as ${printable(moved)}`);
      listed.push({ path: printable(file.path), bytes: file.bytes, state: 'missing' });
      continue;
    }
    const bytes = files.readBytes(path.join(folder, file.path));
    const isSame = bytes.length === file.bytes && files.sha256(path.join(folder, file.path)) === file.sha256;
    if (!isSame) integrity('file-changed', file.path);
    listed.push({ path: file.path, bytes: bytes.length, state: isSame ? 'unchanged' : 'changed' });
    try {
      const text = io.readFileText(bytes);
      scanner.addFile(file.path, text);
      if (file.path.endsWith('.html')) for (const finding of checkPage(text, manifest, file.path, integrity)) scanner.addFinding(finding);
      if (!file.path.endsWith('.pdf')) continue;
      if (text.pdf === null) integrity('pdf-unreadable', file.path);
      else {
        checkStatement(text.pdf, manifest, file.path, integrity);
        const seal = checkSeal(bytes, text.pdf.seals, manifest.seal);
        for (const problem of seal.problems) integrity(`seal-${problem}`, file.path);
        if (manifest.seal !== undefined)
          seals.push({ file: printable(file.path), isSound: seal.problems.length === 0, certificate: seal.certificate });
      }
    } catch (cause) {
      if (!(cause instanceof HandinError)) throw cause;
      integrity('pdf-unreadable', file.path);
    }
  }
  if (typeof options.annexFolder === 'string') annex = checkAnnex(files, options.annexFolder, manifest, integrity);
  for (const name of present) {
    if (manifest.files.some((file) => file.path === name)) continue;
    integrity('file-added', name);
    listed.push({ path: printable(name), bytes: files.readBytes(path.join(folder, name)).length, state: 'added' });
  }
  if (!manifest.files.some((file) => file.path.endsWith('.pdf'))) integrity('pdf-missing', MANIFEST_FILE);
  findings.push(...scanner.findings());
  return report(listed);
}

/** The security policies of a page; none of a file that is no page. */
function policiesIn({ files, readFileText }: Pick<Io, 'files' | 'readFileText'>, place: string): string[] {
  try {
    return policiesOf(readFileText(files.readBytes(place)).html);
  } catch (cause) {
    if (!(cause instanceof HandinError)) throw cause;
    return [];
  }
}

/** A web page is made of nothing but what handin writes, leads nowhere but where a link may lead, and belongs to this pack's release. */
function checkPage(
  { html }: FileText,
  manifest: Manifest,
  file: string,
  integrity: (code: IntegrityCode, where: string, detail?: string) => void,
): Finding[] {
  if (html === null) {
    integrity('page-unreadable', file);
    return [];
  }
  if (metaOf(html, 'handin-release').join(' ') !== manifest.release.sha256) integrity('page-contradicts', file);
  return strangeParts(html).map((what) => ({ kind: 'forbidden-feature', where: file, what, count: 1 }));
}

/** Encryption alone notices no change, so the manifest holds the digests of the encrypted files. */
function checkAnnex(
  files: Io['files'],
  folder: string,
  manifest: Manifest,
  integrity: (code: IntegrityCode, where: string) => void,
): VerifiedFile[] {
  if (manifest.annex === undefined) integrity('annex-unlisted', MANIFEST_FILE);
  return (manifest.annex ?? []).map(({ path: name, bytes, sha256 }): VerifiedFile => {
    const place = path.join(folder, name);
    const isThere = isSafePath(name) && files.exists(place) && !files.isFolder(place);
    const isSame = isThere && files.size(place) === bytes && files.sha256(place) === sha256;
    if (!isSame) integrity(isThere ? 'annex-changed' : 'annex-missing', name);
    return { path: printable(name), bytes, state: isSame ? 'unchanged' : isThere ? 'changed' : 'missing' };
  });
}

/** The statement in a PDF repeats what the manifest says; a manifest that was changed contradicts it. */
function checkStatement(
  pdf: PdfText,
  manifest: Manifest,
  file: string,
  integrity: (code: IntegrityCode, where: string, detail?: string) => void,
): void {
  const [attachment, ...others] = pdf.attachments;
  if (attachment === undefined || others.length > 0 || attachment.name !== STATEMENT_FILE) {
    integrity('statement-missing', file);
    return;
  }
  let statement: unknown;
  try {
    statement = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(attachment.bytes));
  } catch {
    integrity('statement-invalid', file);
    return;
  }
  const said = (keys: readonly string[]): unknown =>
    keys.reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
      statement,
    );
  const expected: readonly (readonly [string, readonly string[], unknown])[] = [
    ['fingerprint', ['fingerprint'], manifest.release.sha256],
    ['title', ['campaign', 'title'], manifest.campaign.title],
    ['kind', ['campaign', 'kind'], manifest.campaign.kind],
    ['date', ['campaign', 'date'], manifest.campaign.date],
    ['version', ['tool', 'version'], manifest.tool.version],
    ['signatures', ['counts', 'signatures'], manifest.counts.signatures],
    ['organisations', ['counts', 'organisations'], manifest.counts.organisations],
    ['named', ['counts', 'named'], manifest.counts.named],
    ['root', ['commitment', 'root'], manifest.commitment?.root],
    ['seal', ['seal', 'certificates', '0'], manifest.seal?.certificates[0]],
  ];
  for (const [name, keys, value] of expected) if (said(keys) !== value) integrity('statement-contradicts', file, name);
}

/** A file name as it may be shown: control and bidi characters made visible. */
function printable(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
