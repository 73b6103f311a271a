/**
 * Applies an export profile to the header of a file: one SQL expression per field that the file can fill, and three that decide
 * status and consent. Consent fails closed, and what the platform marks as withdrawn or unconfirmed never counts.
 */

import { InputError } from '../errors.js';
import type { ExportProfile } from '../model/profile.js';
import {
  CONSENT_LEVELS,
  type ConsentLevel,
  MAPPABLE_FIELDS,
  type MappableField,
  ORGANISATION_FIELDS,
  type OrganisationField,
  RECORD_FIELDS,
  type RecordField,
  type Status,
} from '../model/record.js';
import { quoteText } from '../sql.js';
import { listOf, suggestSimilar } from '../text.js';
import { ageCondition } from './age.js';
import { cellSql, cellsSql, isOneOfSql, joinSql, mappingSql, mapWordsSql, wordSql } from './functions.js';
import { ColumnChooser, choicesOf } from './headers.js';

export interface ColumnMapping {
  readonly profile: ExportProfile;
  /** Per field that the file can fill: SQL over `c0` to `cn`, never NULL. `signed_at` is the raw text. */
  readonly fields: Readonly<Partial<Record<RecordField | OrganisationField, string>>>;
  /** SQL giving `counts`, `unconfirmed` or `withdrawn`. */
  readonly status: string;
  /** SQL giving a consent level; `count-only` where the file says nothing or something that the profile does not list. */
  readonly consent: string;
  /** SQL boolean: the consent cell holds something that the profile does not list, or agrees to something that its header does not say. */
  readonly consentUnknown: string;
  /** SQL boolean: a column that is never loaded says that the person is under 18. The record's consent is `count-only` then, whatever `consent` gives. */
  readonly saysMinor: string;
  /** Headers that nothing uses and that the profile does not know. */
  readonly unmapped: readonly string[];
  readonly dateOrder: ExportProfile['dateOrder'];
}

/** Words of a status column that a person maps with `--map status=Header` under a profile that has none. */
export const STATUS_WORDS: Readonly<Record<Exclude<Status, 'counts'>, readonly string[]>> = {
  unconfirmed: [
    'unconfirmed',
    'not confirmed',
    'pending',
    'unverified',
    'not verified',
    'awaiting confirmation',
    'unvalidated',
    'incomplete',
    'draft',
    'new',
    'unbestätigt',
    'nicht bestätigt',
    'ausstehend',
    'non confirmé',
    'en attente',
    'no confirmado',
    'pendiente',
    'non confermato',
    'in attesa',
    'niet bevestigd',
    'in afwachting',
    'niepotwierdzony',
    'niepotwierdzone',
    'oczekujący',
    'não confirmado',
    'pendente',
    'ej bekräftad',
    'ikke bekræftet',
    'nepotvrzeno',
    'čeká',
    'nem megerősített',
    'függőben',
    'neconfirmat',
    'în așteptare',
    'εκκρεμεί',
    'непотвърден',
    'vahvistamatta',
    'nepotvrđeno',
    'nepotvrdené',
    'непідтверджено',
    'onaylanmadı',
    'beklemede',
    'غير مؤكد',
    'قيد الانتظار',
    'heb ei gadarnhau',
  ],
  withdrawn: [
    'withdrawn',
    'deleted',
    'removed',
    'invalid',
    'invalidated',
    'cancelled',
    'canceled',
    'revoked',
    'rejected',
    'spam',
    'fraudulent',
    'test',
    'zurückgezogen',
    'gelöscht',
    'widerrufen',
    'ungültig',
    'retiré',
    'retirée',
    'supprimé',
    'annulé',
    'retirado',
    'retirada',
    'eliminado',
    'anulado',
    'ritirato',
    'ritirata',
    'cancellato',
    'annullato',
    'ingetrokken',
    'verwijderd',
    'ongeldig',
    'wycofany',
    'wycofane',
    'usunięty',
    'usunięte',
    'removido',
    'anulada',
    'återkallad',
    'borttagen',
    'trukket tilbage',
    'slettet',
    'odvoláno',
    'smazáno',
    'visszavont',
    'törölt',
    'retras',
    'șters',
    'ανακλήθηκε',
    'διαγράφηκε',
    'оттеглен',
    'изтрит',
    'peruttu',
    'poistettu',
    'povučeno',
    'obrisano',
    'stiahnuté',
    'zmazané',
    'відкликано',
    'видалено',
    'geri çekildi',
    'silindi',
    'مسحوب',
    'محذوف',
    'tynnwyd yn ôl',
    'dilëwyd',
  ],
};

