import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributeOf, XmlScanner } from '../../../src/lib/intake/xml.js';

/** Everything that the scanner tells, with text of neighbouring pieces joined. */
function scan(pieces: readonly string[]): string[] {
  const events: string[] = [];
  const scanner = new XmlScanner(
    {
      open: (name, attributes) => events.push(`<${name}|${attributes}`),
      close: (name) => events.push(`>${name}`),
      text: (text) => {
        const last = events.at(-1);
        if (last?.startsWith('=') === true) events[events.length - 1] = last + text;
        else events.push(`=${text}`);
      },
    },
    'a.xlsx',
  );
  for (const piece of pieces) scanner.write(piece);
  scanner.end();
  return events;
}

const DOCUMENT = `\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<!-- a > b -- c --><x:a  b = "1 > 0" c='"'><d/><e f="&lt;&#233;"/>
text &amp; &#x1F600; more<![CDATA[<raw> & ]] ]]]]><g>é</g></x:a>\n<!--end-->`;

test('a document says the same whole or in pieces, wherever it is cut', () => {
  const whole = scan([DOCUMENT]);
  expect(whole).toContain('=\ntext & 😀 more<raw> & ]] ]]');
  fc.assert(
    fc.property(fc.array(fc.nat(DOCUMENT.length), { maxLength: 8 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), DOCUMENT.length];
      expect(scan(at.slice(1).map((to, i) => DOCUMENT.slice(at[i], to)))).toEqual(whole);
    }),
  );
  expect(scan([...DOCUMENT])).toEqual(whole);
});

describe('an attribute is found by its local name', () => {
  test.each<[string, string, string | null]>([
    [' r="A1" s="2"', 's', '2'],
    [' x:id = \'7\' id2="8"', 'id', '7'],
    [' a="r=1" r="2"', 'r', '2'],
    [' br="1"', 'r', null],
    [' r=""', 'r', ''],
    [' r="&quot;&#65;"', 'r', '"A'],
    [' r', 'r', null],
    [' r="1', 'r', null],
  ])('%s', (attributes, name, value) => {
    expect(attributeOf(attributes, name, 'a.xlsx')).toBe(value);
  });
});

describe('what is no plain XML is refused', () => {
  test.each<[string, string, string]>([
    ['a document type', '<!DOCTYPE a><a/>', 'file-hostile'],
    ['an entity declaration', '<a><!ENTITY b "c"></a>', 'file-hostile'],
    ['an entity of its own', '<a>&b;</a>', 'file-hostile'],
    ['another encoding', '<?xml version="1.0" encoding="ISO-8859-1"?><a/>', 'file-hostile'],
    ['a stray ampersand', '<a>A & B</a>', 'file-damaged'],
    ['a character that is none', '<a>&#x110000;</a>', 'file-damaged'],
    ['an end without a start', '</a>', 'file-damaged'],
    ['a start without an end', '<a><b></b>', 'file-damaged'],
    ['nothing', '', 'file-damaged'],
    ['a comment without end', '<a/><!-- b', 'file-damaged'],
  ])('%s', (_name, text, code) => {
    for (const pieces of [[text], [...text]]) expect(() => scan(pieces)).toThrow(expect.objectContaining({ code, exitCode: 2 }));
  });
});
