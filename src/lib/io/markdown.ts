/**
 * Reads the Markdown subset of a campaign's texts into `RichText`: headings, paragraphs, lists, quotes, tables, emphasis,
 * links and footnotes. Everything else is refused with its line and with what to write instead, rather than dropped,
 * so that no sentence of a letter goes missing without a word. Text stays as written; `{{placeholders}}` are text here.
 */

import MarkdownIt from 'markdown-it';
import footnotes from 'markdown-it-footnote';

import { InputError } from '../errors.js';
import type { ColumnAlign, Inline, RichText, TableColumn, TextBlock } from '../model/rich-text.js';
import { formatCount, isIdShaped, plural } from '../text.js';

const CHARACTERS_MAX = 256 * 1024;
/** The footnote plugin looks to the end of the line from every sign of a note, which takes minutes on a line without end. */
const LINE_CHARACTERS_MAX = 10_000;
const NESTING_MAX = 20;
/** What a page of a letter can show and a person can read. */
const TABLE_COLUMNS_MAX = 6;
const TABLE_ROWS_MAX = 200;
const CELL_CHARACTERS_MAX = 600;
/** The line of dashes below the headings of a table, wherever it stands; without it there is no table. */
const DASHES = /^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$/;
const LINK_SCHEMES = /^(?:https?:\/\/|mailto:)[^\s]/i;
/** Labels are shown when they are short and plain; others are only located. */
const NOTE_NUMBER = /^[0-9]{1,4}$/;
const NOTE_REFERENCE = /\[\^([^\s\]]+)\]/g;

/** What to write instead of each thing that the subset lacks, by the parser's name for it. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  html_block: 'HTML is not read; use Markdown, and leave comments out',
  html_inline: 'HTML is not read; use *emphasis* or **strong**, or write \\< for the character',
  image: 'images are not read; describe what it shows in words',
  code_inline: 'code is not read; use quotation marks or *emphasis*',
  code_block: 'a line indented by four spaces is read as code; remove the indentation',
  fence: 'code blocks are not read; use a paragraph or a quote (>)',
  hr: 'rules are not read; use a heading to begin a new part',
  s_open: 'struck-out text is not read; leave it out',
};

const parser = new MarkdownIt('default', { html: true, linkify: false, typographer: false, breaks: false, maxNesting: 100 }).use(footnotes);
// We judge links ourselves, to refuse a bad one instead of printing its brackets; the notes are numbered and placed by us.
parser.validateLink = () => true;
parser.core.ruler.disable(['text_join', 'footnote_tail']);

type Token = ReturnType<typeof parser.parse>[number];

interface Finding {
  readonly line: number;
  readonly text: string;
  readonly code: 'markdown-unsupported' | 'markdown-footnote';
}

interface Definition {
  readonly label: string;
  readonly line: number;
  readonly tokens: readonly Token[];
}

/** Reads a text. `label` is the file's name as messages should show it. */
export function parseMarkdown(text: string, label: string): RichText {
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (source.length > CHARACTERS_MAX) {
    throw new InputError(`${label}: the text is longer than ${formatCount(CHARACTERS_MAX)} characters`, {
      code: 'markdown-unsupported',
      hint: 'Shorten the text; a pack is read by people.',
    });
  }
  return new Reader(source, label).read();
}

class Reader {
  readonly #lines: readonly string[];
  readonly #source: string;
  readonly #label: string;
  readonly #findings: Finding[] = [];
  readonly #definitions = new Map<string, Definition>();
  /** Labels in the order of their first reference; the index is the note's number less one. */
  readonly #cited: string[] = [];

  constructor(source: string, label: string) {
    this.#source = source;
    this.#lines = source.split('\n');
    this.#label = label;
  }

