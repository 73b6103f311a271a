/**
 * The structure tree of a tagged PDF: light nodes for ordinary pages, and plain numbers for the elements of long lists,
 * which are written at once and forgotten. Follows ISO 32000-1, 14.7 and 14.8.
 */

/** A stretch of marked content on a page. */
export interface MarkedContent {
  readonly page: number;
  readonly mcid: number;
}

/** Attributes an element can carry. `box` is left, bottom, right, top in PDF coordinates (points, origin bottom left). */
export interface StructureAttributes {
  readonly alt?: string;
  readonly title?: string;
  /** Unique in the document; obligatory for `Note`. */
  readonly id?: string;
  readonly scope?: 'Row' | 'Column';
  readonly numbering?: 'Decimal' | 'Disc' | 'None';
  readonly box?: readonly [number, number, number, number];
  /** What is read in place of the content, where its glyphs cannot say it. */
  readonly actualText?: string;
  /** BCP 47; where it is not the document's. */
  readonly language?: string;
}

type Kid =
  | { readonly kind: 'node'; readonly node: StructureNode }
  | { readonly kind: 'content'; readonly content: MarkedContent }
  | { readonly kind: 'annotation'; readonly object: number; readonly page: number }
  | { readonly kind: 'object'; readonly object: number };

/** An element of the tree. */
export class StructureNode {
  readonly kids: Kid[] = [];
  /** Object number, given on first use. */
  object: number | undefined;

  readonly type: string;
  readonly attributes: StructureAttributes;
  /** The element that this one was added to. */
  parent: StructureNode | undefined;
  /** Page of the elements of a long list, which get their content only when they are drawn. */
  listPage: number | undefined;
  /** Set once the element stands in the file, kids and all. */
  isWritten = false;

  constructor(type: string, attributes: StructureAttributes = {}) {
    this.type = type;
    this.attributes = attributes;
  }

  /** Adds a child element and returns it. */
  add(type: string, attributes: StructureAttributes = {}): StructureNode {
    const node = new StructureNode(type, attributes);
    node.parent = this;
    this.kids.push({ kind: 'node', node });
    return node;
  }

  /** Index of the first page with content of this element; infinite when there is none. */
  firstPage(): number {
    let first = this.listPage ?? Number.POSITIVE_INFINITY;
    for (const kid of this.kids) {
      const page = kid.kind === 'node' ? kid.node.firstPage() : kid.kind === 'content' ? kid.content.page : Number.POSITIVE_INFINITY;
      if (page < first) first = page;
      if (kid.kind === 'content') break;
    }
    return first;
  }
}

/** A text string object: ASCII as it is, everything else as UTF-16. */
export function pdfString(value: string): string {
  if (/^[ -~]*$/u.test(value)) return `(${value.replace(/[\\()]/gu, '\\$&')})`;
  let hex = 'FEFF';
  for (let index = 0; index < value.length; index++) hex += value.charCodeAt(index).toString(16).padStart(4, '0');
  return `<${hex.toUpperCase()}>`;
}

/** Dictionary of an element; `numberOf` gives the object of a node, `pageObject` that of a page. */
export function elementBody(
  node: StructureNode,
  parent: number,
  numberOf: (node: StructureNode) => number,
  pageObject: (page: number) => number,
): string {
  const { attributes } = node;
  const home = node.kids.find((kid) => kid.kind === 'content' || kid.kind === 'annotation');
  const homePage = home?.kind === 'content' ? home.content.page : home?.kind === 'annotation' ? home.page : undefined;
  const kids = node.kids.map((kid) => kidBody(kid, homePage, numberOf, pageObject));
  let body = `<</Type/StructElem/S/${node.type}/P ${parent} 0 R`;
  if (homePage !== undefined) body += `/Pg ${pageObject(homePage)} 0 R`;
  if (attributes.title !== undefined) body += `/T ${pdfString(attributes.title)}`;
  if (attributes.alt !== undefined) body += `/Alt ${pdfString(attributes.alt)}`;
  if (attributes.actualText !== undefined) body += `/ActualText ${pdfString(attributes.actualText)}`;
  if (attributes.language !== undefined) body += `/Lang ${pdfString(attributes.language)}`;
  if (attributes.id !== undefined) body += `/ID ${pdfString(attributes.id)}`;
  const owners: string[] = [];
  if (attributes.scope !== undefined) owners.push(`<</O/Table/Scope/${attributes.scope}>>`);
  if (attributes.numbering !== undefined) owners.push(`<</O/List/ListNumbering/${attributes.numbering}>>`);
  if (attributes.box !== undefined) {
    owners.push(`<</O/Layout/Placement/Block/BBox[${attributes.box.map((value) => Math.round(value * 100) / 100).join(' ')}]>>`);
  }
  if (owners.length > 0) body += `/A[${owners.join('')}]`;
  return `${body}/K[${kids.join(' ')}]>>`;
}

function kidBody(
  kid: Kid,
  homePage: number | undefined,
  numberOf: (node: StructureNode) => number,
  pageObject: (page: number) => number,
): string {
  switch (kid.kind) {
    case 'node':
      return `${numberOf(kid.node)} 0 R`;
    case 'object':
      return `${kid.object} 0 R`;
    case 'content': {
      const { page, mcid } = kid.content;
      return page === homePage ? String(mcid) : `<</Type/MCR/Pg ${pageObject(page)} 0 R/MCID ${mcid}>>`;
    }
    case 'annotation':
      return `<</Type/OBJR/Pg ${pageObject(kid.page)} 0 R/Obj ${kid.object} 0 R>>`;
  }
}
