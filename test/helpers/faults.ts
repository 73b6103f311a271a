/**
 * Faults that data brings: broken exports of every kind, broken files of one's own, wrong words on the command line, private files that
 * somebody changed. Each is a command line in a copy of the canary campaign, with what must come of it.
 */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { CANARY, CANARY_HEADER, CANARY_LINE } from './canaries.js';
import { STRIKE_RULE } from './canary-campaign.js';
import { runs } from './runs.js';
import { ods, xlsx, xlsxRow, zip } from './zip.js';

export interface Fault {
  readonly name: string;
  readonly args: readonly string[];
  /** Breaks something in the folder of the campaign. */
  readonly prepare?: (folder: string) => void;
  readonly exit: 1 | 2;
  /** The code that stderr, or the report on stdout, must name. */
  readonly code: string;
  readonly env?: Readonly<Record<string, string>>;
}

type Bytes = string | Uint8Array;

const write = (name: string, content: Bytes) => (folder: string) => {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), content);
};
const change = (name: string, from: string | RegExp, to: string) => (folder: string) => {
  const place = path.join(folder, name);
  const before = fs.readFileSync(place, 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`nothing to change in ${name}`);
  fs.writeFileSync(place, after);
};

const list = `${CANARY_HEADER}\n${CANARY_LINE}\n`;
const sheet = { name: 'List', rows: `${xlsxRow(1, ['Name', 'Email'])}${xlsxRow(2, [CANARY.name, CANARY.email])}` };

/** Exports that cannot be read: name of the fault, name of the file, bytes, options, code. */
const EXPORTS: readonly (readonly [name: string, file: string, content: Bytes, code: string, options?: readonly string[]])[] = [
  ['an empty file', 'a.csv', '', 'file-empty'],
  ['a PDF', 'a.csv', `%PDF-1.7\n1 0 obj (${CANARY.name}) endobj\n`, 'file-format'],
  [
    'a picture with a name in it',
    'a.csv',
    Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from(CANARY_LINE)]),
    'file-format',
  ],
  ['a zip that is broken off', 'a.zip', zip([{ name: 'list.csv', content: Buffer.from(list) }]).subarray(0, 60), 'file-damaged'],
  ['a zip with a path that climbs', 'a.zip', zip([{ name: `../${CANARY.family}.csv`, content: Buffer.from(list) }]), 'file-hostile'],
  [
    'a zip without a table',
    'a.zip',
    zip([{ name: 'picture.png', content: Buffer.from(`\x89PNG\r\n\x1a\n${CANARY.name}`, 'latin1') }]),
    'file-empty',
  ],
  ['a gzip that is broken off', 'a.csv.gz', gzipSync(list).subarray(0, 40), 'file-damaged'],
  ['a workbook that is broken off', 'a.xlsx', xlsx({ sheets: [sheet] }).subarray(0, 400), 'file-damaged'],
  [
    'a workbook with an entity',
    'a.xlsx',
    xlsx({ sheets: [sheet], strings: `<!DOCTYPE sst [<!ENTITY x "${CANARY.name}">]><sst><si><t>&x;</t></si></sst>` }),
    'file-hostile',
  ],
  [
    'a workbook with a broken sheet',
    'a.xlsx',
    xlsx({ sheets: [{ name: 'List', rows: `<row><c><v>${CANARY.name}</w></c>` }] }),
    'file-empty',
  ],
  ['an OpenDocument sheet that is broken off', 'a.ods', ods(`<table:table><table:table-row><text:p>${CANARY.name}`), 'file-damaged'],
  [
    'an old workbook that is broken off',
    'a.xls',
    Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from(CANARY_LINE)]),
    'file-format',
  ],
  ['a Parquet file that is none', 'a.parquet', `PAR1\x15\x04${CANARY_LINE}PAR1`, 'file-damaged'],
  ['JSON that is broken off', 'a.json', `[{"Name": "${CANARY.name}", "Email": "${CANARY.email}"`, 'file-damaged'],
  ['JSON nested without end', 'a.json', `[{"Name": ${'['.repeat(3000)}"${CANARY.name}"`, 'file-hostile'],
  ['JSON of another kind', 'a.json', `{"${CANARY.key}": {"name": "${CANARY.name}"}}`, 'numbers-unknown'],
  ['columns that nobody knows', 'a.csv', `${CANARY.header},${CANARY.header} two\n${'x,y\n'.repeat(4)}`, 'mapping-nothing'],
  ['a first row that is a person', 'a.csv', `${CANARY_LINE}\n`.repeat(4), 'header-missing'],
  ['an encoding that it is not in', 'a.csv', Buffer.from(list.replace('Row', 'Röw'), 'latin1'), 'encoding-wrong', ['--encoding', 'utf-8']],
  ['an encoding that does not exist', 'a.csv', list, 'encoding-unknown', ['--encoding', CANARY.name]],
  ['a delimiter that is none', 'a.csv', list, 'delimiter-unknown', ['--delimiter', CANARY.name]],
  ['a header row that is not there', 'a.csv', list, 'header-row-missing', ['--header-row', '70']],
  ['a profile that does not exist', 'a.csv', list, 'profile-unknown', ['--profile', CANARY.name]],
  ['a column that does not exist', 'a.csv', list, 'map-unknown-header', ['--map', `full_name=${CANARY.name}`]],
  ['a field that does not exist', 'a.csv', list, 'map-unknown-field', ['--map', `${CANARY.name}=Name`]],
  ['a mapping that is none', 'a.csv', list, 'map-unknown-field', ['--map', CANARY.value]],
];

