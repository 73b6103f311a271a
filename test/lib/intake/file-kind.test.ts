import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/lib/errors.js';
import { checkIsText, detectFileKind, type FileKind } from '../../../src/lib/intake/file-kind.js';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

const wide = (text: string, isBig = false, hasMark = true): Uint8Array => {
  const buffer = Buffer.from(`${hasMark ? '\ufeff' : ''}${text}`, 'utf16le');
  return isBig ? buffer.swap16() : buffer;
};

describe('a file is what its first bytes say', () => {
  test.each<[string, Uint8Array, FileKind]>([
    ['CSV', bytes('Name,E-mail\nAnn,ann@example.org\n'), 'text'],
    ['nothing', bytes(''), 'text'],
    ['CSV in UTF-16', wide('Name,E-mail\n'), 'text'],
    ['CSV that begins like a magic word', bytes('PKname,PAR1,BZone\n'), 'text'],
    ['CSV whose first header is PAR1', bytes('PAR1,Name\n'), 'text'],
    ['CSV with a bracket first', bytes('[Name],[Town]\n[Ann],[Leeds]\n'), 'text'],
    ['CSV with a brace first', bytes('{Name},Town\n'), 'text'],
    ['CSV with an angle bracket first', bytes('<none>,Town\n'), 'text'],
    ['a zip', bytes('PK', [3, 4], 'x'), 'zip'],
    ['an empty zip', bytes('PK', [5, 6]), 'zip'],
    ['gzip', bytes([0x1f, 0x8b, 8]), 'gzip'],
    ['an OLE file', bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'ole'],
    ['Parquet', bytes('PAR1', [0x15, 0x04]), 'parquet'],
    ['HTML', bytes('<!DOCTYPE html>\n<html><table>'), 'html'],
    ['a table alone', bytes('\r\n  <TABLE border=1><tr>'), 'html'],
    ['HTML behind a byte-order mark', bytes([0xef, 0xbb, 0xbf], '<html>'), 'html'],
    ['HTML in UTF-16', wide('<html><table>'), 'html'],
    ['HTML of Excel', bytes('<html xmlns:x="urn:schemas-microsoft-com:office:excel">'), 'html'],
    ['XHTML', bytes('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">\n<html xmlns="http://www.w3.org/1999/xhtml">'), 'html'],
    ['HTML that begins with a comment', bytes('<!-- export --><table>'), 'html'],
    ['a JSON list', bytes('[{"name":"Ann"}]'), 'json'],
    ['an empty JSON list', bytes('[ ]'), 'json'],
    ['a JSON object', bytes('{"data":[{"name":"Ann"}]}\n'), 'json'],
    ['JSON over lines', bytes('{\n  "data": [\n    {"name": "Ann"},\n    {"name": "Bo"}\n  ]\n}\n'), 'json'],
    ['JSON behind a byte-order mark', bytes([0xef, 0xbb, 0xbf], '[{"name":"Ann"}]'), 'json'],
    ['JSON in UTF-16', wide('[{"name":"Ann"}]'), 'json'],
    ['JSON in UTF-16 without a mark', wide('[{"name":"Ann"}]', false, false), 'json'],
    ['JSON in UTF-16, the other way round', wide('[{"name":"Ann"}]', true), 'json'],
    ['JSON lines', bytes('{"name":"Ann"}\n{"name":"Bo"}\n'), 'json-lines'],
    ['JSON lines with CRLF and a blank line', bytes('{"name":"Ann"}\r\n\r\n{"name":"Bo"}'), 'json-lines'],
    ['JSON lines with braces in text', bytes('{"name":"A } \\" {"}\n{"name":"Bo"}'), 'json-lines'],
    ['JSON lines whose first line is broken', bytes('{"name":"Ann\n{"name":"Bo"}\n'), 'json-lines'],
    ['JSON lines whose first line lacks its brace', bytes('{"name":"Ann"\n{"name":"Bo"}\n'), 'json-lines'],
  ])('%s', (_name, head, kind) => {
    expect(detectFileKind(head, 'a.csv')).toBe(kind);
  });
});

describe('what holds no table is refused by name', () => {
  const tar = Buffer.alloc(512);
  tar.write('ustar', 257);
  test.each<[string, Uint8Array]>([
    ['a PDF', bytes('%PDF-1.7')],
    ['a bzip2 archive', bytes('BZh91AY')],
    ['a zstd archive', bytes([0x28, 0xb5, 0x2f, 0xfd])],
    ['an xz archive', bytes([0xfd], '7zXZ', [0])],
    ['a 7z archive', bytes('7z', [0xbc, 0xaf, 0x27, 0x1c])],
    ['a RAR archive', bytes('Rar!', [0x1a, 7, 0])],
    ['a tar archive', tar],
    ['one part of a split zip archive', bytes('PK', [7, 8])],
    ['a picture', bytes([0x89], 'PNG')],
    ['a picture', bytes([0xff, 0xd8, 0xff, 0xe0])],
    ['a picture', bytes('GIF89a')],
    ['a picture or a film', bytes([0, 0, 0, 0x18], 'ftypheic')],
    ['an SQLite database', bytes('SQLite format 3', [0])],
    ['a Rich Text document', bytes('{\\rtf1\\ansi')],
    ['address cards', bytes('BEGIN:VCARD\r\n')],
    ['a web archive or an e-mail', bytes('MIME-Version: 1.0\r\n')],
    ['an encrypted Parquet file', bytes('PARE')],
    [
      'an XML spreadsheet of Excel 2003',
      bytes('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'),
    ],
    ['XML', bytes('<?xml version="1.0"?><canary/>')],
  ])('%s', (name, head) => {
    let thrown: unknown;
    try {
      detectFileKind(head, 'a.csv');
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(InputError);
    expect(thrown).toMatchObject({ code: 'file-format', exitCode: 2, hint: expect.any(String) });
    expect((thrown as InputError).message).toBe(`a.csv cannot be read as a table: it looks like ${name}.`);
  });
});

test('binary data is no text, and a stray control character does not make it so', () => {
  expect(() => checkIsText(bytes(Array.from({ length: 200 }, (_, i) => i % 32)), 'a.csv')).toThrow(InputError);
  expect(() => checkIsText(bytes('Name,Town\n', [0x0b, 0x1f], 'Ann,Leeds\n'), 'a.csv')).not.toThrow();
});