  read(): RichText {
    for (const [index, line] of this.#lines.entries()) {
      if (line.length > LINE_CHARACTERS_MAX)
        this.#refuse(index + 1, `this line is longer than ${formatCount(LINE_CHARACTERS_MAX)} characters; break it into paragraphs`);
    }
    if (this.#findings.length > 0) throw this.#error();
    const env: NonNullable<Parameters<typeof parser.parse>[1]> = {};
    const tokens = this.#withoutDefinitions(parser.parse(this.#source, env));
    if (Object.keys(env.references ?? {}).length > 0) {
      this.#refuse(
        this.#lineWhere((text) => /^\[[^\]^][^\]]*\]:/.test(text)),
        'links with a separate address are not read; write [words](https://…) in place',
      );
    }
    const blocks = this.#blocks(tokens, 0);
    const notes = this.#notes();
    if (this.#findings.length > 0) throw this.#error();
    return { blocks, notes };
  }

  /** Takes footnote definitions out of the stream, wherever they stand. */
  #withoutDefinitions(tokens: readonly Token[]): Token[] {
    const rest: Token[] = [];
    let open: { label: string; tokens: Token[] } | null = null;
    for (const token of tokens) {
      if (token.type === 'footnote_reference_open') {
        open = { label: String((token.meta as { label: unknown }).label), tokens: [] };
      } else if (token.type === 'footnote_reference_close' && open !== null) {
        const start = `[^${open.label}]:`;
        const line = open.tokens[0]?.map ? lineOf(open.tokens[0]) : this.#lineWhere((text) => text.startsWith(start));
        if (this.#definitions.has(open.label))
          this.#refuse(line, `the footnote ${show(open.label)} is defined twice; give each its own label`, 'markdown-footnote');
        else this.#definitions.set(open.label, { label: open.label, line, tokens: open.tokens });
        open = null;
      } else {
        (open?.tokens ?? rest).push(token);
      }
    }
    return rest;
  }

  #blocks(tokens: readonly Token[], depth: number): TextBlock[] {
    const blocks: TextBlock[] = [];
    for (let index = 0; index < tokens.length; index++) {
      const token = tokens[index];
      if (token === undefined) continue;
      const line = lineOf(token);
      const end = token.nesting === 1 ? closing(tokens, index) : index;
      const inner = tokens.slice(index + 1, end);
      if (depth > NESTING_MAX) {
        this.#refuse(line, `lists and quotes are nested more than ${NESTING_MAX} deep`);
        return blocks;
      }
      if (token.type === 'paragraph_open') {
        if (this.#looksLikeTable(inner[0]))
          this.#refuse(
            line,
            'this looks like a table and is none; below its headings goes a line of dashes with as many columns, such as | --- | --- |',
          );
        blocks.push({ type: 'paragraph', children: this.#inlines(inner[0]) });
      } else if (token.type === 'heading_open') {
        const level = Number(token.tag.slice(1));
        const children = this.#inlines(inner[0]);
        if (level === 1) this.#refuse(line, 'a heading of level 1 is not read, the section has its own; use ##');
        else if (level > 4) this.#refuse(line, `a heading of level ${level} is not read; use ##, ### or ####`);
        else blocks.push({ type: 'heading', level: level as 2 | 3 | 4, children });
      } else if (token.type === 'bullet_list_open' || token.type === 'ordered_list_open') {
        const items = this.#items(inner, depth + 1);
        blocks.push({ type: 'list', ordered: token.type === 'ordered_list_open', start: Number(token.attrGet('start') ?? 1), items });
      } else if (token.type === 'table_open') {
        if (depth > 0) this.#refuse(line, 'a table inside a list or a quote is not read; let it stand by itself');
        else blocks.push(this.#table(inner, line));
      } else if (token.type === 'blockquote_open') {
        blocks.push({ type: 'quote', children: this.#blocks(inner, depth + 1) });
      } else {
        this.#refuse(line, UNSUPPORTED[token.type] ?? 'this is not part of the Markdown that is read here; use paragraphs and lists');
      }
      index = end;
    }
    return blocks;
  }

  #items(tokens: readonly Token[], depth: number): TextBlock[][] {
    const items: TextBlock[][] = [];
    for (let index = 0; index < tokens.length; index++) {
      const end = closing(tokens, index);
      items.push(this.#blocks(tokens.slice(index + 1, end), depth));
      index = end;
    }
    return items;
  }

  /** Whether lines of a paragraph were meant as a table: a line of dashes and bars, or every line between bars. */
  #looksLikeTable(inline: Token | undefined): boolean {
    const lines = (inline?.content ?? '').split('\n').map((line) => line.trim());
    return lines.some((line) => line.includes('|') && DASHES.test(line)) || lines.every((line) => /^\|.*\|$/.test(line));
  }

  /** The parser cuts off what a row has beyond the headings, and takes a line below the table for a row; neither may pass without a word. */
  #table(tokens: readonly Token[], line: number): TextBlock {
    const rows = cellsOfRows(tokens);
    const [head = { line, cells: [] }, ...body] = rows;
    if (head.cells.length > TABLE_COLUMNS_MAX)
      this.#refuse(line, `a table of more than ${TABLE_COLUMNS_MAX} columns is too wide for a page; make two of it, or a list`);
    if (body.length > TABLE_ROWS_MAX) this.#refuse(line, `a table of more than ${TABLE_ROWS_MAX} rows is no part of a letter; shorten it`);
    if (body.length === 0) this.#refuse(line, 'this table has headings and no row; add one');
    for (const row of body) {
      const found = cellCount((this.#lines[row.line - 1] ?? '').replace(/^[\s>]*/, ''));
      if (found !== head.cells.length)
        this.#refuse(
          row.line,
          `this row has ${plural(found, 'cell')} and the table ${plural(head.cells.length, 'column')}; make them equal, or leave an empty line above what is no row`,
        );
    }
    const read = ({ line: at, cells }: (typeof rows)[number]): Inline[][] =>
      cells.map(({ inline }) => {
        if ((inline?.content.length ?? 0) > CELL_CHARACTERS_MAX)
          this.#refuse(at, `a cell of a table is longer than ${CELL_CHARACTERS_MAX} characters; put such a text into a paragraph`);
        return this.#inlineRun(inline?.children ?? [], { line: at }, undefined);
      });
    const columns = read(head).map((children, index): TableColumn => ({ align: head.cells[index]?.align ?? 'left', children }));
    if (columns.some(({ children }) => children.length === 0))
      this.#refuse(line, 'a column of this table has no heading, and who hears the table read aloud needs one; name every column');
    return { type: 'table', columns, rows: body.map(read) };
  }

  #inlines(token: Token | undefined, note?: Definition): Inline[] {
    const children = token?.children ?? [];
    // Setext headings aside, every inline token of a block begins on the first line of its block.
    return this.#inlineRun(children, { line: token === undefined ? 1 : lineOf(token) }, note);
  }

  #inlineRun(tokens: readonly Token[], at: { line: number }, note: Definition | undefined): Inline[] {
    const inlines: Inline[] = [];
    const addText = (text: string): void => {
      const last = inlines[inlines.length - 1];
      if (last?.type === 'text') inlines[inlines.length - 1] = { type: 'text', text: last.text + text };
      else if (text !== '') inlines.push({ type: 'text', text });
    };
    for (let index = 0; index < tokens.length; index++) {
      const token = tokens[index];
      if (token === undefined) continue;
      const inner = (): Inline[] => {
        const end = closing(tokens, index);
        const run = this.#inlineRun(tokens.slice(index + 1, end), at, note);
        index = end;
        return run;
      };
      switch (token.type) {
        case 'text':
          for (const [, label = ''] of token.content.matchAll(NOTE_REFERENCE)) {
            if (!this.#definitions.has(label))
              this.#refuse(
                at.line,
                `the footnote ${show(label)} is not defined; add a line that begins with [^label]: or remove the reference`,
                'markdown-footnote',
              );
          }
          addText(token.content);
          break;
        case 'text_special':
          addText(token.content);
          break;
        case 'softbreak':
          at.line++;
          addText(' ');
          break;
        case 'hardbreak':
          at.line++;
          inlines.push({ type: 'break' });
          break;
        case 'strong_open':
          inlines.push({ type: 'strong', children: inner() });
          break;
        case 'em_open':
          inlines.push({ type: 'emphasis', children: inner() });
          break;
        case 'link_open': {
          const href = String(token.attrGet('href') ?? '');
          if (!LINK_SCHEMES.test(href)) this.#refuse(at.line, 'this link is not read; links begin with https://, http:// or mailto:');
          if (token.attrGet('title') !== null) this.#refuse(at.line, 'a link with a title is not read; leave the quoted title out');
          inlines.push({ type: 'link', href, children: inner() });
          break;
        }
        case 'footnote_ref':
          this.#cite(token, at.line, note, inlines);
          break;
        default:
          this.#refuse(at.line, UNSUPPORTED[token.type] ?? 'this is not part of the Markdown that is read here; use plain words');
          if (token.nesting === 1) inner();
      }
    }
    return inlines;
  }

  #cite(token: Token, line: number, note: Definition | undefined, inlines: Inline[]): void {
    const label = (token.meta as { label?: unknown } | null)?.label;
    if (typeof label !== 'string') {
      this.#refuse(line, 'footnotes inside the sentence (^[…]) are not read; write [^1] and a line that begins with [^1]:');
    } else if (note !== undefined) {
      this.#refuse(line, 'a footnote cannot refer to another footnote', 'markdown-footnote');
    } else {
      if (!this.#cited.includes(label)) this.#cited.push(label);
      inlines.push({ type: 'note', note: this.#cited.indexOf(label) + 1 });
    }
  }

  #notes(): Inline[][] {
    for (const { label, line } of this.#definitions.values()) {
      if (!this.#cited.includes(label))
        this.#refuse(line, `the footnote ${show(label)} is never referred to; refer to it or remove it`, 'markdown-footnote');
    }
    return this.#cited.map((label) => {
      const definition = this.#definitions.get(label);
      if (definition === undefined) return [];
      const [open, inline, close, ...rest] = definition.tokens;
      if (open?.type !== 'paragraph_open' || inline === undefined || close === undefined || rest.length > 0) {
        this.#refuse(definition.line, `the footnote ${show(label)} must be one paragraph of text`, 'markdown-footnote');
        return [];
      }
      return this.#inlines(inline, definition);
    });
  }

  /** Number of the first line whose text, quote marks aside, passes; else 1. */
  #lineWhere(passes: (text: string) => boolean): number {
    const index = this.#lines.findIndex((line) => passes(line.replace(/^[\s>]*/, '')));
    return index === -1 ? 1 : index + 1;
  }

  #refuse(line: number, text: string, code: Finding['code'] = 'markdown-unsupported'): void {
    this.#findings.push({ line, text, code });
  }