/** What inspect describes instead of refusing it. */
const ONLY_LOOKED_AT: ReadonlySet<string> = new Set(['mapping-nothing', 'numbers-unknown']);

const COMMANDS_THAT_READ = ['inspect', 'clean', 'merge'] as const;

/** Every fault of an export happens to every command that reads exports; in the suite that everybody runs, to one of them in turn. */
const READING: readonly Fault[] = COMMANDS_THAT_READ.flatMap((command) =>
  EXPORTS.filter(
    ([, , , code], index) =>
      (command !== 'inspect' || !ONLY_LOOKED_AT.has(code)) && (runs(0, 1) === 1 || COMMANDS_THAT_READ[index % 3] === command),
  ).map(([name, file, content, code, options = []]) => ({
    name,
    args: [command, file, ...options, ...(command === 'inspect' ? [] : ['-o', command === 'clean' ? 'tidy.csv' : 'merged'])],
    prepare: write(file, content),
    exit: 2 as const,
    code,
  })),
);

const PROFILES: readonly Fault[] = [
  ['is no JSON', `{"id": "${CANARY.name}",, }`],
  ['has a key that nobody knows', `{"id": "x", "fingerprint": {}, "fields": {}, "${CANARY.key}": "${CANARY.name}"}`],
  ['has a value of the wrong kind', `{"id": "${CANARY.name}", "fingerprint": "${CANARY.email}", "fields": ["${CANARY.name}"]}`],
].map(([name, text = '']) => ({
  name: `a profile of one's own that ${name}`,
  args: ['inspect', 'exports/list.csv', '--profile', 'own.json'],
  prepare: write('own.json', text),
  exit: 2 as const,
  code: 'profile-invalid',
}));

/** Campaign files that cannot be used, met by each command that reads one. */
const CAMPAIGNS: readonly (readonly [name: string, prepare: (folder: string) => void, code: string])[] = [
  ['a campaign file that is no YAML', write('campaign.yaml', `kind: petition\n  ${CANARY.key}: "${CANARY.name}\n`), 'campaign-syntax'],
  [
    'a campaign file with a key that nobody knows',
    change('campaign.yaml', 'kind:', `"${CANARY.key}": "${CANARY.value}"\nkind:`),
    'campaign-invalid',
  ],
  [
    'a campaign file with a key twice',
    change('campaign.yaml', 'kind:', `${CANARY.header}: ${CANARY.name}\n${CANARY.header}: 1\nkind:`),
    'campaign-syntax',
  ],
  ['a campaign file with an anchor', change('campaign.yaml', 'ask:', `x: &${CANARY.family} ${CANARY.name}\nask:`), 'campaign-syntax'],
  [
    'a campaign file with a word that is none of ours',
    change('campaign.yaml', 'kind: petition', `kind: ${CANARY.name}`),
    'campaign-invalid',
  ],
  [
    'a campaign file with a ceiling that is none',
    change('campaign.yaml', 'ceiling: count-only', `ceiling: ${CANARY.name}`),
    'campaign-invalid',
  ],
  [
    'a campaign file with a value of the wrong kind',
    change('campaign.yaml', /^ask: .*$/m, `ask: { ${CANARY.header}: "${CANARY.name}" }`),
    'campaign-invalid',
  ],
  ['a campaign file with an invisible sign', change('campaign.yaml', /^ask: .*$/m, `ask: "${CANARY.name}\\u202e"`), 'campaign-invalid'],
  [
    'a campaign file with a path that climbs',
    change('campaign.yaml', 'file: exports/*.csv', `file: ../../${CANARY.family}/*.csv`),
    'campaign-invalid',
  ],
  ['a campaign file that is a table', write('campaign.yaml', list), 'campaign-invalid'],
];

