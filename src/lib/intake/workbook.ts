/**
 * Which sheets an XLSX workbook has, and which of its parts hold them: `workbook.xml` and the lists of relations. Cells are not read here.
 * Rules are those of ECMA-376 part 1, transitional and strict.
 */

import { attributeOf, type XmlAttributes, type XmlHandler } from './xml-events.js';

export interface SheetInfo {
  readonly name: string;
  readonly isHidden: boolean;
  /** Id of the relation that leads to its part. */
  readonly relation: string;
}

/** Reads `workbook.xml`. */
export class WorkbookReader implements XmlHandler {
  readonly sheets: SheetInfo[] = [];
  /** Days are counted from 1904. */
  is1904 = false;

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'workbookPr') {
      const value = attributeOf(attributes, 'date1904');
      this.is1904 = value === '1' || value === 'true' || value === 'on';
    } else if (name === 'sheet') {
      this.sheets.push({
        name: attributeOf(attributes, 'name') ?? '',
        isHidden: (attributeOf(attributes, 'state') ?? 'visible') !== 'visible',
        // `r:id`, whatever the prefix.
        relation: attributeOf(attributes, 'id') ?? '',
      });
    }
  }

  close(): void {}

  text(): void {}
}

export interface Relation {
  /** Last part of the type's address: `worksheet`, `sharedStrings`, `styles`, `officeDocument`. */
  readonly type: string;
  /** Path within the container. */
  readonly path: string;
  readonly isExternal: boolean;
}

/** Reads a `.rels` part: relations by id. */
export class RelationsReader implements XmlHandler {
  readonly relations = new Map<string, Relation>();
  readonly #folder: string;

  /** @param folder the folder that targets are relative to, without a slash at its end; empty for the root */
  constructor(folder: string) {
    this.#folder = folder;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name !== 'Relationship') return;
    const type = attributeOf(attributes, 'Type') ?? '';
    this.relations.set(attributeOf(attributes, 'Id') ?? '', {
      type: type.slice(type.lastIndexOf('/') + 1),
      path: resolvePath(this.#folder, attributeOf(attributes, 'Target') ?? ''),
      isExternal: attributeOf(attributes, 'TargetMode') === 'External',
    });
  }

  close(): void {}

  text(): void {}
}

function resolvePath(folder: string, target: string): string {
  const parts: string[] = target.startsWith('/') ? [] : folder.split('/');
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.filter((part) => part !== '').join('/');
}
