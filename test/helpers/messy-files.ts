/**
 * Several hundred messy signature files, made anew and always the same: every kind of damage that exports of volunteers show, times
 * encodings and dialects, each with what must become of its records. All people are invented.
 */

import type { EncodingName } from './encode.js';
import { Draft, type MessyFile, type Outcome, type Style } from './messy-draft.js';
import {
  Chance,
  COLUMN_COUNT,
  COMMENT,
  DATE,
  EMAIL,
  inventPerson,
  LANGUAGES,
  type Language,
  type LanguageData,
  NAME,
  PHONE,
  POSTCODE,
  TOWN,
} from './messy-people.js';

/** Every style is a way in which some program or country writes exports. */
const STYLES: readonly Style[] = [
  { encoding: 'utf-8', delimiter: ',', newline: '\n', language: 'many' },
  { encoding: 'utf-8', mark: true, delimiter: ';', newline: '\r\n', language: 'de' },
  { encoding: 'utf-16le', mark: true, delimiter: '\t', newline: '\r\n', language: 'many' },
  { encoding: 'windows-1252', delimiter: ';', newline: '\r\n', language: 'fr' },
  { encoding: 'utf-8', delimiter: '|', newline: '\r', language: 'pl' },
  { encoding: 'utf-16be', delimiter: ',', newline: '\n', language: 'many' },
  { encoding: 'windows-1250', delimiter: ';', newline: '\r\n', language: 'pl' },
  { encoding: 'macintosh', delimiter: ',', newline: '\r', language: 'fr' },
  { encoding: 'iso-8859-2', delimiter: '\t', newline: '\n', language: 'cs' },
  { encoding: 'ibm850', delimiter: ';', newline: '\r\n', language: 'de' },
  { encoding: 'ibm852', delimiter: ',', newline: '\r\n', language: 'pl' },
  { encoding: 'utf-16le', delimiter: ';', newline: '\n', language: 'many' },
  { encoding: 'utf-16be', mark: true, delimiter: '|', newline: '\r\n', language: 'many' },
  { encoding: 'windows-1252', delimiter: ',', newline: '\n', language: 'es' },
  { encoding: 'utf-8', delimiter: '\t', newline: '\r\n', language: 'hu' },
  { encoding: 'utf-8', delimiter: ',', newline: '\n', language: 'en', quotesAll: true },
];
const UNICODE: readonly Style[] = STYLES.filter(({ encoding }) => encoding.startsWith('utf-'));
const UTF_8: Style = { encoding: 'utf-8', delimiter: ',', newline: '\n', language: 'many' };

/** Rows of a file where nothing else is said: enough letters to tell an encoding by. */
const ROW_COUNT = 24;

type FinishSettings = NonNullable<Parameters<Draft['finish']>[2]>;

interface Work {
  readonly draft: Draft;
  readonly style: Style;
  readonly data: LanguageData;
  readonly chance: Chance;
  /** Invented people; some comments need quotes. */
  readonly people: readonly (readonly string[])[];
  /** The same people with comments that need none. */
  readonly plain: readonly (readonly string[])[];
  /** Which file of its class this is, from 0. */
  readonly index: number;
}

const DELIMITER_NAMES = new Map([
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'bar'],
]);
const NEWLINE_NAMES = new Map([
  ['\n', 'LF'],
  ['\r\n', 'CRLF'],
  ['\r', 'CR'],
]);

function nameStyle(style: Style): string {
  const words = [
    `${style.encoding}${style.mark === true ? ' with mark' : ''}`,
    DELIMITER_NAMES.get(style.delimiter) ?? style.delimiter,
    NEWLINE_NAMES.get(style.newline) ?? '',
    style.language,
  ];
  if (style.quote === "'") words.push('single quotes');
  if (style.escape !== undefined) words.push('backslash escapes');
  if (style.space === true) words.push('space after delimiters');
  if (style.quotesAll === true && style.quote === undefined) words.push('all quoted');
  return words.join(', ');
}

/** Comments that need quotes, or look as if they did. */
function decorate(comment: string, draft: Draft, chance: Chance): string {
  if (comment === '') return '';
  switch (chance.below(7)) {
    case 0:
      return `${comment}${draft.delimiter} ${comment}`;
    case 1:
      return `She said "${comment}"`;
    case 2:
      return `${comment}${draft.breakInCell}${comment}`;
    default:
      return comment;
  }
}

function begin(style: Style, words: string, index: number, rowCount = ROW_COUNT): Work {
  const draft = new Draft(style);
  const chance = new Chance(`${words} ${index} ${nameStyle(style)}`);
  const plain = Array.from({ length: rowCount }, (_, row) => inventPerson(style.language, row + 1, chance));
  const people = plain.map((cells) => cells.with(COMMENT, decorate(cells[COMMENT] ?? '', draft, chance)));
  return { draft, style, data: LANGUAGES[style.language], chance, people, plain, index };
}

/** Some styles of a list, other ones for each class, so that in all every damage meets every encoding. */
function pickStyles(defect: string, count: number, styles: readonly Style[] = STYLES): Style[] {
  const start = new Chance(defect).below(styles.length);
  // 5 has no divisor in common with the lengths of the lists, so no style comes twice too soon.
  return Array.from({ length: count }, (_, i) => styles[(start + i * 5) % styles.length] ?? UTF_8);
}

/** One file for each style; `write` fills the draft and may say how it ends. */
function each(
  defect: string,
  styles: readonly Style[],
  write: (work: Work) => (FinishSettings & { readonly title?: string }) | undefined,
  rowCount = ROW_COUNT,
): MessyFile[] {
  return styles.map((style, index) => {
    const work = begin(style, defect, index, rowCount);
    const { title, ...settings } = write(work) ?? {};
    return work.draft.finish(defect, `${index + 1}: ${title === undefined ? '' : `${title}, `}${nameStyle(style)}`, settings);
  });
}

/** Adds the people, and `insert` before the row of that index instead of it where it says so. */
function addRows(
  draft: Draft,
  people: readonly (readonly string[])[],
  replace: ReadonlyMap<number, (draft: Draft) => void> = new Map(),
): void {
  for (const [i, cells] of people.entries()) {
    const write = replace.get(i);
    if (write === undefined) draft.row(cells);
    else write(draft);
  }
}

function cellAt(cells: readonly string[] | undefined, column: number): string {
  const cell = cells?.[column];
  if (cell === undefined) throw new Error('a cell that is not there');
  return cell;
}

function personAt(people: readonly (readonly string[])[], index: number): readonly string[] {
  const person = people[index];
  if (person === undefined) throw new Error('a person who is not there');
  return person;
}

/** Picks by the number of the file, round and round. */
function turn<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('nothing to take turns with');
  return item;
}

// --- Whole files -------------------------------------------------------------------------------------------------------------------

function cleanFiles(defect: string): MessyFile[] {
  return each(defect, STYLES, ({ draft, data, people }) => {
    draft.header(data.header);
    addRows(draft, people);
    return undefined;
  });
}