/** Yes and no, for a consent column that a person maps under a profile that has none. */
const CONSENT_WORDS: Readonly<Record<string, ConsentLevel>> = { yes: 'name', true: 'name', no: 'count-only', false: 'count-only' };

/**
 * Maps a header.
 * @param overrides header (or `#` and a position from 1) per field, as `--map field=Header` gives them; they win over the profile
 * @param source the file as messages name it; left out where none is meant
 * @throws InputError `map-unknown-field`, `map-unknown-header`, `map-dropped-header`, `map-negated-header`. Headers of the file are not quoted:
 * of a file without a header row they are data.
 */
export function mappingFor(
  profile: ExportProfile,
  header: readonly string[],
  overrides: Readonly<Record<string, string>>,
  source?: string,
): ColumnMapping {
  const columns = new ColumnChooser(header, profile);
  refuseDropped(profile, columns, header, source);
  const given = readOverrides(columns, header, overrides, source);
  const fields: Partial<Record<RecordField | OrganisationField, string>> = {};
  for (const field of [...RECORD_FIELDS, ...ORGANISATION_FIELDS]) {
    if (field === 'display_consent') continue;
    const chosen = given.get(field);
    const mapping = profile.fields[field];
    const expression = chosen !== undefined ? cellsSql(chosen) : mapping === undefined ? null : mappingSql(mapping, columns);
    if (expression !== null) fields[field] = expression;
  }
  if (fields.kind === undefined && profile.kind !== undefined) fields.kind = quoteText(profile.kind);
  if (!given.has('full_name')) splitBareName(fields, columns);
  completeNames(fields);
  const agreed = given.get('display_consent');
  if (agreed !== undefined && columns.holdWord(agreed, profile.negations ?? [])) {
    throw new InputError(sentence(source, 'the column given for display_consent asks whether to leave a name out.'), {
      code: 'map-negated-header',
      hint: 'A yes in it would show those who refused. Leave the option out, or list the words that agree in a profile of your own.',
    });
  }
  const { saysMinor, headers: ageHeaders } = ageCondition(profile, header);
  const consent = consentSql(profile, columns, agreed);
  const status = statusSql(profile, columns, given.get('status'));
  return {
    profile,
    fields,
    status,
    ...consent,
    saysMinor,
    unmapped: columns.unusedHeaders(header, [...profile.drop, ...(profile.known ?? []), ...ageHeaders]),
    dateOrder: profile.dateOrder,
  };
}

type Consent = Pick<ColumnMapping, 'consent' | 'consentUnknown'>;

const NEVER_LOADED =
  'Addresses of computers, tokens, places on a map, nationality, religion, health, age and the like are left out of every file.';

/** A message that names its file where it has one. */
function sentence(source: string | undefined, text: string): string {
  return source === undefined ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : `${source}: ${text}`;
}

/** A profile that asks for what is never loaded is refused: to read the file without the column would be to do something else than it says. */
function refuseDropped(profile: ExportProfile, columns: ColumnChooser, header: readonly string[], source: string | undefined): void {
  const isNamed = (profile.dropNamed ?? []).some((name) => columns.isDropped(header, name));
  const isPlaced = [...choicesOf(profile)].some(({ position }) => position !== undefined && columns.isDroppedColumn(position - 1));
  if (!isNamed && !isPlaced) return;
  throw new InputError(sentence(source, `a column that the profile ${profile.id} names is one that handin never loads.`), {
    code: 'map-dropped-header',
    hint: `${NEVER_LOADED} Take it out of the profile.`,
  });
}

