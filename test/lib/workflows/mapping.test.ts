import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { Context, Engine, Prompts } from '../../../src/lib/context.js';
import { openEngine } from '../../../src/lib/io/engine.js';
import { files } from '../../../src/lib/io/files.js';
import { validate } from '../../../src/lib/io/schema.js';
import type { ExportProfile } from '../../../src/lib/model/profile.js';
import { PLAIN } from '../../../src/lib/reporters/columns.js';
import { quoteText } from '../../../src/lib/sql.js';
import {
  type ChosenMapping,
  chooseMapping,
  loadProfileFiles,
  loadProfiles,
  parseMap,
  resolveProfile,
  type TableToMap,
} from '../../../src/lib/workflows/mapping.js';

let engine: Engine;
let engineFolder: string;
let folder: string;
let notes: string[];

beforeAll(async () => {
  engineFolder = mkdtempSync(path.join(os.tmpdir(), 'handin-mapping-engine-'));
  const stagingDir = files.scratch(engineFolder, 'staging');
  const spillDir = files.scratch(engineFolder, 'spill');
  engine = await openEngine({ stagingDir, spillDir, memoryBytes: 300_000_000, threads: 1 });
});
afterAll(async () => {
  await engine.close();
  rmSync(engineFolder, { recursive: true, force: true });
});
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'handin-mapping-'));
  notes = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Answers questions by a part of their message, in order; a question that nobody expected, or an answer left over, fails the test. */
function scripted(
  script: readonly (readonly [string, string | boolean])[],
): Prompts & { readonly left: () => number; readonly asked: string[] } {
  const queue = [...script];
  const asked: string[] = [];
  const next = (message: string): string | boolean => {
    asked.push(message);
    const [entry] = queue.splice(0, 1);
    if (entry === undefined || !message.includes(entry[0])) throw new Error(`unexpected question: ${message}`);
    return entry[1];
  };
  return {
    asked,
    left: () => queue.length,
    select: async ({ message, choices, option }) => {
      expect(option).toMatch(/^--/);
      asked.push(...choices.map(({ name }) => name));
      const wanted = String(next(message));
      const choice = choices.find(({ name, value }) => value === wanted || name.startsWith(wanted));
      if (choice === undefined) throw new Error(`no choice ${wanted}`);
      return choice.value;
    },
    input: async ({ message, check, initial }) => {
      const answer = String(next(message));
      expect(check?.(answer) ?? null).toBeNull();
      return answer === '' ? (initial ?? '') : answer;
    },
    confirm: async ({ message }) => next(message) === true,
    secret: () => Promise.reject(new Error('no secret is asked for here')),
    key: () => Promise.reject(new Error('no key is asked for here')),
    show: () => undefined,
    screen: () => ({ width: 100, paint: PLAIN }),
  };
}

function contextWith(prompts: Prompts | null): Context {
  return {
    cwd: folder,
    now: () => new Date('2026-01-05T09:00:00Z'),
    note: (text: string) => notes.push(text),
    prompts,
    io: { files, validate },
  } as unknown as Context;
}

/** Chooses the mapping of a table that holds these rows. */
async function choose(
  prompts: Prompts | null,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  given: { profile?: string; overrides?: Record<string, string>; source?: string } & Partial<
    Pick<TableToMap, 'isGuided' | 'isRowGiven' | 'isNamedByFormat' | 'isForLooking'>
  > = {},
): Promise<ChosenMapping> {
  const context = contextWith(prompts);
  const columns = header.map((_, column) => `c${column}`);
  await engine.run(`CREATE OR REPLACE TABLE looked_at (record BIGINT, ${columns.map((column) => `${column} VARCHAR`).join(', ')})`);
  for (const [index, row] of rows.entries())
    await engine.run(`INSERT INTO looked_at VALUES (${[index + 1, ...row.map(quoteText)].join(', ')})`);
  const profiles = loadProfiles(context, folder);
  return chooseMapping(context, engine, {
    source: given.source ?? 'list.csv',
    header,
    encoding: 'utf-8',
    records: 'looked_at',
    profile: given.profile === undefined ? null : resolveProfile(context, profiles, given.profile, folder),
    profiles,
    overrides: given.overrides ?? {},
    folder,
    isGuided: given.isGuided ?? false,
    isRowGiven: given.isRowGiven ?? false,
    isNamedByFormat: given.isNamedByFormat ?? false,
    isForLooking: given.isForLooking ?? false,
  });
}

