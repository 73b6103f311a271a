/** The release ledger of a private folder: read, added to, and corrected by somebody's word that a pack was never sent. */

import path from 'node:path';
import { canonicalJson } from '../canonical-json.js';

import type { Context } from '../context.js';
import { InputError } from '../errors.js';
import { formatLedgerEntry, type LedgerEntry, packedReleases, parseLedger, RELEASE_LEDGER } from '../gate/release-ledger.js';
import type { PackedRelease } from '../model/breakdown.js';
import type { ReleasesReport } from '../model/releases-report.js';

/** The releases that may have left, oldest first. */
export function readPackedReleases(context: Context, folder: string): PackedRelease[] {
  return packedReleases(readLedger(context, folder));
}

/** Keeps in the ledger that a release is packed, once. To be called before the pack takes its place. */
export async function recordPacked(context: Context, folder: string, packed: PackedRelease): Promise<void> {
  // With names apart one release can stand for lists with places and without, so the whole line counts.
  const line = canonicalJson(packed);
  if (readPackedReleases(context, folder).some((known) => canonicalJson(known) === line)) return;
  await appendEntry(context, folder, { event: 'packed', ...packed });
}

/** What was packed, and what of it was never sent. */
export function listReleases(context: Context, folder: string): ReleasesReport {
  const entries = readLedger(context, folder);
  const standing = new Set(packedReleases(entries).map(({ release }) => release));
  return {
    formatVersion: 1,
    releases: entries.flatMap((entry) => {
      if (entry.event !== 'packed') return [];
      const { event: _, ...packed } = entry;
      const notSent = standing.has(packed.release)
        ? undefined
        : entries.findLast((other) => other.event === 'not-sent' && other.release === packed.release);
      return [
        {
          ...packed,
          fingerprint: fingerprintOf(packed.release),
          notSent: notSent?.event === 'not-sent' ? { date: notSent.date, reason: notSent.reason } : null,
        },
      ];
    }),
  };
}

export interface NotSentOptions {
  readonly folder: string;
  /** The fingerprint on the cover, or its beginning; spaces are no part of it. */
  readonly fingerprint: string;
  readonly reason: string;
}

/**
 * Takes somebody's word that a packed release never left, so that it no longer stands in the way of another one. The line of
 * the ledger stays. Throws `InputError` when no release, or more than one, has the fingerprint, or the reason is empty.
 */
export async function declareNotSent(context: Context, { folder, fingerprint, reason }: NotSentOptions): Promise<ReleasesReport> {
  const wanted = fingerprint.replace(/\s+/g, '').toLowerCase();
  const found = [...new Set(readPackedReleases(context, folder).map(({ release }) => release))].filter((release) =>
    release.startsWith(wanted),
  );
  const [release] = found;
  if (release === undefined || found.length > 1 || !FINGERPRINT.test(wanted)) {
    throw new InputError(found.length > 1 ? 'More than one packed release begins with that.' : 'No packed release has that fingerprint.', {
      code: 'release-unknown',
      hint: 'See `handin releases`; give the fingerprint as it stands on the cover, in quotation marks, or its first 4 digits or more.',
    });
  }
  const said = reason.replace(/\s+/gu, ' ').trim();
  if (said === '') {
    throw new InputError('The reason is missing.', {
      code: 'release-reason',
      hint: 'Say why the pack was never sent: --reason "a draft, deleted".',
    });
  }
  await appendEntry(context, folder, { event: 'not-sent', release, date: context.now().toISOString().slice(0, 10), reason: said });
  return listReleases(context, folder);
}

const FINGERPRINT = /^[0-9a-f]{4,64}$/;

/** As on the cover. */
function fingerprintOf(release: string): string {
  return release.slice(0, 16).replace(/(.{4})(?=.)/g, '$1 ');
}

function readLedger(context: Context, folder: string): LedgerEntry[] {
  const place = path.join(folder, RELEASE_LEDGER);
  return context.io.files.exists(place) ? parseLedger(context.io.files.readText(place)) : [];
}

async function appendEntry(context: Context, folder: string, entry: LedgerEntry): Promise<void> {
  await context.io.files.appendFile(path.join(folder, RELEASE_LEDGER), formatLedgerEntry(entry));
}