const campaignFaults = (commands: readonly (readonly string[])[]): Fault[] =>
  CAMPAIGNS.flatMap(([name, prepare, code], index) => {
    const args = commands[index % commands.length] as readonly string[];
    return [{ name, args, prepare, exit: 2 as const, code }];
  });

const TEXTS: readonly Fault[] = [
  ['a letter with HTML', 'letter.md', `<b>${CANARY.name}</b>\n`, 'markdown-unsupported'],
  ['a letter with a link to a place of its own', 'letter.md', `[x]: https://example.org/${CANARY.family}\n\n[x]\n`, 'markdown-unsupported'],
  ['a letter with a link that is none', 'letter.md', `[${CANARY.name}](javascript:${CANARY.family})\n`, 'markdown-unsupported'],
  ['a letter with a picture', 'letter.md', `![${CANARY.name}](https://example.org/${CANARY.family}.png)\n`, 'markdown-unsupported'],
  ['a text with a footnote that is not there', 'body.md', `We ask.[^${CANARY.family}]\n`, 'markdown-footnote'],
  [
    'a text with a footnote twice',
    'body.md',
    `We ask.[^${CANARY.family}]\n\n[^${CANARY.family}]: a\n\n[^${CANARY.family}]: b\n`,
    'markdown-footnote',
  ],
  ['a letter with a placeholder that does not exist', 'letter.md', `Dear {{${CANARY.name}}}, {{${CANARY.email}}}\n`, 'placeholder-unknown'],
  ['a letter with a letter that no font has', 'letter.md', `Dear \u{12000}, says ${CANARY.header}.\n`, 'glyph-missing'],
].map(([name = '', file = '', text = '', code = '']) => ({ name, args: ['pack'], prepare: write(file, text), exit: 2 as const, code }));

/** Files of the private folder that somebody changed, or that are broken. */
const PRIVATE: readonly Fault[] = [
  {
    name: 'a merge report that is no JSON',
    args: ['check'],
    prepare: write('private/merge.json', `{"signatures": "${CANARY.name}`),
    exit: 2,
    code: 'merge-missing',
  },
  {
    name: 'a merge report of another kind',
    args: ['pack'],
    prepare: write('private/merge.json', `["${CANARY.name}"]`),
    exit: 2,
    code: 'merge-missing',
  },
  {
    name: 'a log of judgements that somebody wrote',
    args: ['merge'],
    prepare: write('private/judgements.csv', `${CANARY_HEADER}\n${CANARY_LINE}\n`),
    exit: 2,
    code: 'judgements-invalid',
  },
  {
    name: 'a log of judgements with a quote that is open',
    args: ['review', '--json'],
    prepare: write('private/judgements.csv', `"${CANARY_LINE}\n`),
    exit: 2,
    code: 'csv-invalid',
  },
  {
    name: 'signature ids that somebody wrote',
    args: ['merge', '--match', 'exact'],
    prepare: change('private/signature-ids.csv', /\n.*\n/, `\n${CANARY_LINE}\n`),
    exit: 2,
    code: 'signature-ids-invalid',
  },
  {
    name: 'a ledger without its header',
    args: ['explain', 'list.csv:1'],
    prepare: write('private/ledger.csv', `${CANARY_LINE}\n`),
    exit: 2,
    code: 'merge-older',
  },
  {
    name: 'a list of pairs without its header',
    args: ['review', '--export', 'sheet.csv'],
    prepare: write('private/review.csv', `${CANARY_LINE}\n`),
    exit: 2,
    code: 'merge-older',
  },
  {
    name: 'a strike rule in force that somebody changed',
    args: ['merge', '--match', 'exact'],
    prepare: write('private/strikes/x.json', `{"formatVersion": 1, "rule": {"id": "${CANARY.name}", "${CANARY.key}": 1}}`),
    exit: 2,
    code: 'strike-changed',
  },
  {
    name: 'signatures that are gone',
    args: ['pack'],
    prepare: (folder) => fs.rmSync(path.join(folder, 'private/signatures.csv')),
    exit: 2,
    code: 'file-unreadable',
  },
];