async function read(
  { mapping }: ChosenMapping,
  ...fields: ('full_name' | 'given_name' | 'family_name' | 'email' | 'postcode' | 'status' | 'consent')[]
) {
  const expressions = fields.map((field) => (field === 'status' || field === 'consent' ? mapping[field] : (mapping.fields[field] ?? "''")));
  const rows = await engine.rows<Record<string, string>>(
    `SELECT ${expressions.map((sql, index) => `${sql} AS f${index}`).join(', ')} FROM looked_at ORDER BY record`,
    fields.map((_, index) => `f${index}`),
  );
  return rows.map((row) => fields.map((_, index) => row[`f${index}`]));
}

const HEADER = ['Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon'];
const ROWS = [
  ['Ann Quillfeather', 'ann@example.org', 'ZZ99 3WZ', 'aye', 'done'],
  ['Bo Quillfeather', 'bo@example.org', '', 'maybe', 'waiting'],
  ['Cy Quillfeather', 'cy@example.org', '', '', 'gone'],
];
const NAMED: readonly [string, string] = ['does its first row name the columns', 'yes'];
const WHOLE: readonly (readonly [string, string | boolean])[] = [
  ['how are names written', 'whole'],
  ['the whole name', '#1'],
  ['the e-mail address', '#2'],
  ['the telephone number', '(none)'],
  ['the street address', '(none)'],
  ['the postcode', '#3'],
  ['the town', '(none)'],
  ['the country', '(none)'],
  ['the date of signing', '(none)'],
  ['a comment', '(none)'],
  ['whether a name may be shown', '#4'],
  ['mean yes', 'aye, yea'],
  ['agree to have shown', 'name-place'],
  ['does not count', '#5'],
  ['When does a record', 'words'],
  ['never confirmed', 'waiting'],
  ['withdrawn or deleted', 'gone'],
];

