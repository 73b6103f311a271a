/**
 * A PDF as the structure checker sees it: catalog, pages, tags with their kids and the parent tree. Read with the objects of our own
 * reader, so that nothing is smoothed over on the way, as a viewer's library would.
 */

import { Limits } from '../../../src/lib/io/pdf-read/limits.js';
import { PdfObjects } from '../../../src/lib/io/pdf-read/objects.js';
import { type PdfDict, PdfName, PdfRef, PdfString, type PdfValue, readText } from '../../../src/lib/io/pdf-read/syntax.js';

/** What breaks a rule. `rule` is veraPDF's number (clause of ISO 14289-1 and test), or a word of ours where veraPDF has no such test. */
export interface Breach {
  readonly rule: string;
  readonly where: string;
}

export type ElementKid =
  | { readonly kind: 'element'; readonly element: Element }
  | { readonly kind: 'content'; readonly page: number | null; readonly mcid: number }
  | { readonly kind: 'object'; readonly page: number | null; readonly object: number | null };

export interface Element {
  readonly object: number | null;
  /** After the role map. */
  readonly type: string;
  readonly rawType: string;
  readonly dict: PdfDict;
  readonly parent: Element | null;
  readonly kids: ElementKid[];
}

export interface PageOf {
  readonly object: number;
  readonly dict: PdfDict;
}

export class StructuredPdf {
  readonly objects: PdfObjects;
  readonly trailer: PdfDict;
  readonly catalog: PdfDict;
  readonly pages: readonly PageOf[];
  readonly structRoot: PdfDict | null;
  readonly structRootObject: number | null;
  /** Every element in reading order. */
  readonly elements: Element[] = [];
  readonly byObject = new Map<number, Element>();
  /** What a key of the parent tree leads to: one element, or the elements of a page by content number. */
  readonly parentTree = new Map<number, number | readonly (number | null)[]>();
  /** Elements that are kids twice, or of themselves. */
  readonly shared: string[] = [];
  readonly head: string;

  constructor(bytes: Buffer) {
    this.head = bytes.toString('latin1', 0, 8);
    this.objects = new PdfObjects(bytes, new Limits(bytes.length));
    const tops = [...this.objects.trailers, ...this.objects.held.map(({ value }) => value).filter((value) => value instanceof Map)];
    const trailer = tops.findLast((dict) => dict.has('Root'));
    const catalog = this.objects.dict(trailer?.get('Root'));
    if (trailer === undefined || catalog === null) throw new Error('no catalog');
    this.trailer = trailer;
    this.catalog = catalog;
    this.pages = this.#pages(catalog.get('Pages'), 0);
    this.structRoot = this.objects.dict(catalog.get('StructTreeRoot'));
    this.structRootObject = refOf(catalog.get('StructTreeRoot'));
    if (this.structRoot === null) return;
    const roles = this.objects.dict(this.structRoot.get('RoleMap'));
    for (const kid of this.list(this.structRoot.get('K'))) this.#element(kid, null, roles, null);
    this.#readParents(this.structRoot.get('ParentTree'), 0);
  }

  list(value: PdfValue | undefined): PdfValue[] {
    const found = this.objects.lookUp(value);
    if (Array.isArray(found)) return found;
    return value === undefined || value === null ? [] : [value];
  }

  name(value: PdfValue | undefined): string | null {
    const found = this.objects.lookUp(value);
    return found instanceof PdfName ? found.text : null;
  }

  text(value: PdfValue | undefined): string | null {
    const found = this.objects.lookUp(value);
    return found instanceof PdfString ? (readText(found.bytes)[0] ?? '') : null;
  }

  number(value: PdfValue | undefined): number | null {
    const found = this.objects.lookUp(value);
    return typeof found === 'number' ? found : null;
  }

  /** An attribute of a structure element, whoever owns it; attribute classes are not looked at, because packs have none. */
  attribute(element: Element, key: string): PdfValue {
    for (const item of this.list(element.dict.get('A'))) {
      const value = this.objects.dict(item)?.get(key);
      if (value !== undefined) return this.objects.lookUp(value);
    }
    return null;
  }

  /** Page tree leaves in order. */
  #pages(node: PdfValue | undefined, depth: number): PageOf[] {
    const dict = this.objects.dict(node);
    if (dict === null || depth > 32) return [];
    if (dict.has('Kids')) return this.list(dict.get('Kids')).flatMap((kid) => this.#pages(kid, depth + 1));
    const object = refOf(node);
    return object === null ? [] : [{ object, dict }];
  }

  #element(value: PdfValue, parent: Element | null, roles: PdfDict | null, inheritedPage: number | null): void {
    const object = refOf(value);
    const dict = this.objects.dict(value);
    if (dict === null) return;
    if (object !== null && this.byObject.has(object)) {
      this.shared.push(`element ${object}`);
      return;
    }
    const rawType = this.name(dict.get('S')) ?? '';
    const type = this.#standard(rawType, roles);
    const element: Element = { object, type, rawType, dict, parent, kids: [] };
    if (object !== null) this.byObject.set(object, element);
    this.elements.push(element);
    parent?.kids.push({ kind: 'element', element });
    const page = refOf(dict.get('Pg')) ?? inheritedPage;
    for (const kid of this.list(dict.get('K'))) this.#kid(kid, element, roles, page);
  }

  #kid(kid: PdfValue, element: Element, roles: PdfDict | null, page: number | null): void {
    const found = this.objects.lookUp(kid);
    if (typeof found === 'number') {
      element.kids.push({ kind: 'content', page, mcid: found });
      return;
    }
    if (!(found instanceof Map)) return;
    const type = this.name(found.get('Type'));
    const own = refOf(found.get('Pg')) ?? page;
    if (type === 'MCR') element.kids.push({ kind: 'content', page: own, mcid: this.number(found.get('MCID')) ?? -1 });
    else if (type === 'OBJR') element.kids.push({ kind: 'object', page: own, object: refOf(found.get('Obj')) });
    else this.#element(kid, element, roles, null);
  }

  #standard(type: string, roles: PdfDict | null): string {
    let at = type;
    for (let step = 0; step < 16 && roles?.has(at) === true; step++) at = this.name(roles.get(at)) ?? at;
    return at;
  }

  #readParents(node: PdfValue | undefined, depth: number): void {
    const dict = this.objects.dict(node);
    if (dict === null || depth > 32) return;
    for (const kid of this.list(dict.get('Kids'))) this.#readParents(kid, depth + 1);
    const nums = this.list(dict.get('Nums'));
    for (let at = 0; at + 1 < nums.length; at += 2) {
      const key = this.number(nums[at]);
      const value = this.objects.lookUp(nums[at + 1]);
      const own = refOf(nums[at + 1]);
      if (key === null) continue;
      if (Array.isArray(value)) this.parentTree.set(key, value.map(refOf));
      else if (own !== null) this.parentTree.set(key, own);
    }
  }
}

export function refOf(value: PdfValue | undefined): number | null {
  return value instanceof PdfRef ? value.num : null;
}

export function elementsIn(element: Element): Element[] {
  return element.kids.flatMap((kid) => (kid.kind === 'element' ? [kid.element] : []));
}

/** How an element is named in a breach. */
export function placeOf(element: Element): string {
  return `${element.type} ${element.object ?? '(inline)'}`;
}
