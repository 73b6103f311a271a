/**
 * What is wrong with a command line, in our own words. The parser's messages repeat what was typed, which may be somebody's address in the
 * wrong place; here a word comes back only if it has the shape of an option or a command.
 */

import type { Command } from 'commander';

import { isIdShaped, suggestSimilar } from '../lib/text.js';

type Pattern = readonly [message: RegExp, sentence: (parts: readonly string[], command: Command) => string];

/** The parser's messages, from their first to their last sign: what is typed may hold line ends and quotes. */
const PATTERNS: readonly Pattern[] = [
  [/^error: unknown option '([\s\S]*?)'(?:\n\(Did you mean [^\n]*\))?\s*$/, ([typed = ''], command) => unknownOption(typed, command)],
  [/^error: unknown command '([\s\S]*?)'(?:\n\(Did you mean [^\n]*\))?\s*$/, ([typed = ''], command) => unknownCommand(typed, command)],
  [
    /^error: option '([^']*)' argument '[\s\S]*' is invalid\.([\s\S]*)$/,
    ([flags = '', rule = '']) => `the value that was given for ${flags} is none that it takes. ${inOurWords(rule)}`,
  ],
  [
    /^error: command-argument value '[\s\S]*' is invalid for argument '([^']*)'\.([\s\S]*)$/,
    ([name = '', rule = '']) => `what was given for <${name}> is nothing that it takes. ${inOurWords(rule)}`,
  ],
  [/^error: option '([^']*)' argument missing\s*$/, ([flags = '']) => `${flags} needs a value.`],
  [/^error: required option '([^']*)' not specified\s*$/, ([flags = '']) => `${flags} is missing.`],
  [/^error: missing required argument '([^']*)'\s*$/, ([name = '']) => `<${name}> is missing.`],
  [
    /^error: option '([^']*)' cannot be used with option '([^']*)'\s*$/,
    ([one = '', other = '']) => `${one} and ${other} exclude each other.`,
  ],
  [
    /^error: too many arguments(?: for '[^']*')?\. Expected (\d+) arguments? but got (\d+)\.\s*$/,
    ([expected = '', got = '']) => `more was given than this command takes: ${got} words instead of ${expected}.`,
  ],
];

/** A message of the parser as one of ours, with a line end. One that is not known becomes a general sentence. */
export function usageText(message: string, command: Command): string {
  for (const [pattern, sentence] of PATTERNS) {
    const match = pattern.exec(message);
    if (match !== null) return `handin: ${capital(sentence(match.slice(1), command).trim())}\n`;
  }
  return 'handin: This command line cannot be understood.\n';
}

function unknownOption(typed: string, command: Command): string {
  const name = typed.split('=', 1)[0] ?? '';
  const near = name.startsWith('--') ? suggestSimilar(name, optionsOf(command)) : null;
  const shown = isIdShaped(name.replace(/^--?/, '')) ? `there is no option ${name} here` : 'one of the options does not exist here';
  return near === null ? `${shown}.` : `${shown}; did you mean ${near}?`;
}

function unknownCommand(typed: string, command: Command): string {
  const near = suggestSimilar(
    typed,
    command.commands.map((one) => one.name()),
  );
  const shown = isIdShaped(typed) ? `there is no command ${typed}` : 'there is no such command';
  return near === null ? `${shown}.` : `${shown}; did you mean ${near}?`;
}

function optionsOf(command: Command): string[] {
  const own = [...command.options, ...(command.parent?.options ?? [])];
  return own.flatMap(({ long, hidden }) => (long === undefined || long === null || hidden ? [] : [long]));
}

/** Rules of our own options come through as they are; the parser's own sentence about choices does not. */
function inOurWords(rule: string): string {
  return rule.trim().replace(/^Allowed choices are (.*)\.$/, 'It can be: $1.');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
