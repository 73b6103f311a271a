/**
 * YAML 1.2 (core schema) for the campaign file: one document of maps, lists and plain values. Anchors, aliases, tags,
 * directives, merge keys and duplicate keys are refused, and so are large and deeply nested files. Every message is
 * ours and quotes no value: the library's own quote the file, which holds organisers' contacts.
 */

import {
  CST,
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  Lexer,
  LineCounter,
  type Node,
  parseAllDocuments,
  type YAMLError,
} from 'yaml';

import type { TextPosition, YamlDocument } from '../context.js';
import { InputError } from '../errors.js';
import { formatCount, isKeyShaped } from '../text.js';

const BYTES_MAX = 64 * 1024;
const NESTING_MAX = 20;
/** One slip, such as a missing quote, can break every line after it; the first few are enough to find it. */
const FINDINGS_MAX = 20;

interface Finding {
  readonly offset: number;
  readonly text: string;
}

/** Our words for the library's error codes. Codes not listed are rare and get the general sentence. */
const SYNTAX: Readonly<Record<string, string>> = {
  BAD_DQ_ESCAPE: 'this backslash escape is not known; use single quotes or double the backslash',
  BAD_INDENT: 'the indentation does not fit; keys of one level start in the same column, and every [ and { is closed',
  BAD_SCALAR_START: 'a value cannot start with this character; put the value in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second colon on this line; put the value in quotes',
  BLOCK_IN_FLOW: 'lists and maps in brackets cannot hold lines that start with a dash; use one of the two forms',
  KEY_OVER_1024_CHARS: 'this key is too long; a quote or a bracket above is probably not closed',
  MISSING_CHAR: 'a character is missing here: a closing quote or bracket, a comma, a colon, or the space after a colon or comma',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line; a colon or a closing quote is probably missing',
  NON_STRING_KEY: 'a key must be a plain word',
  TAB_AS_INDENT: 'a tab is used for indentation; use spaces',
  UNEXPECTED_TOKEN: 'something here does not belong; check the quotes and brackets before it',
};

