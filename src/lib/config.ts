/**
 * The campaign file: where it is, what it says with the defaults filled in, and what is wrong with it. Every violation
 * of a file is reported at once, with line and column. Messages quote keys and the paths of files, never other values:
 * the file holds organisers' contacts, and a value in the wrong place could be anything.
 */

import { basename, dirname, join, resolve, sep } from 'node:path';

import type { Context, Files, Io, SchemaIssue, YamlDocument } from './context.js';
import { InputError } from './errors.js';
import type { Campaign, CampaignSource, IsoDate } from './model/campaign.js';
import { listOf, suggestSimilar } from './text.js';

export const CAMPAIGN_FILE = 'campaign.yaml';

export interface LoadedCampaign {
  readonly campaign: Campaign;
  /** Folder of the campaign file; the paths in the file start here. */
  readonly folder: string;
  readonly path: string;
}

type Path = readonly (string | number)[];

interface Violation {
  readonly line: number;
  readonly column: number;
  readonly text: string;
  readonly code: 'campaign-invalid' | 'campaign-missing-file';
}

/** Words of the contract that a later version will take, by the key they belong to. */
const LATER_WORDS: Readonly<Record<string, readonly string[]>> = {
  'display.breakdown': ['region', 'constituency', 'country'],
  'pack.layout': ['case', 'comments', 'verification'],
};

/** What a missing key is for, where the name alone does not say it. */
const MISSING: Readonly<Record<string, string>> = {
  kind: 'petition, open-letter, joint-statement or coalition',
  title: 'what the campaign is called',
  language: 'the language of its texts, such as en-GB',
  organisers: 'who runs the campaign, each with a name',
  of: 'signatures or organisations',
  count: 'how many',
};

/** Key-like words can be shown; anything else in a key's place might be private. */
const PRINTABLE_KEY = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;
/** Paths are shown, since a missing file must be named, unless they hold what a terminal would act on. */
const PRINTABLE_PATH = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}@]{1,200}$/u;
const DEVICE_NAME = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
const FORBIDDEN_CHARACTERS = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;

/** The nearest campaign file at or above a folder, or null. */
export function findCampaign(files: Pick<Files, 'exists' | 'isFolder'>, cwd: string): string | null {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const path = join(folder, CAMPAIGN_FILE);
    if (files.exists(path) && !files.isFolder(path)) return path;
    if (dirname(folder) === folder) return null;
  }
}

/** Reads and checks a campaign file; a folder stands for the campaign file in it. */
export function loadCampaign(io: Pick<Io, 'files' | 'parseYaml' | 'validate'>, path: string): LoadedCampaign {
  const file = resolve(io.files.isFolder(path) ? join(path, CAMPAIGN_FILE) : path);
  const label = basename(file);
  if (!io.files.exists(file)) {
    throw new InputError(`There is no campaign file at ${PRINTABLE_PATH.test(file) ? file : 'the path you gave'}.`, {
      code: 'campaign-missing-file',
      hint: 'Name another with --campaign PATH; `handin demo` writes four examples to start from.',
    });
  }
  const folder = dirname(file);
  const document = io.parseYaml(io.files.readText(file), label);
  const checker = new Checker(document, io.files, folder);
  checker.addSchemaIssues(io.validate('campaign', document.value));
  checker.checkMeaning();
  checker.throwIfAny(label);
  return { campaign: withDefaults(document.value as RawCampaign), folder, path: file };
}

/** The date of a pack: the campaign's own, else `SOURCE_DATE_EPOCH`, else today (in UTC, so that no time zone changes it). */
export function packDate(campaign: Pick<Campaign, 'pack'> | null, context: Pick<Context, 'env' | 'now'>): IsoDate {
  const chosen = campaign?.pack.date;
  if (chosen !== undefined) return chosen;
  const epoch = context.env['SOURCE_DATE_EPOCH'];
  if (epoch === undefined || epoch === '') return context.now().toISOString().slice(0, 10);
  if (!/^[0-9]{1,11}$/.test(epoch)) {
    throw new InputError('SOURCE_DATE_EPOCH is not a number of seconds.', {
      code: 'source-date-epoch',
      hint: 'Unset it, or set pack.date in the campaign file.',
    });
  }
  return new Date(Number(epoch) * 1000).toISOString().slice(0, 10);
}

/** A campaign file that passed the schema, before defaults. */
type RawCampaign = Omit<
  Campaign,
  'targets' | 'statistics' | 'aims' | 'expect' | 'sources' | 'fixed' | 'thresholds' | 'matching' | 'display' | 'pack'
> & {
  readonly [Key in 'targets' | 'statistics' | 'aims' | 'expect' | 'thresholds']?: Campaign[Key];
} & {
  readonly fixed?: string | readonly string[];
  readonly sources?: readonly (Pick<CampaignSource, 'file'> & Partial<CampaignSource>)[];
  readonly matching?: Partial<Campaign['matching']>;
  readonly display?: Partial<Campaign['display']>;
  readonly pack?: Partial<Campaign['pack']>;
};

