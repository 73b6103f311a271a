/** A pack that is there already: whether it is the very one that would be built. */

import path from 'node:path';

import { canonicalJson } from '../canonical-json.js';
import type { Context } from '../context.js';
import { HandinError } from '../errors.js';
import type { PackReport } from '../model/pack-report.js';
import { htmlFileOf } from '../pack/html/front.js';
import { MANIFEST_FILE, parseManifest } from '../pack/manifest.js';
import { isFront } from '../pack/view.js';
import type { PreparedRelease } from './pack-release.js';
import { NAMES_FILE } from './released.js';
import { verifyPack } from './verify.js';

/**
 * What a report says of an intact pack of the very same release that is there already; null when there is none. Rendering is deterministic, so it
 * need not be done again. A signature that a tool of the user's made cannot be made again without them, and stays; so does a seal, whose key may
 * have a passphrase, and which with an EC key would have other bytes.
 */
export function equalPack(
  context: Context,
  folder: string,
  { sha256, report, release, annex }: PreparedRelease,
  { withHtml, privateFolder: kept }: { readonly withHtml: boolean; readonly privateFolder: string },
): Pick<PackReport, 'manifestFingerprint' | 'signature'> | null {
  const { files } = context.io;
  if (!files.exists(path.join(folder, MANIFEST_FILE))) return null;
  // The pack's release says nothing of who is named in the files of names.
  const names = path.join(kept, NAMES_FILE);
  if ((files.exists(names) ? files.sha256(names) : null) !== (annex?.sha256 ?? null)) return null;
  try {
    const { manifest } = parseManifest(context.io.files.readText(path.join(folder, MANIFEST_FILE)));
    const isSame = manifest.release.sha256 === sha256 && manifest.tool.version === context.version;
    const isSigned = canonicalJson(manifest.signature ?? null) === canonicalJson(report.signature);
    const fronts = release.documents.filter(isFront);
    const pages = fronts.filter((document) => manifest.files.some((file) => file.path === htmlFileOf(document)));
    if (pages.length !== (withHtml ? fronts.length : 0)) return null;
    if (!isSame || !(isSigned || (manifest.signature !== undefined && manifest.signature.kind !== 'ed25519'))) return null;
    const verified = verifyPack(context.io, folder);
    return verified.ok ? { manifestFingerprint: verified.manifestFingerprint, signature: manifest.signature ?? null } : null;
  } catch (cause) {
    if (cause instanceof HandinError) return null;
    throw cause;
  }
}