function fewRowFiles(defect: string): MessyFile[] {
  return [1, 2].flatMap((rowCount) =>
    each(
      defect,
      pickStyles(`${defect} ${rowCount}`, 5, UNICODE),
      ({ draft, data, people }) => {
        draft.header(data.header);
        addRows(draft, people);
        return { title: `${rowCount} of them` };
      },
      rowCount,
    ),
  );
}

function emptyFiles(defect: string): MessyFile[] {
  const headers = each(defect, pickStyles(defect, 6), ({ draft, data, index }) => {
    draft.header(data.header);
    return { title: 'a header and nothing else', endsLine: index % 2 === 0 };
  });
  const refused: MessyFile[] = [];
  for (const [title, style, lines] of [
    ['nothing', UTF_8, []],
    ['only a mark', { ...UTF_8, mark: true }, []],
    ['only a UTF-16 mark', { ...UTF_8, encoding: 'utf-16le', mark: true }, []],
    ['only blank lines', UTF_8, ['', ' ', '', '']],
    ['only blank lines after a mark', { ...UTF_8, mark: true, newline: '\r\n' }, ['', '']],
  ] as const satisfies readonly (readonly [string, Style, readonly string[]])[]) {
    const draft = new Draft(style);
    for (const line of lines) draft.blank(line);
    refused.push(draft.finish(defect, title, { refusal: 'file-empty' }));
  }
  return [...headers, ...refused];
}

function unendedFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 8), ({ draft, data, people, index }) => {
    draft.header(data.header);
    // The last cell is empty, plain or quoted in turn.
    addRows(draft, people.slice(0, -1));
    const ending = turn(['', 'Yes', `Yes${draft.delimiter} "please"`], index);
    draft.row(personAt(people, people.length - 1).with(COMMENT, ending));
    return { endsLine: false };
  });
}

function overEndedFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 8), ({ draft, data, people, index }) => {
    draft.header(data.header);
    addRows(draft, people);
    for (const line of turn([[''], ['', ''], ['', '  ', ''], Array.from({ length: 50 }, () => '')], index)) draft.blank(line);
    return { endsLine: index % 3 !== 1 };
  });
}

function newlineFiles(defect: string): MessyFile[] {
  const plainNewlines = (['\n', '\r\n', '\r'] as const).flatMap((newline) => [
    { ...UTF_8, newline },
    { ...UTF_8, newline, encoding: 'windows-1252' as const, language: 'de' as const, delimiter: ';' },
  ]);
  const one = each(defect, plainNewlines, ({ draft, data, people }) => {
    draft.header(data.header);
    addRows(draft, people);
    return undefined;
  });
  const several = each(`${defect} mixed`, pickStyles(defect, 6), ({ draft, data, people, chance }) => {
    draft.header(data.header);
    for (const cells of people) {
      draft.newline = chance.pick(['\n', '\r\n', '\r']);
      draft.row(cells);
    }
    return { title: 'several kinds of line end' };
  });
  return [...one, ...several.map((file) => ({ ...file, defect }))];
}

// --- Encodings and dialects --------------------------------------------------------------------------------------------------------

const ENCODING_LANGUAGES: readonly (readonly [EncodingName, boolean, readonly Language[]])[] = [
  ['utf-8', false, ['many', 'de', 'pl']],
  ['utf-8', true, ['many', 'fr']],
  ['utf-16le', true, ['many', 'hu']],
  ['utf-16le', false, ['many', 'de', 'en']],
  ['utf-16be', true, ['many', 'cs']],
  ['utf-16be', false, ['many', 'fr', 'en']],
  ['windows-1252', false, ['de', 'fr', 'es', 'sv']],
  ['windows-1250', false, ['pl', 'cs', 'hu']],
  ['macintosh', false, ['fr', 'de', 'es']],
  ['iso-8859-2', false, ['pl', 'cs', 'hu']],
  ['ibm850', false, ['de', 'fr', 'es']],
  ['ibm852', false, ['pl', 'cs', 'hu']],
];

function encodingFiles(defect: string): MessyFile[] {
  const styles = ENCODING_LANGUAGES.flatMap(([encoding, mark, languages]) =>
    languages.map(
      (language, i): Style => ({ encoding, mark, language, delimiter: turn([',', ';', '\t'], i), newline: turn(['\r\n', '\n'], i) }),
    ),
  );
  return each(
    defect,
    styles,
    ({ draft, data, people }) => {
      draft.header(data.header);
      addRows(draft, people);
      return undefined;
    },
    40,
  );
}

/** A handful of rows are too few to tell by; a person says it. */
function givenEncodingFiles(defect: string): MessyFile[] {
  const labels: readonly (readonly [EncodingName, string, Language])[] = [
    ['windows-1252', 'windows-1252', 'fr'],
    ['windows-1250', 'windows-1250', 'cs'],
    ['macintosh', 'macintosh', 'es'],
    ['iso-8859-2', 'iso-8859-2', 'pl'],
    ['ibm850', 'cp850', 'de'],
    ['ibm852', 'cp852', 'hu'],
    ['utf-16be', 'utf-16be', 'many'],
  ];
  return labels.flatMap(([encoding, label, language], i) =>
    each(
      defect,
      [{ encoding, language, delimiter: ';', newline: '\r\n' }],
      ({ draft, data, people }) => {
        draft.header(data.header);
        addRows(draft, people);
        return { title: `${i + 1}, --encoding ${label}`, options: { encoding: label } };
      },
      5,
    ),
  );
}

/** A volunteer pastes rows of an Excel file below an export in UTF-8. */
function mixedEncodingFiles(defect: string): MessyFile[] {
  const styles: Style[] = (['fr', 'de', 'es', 'sv'] as const).map((language, i) => ({
    ...UTF_8,
    language,
    delimiter: turn([',', ';'], i),
    newline: turn(['\n', '\r\n'], i),
    mark: i === 3,
  }));
  const files = each(defect, styles, ({ draft, data, people, index }) => {
    draft.header(data.header);
    for (const [i, cells] of people.entries()) {
      const isForeign = turn([i >= 18, i % 6 === 5, i === 0, i < 4], index);
      if (!isForeign) draft.row(cells);
      else {
        const foreign = cells.with(COMMENT, 'Déjà vu \u2013 \u201cnie wieder\u201d');
        draft.rawRow(draft.format(foreign), foreign, 'windows-1252');
      }
    }
    return undefined;
  });
  // The only foreign line is beyond any sample.
  const long = each(
    defect,
    [{ ...UTF_8, language: 'sv' }],
    ({ draft, data, people }) => {
      draft.header(data.header);
      addRows(draft, people.slice(0, -1));
      const last = personAt(people, people.length - 1).with(COMMENT, 'Så här \u2014 aldrig mer');
      draft.rawRow(draft.format(last), last, 'windows-1252');
      return { title: 'the last of 4,000 rows' };
    },
    4000,
  );
  return [...files, ...long];
}

