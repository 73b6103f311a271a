import { describe, expect, it } from 'vitest';

import { InputError } from '../../../src/lib/errors.js';
import { parseMarkdown } from '../../../src/lib/io/markdown.js';
import type { Inline, TextBlock } from '../../../src/lib/model/rich-text.js';
import { runs } from '../../helpers/runs.js';

const read = (text: string): readonly TextBlock[] => parseMarkdown(text, 'letter.md').blocks;
const text = (value: string): Inline => ({ type: 'text', text: value });
const paragraph = (...children: Inline[]): TextBlock => ({ type: 'paragraph', children });

function refusalOf(source: string): InputError {
  try {
    parseMarkdown(source, 'letter.md');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error('nothing was refused');
}

describe('parseMarkdown', () => {
  it.each<[string, string, readonly TextBlock[]]>([
    ['nothing', '\n\n', []],
    ['paragraphs, with line ends inside them as spaces', 'One\ntwo\n\nThree', [paragraph(text('One two')), paragraph(text('Three'))]],
    ['a byte-order mark and the line ends of Windows', '\uFEFFOne\r\ntwo\r\n', [paragraph(text('One two'))]],
    [
      'headings of levels 2 to 4',
      '## A\n\n### B\n\n#### C\n',
      [2, 3, 4].map((level, index) => ({ type: 'heading', level: level as 2 | 3 | 4, children: [text('ABC'[index] ?? '')] })),
    ],
    [
      'emphasis and strong',
      'a *b* **c *d***',
      [
        paragraph(text('a '), { type: 'emphasis', children: [text('b')] }, text(' '), {
          type: 'strong',
          children: [text('c '), { type: 'emphasis', children: [text('d')] }],
        }),
      ],
    ],
    ['hard breaks of both kinds', 'a  \nb\\\nc', [paragraph(text('a'), { type: 'break' }, text('b'), { type: 'break' }, text('c'))]],
    [
      'links to the web and to a mailbox',
      '[site](https://example.org/a?b=1) <http://example.org> [post](mailto:hello@example.org)',
      [
        paragraph(
          { type: 'link', href: 'https://example.org/a?b=1', children: [text('site')] },
          text(' '),
          { type: 'link', href: 'http://example.org', children: [text('http://example.org')] },
          text(' '),
          { type: 'link', href: 'mailto:hello@example.org', children: [text('post')] },
        ),
      ],
    ],
    [
      'nested lists, and where a numbered one starts',
      '3. a\n4. b\n   - c\n\n     d\n',
      [
        {
          type: 'list',
          ordered: true,
          start: 3,
          items: [
            [paragraph(text('a'))],
            [paragraph(text('b')), { type: 'list', ordered: false, start: 1, items: [[paragraph(text('c')), paragraph(text('d'))]] }],
          ],
        },
      ],
    ],
    ['quotes', '> a\n>\n> b\n', [{ type: 'quote', children: [paragraph(text('a')), paragraph(text('b'))] }]],
    [
      'quotation marks, dashes and escapes as written',
      '"a" -- \'b\'... &amp; \\*c\\* 1 < 2',
      [paragraph(text('"a" -- \'b\'... & *c* 1 < 2'))],
    ],
    [
      'placeholders as text',
      'We are **{{signatures}}** on {{date}}, {{target.role}}.',
      [paragraph(text('We are '), { type: 'strong', children: [text('{{signatures}}')] }, text(' on {{date}}, {{target.role}}.'))],
    ],
    [
      'addresses without brackets as text',
      'www.example.org and https://example.org',
      [paragraph(text('www.example.org and https://example.org'))],
    ],
  ])('reads %s', (_, source, blocks) => {
    expect(read(source)).toEqual(blocks);
  });

  it('reads a table with emphasis, links, notes and a stroke in its cells, and how its columns are set', () => {
    const source =
      'Before\n\n| What | *How many*[^1] | Where |\n|:-|--:|:-:|\n| **a** \\| b | {{signatures}} | [c](https://example.org) |\n| d | | e |\n\n[^1]: f\n';
    expect(parseMarkdown(source, 'letter.md')).toEqual({
      blocks: [
        paragraph(text('Before')),
        {
          type: 'table',
          columns: [
            { align: 'left', children: [text('What')] },
            {
              align: 'right',
              children: [
                { type: 'emphasis', children: [text('How many')] },
                { type: 'note', note: 1 },
              ],
            },
            { align: 'center', children: [text('Where')] },
          ],
          rows: [
            [
              [{ type: 'strong', children: [text('a')] }, text(' | b')],
              [text('{{signatures}}')],
              [{ type: 'link', href: 'https://example.org', children: [text('c')] }],
            ],
            [[text('d')], [], [text('e')]],
          ],
        },
      ],
      notes: [[text('f')]],
    });
  });

  it.each<[string, string, string]>([
    [
      'without a line of dashes',
      '| a | b |\n| c | d |\n',
      'letter.md:1: this looks like a table and is none; below its headings goes a line of dashes with as many columns, such as | --- | --- |',
    ],
    [
      'with fewer dashes than headings',
      'x\n\na | b | c\n--- | ---\nd | e | f\n',
      'letter.md:3: this looks like a table and is none; below its headings goes a line of dashes with as many columns, such as | --- | --- |',
    ],
    [
      'with a cell too many',
      '| a | b |\n|---|---|\n| c | d | e |\n',
      'letter.md:3: this row has 3 cells and the table 2 columns; make them equal, or leave an empty line above what is no row',
    ],
    [
      'with a sentence right below it',
      '| a | b |\n|---|---|\n| c | d |\nWe ask.\n',
      'letter.md:4: this row has 1 cell and the table 2 columns; make them equal, or leave an empty line above what is no row',
    ],
    [
      'with a column that has no heading',
      '| | b |\n|---|---|\n| c | d |\n',
      'letter.md:1: a column of this table has no heading, and who hears the table read aloud needs one; name every column',
    ],
    ['without a row', '| a | b |\n|---|---|\n', 'letter.md:1: this table has headings and no row; add one'],
    [
      'of seven columns',
      '|a|b|c|d|e|f|g|\n|-|-|-|-|-|-|-|\n|a|b|c|d|e|f|g|\n',
      'letter.md:1: a table of more than 6 columns is too wide for a page; make two of it, or a list',
    ],
    [
      'with a chapter in a cell',
      `|a|b|\n|-|-|\n|c|${'d'.repeat(601)}|\n`,
      'letter.md:3: a cell of a table is longer than 600 characters; put such a text into a paragraph',
    ],
    ['inside a quote', '> |a|b|\n> |-|-|\n> |c|d|\n', 'letter.md:1: a table inside a list or a quote is not read; let it stand by itself'],
    [
      'with HTML in a cell',
      '|a|b|\n|-|-|\n|c|<b>d</b>|\n',
      'letter.md:3: HTML is not read; use *emphasis* or **strong**, or write \\< for the character',
    ],
  ])('refuses a table %s', (_, source, message) => {
    expect(refusalOf(source).message).toBe(message);
  });

  it('numbers notes by their first reference, wherever they are defined', () => {
    const rich = parseMarkdown('[^b]: Second *note*\n\nOne[^a] two[^b] one again[^a].\n\n[^a]: First\n    note\n', 'body.md');
    expect(rich.blocks).toEqual([
      paragraph(
        text('One'),
        { type: 'note', note: 1 },
        text(' two'),
        { type: 'note', note: 2 },
        text(' one again'),
        { type: 'note', note: 1 },
        text('.'),
      ),
    ]);
    expect(rich.notes).toEqual([[text('First note')], [text('Second '), { type: 'emphasis', children: [text('note')] }]]);
  });

  it('takes notes from headings, lists and quotes too', () => {
    const rich = parseMarkdown('## A[^1]\n\n- b[^2]\n\n> c[^3]\n\n[^3]: three\n[^1]: one\n[^2]: two\n', 'body.md');
    expect(rich.notes).toEqual([[text('one')], [text('two')], [text('three')]]);
  });

  it.each([
    ['a heading of level 1', 'a\n\n# B\n', 'letter.md:3: a heading of level 1 is not read, the section has its own; use ##'],
    ['an underlined heading', 'a\n\nB\n===\n', 'letter.md:3: a heading of level 1 is not read, the section has its own; use ##'],
    ['a heading of level 5', '##### B\n', 'letter.md:1: a heading of level 5 is not read; use ##, ### or ####'],
    ['HTML', 'a\n\n<div>b</div>\n', 'letter.md:3: HTML is not read; use Markdown, and leave comments out'],
    ['a comment', '<!-- a -->\n', 'letter.md:1: HTML is not read; use Markdown, and leave comments out'],
    [
      'HTML inside a sentence',
      'a\nb <b>c\n',
      'letter.md:2: HTML is not read; use *emphasis* or **strong**, or write \\< for the character',
    ],
    ['an image', 'a\nb\n![c](https://example.org/c.png)\n', 'letter.md:3: images are not read; describe what it shows in words'],
    ['code', 'a `b`\n', 'letter.md:1: code is not read; use quotation marks or *emphasis*'],
    ['a code block', 'a\n\n```\nb\n```\n', 'letter.md:3: code blocks are not read; use a paragraph or a quote (>)'],
    ['an indented line', 'a\n\n    b\n', 'letter.md:3: a line indented by four spaces is read as code; remove the indentation'],
    ['a rule', 'a\n\n***\n', 'letter.md:3: rules are not read; use a heading to begin a new part'],
    ['struck-out text', '~~a~~\n', 'letter.md:1: struck-out text is not read; leave it out'],
    [
      'a script as a link',
      'a\n[b](javascript:alert)\n',
      'letter.md:2: this link is not read; links begin with https://, http:// or mailto:',
    ],
    ['a link to a file', '[b](other.md)\n', 'letter.md:1: this link is not read; links begin with https://, http:// or mailto:'],
    ['a link with a title', '[b](https://example.org "c")\n', 'letter.md:1: a link with a title is not read; leave the quoted title out'],
    [
      'a link with its address elsewhere',
      'a [b]\n\n[b]: https://example.org\n',
      'letter.md:3: links with a separate address are not read; write [words](https://…) in place',
    ],
    ['an image inside a list', '- a\n  - ![b](c.png)\n', 'letter.md:2: images are not read; describe what it shows in words'],
    [
      'a note inside the sentence',
      'a^[b]\n',
      'letter.md:1: footnotes inside the sentence (^[…]) are not read; write [^1] and a line that begins with [^1]:',
    ],
  ])('refuses %s with its line and what to write instead', (_, source, message) => {
    const error = refusalOf(source);
    expect(error.message).toBe(message);
    expect(error.code).toBe('markdown-unsupported');
  });

  it.each([
    [
      'a reference without a note',
      'a\nb[^1]\n',
      'letter.md:2: the footnote [^1] is not defined; add a line that begins with [^label]: or remove the reference',
    ],
    [
      'the same among other notes',
      'a[^1] b[^x]\n\n[^1]: c\n',
      'letter.md:1: the footnote [^x] is not defined; add a line that begins with [^label]: or remove the reference',
    ],
    ['a note without a reference', 'a\n\n[^1]: b\n', 'letter.md:3: the footnote [^1] is never referred to; refer to it or remove it'],
    ['two notes of one label', 'a[^1]\n\n[^1]: b\n\n[^1]: c\n', 'letter.md:5: the footnote [^1] is defined twice; give each its own label'],
    ['an empty note', 'a[^1]\n\n[^1]:\n', 'letter.md:3: the footnote [^1] must be one paragraph of text'],
    ['a note of several paragraphs', 'a[^1]\n\n[^1]: b\n\n    c\n', 'letter.md:3: the footnote [^1] must be one paragraph of text'],
    ['a list as a note', 'a[^1]\n\n[^1]: - b\n', 'letter.md:3: the footnote [^1] must be one paragraph of text'],
    [
      'a note on a note',
      'a[^1]\n\n[^1]: b[^2]\n\n[^2]: c\n',
      'letter.md:3: a footnote cannot refer to another footnote\nletter.md:5: the footnote [^2] is never referred to; refer to it or remove it',
    ],
  ])('refuses %s', (_, source, message) => {
    const error = refusalOf(source);
    expect(error.message).toBe(message);
    expect(error.code).toBe('markdown-footnote');
  });

  it('leaves an escaped footnote sign alone', () => {
    expect(read('a \\[^1\\]')).toEqual([paragraph(text('a [^1]'))]);
  });

  it('reports everything it refuses at once, in the order of the text', () => {
    expect(
      refusalOf('a[^1]\n\n# B\n\n`c`\n')
        .message.split('\n')
        .map((line) => line.slice(0, 11)),
    ).toEqual(['letter.md:1', 'letter.md:3', 'letter.md:5']);
  });

  it('never repeats what a text says', () => {
    const canary = 'canary@example.org';
    for (const source of [
      `<p>${canary}</p>`,
      `# ${canary}`,
      `\`${canary}\``,
      `[^${canary}]`,
      `a\n\n[^${canary}]: b`,
      `[a](tel:${canary})`,
      `![${canary}](${canary})`,
    ]) {
      expect(refusalOf(source).message).not.toContain(canary);
    }
  });

  it('refuses a line that no person would write', () => {
    expect(refusalOf(`a\n${'b'.repeat(10_001)}`).message).toBe(
      'letter.md:2: this line is longer than 10,000 characters; break it into paragraphs',
    );
  });

  it.each([
    ['quotes', '> '.repeat(5_000)],
    ['lists', '- '.repeat(5_000)],
    ['open emphasis', '*a _b '.repeat(1_600), 25],
    ['open brackets', '['.repeat(9_900), 25],
    ['open notes', `[^1]: a\n\n${'[^1'.repeat(3_300)}`, 20],
    ['backquotes', '` `` '.repeat(1_900), 25],
    ['links', '[a](b '.repeat(1_600), 25],
    ['tables', 'a|'.repeat(4_900), 25],
    ['columns', `${'a|'.repeat(4_900)}\n${'-|'.repeat(4_900)}\n${'b|'.repeat(4_900)}`, 8],
    ['rows', `a|b\n-|-\n${'c|d\n'.repeat(20_000)}`],
  ])('answers a flood of %s', (_, source, times = 1) => {
    // One that never ended would end with the time limit of tests.
    const length = runs(64, 256) * 1024;
    try {
      parseMarkdown(`${source}\n`.repeat(times).slice(0, length), 'letter.md');
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
    }
  });
});
