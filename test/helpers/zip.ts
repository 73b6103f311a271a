/** Zip containers written by hand, so that they can lie, and the smallest workbooks that can be put into them. */

import { crc32, deflateRawSync } from 'node:zlib';

export interface Part {
  readonly name: string;
  readonly content: Uint8Array;
  readonly flags?: number;
  /** Claimed in both places. */
  readonly claimedBytes?: number;
  /** Claimed in the directory alone. */
  readonly directoryBytes?: number;
  readonly offset?: number;
  readonly isStored?: boolean;
  /** Packed already. */
  readonly packed?: Uint8Array;
}

export function zip(parts: readonly Part[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const { name, content, flags = 0, claimedBytes = content.length, directoryBytes = claimedBytes, offset, isStored = false } = part;
    const packed = part.packed ?? (isStored ? content : deflateRawSync(content));
    const label = Buffer.from(name);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(flags, 6);
    head.writeUInt16LE(isStored ? 0 : 8, 8);
    head.writeUInt32LE(crc32(content), 14);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(claimedBytes, 22);
    head.writeUInt16LE(label.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    head.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(directoryBytes, 24);
    entry.writeUInt32LE(offset ?? at, 42);
    locals.push(head, label, Buffer.from(packed));
    directory.push(entry, label);
    at += 30 + label.length + packed.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length % 0x10000, 8);
  end.writeUInt16LE(parts.length % 0x10000, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, listing, end]);
}

export const bytesOf = (text: string): Uint8Array => Buffer.from(text);

export interface TestSheet {
  readonly name: string;
  /** The XML between `<sheetData>` and its end. */
  readonly rows: string;
  readonly state?: string;
}

export interface TestWorkbook {
  readonly sheets: readonly TestSheet[];
  /** The XML between `<sst>` and its end. */
  readonly strings?: string;
  /** The whole of `styles.xml`. */
  readonly styles?: string;
  readonly workbookProperties?: string;
  readonly extra?: readonly Part[];
  /** Replaces parts by name. */
  readonly replace?: ReadonlyMap<string, Uint8Array>;
}

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export function xlsxParts({
  sheets,
  strings = '',
  styles = '<styleSheet/>',
  workbookProperties = '',
  extra = [],
  replace,
}: TestWorkbook): Part[] {
  const list = sheets
    .map(
      ({ name, state }, i) =>
        `<sheet name="${name}" sheetId="${i + 1}"${state === undefined ? '' : ` state="${state}"`} r:id="rId${i + 1}"/>`,
    )
    .join('');
  const relations = sheets
    .map((_, i) => `<Relationship Id="rId${i + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`)
    .join('');
  const parts: [string, string][] = [
    ['[Content_Types].xml', '<Types/>'],
    ['_rels/.rels', `<Relationships><Relationship Id="r1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
    ['xl/workbook.xml', `<workbook xmlns:r="${RELATIONS}">${workbookProperties}<sheets>${list}</sheets></workbook>`],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships>${relations}<Relationship Id="rIdS" Type="${RELATIONS}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rIdT" Type="${RELATIONS}/styles" Target="/xl/styles.xml"/></Relationships>`,
    ],
    ['xl/sharedStrings.xml', `<?xml version="1.0" encoding="UTF-8"?><sst>${strings}</sst>`],
    ['xl/styles.xml', styles],
    ...sheets.map(({ rows }, i): [string, string] => [
      `xl/worksheets/sheet${i + 1}.xml`,
      `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    ]),
  ];
  return [...parts.map(([name, text]) => ({ name, content: replace?.get(name) ?? bytesOf(text) })), ...extra];
}

export function xlsx(workbook: TestWorkbook): Buffer {
  return zip(xlsxParts(workbook));
}

/** A row of inline strings. */
export function xlsxRow(line: number, cells: readonly string[]): string {
  return `<row r="${line}">${cells.map((cell) => (cell === '' ? '<c/>' : `<c t="inlineStr"><is><t>${cell}</t></is></c>`)).join('')}</row>`;
}

/** An ODS file from the XML between `<office:spreadsheet>` and its end. */
export function ods(tables: string, extra: readonly Part[] = [], styles = ''): Buffer {
  const content = `<?xml version="1.0" encoding="UTF-8"?><office:document-content><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:spreadsheet>${tables}</office:spreadsheet></office:body></office:document-content>`;
  return zip([
    { name: 'mimetype', content: bytesOf('application/vnd.oasis.opendocument.spreadsheet'), isStored: true },
    { name: 'content.xml', content: bytesOf(content) },
    { name: 'META-INF/manifest.xml', content: bytesOf('<manifest:manifest/>') },
    ...extra,
  ]);
}