function delimiterFiles(defect: string): MessyFile[] {
  const styles = [',', ';', '\t', '|'].flatMap((delimiter): Style[] => [
    { ...UTF_8, delimiter },
    { ...UTF_8, delimiter, newline: '\r\n', quotesAll: true, language: 'fr' },
    { ...UTF_8, delimiter, newline: '\r', encoding: 'utf-16le', mark: true },
  ]);
  const found = each(defect, styles, ({ draft, data, people }) => {
    draft.header(data.header);
    // Every other delimiter turns up in the text.
    for (const cells of people) draft.row(cells.with(TOWN, `${cellAt(cells, TOWN)}, a; b | c`));
    return undefined;
  });
  const given = each(
    defect,
    [
      { ...UTF_8, delimiter: ';' },
      { ...UTF_8, delimiter: '\t' },
    ],
    ({ draft, data, people, style }) => {
      draft.header(data.header);
      addRows(draft, people.slice(0, 2));
      return { title: '--delimiter', options: { delimiter: style.delimiter === '\t' ? 'tab' : style.delimiter } };
    },
  );
  return [...found, ...given];
}

function sepLineFiles(defect: string): MessyFile[] {
  const lines = ['sep=;', 'SEP=,', '"sep=;"', 'sep=\t', 'sep=|', 'sep=,'];
  const styles: Style[] = lines.map((line, i) => ({
    ...turn(
      [
        UTF_8,
        { ...UTF_8, mark: true },
        { ...UTF_8, encoding: 'utf-16le', mark: true },
        { ...UTF_8, encoding: 'windows-1252', language: 'de' },
      ] as Style[],
      i,
    ),
    delimiter: /=(.)/.exec(line)?.[1] ?? ',',
    newline: turn(['\r\n', '\n', '\r'], i),
  }));
  const right = each(defect, styles, ({ draft, data, people, index }) => {
    draft.sepLine(turn(lines, index)).header(data.header);
    addRows(draft, people);
    return undefined;
  });
  const wrong = each(
    defect,
    [
      { ...UTF_8, delimiter: ',' },
      { ...UTF_8, delimiter: ';', newline: '\r\n' },
    ],
    ({ draft, data, plain, style }) => {
      draft.sepLine(style.delimiter === ',' ? 'sep=;' : 'sep=\t').header(data.header);
      addRows(draft, plain);
      return { title: 'the line lies' };
    },
  );
  return [...right, ...wrong];
}

function singleQuoteFiles(defect: string): MessyFile[] {
  const styles = pickStyles(defect, 6).map((style): Style => ({ ...style, quote: "'", quotesAll: true }));
  return each(defect, styles, ({ draft, data, people }) => {
    draft.header(data.header);
    for (const cells of people) draft.row(cells.with(TOWN, `${cellAt(cells, TOWN)} 'north'`));
    return undefined;
  });
}

function backslashFiles(defect: string): MessyFile[] {
  const styles = pickStyles(defect, 6).map((style): Style => ({ ...style, escape: '\\' }));
  return each(defect, styles, ({ draft, data, people, index }) => {
    draft.header(data.header);
    for (const [i, cells] of people.entries()) {
      const comment = i % 3 === index % 3 ? `I say \\ "${turn(['yes', `now${draft.delimiter} please`, ''], i)}"` : cellAt(cells, COMMENT);
      draft.row(cells.with(COMMENT, comment));
    }
    return undefined;
  });
}

function spacedFiles(defect: string): MessyFile[] {
  const styles = pickStyles(defect, 6)
    .filter(({ delimiter }) => delimiter !== '\t')
    .flatMap((style): Style[] => [
      { ...style, space: true, quotesAll: true },
      { ...style, space: true, quotesAll: false },
    ]);
  return each(defect, styles, ({ draft, data, people }) => {
    draft.header(data.header);
    addRows(draft, people);
    return undefined;
  });
}

// --- Header, preamble, footer ------------------------------------------------------------------------------------------------------

function headerlessFiles(defect: string): MessyFile[] {
  const given = each(defect, pickStyles(defect, 6), ({ draft, people }) => {
    draft.noHeader(COLUMN_COUNT);
    addRows(draft, people);
    return { title: '--header-row 0', options: { headerRow: 0 } };
  });
  const refused = each(defect, pickStyles(`${defect} refused`, 4), ({ draft, people }) => {
    draft.noHeader(COLUMN_COUNT);
    addRows(draft, people);
    return { title: 'nothing said', refusal: 'header-missing' };
  });
  return [...given, ...refused];
}

function twoRowHeaderFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 6), ({ draft, data, people, index }) => {
    const [name, email, phone, postcode, town, date, comment] = data.header;
    const top = turn(
      [
        [name, 'Contact', '', '', '', date, comment],
        [name, 'Contact', 'Contact', 'Contact', 'Contact', date, comment],
      ],
      index,
    ).map((cell) => cell ?? '');
    const second = ['', email, phone, postcode, town, '', ''].map((cell) => cell ?? '');
    const joined = top.map((cell, i) => [cell, second[i] ?? ''].filter((part) => part !== '').join(' '));
    draft.header(joined, [draft.format(top), draft.format(second)]);
    addRows(draft, people);
    return undefined;
  });
}

function brokenHeaderFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 8), ({ draft, data, people, index }) => {
    const lineBreak = turn([draft.breakInCell, '\r\n', `${draft.breakInCell}${draft.breakInCell}`], index);
    const header = data.header.map((cell, i) => (i === PHONE || i === COMMENT ? `${cell}${lineBreak}(optional)` : cell));
    draft.header(header);
    addRows(draft, people);
    return undefined;
  });
}

function preambleFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 14), ({ draft, data, people, index }) => {
    const padding = draft.delimiter.repeat(COLUMN_COUNT - 1);
    const variants: readonly (readonly [string, readonly string[]])[] = [
      ['a title with a quote that never closes', ['"Safe routes for all', '']],
      ['a title with quotes in it', ['The "Safe routes" list', '']],
      ['a title, who and when, a blank line', ['Safe routes for all', 'Downloaded by Sam Example on 1 May 2025', '']],
      ['padded to the full width', [`Safe routes for all${padding}`, padding, `Downloaded by Sam Example${padding}`]],
      ['a title of two lines in quotes', [`"Safe routes${draft.breakInCell}for all"`, '', '']],
      [
        'keys and values',
        [`Petition${draft.delimiter}Safe routes`, `Signatures${draft.delimiter}24`, `From${draft.delimiter}2025-01-01`, ''],
      ],
    ];
    const [title, rows] = turn(variants, index);
    for (const row of rows) draft.preamble(row);
    draft.header(data.header);
    addRows(draft, people);
    // In the second round a person says where the header stands.
    const isSaid = index >= variants.length && index < 2 * variants.length;
    const lines = rows.reduce((count, row) => count + row.split(/\r\n|\n|\r/).length, 1);
    return { title: `${title}${isSaid ? ', --header-row' : ''}`, ...(isSaid ? { options: { headerRow: lines } } : {}) };
  });
}

function footerFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 10), ({ draft, data, people, index }) => {
    draft.header(data.header);
    addRows(draft, people);
    const padding = draft.delimiter.repeat(COLUMN_COUNT - 1);
    const variants: readonly (readonly [string, readonly string[]])[] = [
      ['one line', [data.footer]],
      ['two lines', [data.footer, 'Please do not share this file']],
      ['padded to the full width', [`${data.footer}${padding}`]],
      ['a line with a delimiter', [`Exported by Sam Example${draft.delimiter} Leeds`]],
      ['two notes apart', [data.footer, '', 'Page 1 of 1']],
    ];
    const [title, rows] = turn(variants, index);
    draft.blank();
    for (const row of rows) {
      if (row === '') draft.blank();
      // Two cells of words may be somebody with a place.
      else if (row.includes(`Example${draft.delimiter} `)) draft.badRow(row, { reasons: ['row-short'] });
      else draft.noRecord(row, ['footer']);
    }
    return { title, endsLine: index % 2 === 0 };
  });
}

