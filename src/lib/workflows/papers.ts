/** Papers for the data-protection file: filled from the campaign and the last merge, as Markdown and as PDF. */

import { createHash } from 'node:crypto';
import path from 'node:path';

import { canonicalJson } from '../canonical-json.js';
import { packDate } from '../config.js';
import type { Context } from '../context.js';
import { HandinError, InputError } from '../errors.js';
import type {
  FilledPaper,
  PaperBlock,
  PaperDocument,
  PaperFacts,
  PaperId,
  PapersReport,
  PaperTemplate,
  WrittenPaper,
} from '../model/paper.js';
import { fillPaper, type PaperCatalogue } from '../papers/fill.js';
import { type PapersFactsOptions, readPaperFacts } from './papers-facts.js';

/** The file of a folder of papers that says it is ours, and what was written into it. */
export const PAPERS_FILE = 'papers.json';
const DATA_FOLDER = 'papers/data';
/** The papers' own language, whatever the campaign's is. */
const LANGUAGE = 'en-GB';
/** Two cores are the least a laptop has. */
const PROCESSES_MAX = 2;

export interface PapersOptions extends Omit<PapersFactsOptions, 'needsCategories'> {
  readonly which: readonly PaperId[];
  /** Full path. */
  readonly outDir: string;
  /** Replaces papers that were changed by hand, and folders that are not ours. */
  readonly force: boolean;
}

/**
 * Writes papers into a folder; others that lie there stay.
 * @throws InputError `papers-changed` when one of them was changed by hand and `force` is not given
 */
export async function runPapers(context: Context, options: PapersOptions): Promise<PapersReport> {
  const { files } = context.io;
  const templates = options.which.map((id) => readTemplate(context, id));
  const needsCategories = templates.some(({ sections }) => sections.some(({ blocks }) => blocks.some(isCategories)));
  const facts = await readPaperFacts(context, { ...options, needsCategories });
  const catalogue = readCatalogue(context);
  const filled = templates.map((template) => fillPaper(template, facts, catalogue));
  const before = readMarker(context, options.outDir);
  if (!options.force) assertUnchanged(context, options, before);
  const folder = await files.beginFolder(options.outDir, { marker: PAPERS_FILE, force: options.force, carryOver: true, isPrivate: true });
  try {
    const hashes: Record<string, string> = { ...before };
    const papers: WrittenPaper[] = [];
    for (let at = 0; at < filled.length; at += PROCESSES_MAX) {
      const batch = filled.slice(at, at + PROCESSES_MAX);
      const rendered = await Promise.all(batch.map((paper) => paperFiles(context, paper, facts)));
      for (const [index, paper] of batch.entries()) {
        const own = rendered[index] ?? [];
        for (const { name, bytes } of own) {
          await files.writeFile(path.join(folder.path, name), bytes);
          hashes[name] = sha256Of(bytes);
        }
        papers.push({
          id: paper.id,
          title: paper.title,
          files: own.map(({ name }) => name),
          blanks: describeBlanks(paper.blanks, catalogue),
        });
      }
    }
    const marker = { files: hashes, formatVersion: 1, tool: { name: 'handin', version: context.version } };
    await files.writeFile(path.join(folder.path, PAPERS_FILE), canonicalJson(marker, { trailingNewline: true }));
    await folder.publish();
    return { formatVersion: 1, folder: options.outDir, papers };
  } catch (cause) {
    await folder.discard();
    throw cause;
  }
}

const isCategories = (block: PaperBlock): boolean => typeof block === 'object' && 'each' in block && block.each === 'categories';

/** The facts and sources that templates name. */
export function readCatalogue(context: Context): PaperCatalogue {
  const data = context.io.files.bundledJson(DATA_FOLDER);
  return { facts: data['facts'] as PaperCatalogue['facts'], sources: data['sources'] as PaperCatalogue['sources'] };
}

export function readTemplate(context: Context, id: PaperId): PaperTemplate {
  return context.io.files.bundledJson(DATA_FOLDER)[id] as PaperTemplate;
}

/** What each blank is, and where it is filled in. */
export function describeBlanks(blanks: readonly string[], { facts }: PaperCatalogue): WrittenPaper['blanks'] {
  return blanks.map((fact) => ({ fact, what: facts[fact]?.what ?? fact, key: facts[fact]?.key ?? '' }));
}

/** A paper as Markdown, and as PDF unless the fonts lack one of its letters. */
export async function paperFiles(context: Context, paper: FilledPaper, facts: PaperFacts): Promise<{ name: string; bytes: Uint8Array }[]> {
  const markdown = `# ${paper.title}\n\n${paper.markdown}`;
  const document: PaperDocument = {
    formatVersion: 1,
    tool: { name: 'handin', version: context.version },
    title: paper.title,
    author: facts.values['controller.name'] ?? '',
    language: LANGUAGE,
    date: packDate(null, context),
    text: context.io.parseMarkdown(paper.markdown, `${paper.id}.md`),
  };
  const text = { name: `${paper.id}.md`, bytes: new TextEncoder().encode(markdown) };
  try {
    const bytes = await context.io.renderPaper(new TextEncoder().encode(JSON.stringify(document)));
    return [text, { name: `${paper.id}.pdf`, bytes }];
  } catch (cause) {
    if (!(cause instanceof HandinError && cause.code === 'glyph-missing')) throw cause;
    return [text];
  }
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Names and hashes of what was written before; empty where the folder is not ours. */
function readMarker(context: Context, folder: string): Readonly<Record<string, string>> {
  const place = path.join(folder, PAPERS_FILE);
  if (!context.io.files.exists(place)) return {};
  try {
    return (JSON.parse(context.io.files.readText(place)) as { files?: Record<string, string> }).files ?? {};
  } catch {
    // Not ours to read; whether the folder may be replaced is for `beginFolder` to say.
    return {};
  }
}

/** Blanks are filled in by hand too, and that work must not be lost by running the command again. */
function assertUnchanged(context: Context, { outDir, which }: PapersOptions, before: Readonly<Record<string, string>>): void {
  const { files } = context.io;
  const names = which.flatMap((id) => [`${id}.md`, `${id}.pdf`]);
  const changed = names.filter((name) => {
    const place = path.join(outDir, name);
    return before[name] !== undefined && files.exists(place) && files.sha256(place) !== before[name];
  });
  if (changed.length === 0) return;
  throw new InputError(
    `${changed.join(', ')} ${changed.length === 1 ? 'was' : 'were'} changed by hand since handin wrote ${changed.length === 1 ? 'it' : 'them'}.`,
    {
      code: 'papers-changed',
      hint: 'Write into another folder with -o and compare, or replace what is there with --force.',
    },
  );
}
