/**
 * The campaign file: where it is, what it says with the defaults filled in, and what is wrong with it. Every violation
 * of a file is reported at once, with line and column. Messages quote keys and the paths of files, never other values:
 * the file holds organisers' contacts, and a value in the wrong place could be anything.
 */

import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';

import type { Context, Files, Io, YamlDocument } from './context.js';
import { type ForbiddenDimensions, forbiddenDimension } from './dimensions.js';
import { asList, asMap, DocumentChecker, isCalendarDay, type Path, placeOf } from './document-checker.js';
import { InputError, RefusedError } from './errors.js';
import { BREAKDOWN_DIMENSIONS, type BreakdownDimension } from './model/breakdown.js';
import type { Campaign, CampaignSource, IsoDate } from './model/campaign.js';
import { CONSENT_LEVELS, type ConsentLevel } from './model/record.js';

export const CAMPAIGN_FILE = 'campaign.yaml';

export interface LoadedCampaign {
  readonly campaign: Campaign;
  /** Folder of the campaign file; the paths in the file start here. */
  readonly folder: string;
  readonly path: string;
  /** The file as it was written, for what the campaign with its defaults no longer tells; left out of a campaign that has no file. */
  readonly document?: YamlDocument;
}

/** What a missing key is for, where the name alone does not say it. */
const MISSING: Readonly<Record<string, string>> = {
  kind: 'petition, open-letter, joint-statement or coalition',
  title: 'what the campaign is called',
  language: 'the language of its texts, such as en-GB',
  organisers: 'who runs the campaign, each with a name',
  of: 'signatures or organisations',
  count: 'how many',
};

/** Paths are shown, since a missing file must be named, unless they hold what a terminal would act on. */
const PRINTABLE_PATH = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}@]{1,200}$/u;
const DEVICE_NAME = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

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
    throw new InputError('There is no campaign file at the path that was given.', {
      code: 'campaign-missing-file',
      hint: 'Name another with --campaign PATH; `handin demo` writes four examples to start from.',
    });
  }
  const folder = dirname(file);
  const document = io.parseYaml(io.files.readText(file), label);
  refuseForbiddenBreakdown(io.files, document, label);
  const checker = new Checker(document, io.files, folder);
  checker.addSchemaIssues(io.validate('campaign', document.value));
  checker.checkMeaning();
  checker.throwIfAny(label);
  return { campaign: withDefaults(document.value as RawCampaign), folder, path: file, document };
}

/**
 * Refuses a file that asks to tell signatures apart by what harms people, with the reason, before anything else is said of it.
 * There is no option that lifts this.
 */