function readOverrides(
  columns: ColumnChooser,
  header: readonly string[],
  overrides: Readonly<Record<string, string>>,
  source: string | undefined,
): Map<MappableField, readonly number[]> {
  const given = new Map<MappableField, readonly number[]>();
  for (const [name, headerName] of Object.entries(overrides)) {
    const field = MAPPABLE_FIELDS.find((candidate) => candidate === name);
    if (field === undefined) {
      const near = suggestSimilar(name, MAPPABLE_FIELDS);
      throw new InputError('A field to map to is not one that handin knows.', {
        code: 'map-unknown-field',
        hint: near === null ? `Known fields: ${listOf(MAPPABLE_FIELDS)}.` : `Did you mean ${near}?`,
      });
    }
    const found = columns.findGiven(headerName);
    if (found === 'dropped' || (found === null && columns.isDropped(header, headerName))) {
      throw new InputError(sentence(source, `the column given for ${field} is one that handin never loads.`), {
        code: 'map-dropped-header',
        hint: `${NEVER_LOADED} Leave the option out.`,
      });
    }
    if (found === null) {
      throw new InputError(sentence(source, `the column given for ${field} is not in the file.`), {
        code: 'map-unknown-header',
        hint: `Give the header as it stands in the file, or the column's position: --map "${field}=#3".`,
      });
    }
    given.set(field, found);
  }
  return given;
}

/** Endings that follow a name after a comma and are no given name. */
const NAME_ENDINGS = [
  'jr',
  'jr.',
  'sr',
  'sr.',
  'ii',
  'iii',
  'iv',
  'md',
  'm.d.',
  'phd',
  'ph.d.',
  'dphil',
  'mp',
  'mep',
  'msp',
  'obe',
  'mbe',
  'cbe',
  'kc',
  'qc',
  'esq',
  'esq.',
  'ba',
  'bsc',
  'ma',
  'msc',
  'frcp',
];

/** Headers that mean the whole name on their own, and the missing part of it beside the other part. */
const BARE_NAMES = [
  'name',
  'names',
  'namn',
  'navn',
  'naam',
  'nom',
  'nombre',
  'nome',
  'nume',
  'numele',
  'nimi',
  'jméno',
  'név',
  'όνομα',
  'име',
  'ime',
  'meno',
  "ім'я",
  'isim',
  'الاسم',
  'enw',
];

/** `Vorname, Name` and `Prénom, Nom`: beside a given name and without a family name a bare name is the family name; and the reverse. */
function splitBareName(fields: Partial<Record<RecordField, string>>, columns: ColumnChooser): void {
  if ((fields.given_name === undefined) === (fields.family_name === undefined)) return;
  const bare = columns.find({ column: BARE_NAMES });
  if (bare === null || fields.full_name !== cellsSql(bare)) return;
  fields[fields.given_name === undefined ? 'given_name' : 'family_name'] = fields.full_name;
  delete fields.full_name;
}

/**
 * Fills whole and split names from each other in the safest way: a whole name is never split, except `Family, Given` with
 * exactly one comma; parts are joined given name first.
 */
function completeNames(fields: Partial<Record<RecordField, string>>): void {
  const { given_name: first, family_name: last, full_name: whole } = fields;
  const parts = [first, last].filter((part) => part !== undefined);
  const joined = parts.length === 0 ? null : joinSql(parts, ' ');
  const full = whole === undefined ? joined : joined === null ? whole : `coalesce(nullif(${whole}, ''), ${joined})`;
  if (full === null) return;
  // Where the family name is a column of its own and filled, a comma is part of what the person wrote.
  const isReversed =
    `(${last === undefined ? '' : `${last} = '' AND `}length(${full}) - length(replace(${full}, ',', '')) = 1` +
    ` AND trim(split_part(${full}, ',', 1)) <> '' AND trim(split_part(${full}, ',', 2)) <> '' AND NOT (${isOneOfSql(`trim(split_part(${full}, ',', 2))`, NAME_ENDINGS)}))`;
  const family = `trim(split_part(${full}, ',', 1))`;
  const givenPart = `trim(split_part(${full}, ',', 2))`;
  fields.full_name = `CASE WHEN ${isReversed} THEN ${givenPart} || ' ' || ${family} ELSE ${full} END`;
  fields.given_name = `CASE WHEN ${isReversed} THEN ${givenPart} ELSE ${first ?? "''"} END`;
  fields.family_name = `CASE WHEN ${isReversed} THEN ${family} ELSE ${last ?? "''"} END`;
}

