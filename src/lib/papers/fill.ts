/**
 * Fills a paper's template. Nothing is invented: a fact that is not known is a blank that says what belongs there. What facts say is plain
 * text and never becomes Markdown. Pure; no disk and no private data.
 */

import { DefectError } from '../errors.js';
import type {
  FactEntry,
  FilledPaper,
  PaperBlock,
  PaperFact,
  PaperFacts,
  PaperItem,
  PaperSection,
  PaperSource,
  PaperTemplate,
} from '../model/paper.js';
import { GDPR_WORDS } from './phrases.js';
import { wordingId } from './wording.js';

/** The bundled data of `papers/data`, templates apart. */
export interface PaperCatalogue {
  readonly facts: Readonly<Record<string, PaperFact>>;
  readonly sources: Readonly<Record<string, PaperSource>>;
}

/** `26 November 2026`. */
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const formatDay = (day: string): string => DAY.format(new Date(`${day}T00:00:00Z`));

/** Said at the top of every paper. */
const CAUTION =
  'This is not legal advice. handin filled it in from the campaign file and the last merge; whoever answers for it should have a data-protection adviser read it first.';

const PLACEHOLDER = /\{\{([a-z0-9.-]+)\}\}/g;

/** Characters that Markdown reads as its own, and signs that begin a list, a heading or a quote. */
const MARKDOWN_SIGNS = /[\\`*_[\]<>#~&|]/g;
const LIST_START = /^(?:(\s*)([-+])|(\s*\d{1,9})([.)]))(?=\s|$)/;

/** A text as it is, for the middle of Markdown: on one line, and none of its signs means anything. */
export function escapeMarkdown(text: string): string {
  const line = text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return line
    .replace(MARKDOWN_SIGNS, '\\$&')
    .replace(
      LIST_START,
      (_all, space: string | undefined, sign: string | undefined, number: string | undefined, dot: string | undefined) =>
        sign === undefined ? `${number ?? ''}\\${dot ?? ''}` : `${space ?? ''}\\${sign}`,
    );
}

/** The paper in Markdown, from its purpose to its sources. */
export function fillPaper(template: PaperTemplate, facts: PaperFacts, catalogue: PaperCatalogue): FilledPaper {
  const filling = new Filling(facts, catalogue);
  const parts = [
    `> ${filling.text(template.purpose)}\n>\n> ${CAUTION}`,
    filling.text('{{date}}, handin {{tool}}'),
    ...template.sections.flatMap((section) => filling.section(section)),
    ...filling.sourceSection(template),
  ];
  return { id: template.id, title: template.title, markdown: `${parts.join('\n\n')}\n`, blanks: filling.blanks };
}

class Filling {
  readonly blanks: string[] = [];
  readonly #facts: PaperFacts;
  readonly #catalogue: PaperCatalogue;

  constructor(facts: PaperFacts, catalogue: PaperCatalogue) {
    this.#facts = facts;
    this.#catalogue = catalogue;
  }

  section({ heading, blocks }: PaperSection): string[] {
    const filled = blocks.flatMap((block) => this.#block(block));
    return filled.length === 0 ? [] : [`## ${heading}`, ...filled];
  }

  /** The rules that the sections speak of, each once, with the day on which it was checked. */
  sourceSection({ sections }: PaperTemplate): string[] {
    const ids = sections.flatMap((section) => [
      ...(section.sources ?? []),
      ...section.blocks.flatMap((block) => (typeof block === 'object' && 'sources' in block ? (block.sources ?? []) : [])),
    ]);
    const lines = [...new Set(ids)].flatMap((id) => {
      const source = this.#catalogue.sources[id];
      if (source === undefined) throw new DefectError(`A paper names the source “${id}”, which is not listed.`, { code: 'paper-source' });
      return source.law.includes(this.#facts.law) ? [`- **${source.title}:** ${source.says} Checked on ${formatDay(source.checked)}.`] : [];
    });
    return lines.length === 0 ? [] : ['## Where the rules come from', GDPR_WORDS[this.#facts.law], lines.join('\n')];
  }

  text(template: string, entry?: FactEntry): string {
    return template.replace(PLACEHOLDER, (_all, name: string) => this.#value(name, entry));
  }

  #value(name: string, entry: FactEntry | undefined): string {
    if (name.startsWith('item.')) {
      const value = entry?.[name.slice('item.'.length)];
      if (value === undefined) throw new DefectError(`A paper asks for “${name}”, which its list does not have.`, { code: 'paper-fact' });
      return value === null ? '**\\[TO FILL IN\\]**' : escapeMarkdown(value);
    }
    const value = this.#facts.values[name];
    return value === undefined ? this.#blank(name) : escapeMarkdown(value);
  }

  #blank(name: string): string {
    const fact = this.#catalogue.facts[name];
    if (fact === undefined) throw new DefectError(`A paper asks for the fact “${name}”, which is not listed.`, { code: 'paper-fact' });
    this.#note(name);
    return `**\\[TO FILL IN: ${escapeMarkdown(fact.what)}\\]**`;
  }

  #note(name: string): void {
    if (!this.blanks.includes(name)) this.blanks.push(name);
  }

  #block(block: PaperBlock): string[] {
    if (typeof block === 'string') return [this.text(block)];
    if ('each' in block) return this.#each(block);
    if ('list' in block) {
      const items = block.list.flatMap((item) => this.#item(item));
      return items.length === 0 ? [] : [items.map((item, index) => `${block.ordered === true ? `${index + 1}.` : '-'} ${item}`).join('\n')];
    }
    if ('wording' in block) {
      const before = this.blanks.length;
      const words = this.text(block.text);
      const isWhole = this.blanks.length === before && !words.includes('**');
      return [
        `> ${words}`,
        isWhole
          ? `Id of this wording: ${wordingId(block.wording, words)}`
          : 'This wording gets its id when nothing in it is left to fill in.',
      ];
    }
    if ('part' in block) {
      const part = this.#facts.parts[block.part];
      if (part === undefined) throw new DefectError(`A paper asks for the part “${block.part}”.`, { code: 'paper-part' });
      return [part];
    }
    return this.#holds(block.when) ? [this.text(block.text)] : [];
  }

  #item(item: PaperItem): string[] {
    if (typeof item === 'string') return [this.text(item)];
    return this.#holds(item.when) ? [this.text(item.text)] : [];
  }

  #each({ each, text, none }: Extract<PaperBlock, { readonly each: string }>): string[] {
    const entries = this.#facts.lists[each];
    if (entries === undefined) return [`- ${this.#blank(each)}`];
    const asked = [...text.matchAll(PLACEHOLDER)].map(([, name]) => name?.slice('item.'.length) ?? '');
    if (entries.some((entry) => asked.some((name) => entry[name] === null))) this.#note(each);
    if (entries.length > 0) return [entries.map((entry) => `- ${this.text(text, entry)}`).join('\n')];
    return none === undefined ? [] : [`- ${this.text(none)}`];
  }

  #holds(condition: string | undefined): boolean {
    if (condition === undefined) return true;
    return condition.startsWith('!') ? !this.#facts.flags.has(condition.slice(1)) : this.#facts.flags.has(condition);
  }
}