const PACKS: readonly Fault[] = [
  {
    name: 'a manifest that is no JSON',
    args: ['verify', 'pack'],
    prepare: write('pack/manifest.json', `{"files": "${CANARY.name}`),
    exit: 1,
    code: 'manifest-invalid',
  },
  {
    name: 'a file that nobody listed',
    args: ['verify', 'pack'],
    prepare: write('pack/extra.txt', CANARY_LINE),
    exit: 1,
    code: 'file-added',
  },
  {
    name: 'a PDF that was changed',
    args: ['verify', 'pack'],
    prepare: change('pack/minister.pdf', '%PDF', `%QDF ${CANARY.name}`),
    exit: 1,
    code: 'file-changed',
  },
  { name: 'a folder that is no pack', args: ['verify', 'exports'], exit: 1, code: 'manifest-missing' },
  { name: 'a folder that is not there', args: ['verify', `no-such-folder`], exit: 2, code: 'verify-no-folder' },
  {
    name: 'a letter that names somebody',
    args: ['pack'],
    prepare: write('letter.md', `Dear Minister, so says ${CANARY.name}.\n`),
    exit: 1,
    code: 'leak-found',
  },
  {
    name: 'a title with an address',
    args: ['pack'],
    prepare: change('campaign.yaml', /^title: .*$/m, `title: "For ${CANARY.email}"`),
    exit: 1,
    code: 'leak-found',
  },
  {
    name: 'a count that was expected otherwise',
    args: ['build'],
    prepare: change('campaign.yaml', 'ask:', 'expect: { signatures: 99 }\nask:'),
    exit: 1,
    code: 'expect-mismatch',
  },
];

/** Each takes a whole pack to find; the first of their kind is above. */
const MORE_LEAKS: readonly Fault[] = [
  {
    name: 'a letter with an address',
    args: ['pack'],
    prepare: write('letter.md', `Write to ${CANARY.email}.\n`),
    exit: 1,
    code: 'leak-found',
  },
  {
    name: 'a letter with a table that names somebody',
    args: ['pack'],
    prepare: write('letter.md', `| ${CANARY.name} | b |\n| --- | --- |\n| c | ${CANARY.email} |\n`),
    exit: 1,
    code: 'leak-found',
  },
];

const STRIKES: readonly Fault[] = [
  ['that is no YAML', `id: [${CANARY.name}\n`, 2, 'campaign-syntax'],
  ['with a key that nobody knows', `${STRIKE_RULE}"${CANARY.key}": ${CANARY.name}\n`, 2, 'strike-invalid'],
  ['with a field that does not exist', STRIKE_RULE.replace('locality', CANARY.header), 2, 'strike-invalid'],
  ['that strikes out everybody', STRIKE_RULE, 2, 'strike-everything'],
].map(([name, text, exit, code]) => ({
  name: `a rule ${name}`,
  args: ['strike', '--rule', 'rule.yaml', '--yes'],
  prepare: write('rule.yaml', String(text)),
  exit: exit as 2,
  code: String(code),
}));