function consentSql(profile: ExportProfile, columns: ColumnChooser, given: readonly number[] | undefined): Consent {
  const { usual, unclear, elsewhere = [], values: _values, contains = [], ...choice } = profile.consent ?? { values: {} };
  if (usual !== undefined) throw new RangeError('a profile must be loaded with its vocabulary');
  // A phrase catches its own negation as well, whoever wrote it down; a header that a profile spells out is one that somebody has read.
  const phrases = { contains, not: choice.not ?? [], notWords: profile.negations ?? [] };
  const found = given ?? columns.find(choice) ?? columns.find(phrases);
  if (found === null) {
    // Whoever agreed to a website alone has not agreed to the hand-in. Their answers are reported, so that somebody reads the question.
    const not = (choice.not ?? []).filter((phrase) => !elsewhere.includes(phrase));
    const unsure = columns.look({ column: unclear ?? [] }) ?? (elsewhere.length === 0 ? null : columns.look({ ...phrases, not }));
    return { consent: quoteText('count-only'), consentUnknown: unclearSql(profile, unsure) };
  }
  const cell = cellsSql(found, choice.except);
  // Of a platform that asks about something else, not even a level's own word says more than that.
  const provesNothing = profile.disclosure?.proves === 'count-only' && given === undefined;
  const levels = provesNothing ? {} : Object.fromEntries(CONSENT_LEVELS.map((level) => [level, level]));
  const values = { ...levels, ...(profile.consent?.values ?? CONSENT_WORDS) };
  const level = mapWordsSql(cell, values, quoteText('count-only'));
  // A header that is there twice with two answers has given none.
  const disagrees = found.slice(1).map((column) => `(${cellSql(column)} <> '' AND ${wordSql(cellSql(column))} <> ${wordSql(cell)})`);
  const isUnknown = `(${cell} <> '' AND NOT (${isOneOfSql(cell, Object.keys(values))}))`;
  if (disagrees.length === 0) return { consent: level, consentUnknown: isUnknown };
  return {
    consent: `CASE WHEN ${disagrees.join(' OR ')} THEN ${quoteText('count-only')} ELSE ${level} END`,
    consentUnknown: `(${[isUnknown, ...disagrees].join(' OR ')})`,
  };
}

/** Whether a record agrees to something under a header that does not say to what. Those who said no are counted only in any case. */
function unclearSql(profile: ExportProfile, columns: readonly number[] | null): string {
  const refusals = Object.entries(profile.consent?.values ?? {}).flatMap(([word, level]) => (level === 'count-only' ? [word] : []));
  const answers = (columns ?? []).map(cellSql).map((cell) => `(${cell} <> '' AND NOT (${isOneOfSql(cell, refusals)}))`);
  return answers.length === 0 ? 'false' : `(${answers.join(' OR ')})`;
}

function statusSql(profile: ExportProfile, columns: ColumnChooser, given: readonly number[] | undefined): string {
  const rules: string[] = [];
  for (const rule of profile.status ?? []) {
    const found = columns.find(rule.position === undefined ? { column: rule.column ?? [] } : { position: rule.position });
    if (found === null || (given !== undefined && rule.when === 'equals')) continue;
    const cell = cellsSql(found);
    const isHit = found
      .map(cellSql)
      .map((one) => (rule.when === 'filled' ? `${one} <> ''` : isOneOfSql(one, rule.values ?? [])))
      .join(' OR ');
    rules.push(`WHEN ${rule.when === 'empty' ? `${cell} = ''` : isHit} THEN ${quoteText(rule.means)}`);
  }
  if (given !== undefined) {
    for (const means of ['withdrawn', 'unconfirmed'] as const)
      rules.push(`WHEN ${isOneOfSql(cellsSql(given), STATUS_WORDS[means])} THEN ${quoteText(means)}`);
  }
  const mapping = profile.fields.status;
  const mapped = mapping === undefined ? null : mappingSql(mapping, columns);
  const otherwise = mapped ?? quoteText('counts');
  return rules.length === 0 ? otherwise : `CASE ${rules.join(' ')} ELSE ${otherwise} END`;
}
