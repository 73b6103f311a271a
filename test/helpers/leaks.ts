/**
 * Ways to hide a text: encodings, and places in a pack's files, among them many that our own renderer would never use. For the positive
 * controls of the leak scan.
 */

import { crc32, deflateSync, gzipSync } from 'node:zlib';
import PDFDocument from 'pdfkit';

import { ascii85, lzw, objectStream, plain, runLength, show, stream, withUpPredictor } from './plain-pdf.js';
import { zip } from './zip.js';

const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');
const everyByte = (text: string, write: (byte: number) => string): string => Array.from(utf8(text), write).join('');
const everyPoint = (text: string, write: (code: number) => string): string =>
  Array.from(text, (char) => write(char.codePointAt(0) ?? 0)).join('');
const hexOf = (byte: number): string => byte.toString(16).padStart(2, '0');
const beyondAscii = (text: string, write: (char: string) => string): string => text.replace(/[^ -~]/gu, write);
const NAMED: Readonly<Record<string, string>> = { ë: 'euml', í: 'iacute', é: 'eacute' };

/** Every encoding of a text that is text again. */
export const TEXT_ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  NFC: (text) => text.normalize('NFC'),
  NFD: (text) => text.normalize('NFD'),
  NFKC: (text) => text.normalize('NFKC'),
  NFKD: (text) => text.normalize('NFKD'),
  capitals: (text) => text.toUpperCase(),
  'small letters': (text) => text.toLowerCase(),
  'without accents': (text) => text.normalize('NFD').replace(/\p{M}/gu, ''),
  'without blanks': (text) => text.replaceAll(' ', ''),
  'full-width letters': (text) => text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)),
  'with invisible characters': (text) => [...text].join('\u200b'),
  backwards: (text) => [...text].reverse().join(''),
  'one letter a line': (text) => [...text.replaceAll(' ', '')].join('\n'),
  'hexadecimal digits': (text) => utf8(text).toString('hex'),
  'hexadecimal capitals': (text) => utf8(text).toString('hex').toUpperCase(),
  'hexadecimal pairs': (text) => everyByte(text, (byte) => `${hexOf(byte)} `).trim(),
  'hexadecimal UTF-16': (text) => Buffer.from(text, 'utf16le').toString('hex'),
  'a PDF string in hexadecimal digits': (text) => `<FEFF${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`,
  base64: (text) => utf8(text).toString('base64'),
  'base64, one byte late': (text) => utf8(`-${text}`).toString('base64'),
  'base64, two bytes late': (text) => utf8(`--${text}`).toString('base64'),
  'base64 behind letters': (text) => `abc${utf8(text).toString('base64')}`,
  'base64 for addresses': (text) => utf8(text).toString('base64url'),
  'base64 in lines': (text) =>
    utf8(`${'.'.repeat(30)} ${text}`)
      .toString('base64')
      .replace(/.{16}/g, '$&\n'),
  'base64 twice': (text) => utf8(utf8(text).toString('base64')).toString('base64'),
  'quoted-printable': (text) =>
    everyByte(text, (byte) => (byte > 0x20 && byte < 0x7f && byte !== 0x3d ? String.fromCharCode(byte) : `=${hexOf(byte).toUpperCase()}`)),
  'percent encoding': (text) => encodeURIComponent(text),
  'percent encoding of everything': (text) => everyByte(text, (byte) => `%${hexOf(byte)}`),
  'named references': (text) => beyondAscii(text, (char) => `&${NAMED[char] ?? `#${char.codePointAt(0)}`};`),
  'decimal references': (text) => everyPoint(text, (code) => `&#${code};`),
  'hexadecimal references': (text) => everyPoint(text, (code) => `&#x${code.toString(16)};`),
  'JSON escapes': (text) => everyPoint(text, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
  'octal escapes': (text) => Array.from(Buffer.from(text, 'latin1'), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
  'byte escapes': (text) => everyByte(text, (byte) => `\\x${hexOf(byte)}`),
};

/** Every encoding of a text as bytes. */
export const BYTE_ENCODINGS: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': utf8,
  'UTF-16, low byte first': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16, high byte first': (text) => Buffer.from(text, 'utf16le').swap16(),
  'Latin-1': (text) => Buffer.from(text, 'latin1'),
};

type Place = (bytes: Buffer) => Buffer;

const asHex = (bytes: Buffer): string => `<${bytes.toString('hex')}>`;
/** Bytes as the rest of a name; white space and delimiters have escapes. */
const asName = (bytes: Buffer): string => `/${Array.from(bytes, (byte) => `#${hexOf(byte)}`).join('')}`;
const attachment = (bytes: Buffer, name = 'statement.json'): Buffer =>
  plain({ objects: [`<< /Type /Filespec /F (${name}) /EF << /F 11 0 R >> >>`, raw(bytes, '/Type /EmbeddedFile')] });
const raw = (bytes: Buffer, dict = ''): Buffer => stream(bytes.toString('latin1'), dict);
const noise = Buffer.from('00010203ff00', 'hex');
const inNoise = (bytes: Buffer): Buffer => Buffer.concat([noise, bytes, noise]);
const text = (bytes: Buffer): string => bytes.toString('latin1');
const filtered = (filter: string, bytes: Buffer, rest = ''): Buffer => plain({ objects: [raw(bytes, `/Filter ${filter} ${rest}`)] });

function chunk(kind: string, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, sum]);
}

