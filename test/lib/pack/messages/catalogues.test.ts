import { readdirSync, readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { type Catalogue, catalogueLanguages, catalogueOf, type MessageKey } from '../../../../src/lib/pack/messages/catalogue.js';

const english = catalogueOf('en');
const KEYS = Object.keys(english.messages) as MessageKey[];

/** Words of a language that are the English ones and right all the same. */
const SAME_AS_ENGLISH: Readonly<Record<string, readonly string[]>> = {
  de: ['letter.subject.petition', 'breakdown.column.region', 'names.head.name'],
  fr: [
    'web.note',
    'fact.date',
    'fact.contact',
    'noun.coalition',
    'breakdown.column.signatures',
    'check.rail.signature',
    'link.page',
    'link.note',
    'notes.page',
    'fact.volume',
    'volume.index.page',
  ],
  pl: ['breakdown.column.region'],
};

/** Words of English that the other languages do not have: whole words, so that the Polish "hasło" is none. */
const ENGLISH = /(?<!\p{L})(?:the|of|and|with|which|from|this|that|not|were|have|has|are)(?!\p{L})/iu;

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

/** What `type` says in the package's tree. */
const KINDS = ['literal', 'text', 'number', 'date', 'time', 'select', 'plural', 'pound', 'tag'] as const;

function compile(message: string, language: string): readonly Element[] {
  return new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst();
}

function walk(elements: readonly Element[], visit: (element: Element) => void): void {
  for (const element of elements) {
    visit(element);
    if ('options' in element) for (const option of Object.values(element.options)) walk(option.value, visit);
  }
}

/** `count:plural`, `name:text`, each once. */
function argumentsOf(message: string, language: string): string[] {
  const found = new Set<string>();
  walk(compile(message, language), (element) => {
    const kind = KINDS[element.type] ?? '?';
    // A number may be told again without its plural.
    if (kind !== 'literal' && kind !== 'pound' && 'value' in element) found.add(`${element.value}:${kind.replace('plural', 'number')}`);
  });
  return [...found].sort();
}

/** What is printed of a message: its literals, without the names of arguments and cases. */
function literalsOf(message: string, language: string): string {
  const found: string[] = [];
  walk(compile(message, language), (element) => {
    if (KINDS[element.type] === 'literal' && 'value' in element) found.push(element.value);
  });
  return found.join('|');
}

const others = catalogueLanguages().filter((language) => language !== 'en');

describe('the catalogues', () => {
  it('are there for the six languages of the pack', () => {
    expect(catalogueLanguages()).toEqual(expect.arrayContaining(['cy', 'de', 'en', 'es', 'fr', 'pl']));
  });

  it.each(catalogueLanguages())('%s is whole: the keys of English, in their order, and none of them empty', (language) => {
    const catalogue: Catalogue = catalogueOf(language);
    expect(catalogue.language).toBe(language);
    expect(Object.keys(catalogue.messages)).toEqual(KEYS);
    expect(KEYS.filter((key) => catalogue.messages[key].trim() === '')).toEqual([]);
    expect(catalogue.conventions.quotes).toHaveLength(2);
    expect(new Intl.DisplayNames(language, { type: 'language' }).of(language)).toBe(catalogue.name);
  });

  it.each(catalogueLanguages())('%s asks for the same values as English in every message', (language) => {
    const { messages } = catalogueOf(language);
    const asked = (from: Catalogue['messages']): Record<string, string[]> =>
      Object.fromEntries(KEYS.map((key) => [key, argumentsOf(from[key], language)]));
    expect(asked(messages)).toEqual(asked(english.messages));
  });

  it.each(catalogueLanguages())('%s has a case for every plural of the language, and one for every value of English', (language) => {
    const { messages } = catalogueOf(language);
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const missing: string[] = [];
    for (const key of KEYS) {
      walk(compile(messages[key], language), (element) => {
        if (KINDS[element.type] !== 'plural' || !('options' in element)) return;
        for (const category of needed) if (element.options[category] === undefined) missing.push(`${key}: ${category}`);
      });
      expect(casesOf(messages[key], language), key).toEqual(casesOf(english.messages[key], 'en'));
    }
    expect(missing).toEqual([]);
  });

  it.each(others)('%s has no sentence left in English', (language) => {
    const { messages } = catalogueOf(language);
    const same = KEYS.filter((key) => messages[key] === english.messages[key] && literalsOf(messages[key], language).match(/\p{L}/u));
    expect(same.sort()).toEqual([...(SAME_AS_ENGLISH[language] ?? [])].sort());
    expect(KEYS.filter((key) => ENGLISH.test(literalsOf(messages[key], language)))).toEqual([]);
  });

  it.each(catalogueLanguages())('%s says nothing that a page, a link or a terminal would act on', (language) => {
    const { messages } = catalogueOf(language);
    const broken = KEYS.filter((key) => {
      const text = literalsOf(messages[key], language);
      // Controls and marks of direction; angle brackets, ampersands and braces; addresses; straight quotes, which MessageFormat reads as escapes.
      return (
        messages[key] !== messages[key].normalize('NFC').trim() ||
        messages[key].includes("'") ||
        /[\p{Cc}\p{Cf}\p{Co}<>&{}\\`"']|https?:|www\.|@| {2}/u.test(text)
      );
    });
    expect(broken).toEqual([]);
  });

  it('hold no sentence that nothing says', () => {
    const source = sourceText();
    const patterns = [...source.matchAll(/['`]([a-z][a-z-]*\.(?:[a-z0-9.-]|\$\{[^}]+\})+)['`]/g)].map(
      ([, literal = '']) => new RegExp(`^${literal.replaceAll('.', '\\.').replace(/\$\{[^}]+\}/g, '[a-z0-9-]+')}$`),
    );
    expect(KEYS.filter((key) => !patterns.some((pattern) => pattern.test(key)))).toEqual([]);
  });
});

/** Cases of `select`: its values are words of our own and the same in every language. */
function casesOf(message: string, language: string): string[] {
  const found = new Set<string>();
  walk(compile(message, language), (element) => {
    if (KINDS[element.type] === 'select' && 'options' in element && 'value' in element)
      for (const option of Object.keys(element.options)) found.add(`${element.value}=${option}`);
  });
  return [...found].sort();
}

function sourceText(): string {
  const root = new URL('../../../../src/lib/', import.meta.url);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(name, root), 'utf8'))
    .join('\n');
}