function withDefaults(raw: RawCampaign): Campaign {
  return {
    ...raw,
    targets: raw.targets ?? [],
    statistics: raw.statistics ?? [],
    aims: raw.aims ?? [],
    expect: raw.expect ?? {},
    sources: (raw.sources ?? []).map((source) => ({ profile: 'auto', medium: 'online', ...source })),
    fixed: typeof raw.fixed === 'string' ? [raw.fixed] : (raw.fixed ?? []),
    thresholds: raw.thresholds ?? [],
    matching: { 'shared-email': 'household', ...raw.matching },
    // Named one by one: `breakdown` is accepted in the file and is nothing yet.
    display: { ceiling: raw.display?.ceiling ?? 'count-only' },
    pack: { publish: [], ...raw.pack },
  };
}

/** Collects what is wrong with one campaign file. */
class Checker {
  readonly #document: YamlDocument;
  readonly #files: Files;
  readonly #folder: string;
  readonly #violations: Violation[] = [];

  constructor(document: YamlDocument, files: Files, folder: string) {
    this.#document = document;
    this.#files = files;
    this.#folder = folder;
  }

  addSchemaIssues(issues: readonly SchemaIssue[]): void {
    for (const issue of issues) {
      if (issue.keyword === 'additionalProperties') {
        const key = String(issue.params['additionalProperty']);
        this.#add([...issue.path, key], `${inside(issue.path)}${unknownKey(key, wordsOf(issue.params['known']))}`, 'key');
      } else if (issue.keyword === 'required') {
        const key = String(issue.params['missingProperty']);
        const what = MISSING[key];
        this.#add(issue.path, `${inside(issue.path)}“${key}” is missing${what === undefined ? '' : `: ${what}`}`);
      } else {
        this.#add(issue.path, this.#describeValue(issue));
      }
    }
  }

  /** What a schema cannot say. The value may have any shape here; parts of the wrong shape were reported already. */
  checkMeaning(): void {
    const root = asMap(this.#document.value);
    this.#checkCharacters(this.#document.value, []);

    const language = root['language'];
    if (typeof language === 'string' && !isLanguage(language)) this.#add(['language'], 'language: must be a language tag such as en-GB');

    const seen = new Set<string>();
    for (const [index, target] of asList(root['targets']).entries()) {
      const { id } = asMap(target);
      if (typeof id === 'string' && seen.has(id))
        this.#add(['targets', index, 'id'], `targets[${index}].id: another target has this id; each id names one PDF`);
      if (typeof id === 'string') seen.add(id);
      this.#checkDay(['targets', index, 'as-of']);
    }
    this.#checkDay(['pack', 'date']);
    this.#checkDay(['retention', 'delete-after']);

    for (const key of ['body', 'letter', 'context', 'organisations']) this.#checkFile([key]);
    for (const [index] of asList(root['sources']).entries()) {
      this.#checkPathShape(['sources', index, 'file']);
      this.#checkOwnFile(['sources', index, 'profile']);
    }
    if (typeof root['fixed'] === 'string') this.#checkFile(['fixed']);
    for (const [index] of asList(root['fixed']).entries()) this.#checkFile(['fixed', index]);
    for (const [index] of asList(root['thresholds']).entries()) this.#checkOwnFile(['thresholds', index, 'scheme']);
  }

  throwIfAny(label: string): void {
    if (this.#violations.length === 0) return;
    const sorted = this.#violations.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const lines = new Set(sorted.map(({ line, column, text }) => `${label}:${line}:${column}: ${text}`));
    const isOnlyFiles = sorted.every(({ code }) => code === 'campaign-missing-file');
    throw new InputError([...lines].join('\n'), {
      code: isOnlyFiles ? 'campaign-missing-file' : 'campaign-invalid',
      hint: isOnlyFiles
        ? 'Put the file there, correct its path, or remove the key.'
        : 'Correct these places and run the command again; the JSON Schema that ships with handin explains every key.',
    });
  }

  #add(path: Path, text: string, what: 'key' | 'value' = 'value', code: Violation['code'] = 'campaign-invalid'): void {
    this.#violations.push({ ...this.#document.locate(path, what), text, code });
  }

  #describeValue(issue: SchemaIssue): string {
    const place = placeOf(issue.path);
    const where = place === '' ? '' : `${place}: `;
    const expected = typeof issue.params['expected'] === 'string' ? issue.params['expected'] : null;
    const value = this.#valueAt(issue.path);
    if (value === null || value === undefined) {
      return place === '' ? 'the file is empty; the first key is kind' : `${where}has no value; give it one or leave the key out`;
    }
    if (issue.keyword === 'enum') return `${where}${this.#describeWord(value, place, wordsOf(issue.params['allowedValues']))}`;
    if (issue.keyword === 'minItems') return `${where}must not be empty`;
    if (issue.keyword === 'uniqueItems') return `${where}lists something twice`;
    if (issue.keyword === 'maxLength') return `${where}is longer than ${String(issue.params['limit'])} characters`;
    return `${where}must be ${expected ?? 'something else'}`;
  }

