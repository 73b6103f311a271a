/**
 * What must be known of a font of the organiser's own before it is used: that it is one TrueType or OpenType font, whole, with
 * a name that may stand in a PDF, and that its maker lets it be embedded. Reads the table directory and two tables
 * (OpenType specification 1.9: font file, `name`, `OS/2`); everything else is left to the shaper and the writer.
 */

/** Why a font cannot be used. */
export type FontProblem = 'no-font' | 'web-font' | 'collection' | 'variable' | 'damaged' | 'no-name' | 'not-embeddable';

export type FontReading = { readonly name: string } | { readonly problem: FontProblem };

const TRUETYPE = 0x00010000;
const TABLES_MAX = 64;
const DIRECTORY_ENTRY = 16;
const NEEDED = ['head', 'hhea', 'hmtx', 'maxp', 'cmap', 'name', 'OS/2', 'post'] as const;
/** Bits of `OS/2.fsType`: embedding forbidden, no subsetting, bitmaps only. */
const NOT_EMBEDDABLE = 0x0002 | 0x0100 | 0x0200;
/** Offset of `fsType` in `OS/2`. */
const FS_TYPE = 8;
const POSTSCRIPT_NAME = 6;
const NAME_RECORD = 12;
const PLATFORM_MACINTOSH = 1;
/** Printable, short, and without the signs that PostScript keeps for itself; stricter than the specification. */
const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;

/** Reads a font file; never throws. */
export function readFontFile(bytes: Uint8Array): FontReading {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.byteLength < 12) return { problem: 'no-font' };
  const kind = tagAt(bytes, 0);
  if (kind === 'wOFF' || kind === 'wOF2') return { problem: 'web-font' };
  if (kind === 'ttcf') return { problem: 'collection' };
  if (file.getUint32(0) !== TRUETYPE && kind !== 'OTTO' && kind !== 'true') return { problem: 'no-font' };
  const tables = directoryOf(file, bytes);
  if (tables === null || !NEEDED.every((tag) => tables.has(tag))) return { problem: 'damaged' };
  if (!(tables.has('CFF ') || (tables.has('glyf') && tables.has('loca')))) return { problem: 'damaged' };
  if (tables.has('fvar')) return { problem: 'variable' };
  const os2 = tables.get('OS/2');
  if (os2 === undefined || os2.byteLength < FS_TYPE + 2) return { problem: 'damaged' };
  if ((os2.getUint16(FS_TYPE) & NOT_EMBEDDABLE) !== 0) return { problem: 'not-embeddable' };
  const name = postScriptName(tables.get('name'));
  return name === null ? { problem: 'no-name' } : { name };
}

/** The tables by tag; null when one of them does not lie in the file. */
function directoryOf(file: DataView, bytes: Uint8Array): Map<string, DataView> | null {
  const count = file.getUint16(4);
  if (count === 0 || count > TABLES_MAX || 12 + count * DIRECTORY_ENTRY > file.byteLength) return null;
  const tables = new Map<string, DataView>();
  for (let index = 0; index < count; index++) {
    const at = 12 + index * DIRECTORY_ENTRY;
    const [offset, length] = [file.getUint32(at + 8), file.getUint32(at + 12)];
    if (offset + length > file.byteLength) return null;
    tables.set(tagAt(bytes, at), new DataView(bytes.buffer, bytes.byteOffset + offset, length));
  }
  return tables;
}

/** The one PostScript name of all platforms; null when there is none, or two, or one with signs that do not belong there. */
function postScriptName(table: DataView | undefined): string | null {
  if (table === undefined || table.byteLength < 6) return null;
  const [count, storage] = [table.getUint16(2), table.getUint16(4)];
  const names = new Set<string>();
  for (let index = 0; index < count; index++) {
    const at = 6 + index * NAME_RECORD;
    if (at + NAME_RECORD > table.byteLength) return null;
    if (table.getUint16(at + 6) !== POSTSCRIPT_NAME) continue;
    const [length, start] = [table.getUint16(at + 8), storage + table.getUint16(at + 10)];
    if (start + length > table.byteLength) return null;
    const text = Buffer.from(table.buffer, table.byteOffset + start, length);
    names.add(table.getUint16(at) === PLATFORM_MACINTOSH ? text.toString('latin1') : new TextDecoder('utf-16be').decode(text));
  }
  const [name] = names;
  return names.size === 1 && name !== undefined && SAFE_NAME.test(name) ? name : null;
}

function tagAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
