import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { findCampaign, loadCampaign, packDate } from '../../src/lib/config.js';
import { InputError, RefusedError } from '../../src/lib/errors.js';
import { files } from '../../src/lib/io/files.js';
import { validate } from '../../src/lib/io/schema.js';
import { parseYaml } from '../../src/lib/io/yaml.js';

const io = { files, parseYaml, validate };
const START = 'kind: petition\ntitle: Example\nlanguage: en-GB\norganisers: [{ name: Example Network }]\n';

let folder = '';
beforeEach(() => {
  folder = join(files.realPath(mkdtempSync(join(tmpdir(), 'handin-config-'))), 'campaign');
  mkdirSync(folder);
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

function write(text: string, name = 'campaign.yaml'): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function refusalOf(text: string): InputError {
  try {
    loadCampaign(io, write(text));
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error('nothing was refused');
}

describe('loadCampaign', () => {
  it('fills in the defaults, of which the ceiling is to show nobody', () => {
    const { campaign, folder: found, path } = loadCampaign(io, write(START));
    expect(campaign).toEqual({
      kind: 'petition',
      title: 'Example',
      language: 'en-GB',
      organisers: [{ name: 'Example Network' }],
      targets: [],
      statistics: [],
      aims: [],
      expect: {},
      sources: [],
      fixed: [],
      strikes: [],
      thresholds: [],
      matching: { 'shared-email': 'household' },
      display: { ceiling: 'count-only' },
      pack: { publish: [] },
    });
    expect(found).toBe(folder);
    expect(path).toBe(join(folder, 'campaign.yaml'));
  });

  it.each([
    ['fixed: fixed.csv\n', ['fixed.csv']],
    ['fixed: [fixed.csv, more/fixed.csv]\n', ['fixed.csv', 'more/fixed.csv']],
  ])('takes one corrected quarantine file or several: %s', (text, fixed) => {
    write('x', 'fixed.csv');
    mkdirSync(join(folder, 'more'));
    write('x', 'more/fixed.csv');
    expect(loadCampaign(io, write(`${START}${text}`)).campaign.fixed).toEqual(fixed);
  });

  it.each([
    ['strikes: spam.yaml\n', ['spam.yaml']],
    ['strikes: [spam.yaml]\n', ['spam.yaml']],
  ])('takes one rule file or several: %s', (text, strikes) => {
    write('x', 'spam.yaml');
    expect(loadCampaign(io, write(`${START}${text}`)).campaign.strikes).toEqual(strikes);
  });

  it.each([
    ['strikes: [nowhere.yaml]\n', 'strikes[0]: there is no file “nowhere.yaml”'],
    ['strikes: ../spam.yaml\n', 'strikes: must be the path of a file below the campaign folder'],
    ['strikes: { a: b }\n', 'strikes: must be'],
    ['fixed: nowhere.csv\n', 'fixed: there is no file “nowhere.csv”'],
    ['fixed: [nowhere.csv]\n', 'fixed[0]: there is no file “nowhere.csv”'],
    ['fixed: ../fixed.csv\n', 'fixed: must be the path of a file below the campaign folder'],
    ['fixed: 3\n', 'fixed: must be'],
  ])('says what is wrong with %s', (text, words) => {
    expect(refusalOf(`${START}${text}`).message).toContain(words);
  });

  it('keeps everything that the contract’s example says', () => {
    for (const name of ['petition.md', 'letter.md', 'context.md', 'organisations.csv']) write('x', name);
    const { campaign } = loadCampaign(
      io,
      write(`${START}notice: Draft
targets:
  - id: home-secretary
    name: The Rt Hon Yvette Cooper MP
    role: Home Secretary
    organisation: Home Office
    address: [2 Marsham Street, London, SW1P 4DF]
    salutation: Dear Home Secretary
    as-of: 2025-04-01
    cc: [ { name: Example Committee } ]
ask: One sentence.
body: petition.md
letter: ./letter.md
context: context.md
statistics: [ { value: "2,656", label: people, source: a page } ]
aims: [ One ]
expect: { organisations: 58 }
sources:
  - { file: exports/*.csv }
  - { file: paper/*.xlsx, profile: google-forms, medium: paper }
organisations: organisations.csv
thresholds:
  - { scheme: gb-parliament-epetitions }
  - { name: Our first milestone, count: 25, of: signatures }
matching: { method: linked, shared-email: household }
display: { ceiling: name-place, breakdown: none }
retention: { delete-after: 2026-01-31 }
pack: { date: 2025-05-06, layout: [cover, text], publish: [020 7946 0100] }
`),
    );
    expect(campaign.targets[0]).toMatchObject({
      id: 'home-secretary',
      'as-of': '2025-04-01',
      cc: [{ name: 'Example Committee' }],
      address: ['2 Marsham Street', 'London', 'SW1P 4DF'],
    });
    expect(campaign.sources).toEqual([
      { file: 'exports/*.csv', profile: 'auto', medium: 'online' },
      { file: 'paper/*.xlsx', profile: 'google-forms', medium: 'paper' },
    ]);
    expect(campaign.matching).toEqual({ method: 'linked', 'shared-email': 'household' });
    expect(campaign.display).toEqual({ ceiling: 'name-place' });
    expect(campaign.retention).toEqual({ 'delete-after': '2026-01-31' });
    expect(campaign.pack).toEqual({ date: '2025-05-06', layout: ['cover', 'text'], publish: ['020 7946 0100'] });
  });

  it('takes a folder for the campaign file in it', () => {
    write(START);
    expect(loadCampaign(io, folder).path).toBe(join(folder, 'campaign.yaml'));
  });

  it('says that there is no campaign file, and not where the folder lies', () => {
    expect(() => loadCampaign(io, join(folder, 'campaign.yaml'))).toThrow(/^There is no campaign file at the path that was given\.$/);
  });

  it.each([
    ['an unknown key', 'titel: x', 'campaign.yaml:5:1: unknown key “titel”; did you mean “title”?'],
    [
      'an unknown key among the facts of data protection',
      'data-protection: { lawfull-basis: consent }',
      'campaign.yaml:5:20: data-protection: unknown key “lawfull-basis”; did you mean “lawful-basis”?',
    ],
    [
      'a basis that the law does not have',
      'data-protection: { lawful-basis: interest }',
      'campaign.yaml:5:34: data-protection.lawful-basis: must be consent or legitimate-interests',
    ],
    [
      'a processor without a name',
      'data-protection: { processors: [ { for: a form } ] }',
      'campaign.yaml:5:34: data-protection.processors[0]: “name” is missing',
    ],
    [
      'an unknown key inside a map',
      'display: { celing: name }',
      'campaign.yaml:5:12: display: unknown key “celing”; did you mean “ceiling”?',
    ],
    [
      'a key that resembles none',
      'pack: { colour: red }',
      'campaign.yaml:5:9: pack: unknown key “colour”; it can be date, place, layout, extras, paper, theme, duplex, window, list, sheets, html, publish, names, seal, fonts or not-our-count',
    ],
    [
      'a wrong word',
      'display: { ceiling: nmae }',
      'campaign.yaml:5:21: display.ceiling: “nmae” is not known; did you mean “name”? It can be count-only, initials, first-name, name, name-place or name-place-comment',
    ],
    [
      'a word that resembles none',
      'display: { ceiling: everything-please }',
      'campaign.yaml:5:21: display.ceiling: must be count-only, initials, first-name, name, name-place or name-place-comment',
    ],
    ['a number where a word belongs', 'matching: { method: 1 }', 'campaign.yaml:5:21: matching.method: must be exact or linked'],
    [
      'a number where text belongs',
      'statistics: [{ value: 58, label: x }]',
      'campaign.yaml:5:23: statistics[0].value: must be text on one line; put it in quotes when it looks like a number',
    ],
    [
      'text on several lines',
      'ask: |\n  one\n  two\n',
      'campaign.yaml:5:6: ask: must be text on one line; put it in quotes when it looks like a number',
    ],
    ['a key without a value', 'ask:', 'campaign.yaml:5:1: ask: has no value; give it one or leave the key out'],
    ['a day in another order', 'pack: { date: 06/05/2025 }', 'campaign.yaml:5:15: pack.date: must be a day such as 2025-05-06'],
    ['a day that does not exist', 'pack: { date: 2025-02-30 }', 'campaign.yaml:5:15: pack.date: there is no such day in the calendar'],
    ['a sentence where a list belongs', 'expect: {}\nmatching: {}\naims: one', 'campaign.yaml:7:7: aims: must be a list of sentences'],
    ['a target without a name', 'targets:\n  - id: a', 'campaign.yaml:6:5: targets[0]: “name” is missing'],
    [
      'an id with capitals',
      'targets: [{ id: Home Secretary, name: x }]',
      'campaign.yaml:5:17: targets[0].id: must be lower-case words joined by hyphens, such as home-secretary',
    ],
    [
      'two targets of one id',
      'targets:\n  - { id: a, name: x }\n  - { id: a, name: y }',
      'campaign.yaml:7:11: targets[1].id: another target has this id; each id names one PDF',
    ],
    [
      'a date that is none, of a target',
      'targets: [{ id: a, name: x, as-of: 2025-13-01 }]',
      'campaign.yaml:5:36: targets[0].as-of: there is no such day in the calendar',
    ],
    [
      'a milestone without what it counts',
      'thresholds: [{ name: First, count: 25 }]',
      'campaign.yaml:5:14: thresholds[0]: “of” is missing: signatures or organisations',
    ],
    [
      'a milestone of nothing',
      'thresholds: [{ name: First, count: 0, of: signatures }]',
      'campaign.yaml:5:36: thresholds[0].count: must be a whole number of at least 1',
    ],
    [
      'a milestone for a day that does not exist',
      'thresholds: [{ name: First, count: 25, of: signatures, by: 2026-02-30 }]',
      'campaign.yaml:5:60: thresholds[0].by: there is no such day in the calendar',
    ],
    [
      'a milestone that is also a scheme',
      'thresholds: [{ scheme: gb-recall-petition, count: 25 }]',
      'campaign.yaml:5:44: thresholds[0]: unknown key “count”; it can be scheme, threshold, of, base, registered, opened, bases or regions-total',
    ],
    [
      'a total that is no number',
      'expect: { organisations: many }',
      'campaign.yaml:5:26: expect.organisations: must be a whole number, such as 58',
    ],
    [
      'an address in one line',
      'targets: [{ id: a, name: x, address: Leeds }]',
      'campaign.yaml:5:38: targets[0].address: must be a list of lines, such as [1 Example Street, Leeds]',
    ],
    [
      'an unknown section',
      'pack: { layout: [cover, leter] }',
      'campaign.yaml:5:25: pack.layout[1]: “leter” is not known; did you mean “letter”? It can be cover, letter, contents, text, case, context, figures, aims, numbers, local-number, statement, how-we-counted, organisations, signatories, comments, references, verification, commons-top-sheet, answer-due or receipt',
    ],
    [
      'a ceiling of a target above the campaign’s',
      'targets: [{ id: a, name: x, ceiling: name-place }]\ndisplay: { ceiling: name }',
      'campaign.yaml:5:38: targets[0].ceiling: is above display.ceiling, which holds for every target; raise that, or lower this',
    ],
    ['a section twice', 'pack: { layout: [cover, cover] }', 'campaign.yaml:5:17: pack.layout: lists something twice'],
    ['an empty list of sections', 'pack: { layout: [] }', 'campaign.yaml:5:17: pack.layout: must not be empty'],
    [
      'a breakdown that is none',
      'display: { breakdown: regions }',
      'campaign.yaml:5:23: display.breakdown: “regions” is not known; did you mean “region”? It can be none, region, constituency or country',
    ],
    [
      'constituencies without a list',
      'display: { breakdown: constituency }',
      'campaign.yaml:5:23: display.breakdown: constituencies need a list; name a CSV file with the columns area and residents under display.areas',
    ],
    [
      'a list of areas that leads out of the folder',
      'display: { breakdown: region, areas: ../areas.csv }',
      'campaign.yaml:5:38: display.areas: must be the path of a file below the campaign folder, such as texts/letter.md, with no “..” and no drive letter',
    ],
    [
      'an invisible character',
      'notice: "a\\u202Eb"',
      'campaign.yaml:5:9: notice: holds an invisible control character; type the value again',
    ],
  ])('refuses %s at its line and column', (_, text, message) => {
    const error = refusalOf(START + text);
    expect(error.message).toBe(message);
    expect(error.code).toBe('campaign-invalid');
  });

  it('refuses a certificate of an area where nothing is counted by area', () => {
    expect(refusalOf(`${START}targets: [{ id: mp, name: A, area: Leeds }]\n`).message).toBe(
      'campaign.yaml:5:36: targets[0].area: needs counts by area; say under display.breakdown what the areas are',
    );
  });

  it.each(['layout: [cover, commons-top-sheet]', 'extras: [commons-top-sheet]'])(
    'refuses a House of Commons sheet for other kinds: %s',
    (text) => {
      expect(refusalOf(`${START.replace('petition', 'coalition')}pack: { ${text} }\n`).message).toMatch(
        /a top sheet for the House of Commons belongs to a petition only; remove it$/,
      );
    },
  );

  it.each(['context-as-of: 2025-02-30', 'display: { growth-from: 2025-02-30 }'])('refuses a day that does not exist: %s', (text) => {
    expect(refusalOf(`${START}${text}\n`).message).toContain('there is no such day in the calendar');
  });

  it.each([
    ['', 'campaign.yaml:1:1: the file is empty; the first key is kind'],
    ['- a\n', 'campaign.yaml:1:1: must be keys of a campaign; the first one is kind'],
    [
      'kind: petiton\ntitle: x\nlanguage: en\norganisers: [{ name: A }]\n',
      'campaign.yaml:1:7: kind: “petiton” is not known; did you mean “petition”? It can be petition, open-letter, joint-statement or coalition',
    ],
    [
      'kind: petition\ntitle: x\nlanguage: english please\norganisers: [{ name: A }]\n',
      'campaign.yaml:3:11: language: must be a language tag such as en-GB',
    ],
    ['kind: petition\ntitle: x\nlanguage: en\norganisers: []\n', 'campaign.yaml:4:13: organisers: must not be empty'],
    [
      'title: x\n',
      'campaign.yaml:1:1: “kind” is missing: petition, open-letter, joint-statement or coalition\ncampaign.yaml:1:1: “language” is missing: the language of its texts, such as en-GB\ncampaign.yaml:1:1: “organisers” is missing: who runs the campaign, each with a name',
    ],
  ])('refuses the file %j', (text, message) => {
    expect(refusalOf(text).message).toBe(message);
  });

  it('reports every violation of a file at once, in the order of the file', () => {
    const { message } = refusalOf(
      `${START}ask:\npack: { date: 2025-02-30, colour: red }\nbody: ../body.md\nletter: letter.md\ntargets: [{ id: a }, { id: a }]\n`,
    );
    expect(message.split('\n').map((line) => line.split(': ')[0])).toEqual([
      'campaign.yaml:5:1',
      'campaign.yaml:6:15',
      'campaign.yaml:6:27',
      'campaign.yaml:7:7',
      'campaign.yaml:8:9',
      'campaign.yaml:9:11',
      'campaign.yaml:9:22',
      'campaign.yaml:9:28',
    ]);
  });

  it('names the file itself when it has another name', () => {
    expect(() => loadCampaign(io, write(`${START}ask:\n`, 'spring.yaml'))).toThrow(/^spring\.yaml:5:1: ask: has no value/);
  });
});

describe('what signatures are told apart by', () => {
  it.each(['region', 'country'])('takes %s', (word) => {
    const { campaign } = loadCampaign(io, write(`${START}display: { breakdown: ${word} }\n`));
    expect(campaign.display).toEqual({ ceiling: 'count-only', breakdown: word });
  });

  it('keeps nothing of none', () => {
    expect(loadCampaign(io, write(`${START}display: { breakdown: none }\n`)).campaign.display).toEqual({ ceiling: 'count-only' });
  });

  // Vector V10, and every other dimension of the rule.
  it.each([
    ['nationality', 'nationality'],
    ['Country of birth', 'nationality'],
    ['ethnicity', 'ethnicity or race'],
    ['migration-status', 'migration status or leave to stay'],
    ['Aufenthaltsstatus', 'migration status or leave to stay'],
    ['religion', 'religion or belief'],
    ['health', 'health or disability'],
    ['sexual orientation', 'sexual orientation, sex life or gender'],
    ['trade-union', 'trade union membership'],
    ['age', 'age or date of birth'],
    ['comments', 'what people wrote in their own words'],
    ['postcode', 'areas smaller than 50,000 residents'],
    ['ward', 'areas smaller than 50,000 residents'],
  ])('refuses %s with the reason, and as a no of policy', (word, title) => {
    let error: unknown;
    try {
      loadCampaign(io, write(`${START}display: { breakdown: ${word} }\nask:\n`));
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(RefusedError);
    const { message, code, exitCode, hint } = error as RefusedError;
    expect(message).toMatch(`campaign.yaml:5:23: display.breakdown: signatures are never told apart by ${title}. `);
    expect({ code, exitCode }).toEqual({ code: 'breakdown-forbidden', exitCode: 1 });
    expect(hint).toMatch('No option lifts this.');
  });
});

describe('the files that a campaign file names', () => {
  it('says which key and path is missing, and what to do', () => {
    const error = refusalOf(`${START}letter: texts/letter.md\n`);
    expect(error.message).toBe(
      'campaign.yaml:5:9: letter: there is no file “texts/letter.md” in the campaign folder; write it, correct the path, or remove the key',
    );
    expect(error.code).toBe('campaign-missing-file');
    expect(error.hint).toBe('Put the file there, correct its path, or remove the key.');
  });

  it.each(['body', 'letter', 'case', 'context', 'organisations'])('checks %s', (key) => {
    expect(refusalOf(`${START}${key}: nothing.txt\n`).message).toMatch(
      new RegExp(`^campaign\\.yaml:5:${key.length + 3}: ${key}: there is no file “nothing\\.txt”`),
    );
  });

  it.each([
    '../letter.md',
    'texts/../../letter.md',
    '/etc/hostname',
    '~/letter.md',
    'C:\\\\letter.md',
    'C:letter.md',
    '\\\\\\\\server\\\\share\\\\letter.md',
    'letter.md:stream',
    'texts//letter.md',
    'NUL',
    'aux.csv',
    'letter.md.',
    'letter.md ',
    'a\\0b',
  ])('refuses the path %j', (path) => {
    const { message, code } = refusalOf(`${START}letter: "${path}"\n`);
    expect(message.split('\n').at(-1)).toBe(
      'campaign.yaml:5:9: letter: must be the path of a file below the campaign folder, such as texts/letter.md, with no “..” and no drive letter',
    );
    expect(code).toBe('campaign-invalid');
  });

  it('lets a source be a pattern, which merge looks up, but not one that climbs', () => {
    expect(loadCampaign(io, write(`${START}sources: [{ file: exports/**/*.csv }]\n`)).campaign.sources).toHaveLength(1);
    expect(refusalOf(`${START}sources: [{ file: ../*.csv }]\n`).message).toMatch(
      /^campaign\.yaml:5:19: sources\[0\]\.file: must be the path of a file below the campaign folder/,
    );
  });

  it('refuses a link that leads out of the folder, and follows one that stays in', () => {
    writeFileSync(join(folder, '..', 'secret.md'), 'x');
    symlinkSync(join(folder, '..', 'secret.md'), join(folder, 'letter.md'));
    write('x', 'text.md');
    symlinkSync(join(folder, 'text.md'), join(folder, 'body.md'));
    expect(refusalOf(`${START}letter: letter.md\nbody: body.md\n`).message).toBe(
      'campaign.yaml:5:9: letter: “letter.md” leads out of the campaign folder through a link; copy the file into the folder',
    );
  });

  it('refuses a linked folder that leads out', () => {
    mkdirSync(join(folder, '..', 'campaign-two'));
    writeFileSync(join(folder, '..', 'campaign-two', 'letter.md'), 'x');
    symlinkSync(join(folder, '..', 'campaign-two'), join(folder, 'texts'));
    expect(refusalOf(`${START}letter: texts/letter.md\n`).message).toContain('leads out of the campaign folder through a link');
  });

  it('refuses a folder where a file belongs', () => {
    mkdirSync(join(folder, 'letter'));
    expect(refusalOf(`${START}letter: letter\n`).message).toBe('campaign.yaml:5:9: letter: “letter” is a folder; name a file in it');
  });

  it('looks for profiles and schemes that are paths, and leaves ids to their catalogues', () => {
    expect(() =>
      loadCampaign(io, write(`${START}sources: [{ file: a.csv, profile: no-such-id }]\nthresholds: [{ scheme: no-such-id }]\n`)),
    ).not.toThrow();
    expect(
      refusalOf(`${START}sources: [{ file: a.csv, profile: ours.json }]\nthresholds: [{ scheme: schemes/ours.json }]\n`).message.split(
        '\n',
      ),
    ).toEqual([
      'campaign.yaml:5:35: sources[0].profile: there is no file “ours.json” in the campaign folder; write it, correct the path, or remove the key',
      'campaign.yaml:6:24: thresholds[0].scheme: there is no file “schemes/ours.json” in the campaign folder; write it, correct the path, or remove the key',
    ]);
  });
});

describe('a message about a campaign file', () => {
  const canary = 'canary.person@example.org';
  it.each([
    `organisers: [{ name: A, contact: [${canary}] }]`,
    `organisers: [{ name: A, contct: ${canary} }]`,
    `organisers: [{ name: A, ${canary}: contact }]`,
    `organisers: { ${canary}: 1 }`,
    `organisers: ${canary}`,
    `organisers: [{ name: A, contact: "${canary}\\n" }]`,
    `organisers: [{ name: A, contact: "${canary}\\u0007" }]`,
    `organisers: [{ name: A }]\nkind: ${canary}`,
    `organisers: [{ name: A }]\nlanguage: ${canary}`,
    `organisers: [{ name: A }]\npack: { date: ${canary} }`,
    `organisers: [{ name: A }]\npack: { layout: [${canary}] }`,
    `organisers: [{ name: A }]\ndisplay: { ceiling: ${canary} }`,
    `organisers: [{ name: A }]\nbody: ${canary}`,
    `organisers: [{ name: A }]\nbody: ../${canary}`,
    `organisers: [{ name: A }]\nthresholds: [${canary}]`,
    `organisers: [{ name: A }]\n${canary}: ${canary}`,
    `organisers: [{ name: A, contact: ${canary}: ${canary} }]`,
    `organisers: [{ name: A, contact: "${canary} }]`,
  ])('repeats no contact: %s', (text) => {
    const { message, hint } = refusalOf(`title: x\n${text}\n`);
    expect(message).not.toContain('canary');
    expect(hint).not.toContain('canary');
  });
});

describe('findCampaign', () => {
  it('finds the nearest campaign file upwards', () => {
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    expect(findCampaign(files, join(folder, 'a', 'b'))).toBeNull();
    write(START);
    expect(findCampaign(files, join(folder, 'a', 'b'))).toBe(join(folder, 'campaign.yaml'));
    writeFileSync(join(folder, 'a', 'campaign.yaml'), START);
    expect(findCampaign(files, join(folder, 'a', 'b'))).toBe(join(folder, 'a', 'campaign.yaml'));
  });

  it('passes a folder of that name', () => {
    mkdirSync(join(folder, 'a', 'campaign.yaml'), { recursive: true });
    write(START);
    expect(findCampaign(files, join(folder, 'a'))).toBe(join(folder, 'campaign.yaml'));
  });
});

describe('packDate', () => {
  const now = (): Date => new Date('2025-06-07T23:30:00Z');
  it('takes the campaign’s date, then SOURCE_DATE_EPOCH, then the clock', () => {
    expect(packDate({ pack: { date: '2025-05-06', publish: [] } }, { env: { SOURCE_DATE_EPOCH: '0' }, now })).toBe('2025-05-06');
    expect(packDate({ pack: { publish: [] } }, { env: { SOURCE_DATE_EPOCH: '86400' }, now })).toBe('1970-01-02');
    expect(packDate(null, { env: {}, now })).toBe('2025-06-07');
  });

  it.each(['soon', '-1', '1e9', '99999999999999'])('refuses %j as SOURCE_DATE_EPOCH', (epoch) => {
    expect(() => packDate(null, { env: { SOURCE_DATE_EPOCH: epoch }, now })).toThrow('SOURCE_DATE_EPOCH is not a number of seconds.');
  });
});