function totalsFiles(defect: string): MessyFile[] {
  const languages: readonly Language[] = ['en', 'de', 'fr', 'es', 'sv', 'pl', 'cs', 'hu', 'many'];
  const styles = languages.flatMap((language, i): Style[] => [
    { ...UTF_8, language, delimiter: turn([',', ';', '\t'], i) },
    { ...UTF_8, language, delimiter: turn([';', '|', ','], i), newline: '\r\n', mark: true },
  ]);
  const totals = each(defect, styles, ({ draft, data, people, index }) => {
    draft.header(data.header);
    addRows(draft, people);
    const full = Array.from({ length: COLUMN_COUNT }, () => '');
    const count = String(people.length);
    const variants: readonly (readonly [string, string])[] = [
      ['full width', draft.format(full.with(NAME, data.total).with(COMMENT, count))],
      ['narrow', draft.format([data.total, count])],
      ['full width, the number beside it', draft.format(full.with(NAME, data.total).with(EMAIL, count))],
      ['one cell', `${data.total}: ${count}`],
    ];
    const [title, row] = turn(variants, index);
    const isApart = index % 4 >= 2;
    if (isApart) draft.blank();
    draft.noRecord(row, ['footer']);
    return { title: `${title}${isApart ? ' after a blank line' : ''}` };
  });
  // People with such names are people.
  const people = each(
    defect,
    [UTF_8, { ...UTF_8, delimiter: ';', language: 'de' }, { ...UTF_8, delimiter: '\t', encoding: 'utf-16le', mark: true, language: 'pl' }],
    ({ draft, data, people: others }) => {
      draft.header(data.header);
      addRows(draft, others, new Map([[3, () => draft.row(personAt(others, 3).with(NAME, data.total))]]));
      draft.row(inventPerson('en', 90, new Chance('total')).with(NAME, `${data.total} Example`).with(COMMENT, ''));
      return { title: 'people whose names are such words' };
    },
  );
  return [...totals, ...people];
}

function repeatedHeaderFiles(defect: string): MessyFile[] {
  const repeated = each(defect, pickStyles(defect, 10), ({ draft, data, people, index }) => {
    draft.header(data.header);
    addRows(draft, people.slice(0, 10));
    if (index % 3 === 1) draft.blank();
    const again = turn(
      [
        draft.format(data.header),
        draft.format(data.header.map((cell) => cell.toUpperCase())),
        data.header.map((cell) => `"${cell}"`).join(draft.delimiter),
      ],
      index,
    );
    draft.noRecord(again, ['header-repeat']);
    addRows(draft, people.slice(10, 17));
    draft.noRecord(draft.format(data.header), ['header-repeat']);
    addRows(draft, people.slice(17));
    return undefined;
  });
  // Files put together as they were: each brought its mark.
  const marked = each(
    defect,
    UNICODE.filter(({ mark }) => mark === true),
    ({ draft, data, people }) => {
      draft.header(data.header);
      addRows(draft, people.slice(0, 12));
      draft.noRecord(`\ufeff${draft.format(data.header)}`, ['header-repeat']);
      addRows(draft, people.slice(12));
      return { title: 'with its mark' };
    },
  );
  const summed = each(defect, pickStyles(`${defect} summed`, 5), ({ draft, data, people }) => {
    draft.header(data.header);
    const empty = Array.from({ length: COLUMN_COUNT }, () => '');
    for (const part of [people.slice(0, 9), people.slice(9)]) {
      if (part[0] === people[9]) draft.noRecord(draft.format(data.header), ['header-repeat']);
      addRows(draft, part);
      draft.noRecord(draft.format(empty.with(NAME, data.total).with(COMMENT, String(part.length))), ['footer']);
    }
    return { title: 'each part with its total' };
  });
  return [...repeated, ...marked, ...summed];
}

const SPLIT_HEADER = ['First name', 'Last name', 'Email address', 'Postcode', 'Signed at'];

function stackedFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 10), ({ draft, data, people, index }) => {
    draft.header(data.header);
    addRows(draft, people.slice(0, 13));
    if (index % 2 === 1) draft.blank();
    if (index % 4 < 2) {
      draft.header(SPLIT_HEADER);
      for (const cells of people.slice(13)) {
        const [given = '', ...family] = cellAt(cells, NAME).split(' ');
        draft.row([given, family.join(' '), cellAt(cells, EMAIL), cellAt(cells, POSTCODE), cellAt(cells, DATE)]);
      }
      return { title: 'other columns' };
    }
    const order = [DATE, EMAIL, NAME, TOWN, POSTCODE, PHONE, COMMENT];
    draft.header(order.map((column) => cellAt(data.header, column)));
    for (const cells of people.slice(13)) draft.row(order.map((column) => cellAt(cells, column)));
    return { title: 'the same columns in another order' };
  });
}

function summaryFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 8), ({ draft, data, people, index }) => {
    draft.header(data.header);
    addRows(draft, people);
    draft.blank();
    const rows = turn(
      [
        [
          [cellAt(data.header, TOWN), 'Count'],
          [cellAt(data.towns, 0), '12'],
          [cellAt(data.towns, 1), '9'],
          [cellAt(data.towns, 2), '3'],
        ],
        [
          ['Source', 'Online', 'Paper'],
          ['Signatures', '20', '4'],
        ],
      ],
      index,
    );
    for (const cells of rows) draft.noRecord(draft.format(cells), ['other-table', 'footer']);
    return undefined;
  });
}

function doubtfulHeaderFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 8), ({ draft, data, people, index }) => {
    const more = turn(
      [
        [cellAt(data.header, EMAIL), cellAt(data.header, NAME)],
        ['', ''],
        [cellAt(data.header, EMAIL).toUpperCase(), ''],
        ['', cellAt(data.header, COMMENT), cellAt(data.header, COMMENT)],
      ],
      index,
    );
    draft.header([...data.header, ...more]);
    for (const [i, cells] of people.entries()) draft.row([...cells, ...more.map((_, column) => `more ${column} ${i}`)]);
    return { title: turn(['twice', 'empty', 'twice in capitals and empty', 'all of it'], index) };
  });
}

function objectHeaderFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 4), ({ draft, people }) => {
    draft.header(['__proto__', 'constructor', 'prototype', 'toString', '__proto__', 'hasOwnProperty', 'valueOf']);
    addRows(draft, people);
    return undefined;
  });
}

function escapeSequenceFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 5), ({ draft, data, people, index }) => {
    const sequence = turn(
      ['\u001b[2J', '\u001b]52;c;aGk=\u0007', '\u001b]8;;https://example.org\u0007', '\u001b[31m', '\u007f\u0008'],
      index,
    );
    draft.header(data.header.with(TOWN, `${cellAt(data.header, TOWN)}${sequence}x`));
    addRows(draft, people, new Map([[4, () => draft.row(personAt(people, 4).with(NAME, `Ann${sequence}Example`))]]));
    return undefined;
  });
}