  #error(): InputError {
    const findings = this.#findings.toSorted((a, b) => a.line - b.line);
    const messages = new Set(findings.map(({ line, text }) => `${this.#label}:${line}: ${text}`));
    return new InputError([...messages].join('\n'), {
      code: findings[0]?.code ?? 'markdown-unsupported',
      hint: 'Read here: headings ## to ####, paragraphs, lists, quotes, tables, *emphasis*, **strong**, links and footnotes [^1].',
    });
  }
}

/** Index of the token that closes the one at `index`. */
function closing(tokens: readonly Token[], index: number): number {
  let depth = 0;
  for (let at = index; at < tokens.length; at++) {
    depth += tokens[at]?.nesting ?? 0;
    if (depth === 0) return at;
  }
  return tokens.length - 1;
}

interface TableCell {
  readonly align: ColumnAlign;
  readonly inline: Token | undefined;
}

/** Rows of a table, headings first, each with its line. */
function cellsOfRows(tokens: readonly Token[]): { readonly line: number; readonly cells: readonly TableCell[] }[] {
  const rows: { readonly line: number; readonly cells: TableCell[] }[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'tr_open') rows.push({ line: lineOf(token), cells: [] });
    if (token.type !== 'th_open' && token.type !== 'td_open') continue;
    const style = String(token.attrGet('style') ?? '');
    const align = style.endsWith('right') ? 'right' : style.endsWith('center') ? 'center' : 'left';
    rows.at(-1)?.cells.push({ align, inline: tokens[index + 1] });
  }
  return rows;
}

/** Cells that a row was written with: the parser's own way of cutting, in which a stroke behind a backslash is text. */
function cellCount(line: string): number {
  const cells = line.trim().split(/(?<!\\)\|/);
  const edges = (cells[0] === '' ? 1 : 0) + (cells.length > 1 && cells.at(-1) === '' ? 1 : 0);
  return cells.length - edges;
}

function lineOf(token: Token): number {
  return (token.map?.[0] ?? 0) + 1;
}

function show(label: string): string {
  return NOTE_NUMBER.test(label) || isIdShaped(label) ? `[^${label}]` : 'here';
}
