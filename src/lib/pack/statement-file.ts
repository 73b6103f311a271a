/** `statement.json`, the one attachment of each PDF: the public numbers as canonical JSON. */

import { canonicalJson } from '../canonical-json.js';
import type { Release, ReleaseDocument } from '../model/release.js';
import { wordsOf } from './messages.js';
import { releaseOf } from './view.js';

export const STATEMENT_FILE = 'statement.json';

/** What the file's description says in the PDF. */
export function statementDescription(release: Release): string {
  return wordsOf(release).say('attachment.statement');
}

/** The bytes of the attachment; `fingerprint` is the SHA-256 of the release in hexadecimal digits. */
export function statementBytes(release: Release, document: ReleaseDocument, fingerprint: string): Uint8Array {
  const { title, kind } = release.campaign;
  const statement = {
    campaign: { date: release.date, kind, title },
    ...(release.commitment === undefined ? {} : { commitment: release.commitment }),
    counts: releaseOf(release, document).counts,
    document: document.file,
    fingerprint,
    formatVersion: 1,
    // The certificate with which this very file is to be sealed: a seal by another one is not the organisers'.
    ...(release.seal === undefined ? {} : { seal: { certificates: release.seal.certificates } }),
    statement: release.statement ?? null,
    tool: release.tool,
  };
  return new TextEncoder().encode(canonicalJson(statement, { trailingNewline: true }));
}