function refuseForbiddenBreakdown(files: Files, document: YamlDocument, label: string): void {
  const word = asMap(asMap(document.value)['display'])['breakdown'];
  if (typeof word !== 'string' || word === 'none' || BREAKDOWN_DIMENSIONS.some((dimension) => dimension === word)) return;
  const found = forbiddenDimension(word, files.bundledJson('gate/data')['forbidden-dimensions'] as ForbiddenDimensions);
  if (found === null) return;
  const { line, column } = document.locate(['display', 'breakdown'], 'value');
  throw new RefusedError(`${label}:${line}:${column}: display.breakdown: signatures are never told apart by ${found.title}. ${found.why}`, {
    code: 'breakdown-forbidden',
    hint: 'Remove the key, or write region, constituency or country. No option lifts this.',
  });
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
  | 'targets'
  | 'statistics'
  | 'aims'
  | 'expect'
  | 'sources'
  | 'fixed'
  | 'strikes'
  | 'signals'
  | 'thresholds'
  | 'matching'
  | 'display'
  | 'pack'
> & {
  readonly [Key in 'targets' | 'statistics' | 'aims' | 'expect' | 'thresholds']?: Campaign[Key];
} & {
  readonly fixed?: string | readonly string[];
  readonly strikes?: string | readonly string[];
  readonly sources?: readonly (Pick<CampaignSource, 'file'> & Partial<CampaignSource>)[];
  readonly matching?: Partial<Campaign['matching']>;
  readonly display?: RawDisplay;
  readonly pack?: Partial<Campaign['pack']>;
};

/** `none` is a word of the file and nothing else: a campaign without a breakdown has none. */
type RawDisplay = Partial<Omit<Campaign['display'], 'breakdown'>> & { readonly breakdown?: BreakdownDimension | 'none' };

function displayWithDefaults({ breakdown = 'none', ...display }: RawDisplay): Campaign['display'] {
  return { ceiling: 'count-only', ...display, ...(breakdown === 'none' ? {} : { breakdown }) };
}

function withDefaults(raw: RawCampaign): Campaign {
  return {
    ...raw,
    targets: raw.targets ?? [],
    statistics: raw.statistics ?? [],
    aims: raw.aims ?? [],
    expect: raw.expect ?? {},
    sources: (raw.sources ?? []).map((source) => ({ profile: 'auto', medium: 'online', ...source })),
    fixed: typeof raw.fixed === 'string' ? [raw.fixed] : (raw.fixed ?? []),
    strikes: typeof raw.strikes === 'string' ? [raw.strikes] : (raw.strikes ?? []),
    thresholds: raw.thresholds ?? [],
    matching: { 'shared-email': 'household', ...raw.matching },
    display: displayWithDefaults(raw.display ?? {}),
    pack: { publish: [], ...raw.pack },
  };
}

/** Collects what is wrong with one campaign file. */
class Checker extends DocumentChecker {
  readonly #files: Files;
  readonly #folder: string;

  constructor(document: YamlDocument, files: Files, folder: string) {
    super(document, { missing: MISSING, firstKey: 'kind' });
    this.#files = files;
    this.#folder = folder;
  }

  /** What a schema cannot say. The value may have any shape here; parts of the wrong shape were reported already. */
  checkMeaning(): void {
    const root = asMap(this.document.value);
    this.checkCharacters(this.document.value, []);

    const language = root['language'];
    if (typeof language === 'string' && !isLanguage(language)) this.add(['language'], 'language: must be a language tag such as en-GB');

    const seen = new Set<string>();
    for (const [index, target] of asList(root['targets']).entries()) {
      const { id } = asMap(target);
      if (typeof id === 'string' && seen.has(id))
        this.add(['targets', index, 'id'], `targets[${index}].id: another target has this id; each id names one PDF`);
      if (typeof id === 'string') seen.add(id);
      this.checkDay(['targets', index, 'as-of']);
      for (const [at] of asList(asMap(target)['addressees']).entries()) this.checkDay(['targets', index, 'addressees', at, 'as-of']);
      this.#checkCeiling(index);
    }
    this.checkDay(['pack', 'date']);
    this.checkDay(['context-as-of']);
    this.checkDay(['display', 'growth-from']);
    this.#checkCommons();
    this.checkDay(['retention', 'delete-after']);
    for (const [index] of asList(asMap(root['signals'])['known-events']).entries()) this.#checkEvent(['signals', 'known-events', index]);

    for (const key of ['body', 'letter', 'case', 'context', 'organisations']) this.#checkFile([key]);
    for (const key of ['file', 'names']) this.#checkFile(['lookup', key]);
    // The key may be away: on a stick, with somebody else, or purged with the private folder. It is missed when something is sealed.
    for (const key of ['certificate', 'key']) this.#checkPathShape(['pack', 'seal', key]);
    // Fonts may lie with those of the system, so a full path is allowed; whether one is there is looked at when the pack is built.
    for (const [index, font] of asList(asMap(root['pack'])['fonts']).entries())
      if (typeof font === 'string' && !isAbsolute(font)) this.#checkFile(['pack', 'fonts', index]);
    this.#checkBreakdown();
    for (const [index] of asList(root['sources']).entries()) {
      this.#checkPathShape(['sources', index, 'file']);
      this.#checkOwnFile(['sources', index, 'profile']);
    }
    for (const key of ['fixed', 'strikes']) {
      if (typeof root[key] === 'string') this.#checkFile([key]);
      for (const [index] of asList(root[key]).entries()) this.#checkFile([key, index]);
    }
    for (const [index] of asList(root['thresholds']).entries()) {
      this.#checkOwnFile(['thresholds', index, 'scheme']);
      this.#checkFile(['thresholds', index, 'bases']);
      for (const key of ['registered', 'opened', 'by']) this.checkDay(['thresholds', index, key]);
    }
  }

  /** A target's ceiling above the campaign's would promise what nobody gets. */
  #checkCeiling(index: number): void {
    const path = ['targets', index, 'ceiling'];
    const own = CONSENT_LEVELS.indexOf(this.valueAt(path) as ConsentLevel);
    const general = CONSENT_LEVELS.indexOf((this.valueAt(['display', 'ceiling']) ?? 'count-only') as ConsentLevel);
    if (own > general && general >= 0)
      this.add(path, `${placeOf(path)}: is above display.ceiling, which holds for every target; raise that, or lower this`);
  }

  #checkBreakdown(): void {
    const { breakdown, areas, map } = asMap(asMap(this.document.value)['display']);
    if (areas !== undefined) this.#checkFile(['display', 'areas']);
    if (map !== undefined) this.#checkFile(['display', 'map']);
    if (breakdown === undefined || breakdown === 'none') {
      this.#checkAreaWithoutBreakdown();
      if (map !== undefined)
        this.add(['display', 'map'], 'display.map: needs counts by area; say under display.breakdown what the areas are');
    }
    if (breakdown === 'constituency' && areas === undefined) {
      this.add(
        ['display', 'breakdown'],
        'display.breakdown: constituencies need a list; name a CSV file with the columns area and residents under display.areas',
      );
    }
  }

  /** A certificate of a local number is a row of the table of areas, so there is none without the table. */
  #checkAreaWithoutBreakdown(): void {
    for (const [index, target] of asList(asMap(this.document.value)['targets']).entries()) {
      if (asMap(target)['area'] === undefined) continue;
      const path = ['targets', index, 'area'];
      this.add(path, `${placeOf(path)}: needs counts by area; say under display.breakdown what the areas are`);
    }
  }

  /** Other kinds of campaign ask nothing of the House of Commons. */
  #checkCommons(): void {
    const root = asMap(this.document.value);
    if (root['kind'] === 'petition') return;
    for (const key of ['layout', 'extras']) {
      const index = asList(asMap(root['pack'])[key]).indexOf('commons-top-sheet');
      if (index < 0) continue;
      const path = ['pack', key, index];
      this.add(path, `${placeOf(path)}: a top sheet for the House of Commons belongs to a petition only; remove it`);
    }
  }

  throwIfAny(label: string): void {
    const isOnlyFiles = this.violations.every(({ code }) => code === 'campaign-missing-file');
    this.throwViolations(label, {
      code: isOnlyFiles ? 'campaign-missing-file' : 'campaign-invalid',
      hint: isOnlyFiles
        ? 'Put the file there, correct its path, or remove the key.'
        : 'Correct these places and run the command again; the JSON Schema that ships with handin explains every key.',
    });
  }

  /** Days that exist, in their order. */
  #checkEvent(path: Path): void {
    const moments = (['from', 'to'] as const).map((key) => this.valueAt([...path, key]));
    for (const [index, key] of (['from', 'to'] as const).entries()) {
      const moment = moments[index];
      if (typeof moment === 'string' && /^\d{4}-\d{2}-\d{2}/.test(moment) && !isCalendarDay(moment.slice(0, 10)))
        this.add([...path, key], `${placeOf([...path, key])}: there is no such day in the calendar`);
    }
    const [from, to] = moments;
    // A day as the end is meant with all its hours.
    if (typeof from === 'string' && typeof to === 'string' && from.slice(0, to.length) > to)
      this.add([...path, 'to'], `${placeOf([...path, 'to'])}: must not be before from`);
  }

  /** Only what is a path by its look is one; other words are ids of bundled data. */
  #checkOwnFile(path: Path): void {
    const value = this.valueAt(path);
    if (typeof value === 'string' && (/[\\/]/.test(value) || value.endsWith('.json'))) this.#checkFile(path);
  }

  /** True when a value is a relative path that does not climb. */
  #checkPathShape(path: Path): boolean {
    const value = this.valueAt(path);
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
      this.add(
        path,
        `${placeOf(path)}: must be the path of a file below the campaign folder, such as texts/letter.md, with no “..” and no drive letter`,
      );
    return !isBad;
  }

  #checkFile(path: Path): void {
    if (!this.#checkPathShape(path)) return;
    const name = String(this.valueAt(path));
    const shown = PRINTABLE_PATH.test(name) ? ` “${name}”` : '';
    const place = placeOf(path);
    const full = join(this.#folder, name);
    if (!this.#files.exists(full)) {
      this.add(
        path,
        `${place}: there is no file${shown} in the campaign folder; write it, correct the path, or remove the key`,
        'value',
        'campaign-missing-file',
      );
    } else if (this.#files.isFolder(full)) {
      this.add(path, `${place}:${shown} is a folder; name a file in it`);
    } else if (!this.#files.realPath(full).startsWith(this.#files.realPath(this.#folder).replace(/[\\/]$/, '') + sep)) {
      this.add(path, `${place}:${shown} leads out of the campaign folder through a link; copy the file into the folder`);
    }
  }
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
