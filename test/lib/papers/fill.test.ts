import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { files } from '../../../src/lib/io/files.js';
import { parseMarkdown } from '../../../src/lib/io/markdown.js';
import type { PaperBlock, PaperFacts, PaperTemplate } from '../../../src/lib/model/paper.js';
import { PAPER_IDS } from '../../../src/lib/model/paper.js';
import type { Inline, TextBlock } from '../../../src/lib/model/rich-text.js';
import { escapeMarkdown, fillPaper, type PaperCatalogue } from '../../../src/lib/papers/fill.js';
import { wordingId } from '../../../src/lib/papers/wording.js';
import { runs } from '../../helpers/runs.js';

const data = files.bundledJson('papers/data');
const catalogue = { facts: data['facts'], sources: data['sources'] } as PaperCatalogue;
const required = data['required'] as Readonly<Record<string, Readonly<Record<string, string>>>>;
const templates = PAPER_IDS.map((id) => [id, data[id] as PaperTemplate] as const);

/** Lists that the program fills, with the names of their entries. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  categories: ['what'],
  targets: ['name', 'what'],
  processors: ['name', 'for', 'country'],
  transfers: ['to', 'safeguard'],
  exports: ['date', 'files', 'form'],
  packs: ['name', 'date', 'fingerprint', 'files', 'counted', 'organisations', 'named'],
};
const FLAGS = ['law-gb', 'law-eu', 'names-shown', 'linked', 'platforms', 'interests'];
const PARTS = ['records', 'counted', 'disclosed'];

const blocksOf = (template: PaperTemplate): PaperBlock[] => template.sections.flatMap((section) => section.blocks);

function textsOf(block: PaperBlock): string[] {
  if (typeof block === 'string') return [block];
  if ('list' in block) return block.list.map((item) => (typeof item === 'string' ? item : item.text));
  if ('each' in block) return [block.text, block.none ?? ''];
  return 'part' in block ? [] : [block.text];
}

function conditionsOf(block: PaperBlock): string[] {
  if (typeof block === 'string') return [];
  const own = 'when' in block ? [block.when ?? ''] : [];
  const ofItems = 'list' in block ? block.list.flatMap((item) => (typeof item === 'string' ? [] : [item.when])) : [];
  return [...own, ...ofItems].filter((condition) => condition !== '');
}

describe('the templates', () => {
  it.each(templates)('ask for facts, lists and parts that exist: %s', (id, template) => {
    expect(template.id).toBe(id);
    for (const block of blocksOf(template)) {
      const list = typeof block === 'object' && 'each' in block ? block.each : null;
      if (list !== null) expect(Object.keys(LISTS)).toContain(list);
      if (typeof block === 'object' && 'part' in block) expect(PARTS).toContain(block.part);
      for (const name of textsOf(block).flatMap((text) => [...text.matchAll(/\{\{([^}]*)\}\}/g)].map(([, found]) => found ?? ''))) {
        if (name.startsWith('item.')) expect(LISTS[list ?? ''], name).toContain(name.slice(5));
        else if (name !== 'platforms') expect(Object.keys(catalogue.facts)).toContain(name);
      }
      for (const condition of conditionsOf(block)) expect(FLAGS).toContain(condition.replace(/^!/, ''));
    }
  });

  it.each(templates)('cover everything that the law lists, item by item, and name no other: %s', (id, template) => {
    const covered = template.sections.flatMap((section) => section.items ?? []);
    expect([...new Set(covered)].sort()).toEqual(Object.keys(required[id] ?? {}).sort());
    expect(covered.length).toBeGreaterThan(2);
  });

  it('give a source to every section that speaks of a rule, and use every source', () => {
    const named = templates.flatMap(([, template]) => [
      ...template.sections.flatMap((section) => section.sources ?? []),
      ...blocksOf(template).flatMap((block) => (typeof block === 'object' && 'sources' in block ? (block.sources ?? []) : [])),
    ]);
    expect([...new Set(named)].sort()).toEqual(Object.keys(catalogue.sources).sort());
    for (const { checked } of Object.values(catalogue.sources)) expect(checked).toMatch(/^20\d\d-\d\d-\d\d$/);
  });

  it('use every fact, so that nobody is asked for one in vain', () => {
    const used = templates.flatMap(([, template]) => JSON.stringify(template).match(/(?<=\{\{)[a-z0-9.-]+/g) ?? []);
    const lists = templates.flatMap(([, template]) =>
      blocksOf(template).map((block) => (typeof block === 'object' && 'each' in block ? block.each : '')),
    );
    const unused = Object.keys(catalogue.facts).filter((fact) => ![...used, ...lists, 'tool', 'date'].includes(fact));
    expect(unused).toEqual([]);
  });
});

const NOTHING: PaperFacts = {
  law: 'gb',
  values: {},
  lists: {},
  flags: new Set(['law-gb', 'names-shown']),
  parts: { records: '', counted: '', disclosed: '' },
};

describe('a paper of which nothing is known', () => {
  it.each(templates)('says of every blank what belongs there, and leaves no placeholder: %s', (_id, template) => {
    const { markdown, blanks } = fillPaper(template, NOTHING, catalogue);
    expect(markdown).not.toMatch(/\{\{|\}\}|undefined|null/);
    expect(markdown).toContain('This is not legal advice.');
    expect(blanks.length).toBeGreaterThan(3);
    for (const blank of blanks) expect(markdown).toContain(`TO FILL IN: ${escapeMarkdown(catalogue.facts[blank]?.what ?? '?')}`);
    expect(() => parseMarkdown(markdown, 'paper.md')).not.toThrow();
  });

  it('gives a wording with blanks no id', () => {
    const wordings = data['consent-wording'] as PaperTemplate;
    expect(fillPaper(wordings, NOTHING, catalogue).markdown).not.toContain('Id of this wording');
    const facts = {
      ...NOTHING,
      values: { 'targets.words': 'the Home Secretary', 'campaign.noun': 'petition', 'controller.name': 'Example *Network*' },
    };
    const { markdown } = fillPaper(wordings, facts, catalogue);
    expect(markdown.match(/Id of this wording: [a-z-]+-[0-9a-f]{8}$/gm)).toHaveLength(6);
    const name = /> (Count me, and show my full name, nothing else[^\n]*)\n\n(Id of this wording: [^\n]*)/.exec(markdown);
    // The id is of the words as they are shown, not as Markdown writes them.
    expect(name?.[2]).toBe(`Id of this wording: ${wordingId('name', name?.[1]?.replaceAll('\\', '') ?? '')}`);
    expect(wordingId('name', 'Count me.')).not.toBe(wordingId('name', 'Count me'));
  });

  it('speaks of the law that it is told, and of no other', () => {
    const notice = data['privacy-notice'] as PaperTemplate;
    const eu = fillPaper(notice, { ...NOTHING, law: 'eu', flags: new Set(['law-eu']) }, catalogue).markdown;
    expect(eu).not.toMatch(/Home Office|164A|30 days that|Freedom of Information Act/);
    expect(fillPaper(notice, NOTHING, catalogue).markdown).toMatch(/immigration control[\s\S]*within 30 days/);
  });
});

const wordsOf = (inlines: readonly Inline[]): string =>
  inlines.map((inline) => (inline.type === 'text' ? inline.text : 'children' in inline ? wordsOf(inline.children) : '?')).join('');
const text = (block: TextBlock | undefined): string => (block?.type === 'paragraph' ? wordsOf(block.children) : `a ${block?.type}`);

describe('what a fact says', () => {
  const plain = fc
    .string({ unit: fc.constantFrom(...'ab 1.)-+*_[]()<>#~&!|^`\\/{}@:="\'ñ王'), minLength: 1, maxLength: 30 })
    .map((value) => value.replace(/ {2,}/g, ' ').trim())
    .filter((value) => value !== '');

  it('is never Markdown, wherever it stands', () => {
    fc.assert(
      fc.property(plain, (value) => {
        for (const place of [escapeMarkdown(value), `so ${escapeMarkdown(value)} ends`]) {
          const { blocks } = parseMarkdown(place, 'x');
          expect(blocks).toHaveLength(1);
          expect(text(blocks[0])).toBe(place.startsWith('so ') ? `so ${value} ends` : value);
        }
      }),
      { numRuns: runs(500, 5000) },
    );
  });

  it('stays on its line', () => {
    expect(escapeMarkdown('one\n\n## two\u2028three\tfour')).toBe('one \\#\\# two three four');
  });
});