function fileNames(defect: string): MessyFile[] {
  const names = [
    '[ab]*.csv',
    'a?b{1,2}.csv',
    "x'; DROP TABLE t; --.csv",
    'list.csv.xls',
    'signers',
    'NUL.csv',
    '-.csv',
    'списки.csv',
    '%s $HOME.txt',
  ];
  return names.flatMap((fileName) =>
    each(defect, [UTF_8], ({ draft, data, people }) => {
      draft.header(data.header);
      addRows(draft, people);
      return { title: fileName, fileName };
    }),
  );
}

// --- Rows --------------------------------------------------------------------------------------------------------------------------

function shortFiles(defect: string): MessyFile[] {
  const everywhere = each(defect, pickStyles(`${defect} everywhere`, 5), ({ draft, data, people }) => {
    draft.header(data.header);
    for (const cells of people) {
      if (cellAt(cells, COMMENT) !== '') draft.row(cells);
      else draft.badRow(draft.format(cells.slice(0, COMMENT)), { readings: [cells] });
    }
    return { title: 'every row without its empty end' };
  });
  const some = each(defect, pickStyles(defect, 10), ({ draft, data, plain, people, index }) => {
    draft.header(data.header);
    const padded = (row: number) => (): void => {
      const cells = personAt(plain, row);
      draft.badRow(draft.join(cells.slice(0, COMMENT)), { readings: [cells.with(COMMENT, '')] });
    };
    const short = (row: number, width: number) => (): void => {
      draft.badRow(draft.join(personAt(plain, row).slice(0, width)), { reasons: ['row-short'] });
    };
    const width = turn([5, 1, 4, 2, 3], index);
    addRows(
      draft,
      people,
      new Map([
        [2, padded(2)],
        [7, short(7, width)],
        [8, padded(8)],
        [15, short(15, 5)],
      ]),
    );
    return { title: `${width} of ${COLUMN_COUNT} cells` };
  });
  return [...everywhere, ...some];
}

/** A row whose cell has a delimiter and no quotes. */
function longRow(draft: Draft, cells: readonly string[], outcome: (right: readonly string[]) => Outcome): void {
  draft.badRow(draft.join(cells), outcome(cells));
}

function longFiles(defect: string): MessyFile[] {
  const variants: readonly (readonly [string, number, (draft: Draft, cell: string) => string])[] = [
    ['in the comment', COMMENT, (draft) => `I agree${draft.delimiter} and so does my sister`],
    ['in the name', NAME, (draft) => `Sample${draft.delimiter} Ann`],
    ['in the comment, without a space', COMMENT, (draft) => `Yes${draft.delimiter}please`],
    ['in a name of the file', NAME, (draft, cell) => cell.replace(' ', `${draft.delimiter} `)],
  ];
  return each(defect, pickStyles(defect, 12), ({ draft, data, plain, people, index }) => {
    draft.header(data.header);
    const [title, column, edit] = turn(variants, index);
    const isAccepted = index % 3 === 2;
    const write = (row: number) => (): void => {
      const cells = personAt(plain, row);
      const edited = cells.with(column, edit(draft, cellAt(cells, column)));
      longRow(draft, edited, (right) =>
        isAccepted ? { readings: [right], isRepaired: true } : { reasons: ['row-long'], suggests: right },
      );
    };
    addRows(
      draft,
      people,
      new Map([
        [4, write(4)],
        [5, write(5)],
        [20, write(20)],
      ]),
    );
    return {
      title: `${title}${isAccepted ? ', suggestions accepted' : ''}`,
      ...(isAccepted ? { options: { acceptSuggestions: true } } : {}),
    };
  });
}

function trailingDelimiterFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 9), ({ draft, data, people, index }) => {
    const more = draft.delimiter.repeat(turn([1, 1, 3], index));
    const title = turn(['some rows', 'every row but the header', 'every row and the header'], index);
    if (title === 'every row and the header') {
      const empties = ['', '', ''];
      draft.header([...data.header, ...empties], [draft.format(data.header) + more]);
      for (const cells of people) draft.rawRow(draft.format(cells) + more, [...cells, ...empties]);
      return { title };
    }
    draft.header(data.header);
    for (const [i, cells] of people.entries()) {
      if (title === 'some rows' && i % 4 !== 1) draft.row(cells);
      else draft.badRow(draft.format(cells) + more, { readings: [cells] });
    }
    return { title };
  });
}

function strayUnquotedFiles(defect: string): MessyFile[] {
  const variants: readonly (readonly [string, number, string])[] = [
    ['a nickname', NAME, 'Bo "Nick" Sample'],
    ['inches', COMMENT, 'The pipe is 5" wide'],
    ['at the end of a cell', NAME, 'Bo Sample "Nick"'],
    ['inside a word', TOWN, 'Le"eds'],
    ['twice in a row', COMMENT, 'He said "yes" and "no"'],
  ];
  return each(defect, pickStyles(defect, 10), ({ draft, data, plain, people, index }) => {
    draft.header(data.header);
    const [title, column, text] = turn(variants, index);
    const write = (row: number) => (): void => {
      const cells = personAt(plain, row).with(column, text);
      draft.badRow(draft.join(cells), { readings: [cells], isRepaired: true });
    };
    addRows(
      draft,
      people,
      new Map([
        [0, write(0)],
        [11, write(11)],
        [12, write(12)],
      ]),
    );
    return { title };
  });
}

function strayQuotedFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 12), ({ draft, data, plain, people, index }) => {
    draft.header(data.header);
    const { delimiter } = draft;
    const variants: readonly (readonly [string, number, string, boolean])[] = [
      ['quotes not doubled', COMMENT, 'We need "safe" routes', true],
      ['a delimiter between them', COMMENT, `We need "safe${delimiter} legal" routes`, true],
      ['in the name', NAME, 'Bo "Nick" Sample', true],
      ['only the first word in quotes', NAME, '"Nick" Sample', false],
      ['one quote', COMMENT, 'The pipe is 5" wide', true],
      ['one quote beside a delimiter', COMMENT, `The pipe${delimiter} of 5" width`, true],
    ];
    const [title, column, text, isQuoted] = turn(variants, index);
    const write = (row: number) => (): void => {
      const cells = personAt(plain, row);
      const written = draft.join(cells.with(column, isQuoted ? `"${text}"` : text));
      draft.badRow(written, { readings: [cells.with(column, text)], isRepaired: true });
    };
    addRows(
      draft,
      people,
      new Map([
        [0, write(0)],
        [9, write(9)],
        [23, write(23)],
      ]),
    );
    return { title };
  });
}

/** What may become of a row in which a quote opens a cell and never closes: set aside, or read with the quote as text or as nothing. */
function unclosed(cells: readonly string[], column: number): Outcome {
  return {
    readings: [cells, cells.with(column, `"${cellAt(cells, column)}`)],
    reasons: ['quote-unclosed'],
    isRepaired: true,
  };
}

