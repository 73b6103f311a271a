/**
 * Which export profile fits a header. Fingerprints are looked at in order of what they prove; the generic profile is the
 * fallback when at least a name or an e-mail column maps. Lists that are no lists of signers are refused, not guessed at.
 */

import { InputError } from '../errors.js';
import type { ExportProfile } from '../model/profile.js';
import { mappingFor } from './apply.js';
import { foldedHeader, isHeaderless } from './headers.js';

export interface DetectedProfile {
  readonly profile: ExportProfile;
  readonly confidence: 'high' | 'medium' | 'low';
  /** Greater is better; comparable between profiles for one header only. */
  readonly score: number;
  /** Id of another profile whose fingerprint proves as much, or null: the choice between the two is by the number of fields, then by id. */
  readonly runnerUp: string | null;
}

/** What else is known of the file. */
export interface DetectHints {
  readonly fileName?: string;
  readonly encoding?: string;
}

const CONFIDENCE_WEIGHT = { high: 1_000_000, medium: 100_000, low: 10_000 } as const;
/** More than the fields there are, so that a header more in the fingerprint outweighs every field. */
const HEADER_WEIGHT = 100;
const GENERIC_ID = 'generic';

/**
 * The profile that fits best, or null when nothing maps. Same input, same answer, whatever the order of the profiles.
 * @throws InputError `mailing-list` for exports that must not be taken silently
 */
export function detectProfile(
  header: readonly string[],
  profiles: readonly ExportProfile[],
  hints: DetectHints = {},
): DetectedProfile | null {
  const keys = new Set(header.map(foldedHeader));
  const fitting = profiles
    .filter((profile) => profile.id !== GENERIC_ID && hasFingerprint(profile, header, keys, hints))
    .map((profile) => ({ profile, proof: proofOf(profile), score: proofOf(profile) + countFields(profile, header, hints.fileName) }))
    .sort((a, b) => b.score - a.score || (a.profile.id < b.profile.id ? -1 : 1));
  const [best, next] = fitting;
  if (best !== undefined) {
    const { onlyByName, fingerprint, id } = best.profile;
    if (onlyByName !== undefined) {
      throw new InputError(`${hints.fileName ?? 'One file'} is an export of a kind that is not taken by itself: ${onlyByName}`, {
        code: 'mailing-list',
        hint: `Leave it out. If everybody on it did sign, say so with --profile ${id}.`,
      });
    }
    const isClose = next !== undefined && next.proof === best.proof && next.profile.onlyByName === undefined;
    return {
      profile: best.profile,
      confidence: fingerprint.confidence,
      score: best.score,
      runnerUp: isClose ? next.profile.id : null,
    };
  }
  const generic = profiles.find((profile) => profile.id === GENERIC_ID);
  if (generic === undefined) return null;
  const { fields } = mappingFor(generic, header, {}, hints.fileName);
  if (fields.full_name === undefined && fields.email === undefined && fields.organisation === undefined) return null;
  return { profile: generic, confidence: 'low', score: Object.keys(fields).length, runnerUp: null };
}

function proofOf({ fingerprint }: ExportProfile): number {
  return CONFIDENCE_WEIGHT[fingerprint.confidence] + fingerprint.headers.length * HEADER_WEIGHT;
}

function hasFingerprint(profile: ExportProfile, header: readonly string[], keys: ReadonlySet<string>, hints: DetectHints): boolean {
  const { headers, alternatives = [], prefixes, first, file, columns } = profile.fingerprint;
  if (columns !== undefined) return isHeaderless(header) && header.length === columns;
  if (headers.length === 0 && alternatives.length === 0 && prefixes === undefined && first === undefined) return false;
  const isThere = (set: readonly (readonly string[])[]): boolean =>
    set.every((spellings) => spellings.some((name) => keys.has(foldedHeader(name))));
  const sets = headers.length === 0 && alternatives.length > 0 ? alternatives : [headers, ...alternatives];
  if (!sets.some(isThere)) return false;
  if (prefixes !== undefined && !prefixes.some((prefix) => [...keys].some((key) => key.startsWith(foldedHeader(prefix))))) return false;
  if (first !== undefined && !first.some((name) => foldedHeader(name) === foldedHeader(header[0] ?? ''))) return false;
  if (file === undefined) return true;
  // A member of an archive and a sheet of a workbook are named behind a `#`.
  const fileName = hints.fileName?.toLowerCase().split('#').pop() ?? '';
  return file.encodings.includes(hints.encoding ?? '') || file.namePrefixes.some((prefix) => fileName.startsWith(prefix.toLowerCase()));
}

function countFields(profile: ExportProfile, header: readonly string[], source: string | undefined): number {
  return Object.keys(mappingFor(profile, header, {}, source).fields).length;
}
