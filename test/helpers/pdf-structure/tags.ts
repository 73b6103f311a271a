/** Rules about the tree of tags, and its agreement with what stands on the pages, in both directions (ISO 14289-1, 7.1 to 7.4, 7.9). */

import type { PageContent } from './content.js';
import { type Breach, type Element, elementsIn, placeOf, refOf, type StructuredPdf } from './document.js';

/** ISO 32000-1, 14.8.4. */
const STANDARD: ReadonlySet<string> = new Set(
  'Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form'.split(
    ' ',
  ),
);

/** The parents that a type asks for: rule, type, allowed parents. */
const PARENTS: readonly (readonly [string, string, readonly string[]])[] = [
  ['7.2-4', 'TR', ['Table', 'THead', 'TBody', 'TFoot']],
  ['7.2-5', 'THead', ['Table']],
  ['7.2-6', 'TBody', ['Table']],
  ['7.2-7', 'TFoot', ['Table']],
  ['7.2-8', 'TH', ['TR']],
  ['7.2-9', 'TD', ['TR']],
  ['7.2-17', 'LI', ['L']],
  ['7.2-18', 'LBody', ['LI']],
  ['7.2-26', 'TOCI', ['TOC']],
];

/** The kids that a type may have: rule, type, allowed kids. */
const KIDS: readonly (readonly [string, string, readonly string[]])[] = [
  ['7.2-3', 'Table', ['TR', 'THead', 'TBody', 'TFoot', 'Caption']],
  ['7.2-10', 'TR', ['TH', 'TD']],
  ['7.2-19', 'L', ['L', 'LI', 'Caption']],
  ['7.2-20', 'LI', ['Lbl', 'LBody']],
  ['7.2-27', 'TOC', ['TOC', 'TOCI', 'Caption']],
  ['7.2-36', 'THead', ['TR']],
  ['7.2-37', 'TBody', ['TR']],
  ['7.2-38', 'TFoot', ['TR']],
];

export function tagBreaches(pdf: StructuredPdf): Breach[] {
  const breaches: Breach[] = pdf.shared.map((where) => ({ rule: 'tree', where }));
  for (const element of pdf.elements) {
    const kinds = elementsIn(element).map(({ type }) => type);
    const broken = [
      ...(STANDARD.has(element.type) ? [] : ['7.1-5']),
      ...(refOf(element.dict.get('P')) === (element.parent?.object ?? pdf.structRootObject) ? [] : ['7.1-12']),
      ...PARENTS.filter(([, type, allowed]) => element.type === type && !allowed.includes(element.parent?.type ?? '')).map(
        ([rule]) => rule,
      ),
      ...KIDS.filter(([, type, allowed]) => element.type === type && kinds.some((kind) => !allowed.includes(kind))).map(([rule]) => rule),
      ...captionRules(element.type, kinds),
      ...partRules(element.type, kinds),
      ...ownRules(pdf, element),
    ];
    for (const rule of broken) breaches.push({ rule, where: placeOf(element) });
  }
  return [...breaches, ...headingBreaches(pdf.elements), ...noteBreaches(pdf)];
}

function captionRules(type: string, kinds: readonly string[]): string[] {
  const last = kinds.length - 1;
  const captions = kinds.flatMap((kind, index) => (kind === 'Caption' ? [index] : []));
  if (type === 'Table') {
    return [...(captions.some((at) => at !== 0 && at !== last) ? ['7.2-16'] : []), ...(captions.length > 1 ? ['7.2-39'] : [])];
  }
  if (type === 'TOC') return captions.some((at) => at !== 0) ? ['7.2-28'] : [];
  if (type === 'L') return captions.some((at) => at !== 0) ? ['7.2-40'] : [];
  return [];
}

/** Heads, bodies and feet of a table. */
function partRules(type: string, kinds: readonly string[]): string[] {
  if (type !== 'Table') return [];
  const count = (kind: string): number => kinds.filter((one) => one === kind).length;
  return [
    ...(count('THead') > 1 ? ['7.2-11'] : []),
    ...(count('TFoot') > 1 ? ['7.2-12'] : []),
    ...(count('TFoot') > 0 && count('TBody') === 0 ? ['7.2-13'] : []),
    ...(count('THead') > 0 && count('TBody') === 0 ? ['7.2-14'] : []),
  ];
}