function unclosedFiles(defect: string): MessyFile[] {
  const places: readonly (readonly [number, number])[] = [
    [0, NAME],
    [12, NAME],
    [23, NAME],
    [0, COMMENT],
    [12, COMMENT],
    [23, COMMENT],
    [7, EMAIL],
    [8, TOWN],
    [23, TOWN],
    [5, DATE],
  ];
  const files = each(defect, [...pickStyles(defect, 10), ...pickStyles(`${defect} again`, 4)], ({ draft, data, plain, people, index }) => {
    draft.header(data.header);
    const [row, column] = turn(places, index);
    const cells = personAt(plain, row).with(COMMENT, 'I agree');
    const write = (): void => {
      draft.badRow(draft.join(cells.with(column, `"${cellAt(cells, column)}`)), unclosed(cells, column));
    };
    // With other quotes below it, and without.
    addRows(draft, index % 2 === 0 ? people : plain, new Map([[row, write]]));
    return { title: `column ${column + 1} of row ${row + 1}`, endsLine: index % 3 !== 0 };
  });
  const neighbours = each(defect, pickStyles(`${defect} neighbours`, 4), ({ draft, data, plain, people, index }) => {
    draft.header(data.header);
    const column = turn([NAME, COMMENT, TOWN, EMAIL], index);
    const write = (row: number) => (): void => {
      const cells = personAt(plain, row).with(COMMENT, 'I agree');
      draft.badRow(draft.join(cells.with(column, `"${cellAt(cells, column)}`)), {
        ...unclosed(cells, column),
        reasons: ['quote-unclosed', 'quote-stray'],
      });
    };
    addRows(
      draft,
      people,
      new Map([
        [9, write(9)],
        [10, write(10)],
        [12, write(12)],
      ]),
    );
    return { title: `three rows, column ${column + 1}` };
  });
  // Every cell has quotes, and one of them lacks the second.
  const quoted = each(
    defect,
    pickStyles(`${defect} quoted`, 5).map((style): Style => ({ ...style, quotesAll: true })),
    ({ draft, data, plain, people, index }) => {
      draft.header(data.header);
      const column = turn([COMMENT, NAME, TOWN, EMAIL, DATE], index);
      const cells = personAt(plain, 9).with(COMMENT, 'I agree');
      const written = cells.map((cell, i) => (i === column ? `"${cell}` : `"${cell}"`)).join(draft.delimiter);
      const write = (): void => {
        draft.badRow(written, { ...unclosed(cells, column), reasons: ['quote-unclosed', 'quote-stray'] });
      };
      addRows(draft, people, new Map([[9, write]]));
      return { title: `all quoted, column ${column + 1}` };
    },
  );
  const long = each(
    defect,
    [UTF_8],
    ({ draft, data, plain, people }) => {
      draft.header(data.header);
      const cells = personAt(plain, 2);
      addRows(
        draft,
        people,
        new Map([[2, () => draft.badRow(draft.join(cells.with(TOWN, `"${cellAt(cells, TOWN)}`)), unclosed(cells, TOWN))]]),
      );
      return { title: 'row 3 of 16,000' };
    },
    16_000,
  );
  return [...files, ...neighbours, ...quoted, ...long];
}

function swallowFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 9), ({ draft, data, plain, people, index }) => {
    draft.header(data.header);
    const rows = new Map<number, () => void>();
    const broken = personAt(plain, 6).with(COMMENT, 'I agree');
    const title = turn(['met by the quote of a sound cell', 'met by a lone quote', 'met so that the width is right'], index);
    const column = turn([COMMENT, COMMENT, TOWN], index);
    rows.set(6, () => draft.badRow(draft.join(broken.with(column, `"${cellAt(broken, column)}`)), unclosed(broken, column)));
    for (const i of [7, 8, 9]) rows.set(i, () => draft.rawRow(draft.join(personAt(plain, i)), personAt(plain, i)));
    if (index % 3 === 0) {
      const sound = personAt(plain, 10).with(COMMENT, `Yes${draft.delimiter} "truly"`);
      rows.set(10, () => draft.row(sound));
    } else {
      // A quote that closes a cell which none opened: the row may be read with it or without it.
      const closing = turn([COMMENT, EMAIL, TOWN], index);
      const cells = personAt(plain, 10).with(COMMENT, 'So do I');
      const withQuote = cells.with(closing, `${cellAt(cells, closing)}"`);
      rows.set(10, () =>
        draft.badRow(draft.join(withQuote), { readings: [cells, withQuote], reasons: ['quote-stray', 'quote-unclosed'], isRepaired: true }),
      );
    }
    addRows(draft, people, rows);
    return { title };
  });
}

function brokenLineFiles(defect: string): MessyFile[] {
  const joined = each(defect, pickStyles(defect, 8), ({ draft, data, plain, people, style, index }) => {
    draft.header(data.header);
    const write = (row: number) => (): void => {
      const lines = turn(
        [
          ['Leeds', 'North'],
          ['Upper', 'Lower', 'Leeds'],
          ['Leeds ', ' North'],
        ],
        index,
      );
      const cells = personAt(plain, row).with(TOWN, lines.join(style.newline));
      draft.badRow(draft.join(cells), { readings: [cells], isRepaired: true });
    };
    addRows(
      draft,
      people,
      new Map([
        [3, write(3)],
        [17, write(17)],
      ]),
    );
    return { title: 'in the town' };
  });
  const unproven = each(defect, pickStyles(`${defect} unproven`, 4), ({ draft, data }) => {
    draft.header(['Name', 'Town', 'Region', 'Remark']);
    for (let i = 0; i < ROW_COUNT; i++) {
      const cells = [turn(data.given, i), turn(data.towns, i), turn(data.family, i + 3), turn(data.comments, i)];
      if (i !== 10) draft.row(cells.map((cell) => cell.replaceAll(draft.delimiter, ' ')));
      else {
        draft.badRow(draft.join([cellAt(cells, 0), 'Upper']), { reasons: ['row-short'] });
        draft.badRow(draft.join(['Leeds', cellAt(cells, 2), 'Yes']), { reasons: ['row-short'] });
      }
    }
    return { title: 'where no column tells' };
  });
  const last = each(defect, pickStyles(`${defect} last`, 4), ({ draft, data, plain, people }) => {
    draft.header(data.header);
    const cells = personAt(plain, 10).with(COMMENT, 'I agree');
    addRows(draft, people, new Map([[10, () => draft.row(cells).badRow('and so does my sister', { reasons: ['row-short'] })]]));
    return { title: 'in the last cell' };
  });
  return [...joined, ...unproven, ...last];
}

function quotedLineFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 8), ({ draft, data, people }) => {
    draft.header(data.header);
    const breaks = ['\n', '\r\n', '\r', '\n\n', '\n\r\n'];
    for (const [i, cells] of people.entries()) {
      if (i % 3 === 0)
        draft.row(cells.with(COMMENT, `First${turn(breaks, i / 3)}second${draft.delimiter} "third"${turn(breaks, i / 3 + 1)}`));
      else if (i % 3 === 1)
        draft.row(cells.with(NAME, `${turn(breaks, i)}${cellAt(cells, NAME)}`).with(TOWN, `Leeds${turn(breaks, i)}North`));
      else draft.row(cells);
    }
    return undefined;
  });
}

function nulFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 8), ({ draft, data, plain, people, index }) => {
    draft.header(data.header);
    const column = turn([COMMENT, EMAIL, NAME, TOWN], index);
    // A NUL or two that came in on the way are no text: without them the row is sound.
    const few = (row: number) => (): void => {
      const cells = personAt(plain, row);
      const cell = cellAt(cells, column);
      const written = turn([`${cell}\0`, `\0${cell}`, `${cell}\0\0`], row);
      draft.badRow(draft.join(cells.with(column, written)), { readings: [cells], isRepaired: true });
    };
    const many = personAt(plain, 20);
    const short = personAt(plain, 21);
    addRows(
      draft,
      people,
      new Map([
        [0, few(0)],
        [13, few(13)],
        [20, () => draft.badRow(draft.join(many.with(column, `${cellAt(many, column)}${'\0'.repeat(40)}`)), { reasons: ['nul-byte'] })],
        [21, () => draft.badRow(draft.join(short.slice(0, TOWN).with(NAME, 'Ann\0 Example')), { reasons: ['nul-byte'] })],
      ]),
    );
    return { title: `column ${column + 1}` };
  });
}

function blankLineFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 8), ({ draft, data, people, index }) => {
    draft.header(data.header);
    for (const [i, cells] of people.entries()) {
      if (turn([i === 5, i % 2 === 1, i === 0 || i === 20, i === 9], index)) draft.blank(turn(['', '  '], i));
      if (index % 4 === 3 && i === 9) for (let more = 0; more < 20; more++) draft.blank();
      draft.row(cells);
    }
    if (index % 2 === 0) draft.blank().blank();
    return undefined;
  });
}

function delimiterRowFiles(defect: string): MessyFile[] {
  const empty = Array.from({ length: COLUMN_COUNT }, () => '');
  return each(defect, pickStyles(defect, 8), ({ draft, data, people, index }) => {
    draft.header(data.header);
    const rows = turn([[5], [0, 12], [22, 23], [6, 7, 8]], index);
    addRows(draft, people, new Map(rows.map((row) => [row, () => draft.noRecord(draft.format(empty), ['empty-record'])])));
    return undefined;
  });
}

// --- Cells -------------------------------------------------------------------------------------------------------------------------

function longCellFiles(defect: string): MessyFile[] {
  return each(defect, pickStyles(defect, 8), ({ draft, data, plain, people, index }) => {
    draft.header(data.header);
    const long = 'I agree with every word. '.repeat(2800);
    const text = turn([long, `${long}${draft.breakInCell}"Truly"${draft.delimiter} yes`], index);
    const cells = personAt(plain, 10).with(COMMENT, text);
    const isTooLong = index % 4 !== 3;
    addRows(
      draft,
      people,
      new Map([
        [
          10,
          () =>
            isTooLong
              ? draft.badRow(draft.format(cells), { reasons: ['cell-too-long'] })
              : draft.row(cells.with(COMMENT, text.slice(0, 60_000))),
        ],
      ]),
    );
    return { title: isTooLong ? `${text.length} characters` : '60,000 characters, which is allowed' };
  });
}

function longRecordFiles(defect: string): MessyFile[] {
  const cell = each(
    defect,
    [UTF_8, { ...UTF_8, delimiter: ';', newline: '\r\n', language: 'de' }],
    ({ draft, data, plain, people, index }) => {
      draft.header(data.header);
      const text = 'x'.repeat(1_100_000);
      const cells = personAt(plain, 4).with(COMMENT, index === 0 ? text : `${text}"${text.slice(-9)}`);
      addRows(draft, people, new Map([[4, () => draft.badRow(draft.format(cells), { reasons: ['record-too-long', 'cell-too-long'] })]]));
      return { title: 'one cell' };
    },
  );
  const cells = each(defect, [UTF_8, { ...UTF_8, encoding: 'windows-1252', delimiter: ';', language: 'fr' }], ({ draft, data, people }) => {
    draft.header([...data.header, ...Array.from({ length: 20 }, (_, i) => `Answer ${i + 1}`)]);
    for (const [i, person] of people.entries()) {
      const row = [...person, ...Array.from({ length: 20 }, () => (i === 12 ? 'x'.repeat(60_000) : 'yes'))];
      if (i === 12) draft.badRow(draft.format(row), { reasons: ['record-too-long'] });
      else draft.row(row);
    }
    return { title: 'twenty cells, each allowed' };
  });
  return [...cell, ...cells];
}

function manyColumnFiles(defect: string): MessyFile[] {
  return [1000, 1001].flatMap((width) =>
    each(
      defect,
      [UTF_8],
      ({ draft, data, people }) => {
        const answers = Array.from({ length: width - COLUMN_COUNT }, (_, i) => `Answer ${i + 1}`);
        draft.header([...data.header, ...answers]);
        for (const cells of people) draft.row([...cells, ...answers.map((_, i) => (i % 3 === 0 ? 'yes' : ''))]);
        return { title: `${width} columns`, ...(width > 1000 ? { refusal: 'columns-too-many' } : {}) };
      },
      4,
    ),
  );
}

/** Files in which some cells hold a value out of a list, unchanged. */
function valueFiles(
  defect: string,
  styles: readonly Style[],
  values: (style: Style) => readonly (readonly [column: number, value: string])[],
): MessyFile[] {
  return each(defect, styles, ({ draft, data, people, style, index }) => {
    draft.header(data.header);
    const list = values(style);
    for (const [i, cells] of people.entries()) {
      const [column, value] = turn(list, i + index);
      draft.row(i % 3 === 2 ? cells : cells.with(column, value));
    }
    return undefined;
  });
}

const isUnicode = ({ encoding }: Style): boolean => encoding.startsWith('utf-');

function formulaFiles(defect: string): MessyFile[] {
  return valueFiles(defect, pickStyles(defect, 8), (style) => [
    [NAME, "=cmd|' /C calc'!A1"],
    [COMMENT, '=1+2";=1+2'],
    [PHONE, '+44 7700 900123'],
    [COMMENT, '@SUM(A1:A9)'],
    [NAME, '-2+3'],
    [COMMENT, '\t=1'],
    [COMMENT, ' =HYPERLINK("https://example.org";"x")'],
    [NAME, '%3D1+1'],
    ...(isUnicode(style)
      ? ([
          [NAME, '＝1+1'],
          [COMMENT, 'x\u200b=1'],
          [COMMENT, '＋44'],
        ] as const)
      : []),
  ]);
}

function excelFiles(defect: string): MessyFile[] {
  return valueFiles(defect, pickStyles(defect, 8), () => [
    [PHONE, '1.2E+11'],
    [COMMENT, '4-May'],
    [PHONE, '7700900123'],
    [DATE, '#####'],
    [PHONE, '4,477E+11'],
    [POSTCODE, '#N/A'],
    [DATE, '45718'],
    [NAME, '#NAME?'],
    [POSTCODE, '1234'],
    [TOWN, '#VALUE!'],
    [PHONE, '447700900123.0'],
  ]);
}