function png(...chunks: Buffer[]): Buffer {
  const size = Buffer.from('0000000100000001080000000000'.slice(0, 26), 'hex');
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', size),
    ...chunks,
    chunk('IDAT', deflateSync(Buffer.from([0, 0]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function jpeg(marker: number, data: Buffer): Buffer {
  const size = Buffer.alloc(2);
  size.writeUInt16BE(data.length + 2);
  const scan = Buffer.from('ffda0008010100003f00d2cf20ffd9', 'hex');
  return Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.from([0xff, marker]), size, data, scan]);
}

/** A TIFF directory with one ASCII field, as EXIF has it. */
const exif = (bytes: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('Exif\0\0II*\0\x08\0\0\0\x01\0\x3b\x01\x02\0', 'latin1'),
    Buffer.from([bytes.length, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0]),
    bytes,
  ]);
const image = (bytes: Buffer): Buffer => plain({ objects: [raw(bytes, '/Subtype /Image /Filter /DCTDecode')] });

/** Places for any bytes. */
export const PLACES: Readonly<Record<string, Place>> = {
  'the Info dictionary': (bytes) => plain({ trailer: `/Info << /Title ${asHex(bytes)} >>` }),
  'the file identifier': (bytes) => plain({ trailer: `/ID [${asHex(bytes)} <00>]` }),
  'an outline': (bytes) => plain({ catalog: `/Outlines << /First << /Title ${asHex(bytes)} >> >>` }),
  'a named destination': (bytes) => plain({ catalog: `/Names << /Dests << /Names [${asHex(bytes)} [3 0 R /Fit]] >> >>` }),
  ActualText: (bytes) => plain({ content: `/Span << /ActualText ${asHex(bytes)} >> BDC ${show('x')} EMC` }),
  'alternative text': (bytes) => plain({ objects: [`<< /Type /StructElem /S /Figure /Alt ${asHex(bytes)} >>`] }),
  'an expansion in the structure tree': (bytes) => plain({ objects: [`<< /Type /StructElem /S /Span /E ${asHex(bytes)} >>`] }),
  'an annotation': (bytes) => plain({ page: `/Annots [<< /Type /Annot /Subtype /Text /Contents ${asHex(bytes)} >>]` }),
  'a form field': (bytes) => plain({ catalog: `/AcroForm << /Fields [<< /T (x) /V ${asHex(bytes)} >>] >>` }),
  'a page label': (bytes) => plain({ catalog: `/PageLabels << /Nums [0 << /P ${asHex(bytes)} >>] >>` }),
  'a string that nothing shows': (bytes) => plain({ content: `${asHex(bytes)} pop ${show('x')}` }),
  'an inline image': (bytes) => plain({ content: Buffer.concat([Buffer.from('BI /W 1 /H 1 ID '), bytes, Buffer.from(' \nEI ')]) }),
  'an image without a codec': (bytes) => plain({ objects: [raw(inNoise(bytes), '/Subtype /Image')] }),
  'an ICC profile': (bytes) =>
    plain({ objects: [raw(Buffer.concat([Buffer.alloc(36), Buffer.from('acspdesc'), inNoise(bytes)]), '/N 3')] }),
  'EXIF in a JPEG': (bytes) => image(jpeg(0xe1, exif(bytes))),
  'a comment in a JPEG': (bytes) => image(jpeg(0xfe, bytes)),
  'bytes behind a JPEG': (bytes) => image(Buffer.concat([jpeg(0xfe, Buffer.from('x')), inNoise(bytes)])),
  'tEXt in a PNG': (bytes) => attachment(png(chunk('tEXt', Buffer.concat([Buffer.from('Author\0'), bytes])))),
  'zTXt in a PNG': (bytes) => attachment(png(chunk('zTXt', Buffer.concat([Buffer.from('Author\0\0'), deflateSync(bytes)])))),
  'packed iTXt in a PNG': (bytes) =>
    attachment(png(chunk('iTXt', Buffer.concat([Buffer.from('Author\0\x01\0en\0\0'), deflateSync(bytes)])))),
  'eXIf in a PNG': (bytes) => attachment(png(chunk('eXIf', exif(bytes)))),
  'an attachment': (bytes) => attachment(bytes),
  'an attachment without a specification': (bytes) => plain({ objects: [raw(bytes, '/Type /EmbeddedFile')] }),
  'zip in an attachment': (bytes) => attachment(zip([{ name: 'a', content: bytes }])),
  'zip in zip': (bytes) => attachment(zip([{ name: 'a', content: zip([{ name: 'b', content: bytes }]) }])),
  'zip, stored': (bytes) => attachment(zip([{ name: 'a', content: bytes, isStored: true }])),
  'gzip in an attachment': (bytes) => attachment(gzipSync(bytes)),
  'zlib in an attachment': (bytes) => attachment(deflateSync(Buffer.concat([bytes, Buffer.alloc(8, 32)]))),
  'a PDF in an attachment': (bytes) => attachment(plain({ trailer: `/Info << /Title ${asHex(bytes)} >>` })),
  Flate: (bytes) => filtered('/FlateDecode', deflateSync(bytes)),
  LZW: (bytes) => filtered('/LZWDecode', lzw(bytes)),
  ASCII85: (bytes) => filtered('/ASCII85Decode', Buffer.from(ascii85(text(bytes)), 'latin1')),
  ASCIIHex: (bytes) => filtered('/ASCIIHexDecode', Buffer.from(`${bytes.toString('hex')}>`)),
  RunLength: (bytes) => filtered('/RunLengthDecode', Buffer.from(runLength(text(bytes)), 'latin1')),
  'a predictor': (bytes) =>
    filtered('/FlateDecode', deflateSync(withUpPredictor(text(bytes), 8)), '/DecodeParms << /Predictor 12 /Columns 8 >>'),
  'three filters': (bytes) => filtered('[/AHx /LZW /Fl]', Buffer.from(`${lzw(deflateSync(bytes)).toString('hex')}>`)),
  'bytes behind the end of Flate data': (bytes) =>
    filtered('/FlateDecode', Buffer.concat([deflateSync(Buffer.from('x')), Buffer.from('\n'), bytes])),
  'an object stream': (bytes) => plain({ objects: [objectStream([`<< /Title ${asHex(bytes)} >>`])] }),
  'a cross-reference stream': (bytes) => plain({ objects: [raw(deflateSync(inNoise(bytes)), '/Type /XRef /Filter /FlateDecode')] }),
  'an unreferenced object': (bytes) => plain({ objects: [asHex(bytes)] }),
  'an earlier revision': (bytes) =>
    plain({ trailer: `/Info << /Title ${asHex(bytes)} >>`, end: '5 0 obj\n<< /Type /Font >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n' }),
  'bytes after the end': (bytes) => Buffer.concat([plain({}), bytes]),
  'a comment in the file': (bytes) => plain({ objects: [Buffer.concat([Buffer.from('<< /A 1 % '), bytes, Buffer.from('\n >>')])] }),
};

/** Places for text that is drawn or marked up. */
export const TEXT_PLACES: Readonly<Record<string, (text: string) => Buffer>> = {
  XMP: (value) => plain({ objects: [raw(utf8(`<t>${xml(value)}</t>`), '/Type /Metadata /Subtype /XML')] }),
  'an attribute in XMP': (value) => plain({ objects: [raw(utf8(`<t a="${xml(value)}"/>`), '/Type /Metadata /Subtype /XML')] }),
  'glyphs of a font with a character map': (value) => glyphs(value, (codes) => `<${codes.join('')}> Tj`),
  'pieces of TJ, one glyph each': (value) => glyphs(value, (codes) => `[${codes.map((code) => `<${code}>`).join(' 10 ')}] TJ`),
  'glyphs placed one by one': (value) =>
    glyphs(value, (codes) => codes.map((code, index) => `1 0 0 1 ${72 + index * 7} 600 Tm <${code}> Tj`).join('\n')),
  'a page that is in no page tree': (value) => glyphs(value, (codes) => `<${codes.join('')}> Tj`, true),
  'a font name': (value) => plain({ objects: [`<< /Type /Font /BaseFont ${asName(utf8(value))} >>`] }),
  "a font's subset tag": (value) => plain({ objects: [`<< /Type /Font /BaseFont ${asName(utf8(`${value}+Helvetica`))} >>`] }),
  'a key of a dictionary': (value) => plain({ trailer: `/Info << ${asName(utf8(value))} (x) >>` }),
  'a link': (value) =>
    plain({ page: `/Annots [<< /Subtype /Link /A << /S /URI /URI ${asHex(utf8(`https://example.org/?${value}`))} >> >>]` }),
  'a character map that nothing uses': (value) =>
    plain({
      objects: [
        raw(Buffer.from(`/CIDInit begincmap 1 beginbfchar <01> <${Buffer.from(value, 'utf16le').swap16().toString('hex')}> endbfchar`)),
      ],
    }),
};

const xml = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Draws with a font whose codes mean nothing without its character map. */
function glyphs(value: string, draw: (codes: readonly string[]) => string, isLost = false): Buffer {
  const units = [...value];
  const codes = units.map((_, index) => (index + 1).toString(16).padStart(4, '0'));
  const lines = units.map(
    (char, index) =>
      `<${codes[index]}> <${Buffer.from(char === '\n' ? ' ' : char, 'utf16le')
        .swap16()
        .toString('hex')}>`,
  );
  const map = `1 begincodespacerange <0000> <ffff> endcodespacerange ${lines.length} beginbfchar ${lines.join('\n')} endbfchar`;
  const content = `BT /F9 12 Tf 72 700 Td ${draw(codes)} ET`;
  const font = '<< /Type /Font /Subtype /Type0 /BaseFont /X /DescendantFonts [<< /DW 500 >>] /ToUnicode 11 0 R >>';
  const objects = [font, raw(Buffer.from(map))];
  if (!isLost) return plain({ content, objects: ['<< /Font << /F9 12 0 R >> >>', raw(Buffer.from(map)), font] });
  return plain({
    objects: [...objects, '<< /Type /Page /Contents 13 0 R /Resources << /Font << /F9 10 0 R >> >> >>', raw(Buffer.from(content))],
  });
}

/** Draws a page with pdfkit, in one of its standard fonts. */
export async function drawWithPdfkit(use: (doc: PDFKit.PDFDocument) => void, options: PDFKit.PDFDocumentOptions = {}): Promise<Buffer> {
  const doc = new PDFDocument({ info: { CreationDate: new Date(0) }, ...options });
  const chunks: Buffer[] = [];
  doc.on('data', (part: Buffer) => chunks.push(part));
  const ended = new Promise<void>((resolve) => {
    doc.on('end', resolve);
  });
  use(doc);
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}
