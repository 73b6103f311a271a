import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createScanner } from '../../../src/lib/gate/scan.js';
import { undoEncodings } from '../../../src/lib/io/file-text/encodings.js';
import { readBytes, textRuns } from '../../../src/lib/io/file-text/text-runs.js';
import { readFileText } from '../../../src/lib/io/file-text.js';
import { Red } from '../../../src/lib/red.js';
import { runs } from '../../helpers/runs.js';
import { bytesOf, zip } from '../../helpers/zip.js';

/** Everything the bytes say, with how it was wrapped. */
const said = (bytes: Uint8Array): string[] => readFileText(bytes).pieces.map(({ text, wrappings }) => [...wrappings, text].join(' > '));

describe('names that could be read as an encoding', () => {
  /** Their letters read as base64, from the second or third on, are in the shape of a postcode: K6³JF. */
  const NAMES = ['Ann Bazazama \tLeeds', 'Nguyen Mazazama \tAberystwyth', 'Olena Tazayuta-Bazazama', 'OLENA BAZAZAMA\n412'];
  const findings = (text: string): string[] => {
    const scanner = createScanner([]);
    scanner.addFile('a.pdf', readFileText(Buffer.from(text)));
    return scanner.findings().map(({ kind }) => kind);
  };

  it('raise no false alarm, alone or in a list', () => {
    for (const name of NAMES) expect(findings(name), name).toEqual([]);
    expect(findings(NAMES.join('\n'))).toEqual([]);
  });

  it('are looked through all the same: what stands in them is found when a record has it', () => {
    const hidden = undoEncodings('Mazazamabazama').find(({ wrapping }) => wrapping === 'base64');
    expect(hidden).toMatchObject({ isOfWords: true });
    expect(
      readFileText(Buffer.from('Mazazamabazama')).pieces.some(({ as, wrappings }) => as === 'fragments' && wrappings.includes('base64')),
    ).toBe(true);
  });

  it('are no cover for what somebody encoded', () => {
    const encoded = Buffer.from('of ZZ99 1AA').toString('base64');
    expect(findings(`Ann Bazazama\n${encoded}\n`)).toContain('postcode');
    const names = fc.stringMatching(/^[A-Z][a-z]{2,6} [A-Z][a-z]{2,9}$/u);
    const base64 = (name: string): string => Buffer.from(name).toString('base64');
    // Letters of chance, encoded, look like words once in some thousand times.
    const taken = fc
      .sample(names, { numRuns: 2000, seed: 1 })
      .filter((name) => undoEncodings(base64(name)).some(({ isOfWords }) => isOfWords));
    expect(taken.length).toBeLessThanOrEqual(2);
    fc.assert(
      fc.property(names, (name) => {
        const scanner = createScanner([]);
        scanner.addFile('a.pdf', readFileText(Buffer.from(`Ann Bazazama\n${base64(name)}\n`)));
        scanner.addNeedles([{ kind: 'name', value: new Red(name), source: 'a.csv', record: 1 }]);
        expect(scanner.findings().map(({ kind, record }) => `${kind} ${record}`)).toContain('name 1');
      }),
      { numRuns: runs(200, 5000), examples: [['Vaahg Ngaj']] },
    );
  });
});

describe('reading a file for the scan', () => {
  it('takes a container inside an encoding inside a container apart', () => {
    const inner = gzipSync('As Amina Mfano told us.').toString('base64');
    const bytes = zip([{ name: 'a.json', content: bytesOf(JSON.stringify({ data: inner })) }]);
    expect(said(bytes)).toContain('zip > base64 > gzip > As Amina Mfano told us.');
  });

  it('does not believe the directory of a zip, nor its sizes', () => {
    const honest = zip([{ name: 'a.txt', content: bytesOf('Amina Mfano') }]);
    // Without its directory it is no zip for most programs.
    expect(said(honest.subarray(0, honest.length - 60)).join()).toContain('Amina Mfano');
    const lying = zip([{ name: 'a.txt', content: bytesOf('Amina Mfano'), claimedBytes: 3, isStored: true }]);
    expect(said(lying).join()).toContain('Amina Mfano');
  });

  it.each([
    ['an encrypted part of a zip', zip([{ name: 'a', content: bytesOf('x'), flags: 1 }])],
    ['data packed as xz', Buffer.from('fd377a585a000004', 'hex')],
    ['data packed as age', Buffer.from('age-encryption.org/v1\n-> X25519 x')],
    ['damaged gzip data', Buffer.from('1f8b0800000000000003ffff', 'hex')],
    ['data that is not text', Buffer.from([1, 2, 3, 0, 255, 254])],
  ])('names what it cannot read: %s', (what, bytes) => {
    expect(readFileText(bytes).unread).toContain(what);
  });

  it('has ceilings for layers and for what is unpacked', () => {
    let layers: Buffer = Buffer.from('Amina Mfano');
    for (let layer = 0; layer < 9; layer++) layers = gzipSync(layers);
    expect(readFileText(layers).unread).toContain('layers of packing beyond counting');
    // A member that unpacks to more than its bytes can honestly hold is not unpacked.
    const bomb = gzipSync(Buffer.alloc(64 * 1024 ** 2));
    expect(readFileText(bomb).unread).toEqual(['damaged gzip data', 'data that is not text']);
  });

  it('costs little on text made to be slow', () => {
    const texts = [
      'a'.repeat(300_000),
      '='.repeat(300_000),
      '=\n'.repeat(150_000),
      '%4'.repeat(150_000),
      '&#'.repeat(150_000),
      '\\'.repeat(300_000),
    ];
    for (const text of [...texts, 'ab '.repeat(100_000), 'AAAAAAAA\n'.repeat(30_000), `${'1'.repeat(100_000)}.`.repeat(2)]) {
      expect(() => undoEncodings(text)).not.toThrow();
    }
  });
});