const OTHERS: readonly Fault[] = [
  { name: 'a scheme that does not exist', args: ['check', '--against', CANARY.name], exit: 2, code: 'scheme-unknown' },
  { name: 'a scheme that does not exist', args: ['schemes', CANARY.name], exit: 2, code: 'scheme-unknown' },
  {
    name: 'a scheme of one’s own that is no JSON',
    args: ['check', '--against', 'own.json'],
    prepare: write('own.json', `{"${CANARY.key}" "`),
    exit: 2,
    code: 'scheme-invalid',
  },
  {
    name: 'a scheme of one’s own of the wrong kind',
    args: ['check', '--against', 'own.json'],
    prepare: write('own.json', `{"${CANARY.key}": "${CANARY.name}"}`),
    exit: 2,
    code: 'scheme-invalid',
  },
  { name: 'a profile that does not exist', args: ['profiles', CANARY.name], exit: 2, code: 'profile-unknown' },
  { name: 'an id that is none', args: ['explain', CANARY.email], exit: 2, code: 'explain-unknown' },
  { name: 'a source that is not there', args: ['explain', `${CANARY.name}:1`], exit: 2, code: 'explain-unknown' },
  { name: 'a record that is not there', args: ['explain', 'list.csv:4000'], exit: 2, code: 'explain-unknown' },
  { name: 'records shown in CI', args: ['explain', 'list.csv:1', '--reveal'], env: { CI: 'true' }, exit: 2, code: 'reveal-refused' },
  { name: 'values shown where no terminal is', args: ['inspect', 'exports/list.csv', '--reveal'], exit: 1, code: 'reveal-refused' },
  {
    name: 'a review sheet without its columns',
    args: ['review', '--import', 'sheet.csv'],
    prepare: write('sheet.csv', list),
    exit: 2,
    code: 'review-sheet-columns',
  },
  {
    name: 'a review sheet with a quote that is open',
    args: ['review', '--import', 'sheet.csv'],
    prepare: write('sheet.csv', `pair,same person?\nP0123456789ab,"${CANARY.name}\n`),
    exit: 2,
    code: 'review-sheet-unreadable',
  },
  {
    name: 'corrections that are none',
    args: ['clean', 'exports/list.csv', '--fixed', 'f.csv', '-o', 'tidy.csv'],
    prepare: write('f.csv', list),
    exit: 2,
    code: 'fixed-invalid',
  },
  { name: 'ids from a column that is not there', args: ['merge', '--ids-from', CANARY.name], exit: 2, code: 'map-unknown-header' },
  {
    name: 'a folder of somebody else',
    args: ['merge', '-o', 'theirs'],
    prepare: write(`theirs/${CANARY.family}.txt`, CANARY_LINE),
    exit: 2,
    code: 'output-not-ours',
  },
  {
    name: 'a list of somebody else',
    args: ['clean', 'exports/list.csv', '-o', 'mine.csv'],
    prepare: write('mine.csv', CANARY_LINE),
    exit: 2,
    code: 'output-not-ours',
  },
  {
    name: 'a folder of somebody else',
    args: ['demo', 'theirs'],
    prepare: write(`theirs/${CANARY.family}.txt`, CANARY_LINE),
    exit: 2,
    code: 'output-not-ours',
  },
  {
    name: 'a link in the place of a folder',
    args: ['demo', 'linked'],
    prepare: (folder) => fs.symlinkSync(path.join(folder, 'exports'), path.join(folder, 'linked')),
    exit: 2,
    code: 'output-not-a-folder',
  },
  {
    name: 'a source that matches nothing',
    args: ['build'],
    prepare: change('campaign.yaml', 'exports/*.csv', 'paper/*.csv'),
    exit: 2,
    code: 'source-missing',
  },
  {
    name: 'a date that is none',
    args: ['pack'],
    prepare: change('campaign.yaml', /^ {2}date: .*\n/m, ''),
    env: { SOURCE_DATE_EPOCH: CANARY.name },
    exit: 2,
    code: 'source-date-epoch',
  },
  {
    name: 'a pipe in the place of a file',
    args: ['merge', 'pipe.csv', '-o', 'merged'],
    prepare: (folder) => void execFileSync('mkdir', [path.join(folder, 'pipe.csv')]),
    exit: 2,
    code: 'file-unreadable',
  },
  { name: 'a recipient that is none', args: ['export', '--to', CANARY.value, '-o', 'x.age'], exit: 2, code: 'age-recipient' },
  {
    name: 'a file of recipients with somebody’s address in it',
    args: ['export', '--recipients-file', 'team.txt', '-o', 'x.age'],
    prepare: write('team.txt', CANARY_LINE),
    exit: 2,
    code: 'age-recipient',
  },
  {
    name: 'an archive that is none',
    args: ['import', 'x.age', '--identity', 'me'],
    prepare: write('x.age', CANARY_LINE),
    exit: 2,
    code: 'import-form',
  },
];

export const DATA_FAULTS: readonly Fault[] = [
  ...READING,
  ...PROFILES,
  ...campaignFaults([['merge'], ['check'], ['pack'], ['build'], ['strike', '--list'], ['review', '--json'], ['explain', 'list.csv:1']]),
  ...TEXTS,
  ...PRIVATE,
  ...PACKS,
  ...(runs(0, 1) === 1 ? MORE_LEAKS : []),
  ...STRIKES,
  ...OTHERS,
];
