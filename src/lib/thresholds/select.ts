/**
 * Finds schemes and thresholds by the ids people type, with a suggestion when there is none of that name. Reading the
 * data files is not its business; they arrive as parsed JSON.
 */

import { assertHolds, InputError } from '../errors.js';
import type { Scheme, SchemeThreshold } from '../model/scheme.js';
import { listOf, namedOrThat, suggestSimilar } from '../text.js';

/** What `--against` names. */
export interface Against {
  readonly scheme: Scheme;
  /** Null means every threshold that matters on the day. */
  readonly threshold: SchemeThreshold | null;
}

/** The bundled data files by file name, as schemes sorted by id. A test has checked them against the schema. */
export function listSchemes(files: Readonly<Record<string, unknown>>): readonly Scheme[] {
  return Object.keys(files)
    .sort()
    .map((id) => {
      const scheme = files[id] as Scheme;
      assertHolds(scheme.id === id, 'scheme-file-name', `The threshold scheme in "${id}.json" has another id than its file name.`);
      return scheme;
    });
}

/** Reads `SCHEME` or `SCHEME:THRESHOLD`. */
export function parseAgainst(text: string, schemes: readonly Scheme[]): Against {
  const [schemeId = '', ...rest] = text.trim().split(':');
  const scheme = findScheme(schemes, schemeId.trim());
  return { scheme, threshold: rest.length === 0 ? null : findThreshold(scheme, rest.join(':').trim()) };
}

export function findScheme(schemes: readonly Scheme[], id: string): Scheme {
  const found = schemes.find((scheme) => scheme.id === id) ?? schemes.find((scheme) => scheme.id === id.toLowerCase());
  if (found !== undefined) return found;
  const near = nearest(
    id,
    schemes.map((scheme) => scheme.id),
  );
  throw new InputError(`There is no threshold scheme${namedOrThat(id)}.`, {
    code: 'scheme-unknown',
    hint: `${near === '' ? '' : `Did you mean ${near}? `}"handin schemes" lists them all.`,
  });
}

export function findThreshold(scheme: Scheme, id: string): SchemeThreshold {
  const found =
    scheme.thresholds.find((threshold) => threshold.id === id) ?? scheme.thresholds.find((threshold) => threshold.id === id.toLowerCase());
  if (found !== undefined) return found;
  const ids = scheme.thresholds.map((threshold) => threshold.id);
  const near = nearest(id, ids);
  throw new InputError(`The threshold scheme "${scheme.id}" has no threshold${namedOrThat(id)}.`, {
    code: 'threshold-unknown',
    hint: `${near === '' ? '' : `Did you mean ${near}? `}It has ${listOf(ids.map((known) => `"${known}"`))}.`,
  });
}

/** Known ids that a mistyped or shortened one may stand for, quoted; empty when there is none. */
function nearest(id: string, known: readonly string[]): string {
  const similar = suggestSimilar(id, known);
  if (similar !== null) return `"${similar}"`;
  const wanted = id.toLowerCase();
  if (wanted.length < 2) return '';
  // People shorten ids ("gb-parliament") more often than they mistype them.
  const containing = known.filter((candidate) => candidate.includes(wanted)).slice(0, 3);
  return listOf(
    containing.map((candidate) => `"${candidate}"`),
    'or',
  );
}