function ownRules(pdf: StructuredPdf, element: Element): string[] {
  if (element.type === 'Figure' || element.type === 'Formula') {
    const words = pdf.text(element.dict.get('Alt')) || pdf.text(element.dict.get('ActualText'));
    // Only our own rule asks for a box: readers that reflow need it to place the picture (ISO 32000-1, table 344).
    const hasBox = Array.isArray(pdf.attribute(element, 'BBox'));
    const number = element.type === 'Figure' ? '7.3-1' : '7.7-1';
    return [...(words ? [] : [number]), ...(element.type === 'Figure' && !hasBox ? ['figure box'] : [])];
  }
  return [];
}

/** The first heading is H1, and no level is skipped on the way down. */
function headingBreaches(elements: readonly Element[]): Breach[] {
  const breaches: Breach[] = [];
  let level = 0;
  for (const element of elements) {
    const found = /^H([1-6])$/.exec(element.type);
    if (found === null) continue;
    const next = Number(found[1]);
    if (next > level + 1) breaches.push({ rule: '7.4.2-1', where: placeOf(element) });
    level = next;
  }
  const hasPlain = elements.some(({ type }) => type === 'H');
  if (hasPlain && level > 0) breaches.push({ rule: '7.4.4', where: 'H beside H1 to H6' });
  return breaches;
}

function noteBreaches(pdf: StructuredPdf): Breach[] {
  const breaches: Breach[] = [];
  const seen = new Set<string>();
  for (const element of pdf.elements) {
    const id = pdf.text(element.dict.get('ID'));
    if (element.type === 'Note' && (id ?? '') === '') breaches.push({ rule: '7.9-1', where: placeOf(element) });
    if (id === null) continue;
    if (seen.has(id)) breaches.push({ rule: '7.9-2', where: placeOf(element) });
    seen.add(id);
  }
  return breaches;
}

/** Marks of pages, kids of elements and the parent tree say the same thing, each of each. */
export function agreementBreaches(pdf: StructuredPdf, contents: readonly PageContent[]): Breach[] {
  const breaches: Breach[] = [];
  const marked = new Set<string>();
  const claimed = new Set<string>();
  for (const element of pdf.elements) {
    for (const kid of element.kids) {
      if (kid.kind !== 'content') continue;
      const key = `${kid.page}/${kid.mcid}`;
      if (claimed.has(key)) breaches.push({ rule: 'tree', where: `${placeOf(element)} claims content ${key} of another` });
      claimed.add(key);
    }
  }
  for (const [index, page] of pdf.pages.entries()) {
    const where = `page ${index + 1}`;
    const parents = pdf.parentTree.get(pdf.number(page.dict.get('StructParents')) ?? -1);
    const owners = Array.isArray(parents) ? (parents as readonly (number | null)[]) : [];
    for (const { tag, mcid } of contents[index]?.marks ?? []) {
      const key = `${page.object}/${mcid}`;
      if (marked.has(key)) breaches.push({ rule: 'tree', where: `${where}: content ${mcid} stands twice` });
      marked.add(key);
      const owner = pdf.byObject.get(owners[mcid] ?? -1);
      const isHeld = owner?.kids.some((kid) => kid.kind === 'content' && kid.page === page.object && kid.mcid === mcid) === true;
      if (!isHeld) breaches.push({ rule: '7.1-3', where: `${where}: content ${mcid} leads to no element that holds it` });
      else if (owner !== undefined && tag !== owner.rawType && tag !== 'Span')
        breaches.push({ rule: 'tree', where: `${where}: content ${mcid} is marked ${tag} and held by ${placeOf(owner)}` });
    }
  }
  for (const key of claimed) if (!marked.has(key)) breaches.push({ rule: 'tree', where: `no page has content ${key}` });
  return breaches;
}