describe('undoing encodings', () => {
  const NAME = 'Zoë Příklad';
  const utf8 = Buffer.from(NAME);
  const undone = (text: string): string =>
    undoEncodings(text)
      .flatMap(({ texts, blocks }) => [...texts, ...blocks.flatMap((block) => readBytes(block).texts)])
      .join('\n');
  it.each([
    ['base64', utf8.toString('base64')],
    ['base64url', utf8.toString('base64url')],
    ['base64 in the middle of letters', `xy${utf8.toString('base64')}`],
    [
      'wrapped base64',
      Buffer.from(`${'.'.repeat(60)} ${NAME}`)
        .toString('base64')
        .replace(/.{20}/g, '$&\r\n'),
    ],
    ['hexadecimal digits', utf8.toString('hex')],
    ['capital hexadecimal digits', utf8.toString('hex').toUpperCase()],
    ['pairs of digits', utf8.toString('hex').replace(/../g, '$& ').trim()],
    ['pairs with 0x', utf8.toString('hex').replace(/../g, '0x$&, ').trim()],
    ['an odd digit before', `a${utf8.toString('hex')}`],
    ['UTF-16 as digits', Buffer.from(NAME, 'utf16le').toString('hex')],
    ['UTF-16 the other way round', Buffer.from(NAME, 'utf16le').swap16().toString('hex')],
    ['percent encoding', encodeURIComponent(NAME)],
    ['percent encoding of everything', utf8.toString('hex').replace(/../g, '%$&')],
    ['percent encoding with plus signs', encodeURIComponent(NAME).replace('%20', '+')],
    ['quoted-printable', utf8.toString('latin1').replace(/[^ -~]/g, (char) => `=${char.charCodeAt(0).toString(16).toUpperCase()}`)],
    ['a hidden line break', 'Zo=C3=AB P=\r\nř=\r\níklad'.replace('ř', '=C5=99').replace('í', '=C3=AD')],
    ['decimal references', [...NAME].map((char) => `&#${char.codePointAt(0)};`).join('')],
    ['hexadecimal references', [...NAME].map((char) => `&#x${char.codePointAt(0)?.toString(16)};`).join('')],
    ['named references', 'Zo&euml; P&rcaron;&iacute;klad'],
    ['JSON escapes', [...NAME].map((char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`).join('')],
    ['byte escapes', utf8.toString('hex').replace(/../g, '\\x$&')],
    ['octal escapes', Array.from(utf8, (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')],
  ])('%s', (_, text) => {
    expect(undone(`before ${text} after`).normalize('NFC')).toContain(NAME);
  });

  it('leaves plain text alone', () => {
    expect(undoEncodings('We are 25 people, 94% of us from Leeds & York; see section 5(2).').flatMap(({ texts }) => texts)).toEqual([]);
  });
});

describe('text in data', () => {
  const noise = Buffer.from('00010203ff0004', 'hex');
  it.each<[string, string, BufferEncoding]>([
    ['UTF-8', 'Zoë Příklad', 'utf8'],
    ['Latin-1', 'Zoë Exámple', 'latin1'],
    ['UTF-16', 'Дарья Пример', 'utf16le'],
    ['UTF-16 in a wide script', '欧阳明月', 'utf16le'],
    ['the shortest name', 'Li Xi', 'latin1'],
  ])('is found as %s', (_, text, encoding) => {
    const found = textRuns(Buffer.concat([noise, Buffer.from(text, encoding), noise]));
    expect(found.some((run) => run.includes(text))).toBe(true);
  });

  it('is found in the other byte order, and where it begins at an odd byte', () => {
    const swapped = Buffer.from('Дарья Пример', 'utf16le').swap16();
    expect(textRuns(Buffer.concat([noise, swapped, noise])).join('\n')).toContain('Дарья Пример');
    expect(textRuns(Buffer.concat([noise, Buffer.of(1), swapped, noise])).join('\n')).toContain('Дарья Пример');
  });

  it('is not seen where chance made the bytes', () => {
    const chance = Buffer.concat(Array.from({ length: 400 }, (_, at) => createHash('sha512').update(String(at)).digest()));
    const letters = textRuns(chance).join('').length;
    expect(letters).toBeLessThan(chance.length / 3);
  });
});