  /** A word that is not in a list. It is repeated only when it is close to a word of ours. */
  #describeWord(value: unknown, place: string, known: readonly string[]): string {
    const word = typeof value === 'string' ? value : '';
    const later = LATER_WORDS[place.replace(/\[\d+\]$/, '')] ?? [];
    if (later.includes(word)) return `“${word}” is not in this version; use ${listOf(known, 'or')}`;
    const similar = PRINTABLE_KEY.test(word) ? suggestSimilar(word, known) : null;
    return similar === null
      ? `must be ${listOf(known, 'or')}`
      : `“${word}” is not known; did you mean “${similar}”? It can be ${listOf(known, 'or')}`;
  }

  #valueAt(path: Path): unknown {
    let value = this.#document.value;
    for (const step of path) value = Array.isArray(value) ? value[Number(step)] : asMap(value)[String(step)];
    return value;
  }

  #checkDay(path: Path): void {
    const value = this.#valueAt(path);
    if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return;
    const day = new Date(`${value}T00:00:00Z`);
    // Node turns 2025-02-30 into the second of March instead of refusing it.
    if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== value)
      this.#add(path, `${placeOf(path)}: there is no such day in the calendar`);
  }

  #checkCharacters(value: unknown, path: Path): void {
    if (typeof value === 'string') {
      // Line ends are the schema's to judge, which knows better words for them.
      if (FORBIDDEN_CHARACTERS.test(value.replace(/[\n\r\t]/g, '')))
        this.#add(path, `${placeOf(path)}: holds an invisible control character; type the value again`);
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) this.#checkCharacters(item, [...path, index]);
    } else {
      for (const [key, item] of Object.entries(asMap(value))) this.#checkCharacters(item, [...path, key]);
    }
  }

  /** Only what is a path by its look is one; other words are ids of bundled data. */
  #checkOwnFile(path: Path): void {
    const value = this.#valueAt(path);
    if (typeof value === 'string' && (/[\\/]/.test(value) || value.endsWith('.json'))) this.#checkFile(path);
  }

  /** True when a value is a relative path that does not climb. */
  #checkPathShape(path: Path): boolean {
    const value = this.#valueAt(path);
    if (typeof value !== 'string' || value === '') return false;
    const segments = value.split('/');
    const isBad =
      value.startsWith('/') ||
      value.startsWith('~') ||
      /[\\:\p{Cc}]/u.test(value) ||
      segments.some(
        (segment) => segment === '' || segment === '..' || DEVICE_NAME.test(segment) || (segment !== '.' && /[. ]$/.test(segment)),
      );
    if (isBad)
      this.#add(
        path,
        `${placeOf(path)}: must be the path of a file below the campaign folder, such as texts/letter.md, with no “..” and no drive letter`,
      );
    return !isBad;
  }

  #checkFile(path: Path): void {
    if (!this.#checkPathShape(path)) return;
    const name = String(this.#valueAt(path));
    const shown = PRINTABLE_PATH.test(name) ? ` “${name}”` : '';
    const place = placeOf(path);
    const full = join(this.#folder, name);
    if (!this.#files.exists(full)) {
      this.#add(
        path,
        `${place}: there is no file${shown} in the campaign folder; write it, correct the path, or remove the key`,
        'value',
        'campaign-missing-file',
      );
    } else if (this.#files.isFolder(full)) {
      this.#add(path, `${place}:${shown} is a folder; name a file in it`);
    } else if (!this.#files.realPath(full).startsWith(this.#files.realPath(this.#folder).replace(/[\\/]$/, '') + sep)) {
      this.#add(path, `${place}:${shown} leads out of the campaign folder through a link; copy the file into the folder`);
    }
  }
}

function unknownKey(key: string, known: readonly string[]): string {
  if (!PRINTABLE_KEY.test(key)) return `this is not a known key; it can be ${listOf(known, 'or')}`;
  const similar = suggestSimilar(key, known);
  return similar === null ? `unknown key “${key}”; it can be ${listOf(known, 'or')}` : `unknown key “${key}”; did you mean “${similar}”?`;
}

/** `targets[0].id`; empty for the whole file. */
function placeOf(path: Path): string {
  return path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : `${text}${text === '' ? '' : '.'}${PRINTABLE_KEY.test(step) ? step : '?'}`,
    '',
  );
}

function inside(path: Path): string {
  return path.length === 0 ? '' : `${placeOf(path)}: `;
}

function asMap(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function wordsOf(value: unknown): string[] {
  return asList(value).filter((word): word is string => typeof word === 'string');
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