function invisibleFiles(defect: string): MessyFile[] {
  return valueFiles(defect, pickStyles(defect, 8), (style) => [
    [NAME, 'Ann\u00a0Example'],
    [TOWN, '\u00a0Leeds\u00a0'],
    [COMMENT, '\u00a0'],
    [NAME, '  Ann Example  '],
    ...(isUnicode(style)
      ? ([
          [NAME, 'Ann\u200bExample'],
          [EMAIL, 'ann@example.org\u200b'],
          [NAME, 'علی\u200cرضا'],
          [NAME, 'Ada\u202eevaels'],
          [NAME, 'Ann\ufeffExample'],
          [TOWN, '\u2060Leeds\u00ad'],
        ] as const)
      : []),
  ]);
}

function astralFiles(defect: string): MessyFile[] {
  return valueFiles(
    defect,
    UNICODE.map((style): Style => ({ ...style, language: 'many' })),
    () => [
      [NAME, '𠮷野家'],
      [COMMENT, '👩‍👩‍👧 🇺🇦 🏴󠁧󠁢󠁷󠁬󠁳󠁿'],
      [NAME, '𝔄𝔫𝔫 𝔈𝔵𝔞𝔪𝔭𝔩𝔢'],
      [NAME, `Z${'\u0351'.repeat(60)}oe`],
      [TOWN, '𞤀𞤣𞤤𞤢𞤥'],
      [COMMENT, '😀"😀\n😀'],
      [NAME, 'ﬁona'],
      [COMMENT, '\u{10ffff}'],
    ],
  );
}

function nullWordFiles(defect: string): MessyFile[] {
  return valueFiles(defect, pickStyles(defect, 6), () => [
    [TOWN, 'NULL'],
    [COMMENT, 'N/A'],
    [NAME, 'NA'],
    [COMMENT, 'null'],
    [NAME, 'None'],
    [TOWN, '\\N'],
    [COMMENT, 'nan'],
    [PHONE, '-'],
    [NAME, 'True'],
    [EMAIL, 'anonymous'],
  ]);
}

function singleColumnFiles(defect: string): MessyFile[] {
  const styles = pickStyles(defect, 8).map((style): Style => ({ ...style, delimiter: ',' }));
  return each(defect, styles, ({ draft, data, people, index }) => {
    const column = turn([EMAIL, NAME], index);
    draft.header([cellAt(data.header, column)]);
    for (const [i, cells] of people.entries()) {
      if (i === 10) draft.blank();
      draft.row([cellAt(cells, column)]);
    }
    return { title: turn(['e-mail addresses', 'names'], index) };
  });
}

/** Everything that can go wrong on one Tuesday. */
function wildFiles(defect: string): MessyFile[] {
  return each(defect, STYLES, ({ draft, data, plain, people }) => {
    draft.preamble('Safe routes for all').preamble('').header(data.header);
    addRows(draft, people.slice(0, 4));
    const bad = personAt(plain, 4).with(COMMENT, 'I agree');
    draft.badRow(draft.join(bad.with(NAME, 'Bo "Nick" Sample')), { readings: [bad.with(NAME, 'Bo "Nick" Sample')], isRepaired: true });
    draft.blank();
    draft.row(personAt(people, 5));
    draft.badRow(draft.join(bad.with(TOWN, `"${cellAt(bad, TOWN)}`)), unclosed(bad, TOWN));
    addRows(draft, people.slice(6, 9));
    draft.badRow(draft.join(bad.with(TOWN, `${cellAt(bad, TOWN)}\0`)), { readings: [bad], isRepaired: true });
    draft.badRow(draft.join(bad.slice(0, 3)), { reasons: ['row-short'] });
    draft.row(personAt(people, 9));
    longRow(draft, bad.with(COMMENT, `Yes${draft.delimiter} please`), (right) => ({ reasons: ['row-long'], suggests: right }));
    draft.noRecord(draft.format(data.header), ['header-repeat']);
    addRows(draft, people.slice(10, 14));
    draft.badRow(draft.join(bad.slice(0, COMMENT)), { readings: [bad.with(COMMENT, '')] });
    draft.noRecord(draft.format(Array.from({ length: COLUMN_COUNT }, () => '')), ['empty-record']);
    draft.badRow(draft.format(personAt(people, 14)) + draft.delimiter, { readings: [personAt(people, 14)] });
    addRows(draft, people.slice(15));
    draft.blank().noRecord(data.footer, ['footer']).blank().blank();
    return undefined;
  });
}

/** Every class of defect with its files. */
const DEFECTS: readonly (readonly [string, (defect: string) => MessyFile[]])[] = [
  ['a clean file', cleanFiles],
  ['few rows', fewRowFiles],
  ['no payload', emptyFiles],
  ['no line end at the end', unendedFiles],
  ['more line ends at the end', overEndedFiles],
  ['kinds of line end', newlineFiles],
  ['encodings', encodingFiles],
  ['encodings that are given', givenEncodingFiles],
  ['UTF-8 with lines in Windows-1252', mixedEncodingFiles],
  ['delimiters', delimiterFiles],
  ['a sep= line', sepLineFiles],
  ['single quotes', singleQuoteFiles],
  ['backslash escapes', backslashFiles],
  ['a space after each delimiter', spacedFiles],
  ['no header', headerlessFiles],
  ['a header of two rows', twoRowHeaderFiles],
  ['line breaks in the header', brokenHeaderFiles],
  ['a preamble', preambleFiles],
  ['a footer', footerFiles],
  ['a row of totals', totalsFiles],
  ['a header that comes again', repeatedHeaderFiles],
  ['exports of other columns in one file', stackedFiles],
  ['a summary below the list', summaryFiles],
  ['headers that come twice or are empty', doubtfulHeaderFiles],
  ['headers that are members of objects', objectHeaderFiles],
  ['escape sequences', escapeSequenceFiles],
  ['odd file names', fileNames],
  ['rows with fewer cells', shortFiles],
  ['rows with more cells', longFiles],
  ['delimiters at the end of rows', trailingDelimiterFiles],
  ['quotes astray in a bare cell', strayUnquotedFiles],
  ['quotes astray in a quoted cell', strayQuotedFiles],
  ['a quote that never closes', unclosedFiles],
  ['a quote that swallows rows', swallowFiles],
  ['line breaks without quotes', brokenLineFiles],
  ['line breaks in quotes', quotedLineFiles],
  ['NUL bytes', nulFiles],
  ['blank lines', blankLineFiles],
  ['rows of nothing but delimiters', delimiterRowFiles],
  ['cells that are too long', longCellFiles],
  ['records that are too long', longRecordFiles],
  ['a thousand columns', manyColumnFiles],
  ['formulas', formulaFiles],
  ['damage by Excel', excelFiles],
  ['invisible characters', invisibleFiles],
  ['characters beyond the basic plane', astralFiles],
  ['words for nothing', nullWordFiles],
  ['one column', singleColumnFiles],
  ['everything at once', wildFiles],
];

/** All files, by class. */
export function messyFiles(): ReadonlyMap<string, readonly MessyFile[]> {
  return new Map(DEFECTS.map(([defect, make]) => [defect, make(defect)]));
}
