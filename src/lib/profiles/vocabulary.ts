/**
 * The words that profiles share: the usual headers of each field, the usual questions and answers about showing a name, and the
 * columns that are never loaded. Kept as data in `vocabulary/`; a profile refers to them with `usual`, and is resolved here when it is loaded.
 */

import type { HeaderVocabulary } from '../model/intake.js';
import type { ColumnChoice, ExportProfile, FieldMapping } from '../model/profile.js';
import type { ConsentLevel, RecordField } from '../model/record.js';
import { columnKey, headersOf } from './headers.js';

interface UsualHeaders {
  readonly column: readonly string[];
  readonly contains?: readonly string[];
  readonly not?: readonly string[];
}

/** The files of `profiles/vocabulary`, by name. */
export interface ProfileVocabulary {
  readonly headers: { readonly fields: Readonly<Partial<Record<RecordField, UsualHeaders>>> };
  readonly consent: UsualHeaders & { readonly values: Readonly<Record<string, ConsentLevel>> };
  readonly dropped: { readonly headers: readonly string[]; readonly contains: readonly string[] };
}

/** A profile as its file has it, with every `usual` filled in and the shared columns that are never loaded added. */
export function resolveVocabulary(profile: ExportProfile, vocabulary: ProfileVocabulary): ExportProfile {
  const fields = Object.fromEntries(Object.entries(profile.fields).map(([field, mapping]) => [field, resolveMapping(mapping, vocabulary)]));
  const consent = profile.consent === undefined ? undefined : resolveConsent(profile.consent, vocabulary);
  const resolved: ExportProfile = { ...profile, fields, ...(consent === undefined ? {} : { consent }) };
  // What a profile names itself it wants, whatever the shared list says.
  const wanted = new Set([...headersOf({ ...resolved, drop: [], fingerprint: { ...resolved.fingerprint, headers: [] } })].map(columnKey));
  const own = new Set(profile.drop.map(columnKey));
  const shared = vocabulary.dropped.headers.filter((header) => !wanted.has(columnKey(header)) && !own.has(columnKey(header)));
  return {
    ...resolved,
    drop: [...profile.drop, ...shared],
    dropContains: [...(profile.dropContains ?? []), ...vocabulary.dropped.contains],
  };
}

function resolveMapping(mapping: FieldMapping, vocabulary: ProfileVocabulary): FieldMapping {
  if ('constant' in mapping || 'split' in mapping) return mapping;
  if ('oneOf' in mapping) return { oneOf: mapping.oneOf.map((candidate) => resolveMapping(candidate, vocabulary)) };
  if ('join' in mapping) return { ...mapping, join: mapping.join.map((choice) => resolveChoice(choice, vocabulary)) };
  if ('firstNonEmpty' in mapping) return { firstNonEmpty: mapping.firstNonEmpty.map((choice) => resolveChoice(choice, vocabulary)) };
  if ('map' in mapping) {
    const { values, otherwise, ...choice } = mapping.map;
    return { map: { ...resolveColumns(choice, vocabulary), values, otherwise } };
  }
  return resolveColumns(mapping, vocabulary);
}

function resolveChoice(choice: string | ColumnChoice, vocabulary: ProfileVocabulary): string | ColumnChoice {
  return typeof choice === 'string' ? choice : resolveColumns(choice, vocabulary);
}

function resolveColumns(choice: ColumnChoice, vocabulary: ProfileVocabulary): ColumnChoice {
  const { usual, without, ...own } = choice;
  if (usual === undefined) return choice;
  const words = vocabulary.headers.fields[usual];
  if (words === undefined) throw new RangeError(`there are no usual headers of ${usual}`);
  return { ...own, ...mergeWords(own, words, without) };
}

/** A choice's own spellings and phrases first, then the usual ones. */
function mergeWords(
  own: ColumnChoice,
  words: UsualHeaders,
  without: readonly string[] = [],
): Pick<ColumnChoice, 'column' | 'contains' | 'not'> {
  const unwanted = new Set(without.map(columnKey));
  const contains = [...(own.contains ?? []), ...(words.contains ?? [])];
  const not = [...(own.not ?? []), ...(words.not ?? [])];
  return {
    column: [...(own.column ?? []), ...words.column.filter((header) => !unwanted.has(columnKey(header)))],
    ...(contains.length === 0 ? {} : { contains }),
    ...(not.length === 0 ? {} : { not }),
  };
}

function resolveConsent(
  consent: NonNullable<ExportProfile['consent']>,
  vocabulary: ProfileVocabulary,
): NonNullable<ExportProfile['consent']> {
  const { usual, without, ...own } = consent;
  if (usual === undefined) return consent;
  const words = vocabulary.consent;
  const values = { ...words.values, ...own.values };
  if (usual === 'answers') return { ...own, values };
  return {
    ...own,
    ...mergeWords(own, words, without),
    values,
  };
}

/** Which headers any of the profiles knows, compared as columns are; for finding the header row of a table. */
export function createHeaderVocabulary(profiles: Iterable<ExportProfile>): HeaderVocabulary {
  const keys = new Set<string>();
  for (const profile of profiles) for (const header of headersOf(profile)) keys.add(columnKey(header));
  keys.delete('');
  return { isKnown: (header) => keys.has(columnKey(header)) };
}
