/** Papers for the data-protection file: what a template is made of, what it is filled with, and what the command reports. */

import type { IsoDate } from './campaign.js';
import type { RichText } from './rich-text.js';

export const PAPER_IDS = ['record', 'dpia', 'privacy-notice', 'consent-wording', 'breach', 'access'] as const;
export type PaperId = (typeof PAPER_IDS)[number];

/** Papers about the campaign. The access bundle is about one person, and is made only when it is asked for. */
export const GENERAL_PAPERS = ['record', 'dpia', 'privacy-notice', 'consent-wording', 'breach'] as const satisfies readonly PaperId[];

/** Whose law: the United Kingdom's or the European Union's. */
export const PAPER_LAWS = ['gb', 'eu'] as const;
export type PaperLaw = (typeof PAPER_LAWS)[number];

/** Holds when the flag is set, or with `!` before it when it is not. */
export type Condition = string;

export type PaperItem = string | { readonly when: Condition; readonly text: string };

/**
 * A part of a section. A text holds `{{fact}}` and a little Markdown (`**strong**`); what a fact says is never read as Markdown.
 * `each` makes a list of the entries of a list of facts, `none` speaks where that list is known to be empty; `wording` is a text to be used
 * word for word, and gets an id; `part` is made by the program.
 */
export type PaperBlock =
  | string
  | { readonly when?: Condition; readonly text: string; readonly sources?: readonly string[] }
  | { readonly ordered?: boolean; readonly list: readonly PaperItem[] }
  | { readonly each: string; readonly text: string; readonly none?: string }
  | { readonly wording: string; readonly text: string }
  | { readonly part: string };

export interface PaperSection {
  readonly heading: string;
  /** What the law requires that stands here, by the ids of `required.json`. */
  readonly items?: readonly string[];
  /** Where its rules come from, by the ids of `sources.json`. */
  readonly sources?: readonly string[];
  readonly blocks: readonly PaperBlock[];
}

export interface PaperTemplate {
  readonly id: PaperId;
  readonly title: string;
  readonly purpose: string;
  readonly sections: readonly PaperSection[];
}

/** A rule's source: its name, what it says in our words, whose law it is, and when that was checked. */
export interface PaperSource {
  readonly title: string;
  readonly says: string;
  readonly law: readonly PaperLaw[];
  readonly checked: IsoDate;
}

/** A fact that a paper may need: what it is, and the key of the campaign file that gives it (or `by hand`, or an option). */
export interface PaperFact {
  readonly what: string;
  readonly key: string;
}

/** An entry of a list of facts; null where the campaign file does not say it. */
export type FactEntry = Readonly<Record<string, string | null>>;

/** What papers are filled with. */
export interface PaperFacts {
  readonly law: PaperLaw;
  /** By the names of `facts.json`; a name that is missing is a blank in the paper. */
  readonly values: Readonly<Record<string, string>>;
  /** A list that is missing is a blank, one that is empty is said to be. */
  readonly lists: Readonly<Record<string, readonly FactEntry[]>>;
  readonly flags: ReadonlySet<string>;
  /** Parts that the program writes, as Markdown. */
  readonly parts: Readonly<Record<string, string>>;
}

/** A paper in Markdown, its title apart. */
export interface FilledPaper {
  readonly id: PaperId;
  readonly title: string;
  readonly markdown: string;
  /** Names of the facts that are blanks in it, in the order of their first appearance. */
  readonly blanks: readonly string[];
}

/** A paper as the renderer gets it: everything that is printed, and nothing else. */
export interface PaperDocument {
  readonly formatVersion: 1;
  readonly tool: { readonly name: 'handin'; readonly version: string };
  readonly title: string;
  /** Who answers for it; empty where that is not known. */
  readonly author: string;
  /** A BCP 47 tag of the paper's own language. */
  readonly language: string;
  readonly date: IsoDate;
  readonly text: RichText;
}

export interface WrittenPaper {
  readonly id: PaperId;
  readonly title: string;
  readonly files: readonly string[];
  readonly blanks: readonly { readonly fact: string; readonly what: string; readonly key: string }[];
}

export interface PapersReport {
  readonly formatVersion: 1;
  readonly folder: string;
  readonly papers: readonly WrittenPaper[];
}

export interface AccessReport {
  readonly formatVersion: 1;
  /** File or folder that was written. */
  readonly output: string;
  readonly isEncrypted: boolean;
  readonly files: readonly string[];
  /** Records of the person that are in it. */
  readonly records: number;
  /** Records at the same e-mail address that bear another name and are left out. */
  readonly othersAtAddress: number;
  readonly blanks: WrittenPaper['blanks'];
  /** Whether the PDF was left out because the fonts lack a letter. */
  readonly lacksPdf: boolean;
}
