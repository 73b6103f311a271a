/**
 * The words that profiles share: the usual headers of each field, the usual questions and answers about showing a name, and the
 * columns that are never loaded. Kept as data in `vocabulary/`; a profile refers to them with `usual`, and is resolved here when it is loaded.
 */

import type { HeaderVocabulary } from '../model/intake.js';
import type { AgeWords, ColumnChoice, ExportProfile, FieldMapping, FieldPart, JoinMapping } from '../model/profile.js';
import type { ConsentLevel, RecordField } from '../model/record.js';
import { ColumnChooser, choicesOf, columnKey, headersInMapping, headersOf } from './headers.js';

interface UsualHeaders {
  readonly column: readonly string[];
  readonly contains?: readonly string[];
  readonly not?: readonly string[];
}

/** The files of `profiles/vocabulary`, by name. */
export interface ProfileVocabulary {
  readonly headers: {
    readonly fields: Readonly<Partial<Record<RecordField, UsualHeaders>>>;
    readonly parts: Readonly<Record<FieldPart, UsualHeaders>>;
  };
  readonly consent: UsualHeaders & {
    /** Headers that could be about consent to something else. */
    readonly unclear: readonly string[];
    /** Phrases by which a question about showing a name is one about a website, and not about the hand-in. */
    readonly elsewhere: readonly string[];
    /** Whole words that turn a question around; a star stands for any ending. */
    readonly negations: readonly string[];
    readonly values: Readonly<Record<string, ConsentLevel>>;
  };
  readonly age: AgeWords;
  readonly dropped: {
    readonly headers: readonly string[];
    readonly contains: readonly string[];
    readonly lastWords: readonly string[];
  };
}

/** A profile as its file has it, with every `usual` filled in and the shared columns that are never loaded added. */
export function resolveVocabulary(profile: ExportProfile, vocabulary: ProfileVocabulary): ExportProfile {
  const fields = Object.fromEntries(Object.entries(profile.fields).map(([field, mapping]) => [field, resolveMapping(mapping, vocabulary)]));
  const consent = profile.consent === undefined ? undefined : resolveConsent(profile.consent, vocabulary);
  const resolved: ExportProfile = { ...profile, fields, ...(consent === undefined ? {} : { consent }) };
  const own = new Set(profile.drop.map(columnKey));
  const shared: ExportProfile = {
    ...profile,
    drop: vocabulary.dropped.headers,
    dropContains: [...(profile.dropContains ?? []), ...vocabulary.dropped.contains],
    dropLastWords: [...(profile.dropLastWords ?? []), ...vocabulary.dropped.lastWords],
  };
  const named = [...new Set([...choicesOf(profile)].flatMap(({ column = [] }) => column))];
  const chooser = new ColumnChooser(named, shared);
  return {
    ...resolved,
    drop: [...profile.drop, ...vocabulary.dropped.headers.filter((header) => !own.has(columnKey(header)))],
    dropContains: shared.dropContains ?? [],
    dropLastWords: shared.dropLastWords ?? [],
    dropNamed: named.filter((_, column) => chooser.isDroppedColumn(column)),
    negations: vocabulary.consent.negations,
    ages: vocabulary.age,
  };
}

function resolveMapping(mapping: FieldMapping, vocabulary: ProfileVocabulary): FieldMapping {
  if ('constant' in mapping || 'split' in mapping) return mapping;
  if ('oneOf' in mapping) return { oneOf: mapping.oneOf.map((candidate) => resolveMapping(candidate, vocabulary)) };
  if ('join' in mapping) return resolveJoin(mapping, vocabulary);
  if ('firstNonEmpty' in mapping) return { firstNonEmpty: mapping.firstNonEmpty.map((choice) => resolveChoice(choice, vocabulary)) };
  if ('map' in mapping) {
    const { values, otherwise, ...choice } = mapping.map;
    return { map: { ...resolveColumns(choice, vocabulary), values, otherwise } };
  }
  return resolveColumns(mapping, vocabulary);
}

function resolveJoin({ join, needs, ...rest }: JoinMapping, vocabulary: ProfileVocabulary): JoinMapping {
  return {
    ...rest,
    join: join.map((part) =>
      typeof part !== 'string' && 'join' in part ? resolveJoin(part, vocabulary) : resolveChoice(part, vocabulary),
    ),
    ...(needs === undefined ? {} : { needs: needs.map((choice) => resolveChoice(choice, vocabulary)) }),
  };
}

function resolveChoice(choice: string | ColumnChoice, vocabulary: ProfileVocabulary): string | ColumnChoice {
  return typeof choice === 'string' ? choice : resolveColumns(choice, vocabulary);
}

function resolveColumns(choice: ColumnChoice, vocabulary: ProfileVocabulary): ColumnChoice {
  const { usual, without, ...own } = choice;
  if (usual === undefined) return choice;
  const { fields, parts } = vocabulary.headers;
  const words = ({ ...fields, ...parts } as Readonly<Partial<Record<typeof usual, UsualHeaders>>>)[usual];
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
  // With usual answers a yes is a yes; under a header that is turned around it would name those who refused.
  const notWords = [...(own.notWords ?? []), ...words.negations];
  if (usual === 'answers') return { ...own, notWords, values };
  const unwanted = new Set(without?.map(columnKey));
  return {
    ...own,
    ...mergeWords(own, { ...words, not: [...(words.not ?? []), ...words.elsewhere] }, without),
    elsewhere: words.elsewhere,
    notWords,
    unclear: [...(own.unclear ?? []), ...words.unclear.filter((header) => !unwanted.has(columnKey(header)))],
    values,
  };
}

/** The fields of which a list of people fills one. */
const NAMING_FIELDS = ['full_name', 'given_name', 'family_name', 'email', 'organisation'] as const;

/** Which headers any of the profiles knows, compared as columns are; for finding the header row of a table. */
export function createHeaderVocabulary(profiles: Iterable<ExportProfile>): HeaderVocabulary {
  const words = [...profiles].map(wordsOf);
  const holds = (kind: keyof ProfileWords, header: string): boolean => {
    const key = columnKey(header);
    return key !== '' && words.some((profile) => profile[kind].has(key));
  };
  return { isKnown: (header) => holds('known', header), namesSomebody: (header) => holds('naming', header) };
}

/** The headers of one profile, as columns are compared. */
interface ProfileWords {
  readonly known: ReadonlySet<string>;
  readonly naming: ReadonlySet<string>;
}

const WORDS = new WeakMap<ExportProfile, ProfileWords>();

/** Every file of a merge is looked at with the same two dozen profiles. */
function wordsOf(profile: ExportProfile): ProfileWords {
  const before = WORDS.get(profile);
  if (before !== undefined) return before;
  const naming = NAMING_FIELDS.flatMap((field) => {
    const mapping = profile.fields[field];
    return mapping === undefined ? [] : [...headersInMapping(mapping)];
  });
  const words = { known: new Set([...headersOf(profile)].map(columnKey)), naming: new Set(naming.map(columnKey)) };
  WORDS.set(profile, words);
  return words;
}
