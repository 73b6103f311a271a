/**
 * Which export profile fits a header. Fingerprints are looked at in order of what they prove; the generic profile is the
 * fallback when at least a name or an e-mail column maps. Lists that are no lists of signers are refused, not guessed at.
 */

import { InputError } from '../errors.js';
import type { ExportProfile } from '../model/profile.js';
import { headerKey } from '../text.js';
import { mappingFor } from './apply.js';

export interface DetectedProfile {
  readonly profile: ExportProfile;
  readonly confidence: 'high' | 'medium' | 'low';
  /** Greater is better; comparable between profiles for one header only. */
  readonly score: number;
}

/** What else is known of the file. */
export interface DetectHints {
  readonly fileName?: string;
  readonly encoding?: string;
}

const CONFIDENCE_WEIGHT = { high: 3000, medium: 2000, low: 1000 } as const;
const GENERIC_ID = 'generic';

const REFUSALS: readonly { readonly headers: readonly string[]; readonly message: string; readonly code: string; readonly hint: string }[] =
  [
    {
      headers: ['MEMBER_RATING', 'OPTIN_TIME'],
      message: 'One file is an export of a mailing list, and subscribers are not signers.',
      code: 'mailing-list',
      hint: 'Leave it out. If everybody on it did sign, say so with --profile generic.',
    },
    {
      headers: ['Respondent ID', 'Collector ID'],
      message: 'One file is a SurveyMonkey export with two header rows, which handin cannot read yet.',
      code: 'two-header-rows',
      hint: 'Merge its two header rows into one in a spreadsheet, and use --profile generic.',
    },
  ];

/**
 * The profile that fits best, or null when nothing maps. Same input, same answer.
 * @throws InputError `mailing-list`, `two-header-rows` for exports that must not be taken silently
 */
export function detectProfile(
  header: readonly string[],
  profiles: readonly ExportProfile[],
  hints: DetectHints = {},
): DetectedProfile | null {
  const keys = new Set(header.map(headerKey));
  for (const refusal of REFUSALS) {
    if (refusal.headers.every((name) => keys.has(headerKey(name))))
      throw new InputError(refusal.message, { code: refusal.code, hint: refusal.hint });
  }
  let best: DetectedProfile | null = null;
  for (const profile of [...profiles].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (profile.id === GENERIC_ID || !hasFingerprint(profile, header, keys, hints)) continue;
    const score =
      CONFIDENCE_WEIGHT[profile.fingerprint.confidence] + profile.fingerprint.headers.length * 100 + countFields(profile, header);
    if (best === null || score > best.score) best = { profile, confidence: profile.fingerprint.confidence, score };
  }
  if (best !== null) return best;
  const generic = profiles.find((profile) => profile.id === GENERIC_ID);
  if (generic === undefined) return null;
  const { fields } = mappingFor(generic, header, {});
  if (fields.full_name === undefined && fields.email === undefined && fields.organisation === undefined) return null;
  return { profile: generic, confidence: 'low', score: countFields(generic, header) };
}

function hasFingerprint(profile: ExportProfile, header: readonly string[], keys: ReadonlySet<string>, hints: DetectHints): boolean {
  const { headers, prefixes, first, file } = profile.fingerprint;
  if (headers.length === 0 && prefixes === undefined && first === undefined) return false;
  if (!headers.every((spellings) => spellings.some((name) => keys.has(headerKey(name))))) return false;
  if (prefixes !== undefined && !prefixes.some((prefix) => [...keys].some((key) => key.startsWith(prefix.toLowerCase())))) return false;
  if (first !== undefined && !first.some((name) => headerKey(name) === headerKey(header[0] ?? ''))) return false;
  if (file === undefined) return true;
  const fileName = hints.fileName?.toLowerCase() ?? '';
  return file.encodings.includes(hints.encoding ?? '') || file.namePrefixes.some((prefix) => fileName.startsWith(prefix.toLowerCase()));
}

function countFields(profile: ExportProfile, header: readonly string[]): number {
  return Object.keys(mappingFor(profile, header, {}).fields).length;
}
