/** Links, form fields and other annotations: tagged, described, and on the page that their tag names (ISO 14289-1, 7.18). */

import { type Breach, type Element, placeOf, refOf, type StructuredPdf } from './document.js';

const HIDDEN = 2;

export function annotationBreaches(pdf: StructuredPdf): Breach[] {
  const breaches: Breach[] = [];
  const pageOf = new Map<number, number>();
  const destinations = namedDestinations(pdf);
  for (const [index, page] of pdf.pages.entries()) {
    const annotations = pdf.list(page.dict.get('Annots'));
    if (annotations.length > 0 && pdf.name(page.dict.get('Tabs')) !== 'S') breaches.push({ rule: '7.18.3-1', where: `page ${index + 1}` });
    for (const value of annotations) {
      const object = refOf(value);
      const dict = pdf.objects.dict(value);
      if (dict === null || object === null) continue;
      pageOf.set(object, page.object);
      const where = `page ${index + 1}, annotation ${object}`;
      const add = (rule: string): void => void breaches.push({ rule, where });
      const destination = pdf.text(dict.get('Dest'));
      if (destination !== null && !destinations.has(destination)) add('destination');
      if (((pdf.number(dict.get('F')) ?? 0) & HIDDEN) !== 0) continue;
      const parent = pdf.parentTree.get(pdf.number(dict.get('StructParent')) ?? -1);
      const owner = typeof parent === 'number' ? pdf.byObject.get(parent) : undefined;
      const isHeld = owner?.kids.some((kid) => kid.kind === 'object' && kid.object === object) === true;
      if (owner !== undefined && !isHeld) add('tree');
      const contents = pdf.text(dict.get('Contents')) ?? '';
      const alt = owner === undefined ? '' : (pdf.text(owner.dict.get('Alt')) ?? '');
      switch (pdf.name(dict.get('Subtype'))) {
        case 'Link':
          if (owner?.type !== 'Link') add('7.18.5-1');
          if (contents === '') add('7.18.5-2');
          break;
        case 'Widget':
          if (owner?.type !== 'Form') add('7.18.4-1');
          if ((pdf.text(dict.get('TU')) ?? pdf.text(pdf.objects.dict(dict.get('Parent'))?.get('TU')) ?? alt) === '') add('7.18.1-3');
          break;
        default:
          if (owner?.type !== 'Annot') add('7.18.1-1');
          if (contents === '' && alt === '') add('7.18.1-2');
      }
    }
  }
  for (const element of pdf.elements) {
    for (const kid of element.kids) {
      // Not asked by veraPDF: a reader goes to the page that the tag names, and finds nothing there.
      if (kid.kind === 'object' && pageOf.get(kid.object ?? -1) !== kid.page)
        breaches.push({ rule: 'object page', where: placeOf(element) });
    }
    if (element.type === 'Link' && !hasObject(element)) breaches.push({ rule: 'link', where: placeOf(element) });
    if (element.type === 'Form' && (element.kids.length !== 1 || element.kids[0]?.kind !== 'object'))
      breaches.push({ rule: '7.18.4-2', where: placeOf(element) });
  }
  return [...breaches, ...outlineBreaches(pdf, destinations)];
}

function hasObject(element: Element): boolean {
  return element.kids.some((kid) => kid.kind === 'object' || (kid.kind === 'element' && hasObject(kid.element)));
}

function namedDestinations(pdf: StructuredPdf): Set<string> {
  const names = new Set<string>();
  const read = (node: unknown, depth: number): void => {
    const dict = pdf.objects.dict(node as never);
    if (dict === null || depth > 32) return;
    for (const kid of pdf.list(dict.get('Kids'))) read(kid, depth + 1);
    pdf.list(dict.get('Names')).forEach((name, index) => {
      if (index % 2 === 0) names.add(pdf.text(name) ?? '');
    });
  };
  read(pdf.objects.dict(pdf.catalog.get('Names'))?.get('Dests'), 0);
  return names;
}

/** Bookmarks lead somewhere, and as many stand there as the outline says; Preflight refuses an outline without its count. */
function outlineBreaches(pdf: StructuredPdf, destinations: ReadonlySet<string>): Breach[] {
  const outline = pdf.objects.dict(pdf.catalog.get('Outlines'));
  if (outline === null) return [];
  const breaches: Breach[] = [];
  let met = 0;
  /** How many items of a branch are seen when it is open; a branch that is closed says so by a negative number (ISO 32000-1, 12.3.3). */
  const visit = (value: unknown): number => {
    let seen = 0;
    for (let dict = pdf.objects.dict(value as never); dict !== null && met < 10_000; dict = pdf.objects.dict(dict.get('Next'))) {
      met += 1;
      const where = `bookmark ${met}`;
      if (!destinations.has(pdf.text(dict.get('Dest')) ?? '')) breaches.push({ rule: 'destination', where });
      const below = visit(dict.get('First'));
      const count = pdf.number(dict.get('Count')) ?? 0;
      if (Math.abs(count) !== below) breaches.push({ rule: 'outline', where });
      seen += 1 + (count > 0 ? below : 0);
    }
    return seen;
  };
  if (pdf.number(outline.get('Count')) !== visit(outline.get('First')))
    breaches.push({ rule: 'outline', where: 'the number of bookmarks' });
  return breaches;
}
