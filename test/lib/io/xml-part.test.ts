import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { XmlBytes } from '../../../src/lib/io/xml-part.js';

/** Checks bytes in pieces that are cut at the given places. */
function check(bytes: Uint8Array, cuts: readonly number[], root?: string): Buffer {
  const search = new XmlBytes('book.xlsx');
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  const passed = places.slice(1).map((place, i) => Buffer.from(search.push(bytes.subarray(places[i], place))));
  search.finish(root);
  return Buffer.concat(passed);
}

describe('the bytes of a part, wherever they are cut', () => {
  const text = fc.string({ unit: 'grapheme' }).map((value) => value.replace(/[<\0]/g, '·'));
  const cuts = fc.array(fc.nat(500), { maxLength: 12 });

  test('come out whole and in order', () => {
    fc.assert(
      fc.property(text, cuts, (inside, places) => {
        const bytes = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><a>${inside}<!-- c --><![CDATA[d]]></a>`);
        expect(check(bytes, places, 'a').equals(bytes)).toBe(true);
      }),
    );
  });

  test('give away a document type', () => {
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('<!DOCTYPE a>', '<!ENTITY b "c">', '<!doctype a>', '<!ATTLIST a>'),
        cuts,
        (before, type, places) => {
          expect(() => check(Buffer.from(`<a>${before}${type}</a>`), places)).toThrow(expect.objectContaining({ code: 'file-hostile' }));
        },
      ),
    );
  });

  test('are no UTF-8 when a byte in them is not', () => {
    fc.assert(
      fc.property(text, cuts, (before, places) => {
        const bytes = Buffer.concat([Buffer.from(`<a>${before}`), Buffer.from([0xe9]), Buffer.from('</a>')]);
        expect(() => check(bytes, places)).toThrow(expect.objectContaining({ code: 'file-damaged' }));
      }),
    );
  });
});

test.each<[string, Uint8Array | string, string | null]>([
  ['a byte-order mark and white space at the end', '\ufeff<x:sheet></x:sheet >\n', null],
  ['US-ASCII', '<?xml version="1.0" encoding=\'us-ascii\'?><sheet></sheet>', null],
  ['UTF-16', Buffer.from('\ufeff<sheet></sheet>', 'utf16le'), 'file-hostile'],
  ['UTF-16 without a mark', Buffer.from('<sheet></sheet>', 'utf16le'), 'file-hostile'],
  ['another encoding', '<?xml version="1.0" encoding="IBM037"?><sheet></sheet>', 'file-hostile'],
  ['another encoding behind a mark', '\ufeff<?xml version="1.0" encoding="UTF-7"?><sheet></sheet>', 'file-hostile'],
  ['bytes of another encoding', Buffer.from('Lo\xa7\x94@', 'latin1'), 'file-hostile'],
  ['a NUL', '<sheet>\0</sheet>', 'file-hostile'],
  ['nothing', '', 'file-damaged'],
  ['a part that breaks off in a tag', '<sheet><row></row></she', 'file-damaged'],
  ['a part that breaks off between tags', '<sheet><row></row>', 'file-damaged'],
  ['a part that ends with another root', '<book></book>', 'file-damaged'],
  ['a part that breaks off in a character', Buffer.from('<sheet>\u00e9').subarray(0, 8), 'file-damaged'],
])('%s', (_name, content, code) => {
  const run = (): Buffer => check(Buffer.from(content as string), [], 'sheet');
  if (code === null) expect(run).not.toThrow();
  else expect(run).toThrow(expect.objectContaining({ code, exitCode: 2 }));
});