describe('a header that says nothing, with somebody to ask', () => {
  test('is asked about field by field, kept as a profile, and read without questions the next time', async () => {
    const prompts = scripted([NAMED, ...WHOLE, ['Is this right', true], ['What do you call', 'Stall lists, spring']]);
    const chosen = await choose(prompts, HEADER, ROWS);
    expect(prompts.left()).toBe(0);
    expect(chosen.confidence).toBe('asked');
    expect(chosen.savedTo).toBe(path.join(folder, 'profiles', 'stall-lists-spring.json'));
    const wanted = [
      ['Ann Quillfeather', 'ann@example.org', 'ZZ99 3WZ', 'name-place', 'counts'],
      ['Bo Quillfeather', 'bo@example.org', '', 'count-only', 'unconfirmed'],
      ['Cy Quillfeather', 'cy@example.org', '', 'count-only', 'withdrawn'],
    ];
    expect(await read(chosen, 'full_name', 'email', 'postcode', 'consent', 'status')).toEqual(wanted);
    expect(notes.at(-1)).toContain(path.join('profiles', 'stall-lists-spring.json'));

    const again = await choose(
      scripted([]),
      [...HEADER].reverse(),
      ROWS.map((row) => [...row].reverse()),
    );
    expect(again).toMatchObject({ confidence: 'high', savedTo: null });
    expect(again.mapping.profile.id).toBe('stall-lists-spring');
    expect(await read(again, 'full_name', 'email', 'postcode', 'consent', 'status')).toEqual(wanted);
  });

  test('shows headers, positions and shapes, and no value', async () => {
    const prompts = scripted([NAMED, ...WHOLE, ['Is this right', true], ['What do you call', '']]);
    await choose(prompts, ['Alpha\u001b[31m', ...HEADER.slice(1)], ROWS);
    const shown = [...notes, ...prompts.asked].join('\n');
    expect(shown).toContain('#2  Beta  (aa@aaaaaaa.aaa, 3 filled)');
    expect(shown).not.toContain('\u001b');
    // Notes are written as they are: each ends its own line.
    expect(notes.filter((note) => !note.endsWith('\n'))).toEqual([]);
    expect(shown).not.toMatch(/quillfeather|example\.org|ZZ99|maybe/i);
    const [saved = ''] = readdirSync(path.join(folder, 'profiles'));
    expect(saved).toBe('list.json');
    const text = readFileSync(path.join(folder, 'profiles', saved), 'utf8');
    expect(text).not.toMatch(/quillfeather|example\.org|ZZ99|maybe/i);
    expect(validate('export-profile', JSON.parse(text))).toEqual([]);
  });

  test.each([['ann@example.org'], ['07700 900001'], ['2026-01-05'], ['(0113) 496 0001']])(
    'a header that is %s is a record: nothing is asked or kept',
    async (header) => {
      await expect(choose(scripted([]), ['Ann Quillfeather', header], [['Bo', 'x']])).rejects.toMatchObject({ code: 'header-is-data' });
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test('asks again when the answers were wrong or name nobody', async () => {
    const nobody: readonly (readonly [string, string])[] = [
      ['how are names written', 'none'],
      ...WHOLE.slice(2, 10).map(([words]) => [words, '(none)'] as const),
    ];
    const prompts = scripted([
      NAMED,
      ...nobody,
      ...WHOLE,
      ['Is this right', false],
      ...WHOLE,
      ['Is this right', true],
      ['What do you call', 'x'],
    ]);
    await choose(prompts, HEADER, ROWS);
    expect(prompts.left()).toBe(0);
    expect(notes.join('\n')).toContain('nobody can be counted');
  });

  test('a name that is taken gets a number, and nothing is overwritten', async () => {
    const end: readonly (readonly [string, string | boolean])[] = [
      ['Is this right', true],
      ['What do you call', 'Stall'],
    ];
    await choose(scripted([NAMED, ...WHOLE, ...end]), HEADER, ROWS);
    const before = readFileSync(path.join(folder, 'profiles', 'stall.json'), 'utf8');
    const second = await choose(
      scripted([NAMED, ...WHOLE, ...end]),
      HEADER.map((name) => `${name}2`),
      ROWS,
    );
    expect(path.basename(String(second.savedTo))).toBe('stall-2.json');
    const bundled = await choose(
      scripted([NAMED, ...WHOLE, ['Is this right', true], ['What do you call', 'Generic']]),
      HEADER.map((name) => `${name}3`),
      ROWS,
    );
    expect(path.basename(String(bundled.savedTo))).toBe('generic-2.json');
    expect(readFileSync(path.join(folder, 'profiles', 'stall.json'), 'utf8')).toBe(before);
  });

  test('names may be in two columns, or be those of organisations', async () => {
    const none = WHOLE.slice(2, 10).map(([words]) => [words, '(none)'] as const);
    const end: readonly (readonly [string, string | boolean])[] = [
      ['may be shown', '(none)'],
      ['does not count', '(none)'],
      ['Is this right', true],
      ['What do you call', 'x'],
    ];
    const parts = await choose(
      scripted([NAMED, ['how are names', 'parts'], ['the first name', '#1'], ['the last name', '#2'], ...none, ...end]),
      ['P', 'Q', 'R'],
      [['Ann', 'Example', '']],
    );
    expect(await read(parts, 'given_name', 'family_name', 'full_name', 'consent')).toEqual([
      ['Ann', 'Example', 'Ann Example', 'count-only'],
    ]);
    const names = await choose(
      scripted([NAMED, ['how are names', 'organisation'], ["organisation's name", '#1'], ...none, ...end]),
      ['S', 'T', 'U'],
      [['Example Union', '', '']],
    );
    expect(names.mapping.fields.kind).toBe("'organisation'");
  });

  test('columns that nobody needs are not offered', async () => {
    const prompts = scripted([...WHOLE, ['Is this right', true], ['What do you call', 'x']]);
    await choose(
      prompts,
      [...HEADER, 'IP Address'],
      ROWS.map((row) => [...row, '192.0.2.1']),
    );
    expect(prompts.asked.join('\n')).not.toContain('IP Address');
  });

  test('a status can be an empty or a filled cell', async () => {
    for (const [when, statuses] of [
      ['empty', ['counts', 'unconfirmed']],
      ['filled', ['withdrawn', 'counts']],
    ] as const) {
      const script = [NAMED, ...WHOLE.slice(0, 10)];
      const prompts = scripted([
        ...script,
        ['may be shown', '(none)'],
        ['does not count', '#4'],
        ['When does a record', when],
        ['Is this right', true],
        ['What do you call', when],
      ]);
      const chosen = await choose(
        prompts,
        HEADER.slice(0, 4).map((name) => name + when),
        [
          ['Ann', '', '', '2026'],
          ['Bo', '', '', ''],
        ],
      );
      expect((await read(chosen, 'status')).flat()).toEqual(statuses);
    }
  });

  test('can be had for a file that a profile fits, when the person wants it', async () => {
    const prompts = scripted([...WHOLE, ['Is this right', true], ['What do you call', 'Mine']]);
    const chosen = await choose(prompts, ['Name', 'Email', 'Postcode', 'Show my name', 'Status'], ROWS, { isGuided: true });
    expect(chosen.mapping.profile.id).toBe('mine');
  });
});

describe('a file without a header row', () => {
  const header = ['', '', ''];
  const rows = [['ann@example.org', 'Ann Example', 'ZZ99 3WZ']];

  test('is read by position with --map', async () => {
    const chosen = await choose(null, header, rows, { overrides: parseMap(['full_name=#2', 'email=#1']) });
    expect(await read(chosen, 'full_name', 'email')).toEqual([['Ann Example', 'ann@example.org']]);
  });

  test('is asked about and kept by its number of columns', async () => {
    const script: readonly (readonly [string, string | boolean])[] = [
      ['how are names', 'whole'],
      ['the whole name', '#2'],
      ['e-mail', '#1'],
      ['telephone', '(none)'],
      ['street', '(none)'],
      ['postcode', '#3'],
      ['Is this right', true],
      ['What do you call', 'no header'],
    ];
    const prompts = scripted(script);
    const chosen = await choose(prompts, header, rows);
    expect(prompts.left()).toBe(0);
    expect(chosen.mapping.profile.fingerprint).toEqual({ headers: [], columns: 3, confidence: 'low' });
    expect(prompts.asked.join('\n')).toContain('#1  (no header)  (aaa@aaaaaaa.aaa, 1 filled)');
    const again = await choose(null, header, rows);
    expect(again).toMatchObject({ confidence: 'low', runnerUp: null });
    expect(await read(again, 'full_name', 'email', 'postcode')).toEqual([['Ann Example', 'ann@example.org', 'ZZ99 3WZ']]);
    await expect(choose(null, ['', '', '', ''], [['a', 'b', 'c', 'd']])).rejects.toMatchObject({ code: 'mapping-nothing' });
    await expect(choose(null, HEADER.slice(0, 3), [['a', 'b', 'c']])).rejects.toMatchObject({ code: 'mapping-nothing' });
  });

  test('of hashes is a source of numbers', async () => {
    const lines = [['da39a3ee5e6b4b0d3255bfef95601890afd80709'], ['86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'], ['']];
    expect((await choose(null, [''], lines)).mapping.profile.id).toBe('decidim');
    await expect(choose(null, [''], [...lines, ['Ann Example']])).rejects.toMatchObject({ code: 'mapping-nothing' });
    await expect(choose(null, [String(lines[0])], lines.slice(1))).rejects.toMatchObject({ code: 'header-is-data' });
  });
});

describe('a list that begins with the first person', () => {
  const first = ['Zara Canaryname', 'Leeds', 'ZZ99 3WZ', 'Please help my sister'];
  const rows = [
    ['Bo Quillfeather', 'York', 'ZZ99 3WX', 'It matters'],
    ['Cy Quillfeather', 'Hull', '', ''],
  ];
  const CANARY = /canary|leeds|ZZ99|sister/i;

  test.each<[string, Parameters<typeof choose>[3], string]>([
    ['without options', {}, 'mapping-nothing'],
    ['with columns by position', { overrides: { full_name: '#1' } }, 'header-unknown'],
    ['with the generic profile', { profile: 'generic', overrides: { full_name: '#1' } }, 'header-unknown'],
    ['with the profile of a platform', { profile: 'change-org', overrides: { full_name: '#1' } }, 'header-unknown'],
  ])('is refused %s, and the refusal names --header-row 0 first', async (_, given, code) => {
    const error = (await choose(null, first, rows, given).catch((cause: unknown) => cause)) as Error & { hint: string };
    expect(error).toMatchObject({ code });
    expect(error.hint).toMatch(/^(?:If its first row is a person, s|S)ay --header-row 0 /);
    expect(`${error.message} ${error.hint}`).not.toMatch(CANARY);
  });

  test('is refused although an answer in it is a header elsewhere', async () => {
    const given = { overrides: { full_name: '#1' } };
    await expect(choose(null, ['Zara Canaryname', 'Leeds', 'No'], [['Bo', 'York', 'yes']], given)).rejects.toMatchObject({
      code: 'header-unknown',
    });
    for (const header of [['No', 'Name'], ['Vorname', 'Alpha'], ['Full name']])
      expect(await choose(null, header, [header.map(() => 'x')])).toMatchObject({ isHeaderSure: true });
  });

  test('is refused when somebody says so, and nothing of it is shown or kept', async () => {
    for (const overrides of [{}, { full_name: '#1' }]) {
      const prompts = scripted([['does its first row name the columns', 'no']]);
      await expect(choose(prompts, first, rows, { overrides })).rejects.toMatchObject({
        code: 'header-unknown',
        hint: expect.stringContaining('--header-row 0'),
      });
      expect([...prompts.asked, ...notes].join('\n')).not.toMatch(CANARY);
      expect(notes.join('')).toContain('#1  (Aa Aaaaaaaaaaaa)');
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  test.each<[string, readonly string[], Parameters<typeof choose>[3], boolean]>([
    ['one cell is a known header', ['Alpha', 'Email'], {}, true],
    ['--map names a text of it', ['Alpha', 'Beta'], { overrides: { full_name: 'alpha ' } }, true],
    ['the format names its columns', ['Alpha', 'Beta'], { overrides: { full_name: '#1' }, isNamedByFormat: true }, true],
    ['--header-row was given', ['Alpha', 'Beta'], { overrides: { full_name: '#1' }, isRowGiven: true }, false],
    ['it is only looked at', ['Alpha', 'Beta'], { overrides: { full_name: '#1' }, isForLooking: true }, false],
  ])('a header is taken where %s', async (_, header, given, isHeaderSure) => {
    expect(await choose(null, header, [['a', 'b']], given)).toMatchObject({ isHeaderSure });
  });
});

describe('nobody to ask', () => {
  test('a header that maps to nothing is refused without quoting it, and the options are named', async () => {
    const error = (await choose(null, ['canary@example.org', 'Zed'], [['a', 'b']]).catch((cause: unknown) => cause)) as Error & {
      hint: string;
    };
    expect(error).toMatchObject({ code: 'mapping-nothing' });
    expect(`${error.message} ${error.hint}`).not.toContain('canary');
    expect(error.message).toContain('(2 columns)');
    await expect(choose(null, ['Alpha'], [['a']])).rejects.toThrow('(1 column)');
    expect(error.hint).toContain('--map');
    expect(error.hint).toContain('--profile');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a --map without a field says that a position can be named too', () => {
    expect(() => parseMap(['nothing'])).toThrow(expect.objectContaining({ message: expect.stringContaining('#3') }));
  });
});

describe('which profile', () => {
  test('a mailing list is refused, and taken when its profile is named', async () => {
    const header = ['Email Address', 'First Name', 'MEMBER_RATING', 'OPTIN_TIME'];
    const rows = [['ann@example.org', 'Ann', '2', '2026-01-05 09:00:00']];
    await expect(choose(null, header, rows)).rejects.toMatchObject({
      code: 'mailing-list',
      hint: expect.stringContaining('--profile mailchimp'),
    });
    const chosen = await choose(null, header, rows, { profile: 'mailchimp' });
    expect(chosen.confidence).toBe('given');
    expect(await read(chosen, 'email')).toEqual([['ann@example.org']]);
  });

  test('two that fit equally well are said, and the choice is the same whatever their order', async () => {
    await mkdir(path.join(folder, 'profiles'));
    const own = (id: string): ExportProfile => ({
      id,
      title: id,
      checked: '2026-01-05',
      sources: ['x'],
      notes: [],
      fingerprint: { headers: [['Alpha'], ['Beta']], confidence: 'high' },
      fields: { full_name: { column: ['Alpha'] } },
      dateOrder: 'dmy',
      drop: [],
      tests: [],
    });
    writeFileSync(path.join(folder, 'profiles', 'b.json'), JSON.stringify(own('b-list')));
    writeFileSync(path.join(folder, 'profiles', 'c.json'), JSON.stringify(own('a-list')));
    writeFileSync(path.join(folder, 'profiles', 'notes.json'), '{"some": "other file"}');
    const chosen = await choose(null, HEADER, ROWS);
    expect(chosen.mapping.profile.id).toBe('a-list');
    expect(chosen.runnerUp).toBe('b-list');
    expect(notes).toEqual(['list.csv: read as a-list; b-list fits as well (--profile b-list).\n']);
  });

  test("the campaign's own win over the generic one and over bundled ones of the same id", async () => {
    await mkdir(path.join(folder, 'profiles'));
    const { $schema: _schema, ...generic } = loadProfileFiles(contextWith(null)).get('pytition') as ExportProfile & { $schema: string };
    writeFileSync(path.join(folder, 'profiles', 'own.json'), JSON.stringify({ ...generic, title: 'Our own' }));
    expect(loadProfiles(contextWith(null), folder).get('pytition')?.title).toBe('Our own');
    expect(loadProfiles(contextWith(null)).get('pytition')?.title).not.toBe('Our own');
  });

  test.each([
    ['not JSON', '{', 'own.json is not valid JSON'],
    ['not a profile', '{"fingerprint": {}, "fields": {}}', 'own.json: '],
  ])('a file of the campaign that is %s is named', async (_words, content, message) => {
    await mkdir(path.join(folder, 'profiles'));
    writeFileSync(path.join(folder, 'profiles', 'own.json'), content);
    expect(() => loadProfiles(contextWith(null), folder)).toThrow(
      expect.objectContaining({ code: 'profile-invalid', message: expect.stringContaining(message) }),
    );
  });

  test('a profile of usual headers can be given by path', async () => {
    writeFileSync(path.join(folder, 'mine.json'), JSON.stringify({ ...loadProfileFiles(contextWith(null)).get('generic'), id: 'mine' }));
    const chosen = await choose(null, ['Vorname', 'Nachname'], [['Ann', 'Beispiel']], { profile: 'mine.json' });
    expect(chosen.mapping.profile.id).toBe('mine');
    expect(await read(chosen, 'full_name')).toEqual([['Ann Beispiel']]);
  });
});