/** A key can be shown when it looks like one; anything else might be a value in the wrong place. */
const KEY = /^[\w-]{1,40}(?=["' ]*:)/;

/** Refuses what we do not read before the library builds anything, since deep nesting alone can end the process. */
function screenTokens(text: string): Finding[] {
  const findings: Finding[] = [];
  let offset = 0;
  let flowDepth = 0;
  let indicatorsOnLine = 0;
  let isContent = false;
  for (const token of new Lexer().lex(text)) {
    const type: string | null = isContent ? 'content' : CST.tokenType(token);
    isContent = type === 'scalar';
    // These two stand for structure and are no characters of the file.
    if (type === 'scalar' || type === 'doc-mode' || type === 'flow-error-end') continue;
    if (type === 'anchor') findings.push({ offset, text: 'anchors (&) are not allowed; write the value out' });
    if (type === 'alias') findings.push({ offset, text: 'aliases (*) are not allowed; write the value out, or put it in quotes' });
    if (type === 'tag') findings.push({ offset, text: 'tags (!) are not allowed; remove it, or put the value in quotes' });
    if (type === 'directive-line') findings.push({ offset, text: 'directives (%) are not allowed; remove the line' });
    if (type === 'newline' || token.includes('\n')) indicatorsOnLine = 0;
    if (type === 'flow-seq-start' || type === 'flow-map-start') flowDepth++;
    if (type === 'flow-seq-end' || type === 'flow-map-end') flowDepth--;
    if (type === 'seq-item-ind' || type === 'explicit-key-ind' || (type === 'map-value-ind' && flowDepth <= 0)) indicatorsOnLine++;
    if (flowDepth > NESTING_MAX || indicatorsOnLine > NESTING_MAX) {
      findings.push({ offset, text: `lists and maps are nested more than ${NESTING_MAX} deep` });
      break;
    }
    offset += token.length;
  }
  return findings;
}

/** What only the built tree shows: merge keys, and nesting by indentation. */
function screenTree(root: Node | null): Finding[] {
  const findings: Finding[] = [];
  const visitNode = (node: unknown, depth: number): void => {
    if (isPair(node)) {
      if (isScalar(node.key) && node.key.value === '<<' && node.key.type === 'PLAIN') {
        findings.push({ offset: node.key.range?.[0] ?? 0, text: 'merge keys (<<) are not allowed; write the keys out' });
      }
      visitNode(node.value, depth);
    } else if (isCollection(node)) {
      if (depth >= NESTING_MAX) {
        findings.push({ offset: node.range?.[0] ?? 0, text: `lists and maps are nested more than ${NESTING_MAX} deep` });
        return;
      }
      for (const item of node.items) visitNode(item, depth + 1);
    }
  };
  visitNode(root, 0);
  return findings;
}

function describeSyntax(error: YAMLError, text: string): Finding {
  const offset = error.pos[0];
  if (error.code === 'DUPLICATE_KEY') {
    const key = KEY.exec(text.slice(offset, offset + 100).replace(/^["']/, ''))?.[0] ?? '';
    return { offset, text: `the key${isKeyShaped(key) ? ` “${key}”` : ''} appears twice here; keep one` };
  }
  return { offset, text: SYNTAX[error.code] ?? 'this is not well-formed YAML' };
}

/** Parses one YAML document. Throws one `campaign-syntax` error that lists every finding, `label:LINE:COLUMN` each. */
export function parseYaml(text: string, label: string): YamlDocument {
  if (Buffer.byteLength(text, 'utf8') > BYTES_MAX) {
    throw refuse([`${label}:1:1: the file is larger than ${formatCount(BYTES_MAX)} bytes; keep long texts in files of their own`]);
  }
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  const position = (offset: number): TextPosition => {
    const found = lines.linePos(Math.min(offset, text.length));
    return { line: Math.max(1, found.line), column: Math.max(1, found.col) };
  };
  const stopOn = (findings: readonly Finding[], cause?: unknown): void => {
    if (findings.length === 0) return;
    const seen = new Set<number>();
    const unique = findings.toSorted((a, b) => a.offset - b.offset).filter(({ offset }) => !seen.has(offset) && seen.add(offset));
    const messages = unique.slice(0, FINDINGS_MAX).map((finding) => {
      const { line, column } = position(finding.offset);
      return `${label}:${line}:${column}: ${finding.text}`;
    });
    if (unique.length > FINDINGS_MAX) messages.push(`${label}: and ${formatCount(unique.length - FINDINGS_MAX)} more`);
    throw refuse(messages, cause);
  };

  stopOn(screenTokens(text));
  const documents = parseDocuments(text, label);
  const document = documents[0];
  if (document === undefined) return { value: null, locate: () => ({ line: 1, column: 1 }) };
  if (documents.length > 1) {
    const second = documents[1]?.range[0] ?? 0;
    stopOn([{ offset: second, text: 'a second document starts here; a campaign file is one document' }]);
  }
  stopOn(
    [...document.errors, ...document.warnings].map((error) => describeSyntax(error, text)),
    document.errors[0],
  );
  stopOn(screenTree(document.contents));

  return {
    value: document.toJS() as unknown,
    locate: (path, what = 'value') => position(offsetOf(document, path, what)),
  };
}

function parseDocuments(text: string, label: string): readonly Document.Parsed[] {
  try {
    const documents = parseAllDocuments(text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      stringKeys: true,
      uniqueKeys: true,
      strict: true,
      prettyErrors: false,
    });
    // An empty stream comes back as an empty list with properties of a document.
    return [...documents];
  } catch (cause) {
    throw refuse([`${label}:1:1: this is not well-formed YAML`], cause);
  }
}

/** Offset of the value (or key) at a path, or of the nearest ancestor that exists. */
function offsetOf(document: Document.Parsed, path: readonly (string | number)[], what: 'key' | 'value'): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [index, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (pair === undefined) return offset;
      const key = pair.key as Node;
      offset = key.range?.[0] ?? offset;
      if (what === 'key' && index === path.length - 1) return offset;
      node = pair.value as Node | null;
    } else if (isCollection(node)) {
      node = (node.items[Number(step)] ?? null) as Node | null;
    } else {
      return offset;
    }
    // A key without a value has a value of no width; its key is the better place to look.
    if (node?.range && node.range[1] > node.range[0]) offset = node.range[0];
  }
  return offset;
}

function refuse(messages: readonly string[], cause?: unknown): InputError {
  return new InputError(messages.join('\n'), {
    code: 'campaign-syntax',
    hint: 'Put text that holds : # & * ! % @ or quotes in double quotes, and indent with spaces.',
    ...(cause === undefined ? {} : { cause }),
  });
}
