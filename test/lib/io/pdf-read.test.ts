import path from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import PDFDocument from 'pdfkit';
import { describe, expect, it } from 'vitest';

import { HandinError } from '../../../src/lib/errors.js';
import { createScanner } from '../../../src/lib/gate/scan.js';
import { readFileText } from '../../../src/lib/io/file-text.js';
import { readPdf } from '../../../src/lib/io/pdf-read.js';
import { Red } from '../../../src/lib/red.js';
import { ascii85, hex, lzw, objectStream, octal, plain, runLength, show, stream, utf16, withUpPredictor } from '../../helpers/plain-pdf.js';
import { ROOT } from '../../helpers/run.js';
import { runs } from '../../helpers/runs.js';

const FONT = path.join(ROOT, 'src', 'lib', 'pack', 'fonts', 'source-sans-3-regular.ttf');

/** Draws with pdfkit, in our embedded font unless told otherwise. */
async function draw(use: (doc: PDFKit.PDFDocument) => void, options: PDFKit.PDFDocumentOptions = {}): Promise<Buffer> {
  const doc = new PDFDocument({ font: FONT, info: { CreationDate: new Date(0) }, ...options });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => {
    doc.on('end', resolve);
  });
  use(doc);
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}

const NAME = 'Oluwakemi Placeholder';
const EMAIL = 'oluwakemi@example.org';
/** Ways to hide a name, each in a PDF of its own. */
const PLANTED: Readonly<Record<string, () => Buffer | Promise<Buffer>>> = {
  'page text in an embedded font': () => draw((doc) => doc.text(`As ${NAME} told us.`)),
  'page text, not compressed': () => draw((doc) => doc.text(`As ${NAME} told us.`), { compress: false }),
  'page text in a standard font': () => draw((doc) => doc.text(`As ${NAME} told us.`), { font: 'Helvetica' }),
  'justified page text': () =>
    draw((doc) => doc.text(`${'some words '.repeat(30)} ${NAME} ${'more words '.repeat(30)}`, { align: 'justify' })),
  'letter-spaced text': () => draw((doc) => doc.text(NAME, { characterSpacing: 4 })),
  'a line break in the middle': () => draw((doc) => doc.text(NAME.replace(' ', '\n'))),
  'one letter at a time': () =>
    draw((doc) => [...NAME].forEach((letter, index) => void doc.text(letter, 72 + index * 12, 100, { lineBreak: false }))),
  'text outside the page': () => draw((doc) => doc.text(NAME, 5000, 5000, { lineBreak: false })),
  'white or invisible text': () => plain({ content: `BT 3 Tr /F1 12 Tf 72 700 Td (${NAME}) Tj ET` }),
  'the Info dictionary': () => draw((doc) => doc.text('x'), { info: { Author: NAME, CreationDate: new Date(0) } }),
  'the title in UTF-16': () => plain({ trailer: `/Info << /Title <${utf16(NAME)}> >>` }),
  'Info with octal escapes': () => plain({ trailer: `/Info << /Title (${octal(NAME)}) >>` }),
  'Info in UTF-8': () => plain({ trailer: `/Info << /Title (\xef\xbb\xbf${NAME}) >>` }),
  'an unknown Info key': () => plain({ trailer: `/Info << /${NAME.replace(' ', '#20')} (x) >>` }),
  'the file identifier': () => plain({ trailer: `/ID [<${hex(NAME)}> <00>]` }),
  'an outline': () => draw((doc) => void doc.outline.addItem(NAME)),
  'an attachment': () => draw((doc) => doc.file(Buffer.from(`{"by":"${NAME}"}`), { name: 'statement.json' })),
  "an attachment's name": () => draw((doc) => doc.file(Buffer.from('{}'), { name: `${NAME}.json` })),
  'an attachment without a file specification': () => plain({ objects: [stream(NAME, '/Type /EmbeddedFile')] }),
  'alternative text': () =>
    draw((doc) => void doc.addStructure(doc.struct('Figure', { alt: NAME }, () => void doc.text('x'))), { tagged: true }),
  'ActualText of marked content': () => plain({ content: `/Span << /ActualText (${NAME}) >> BDC ${show('x')} EMC` }),
  'an annotation': () => draw((doc) => doc.note(10, 10, 10, 10, NAME)),
  'a link': () => draw((doc) => doc.link(10, 10, 10, 10, `https://example.org/${NAME.replace(' ', '-')}`)),
  'a named destination': () => draw((doc) => void doc.addNamedDestination(NAME)),
  'a page label': () => plain({ catalog: `/PageLabels << /Nums [0 << /P (${NAME}) >>] >>` }),
  'a font name': () => plain({ objects: [`<< /Type /Font /BaseFont /${NAME.replace(' ', '#20')} >>`] }),
  'a form field': () => plain({ catalog: `/AcroForm << /Fields [<< /T (x) /V (${NAME}) >>] >>` }),
  XMP: () => plain({ objects: [stream(`<x:xmpmeta><dc:title>${NAME}</dc:title></x:xmpmeta>`, '/Type /Metadata /Subtype /XML')] }),
  'XMP with entities': () =>
    plain({ objects: [stream(`<t>${NAME.replace('w', '&#119;').replace('P', '&#x50;')}</t>`, '/Type /Metadata /Subtype /XML')] }),
  'an XMP attribute': () => plain({ objects: [stream(`<t a="${NAME}"/>`, '/Type /Metadata /Subtype /XML')] }),
  'an XMP comment': () => plain({ objects: [stream(`<t/><!-- ${NAME} -->`, '/Type /Metadata /Subtype /XML')] }),
  'pieces of TJ': () => plain({ content: 'BT /F1 12 Tf 72 700 Td [(Olu) 20 (wak) -30 (emi) -300 (Pla) 15 (ceholder)] TJ ET' }),
  'one letter per TJ piece': () =>
    plain({ content: `BT /F1 12 Tf 72 700 Td [${[...NAME].map((char) => `(${char})`).join(' 10 ')}] TJ ET` }),
  'a hexadecimal string': () => plain({ content: `BT /F1 12 Tf 72 700 Td <${hex(NAME)}> Tj ET` }),
  'octal escapes': () => plain({ content: show(octal(NAME)) }),
  "the ' operator": () => plain({ content: `BT /F1 12 Tf 14 TL 72 700 Td (Oluwakemi) ' (Placeholder) ' ET` }),
  'the " operator': () => plain({ content: `BT /F1 12 Tf 14 TL 72 700 Td 0 0 (${NAME}) " ET` }),
  'a string that no operator shows': () => plain({ content: `(${NAME}) pop ${show('x')}` }),
  'a comment in the content': () => plain({ content: `% ${NAME}\n${show('x')}` }),
  'an inline image': () => plain({ content: `BI /W 1 /H 1 /BPC 8 /CS /G ID ${NAME} \nEI ${show('x')}` }),
  'Flate content': () => plain({ content: deflateSync(show(NAME)), contentDict: '/Filter /FlateDecode' }),
  'Flate cut short': () =>
    plain({ content: deflateSync(`${show(NAME)}${' '.repeat(500)}`).subarray(0, -6), contentDict: '/Filter /FlateDecode' }),
  'bytes behind the Flate data': () =>
    plain({ content: Buffer.concat([deflateSync(show('x')), Buffer.from(` ${NAME} `)]), contentDict: '/Filter /FlateDecode' }),
  'ASCIIHex content': () => plain({ content: `${hex(show(NAME))}>`, contentDict: '/Filter /ASCIIHexDecode' }),
  'ASCII85 content': () => plain({ content: ascii85(show(NAME)), contentDict: '/Filter [/ASCII85Decode]' }),
  'RunLength content': () => plain({ content: `${runLength(show(NAME))}`, contentDict: '/Filter /RunLengthDecode' }),
  'two filters': () => plain({ content: `${deflateSync(show(NAME)).toString('hex')}>`, contentDict: '/Filter [/AHx /Fl]' }),
  'a predictor': () =>
    plain({
      content: deflateSync(withUpPredictor(show(NAME), 8)),
      contentDict: '/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 8 >>',
    }),
  'an object stream': () => plain({ objects: [objectStream([`<< /Title (${NAME}) >>`])] }),
  'an object stream, behind its objects': () => plain({ objects: [objectStream(['<< /Title (x) >>'], ` ${NAME}`)] }),
  'an unreferenced object': () => plain({ objects: [`(${NAME})`] }),
  'an unreferenced content stream': () => plain({ objects: [stream(deflateSync(show(NAME)), '/Filter /FlateDecode')] }),
  'a page that is in no page tree': () =>
    plain({ objects: ['<< /Type /Page /Contents 11 0 R /Resources << /Font << /F1 5 0 R >> >> >>', stream(show(NAME))] }),
  'a form': () => plain({ content: '/X1 Do', resources: '/XObject << /X1 10 0 R >>', objects: [stream(show(NAME), '/Subtype /Form')] }),
  'a form that nobody draws': () => plain({ objects: [stream(show(NAME), '/Subtype /Form')] }),
  'an earlier version of an object': () =>
    plain({ end: `4 0 obj\n<< /Length 2 >>\nstream\nBT\nendstream\nendobj\n%%EOF\n`, content: show(NAME) }),
  'a comment in the file': () => plain({ objects: [`<< /A 1 % ${NAME}\n >>`] }),
  'bytes after the end': () => plain({ end: NAME }),
  'a broken object': () => plain({ objects: [`<< /Title (${NAME})`] }),
  'data of an unknown kind': () =>
    plain({ objects: [stream(Buffer.concat([Buffer.from([0, 1, 2, 3]), Buffer.from(NAME), Buffer.from([0, 255])]), '/Subtype /Image')] }),
  'a repeated dictionary key': () => plain({ trailer: `/Info << /Title (${NAME}) /Title (x) >>` }),
};

describe('the PDF reader and the leak scan together', () => {
  it.each(Object.keys(PLANTED))('find a name planted as %s', async (way) => {
    const bytes = await PLANTED[way]?.();
    const scanner = createScanner(['Nothing here']);
    scanner.addFile('a.pdf', readFileText(bytes ?? Buffer.alloc(0)));
    scanner.addNeedles([{ kind: 'name', value: new Red(NAME), source: 'a.csv', record: 7 }]);
    const findings = scanner.findings();
    expect(findings.filter((finding) => finding.record === 7)).not.toEqual([]);
    expect(JSON.stringify(findings)).not.toMatch(/oluwakemi|placeholder/i);
  });

  it('have no false alarm over the same file without the name', async () => {
    for (const bytes of [plain({}), await draw((doc) => doc.text('Nothing here'))]) {
      const scanner = createScanner([]);
      scanner.addFile('a.pdf', readFileText(bytes));
      scanner.addNeedles([{ kind: 'name', value: new Red(NAME), source: 'a.csv', record: 7 }]);
      expect(scanner.findings()).toEqual([]);
    }
  });

  it('find an e-mail address in XMP, a telephone number and a postcode that no record holds', async () => {
    const bytes = plain({
      content: show('Call 07700 900123, ZZ99 3WZ'),
      objects: [stream(`<t>${EMAIL.replace('@', '&#64;')}</t>`, '/Type /Metadata /Subtype /XML')],
    });
    const scanner = createScanner([]);
    scanner.addFile('a.pdf', readFileText(bytes));
    expect(scanner.findings()).toEqual([
      { kind: 'email', where: 'a.pdf metadata', count: 1 },
      { kind: 'phone', where: 'a.pdf page 1', count: 1 },
      { kind: 'postcode', where: 'a.pdf page 1', count: 1 },
    ]);
  });
});

describe('page text', () => {
  it.each([
    ['keeps kerned pieces one word', 'BT /F1 12 Tf 72 700 Td [(A) 80 (V) 120 (ATAR) -20 (s)] TJ ET', 'AVATARs'],
    ['sees a space in a wide adjustment', 'BT /F1 12 Tf 72 700 Td [(one) -280 (two)] TJ ET', 'one two'],
    ['begins a line where the pen goes down', 'BT /F1 12 Tf 72 700 Td (one) Tj 0 -14 Td (two) Tj ET', 'one\ntwo'],
    ['begins a line at T*', 'BT /F1 12 Tf 14 TL 72 700 Td (one) Tj T* (two) Tj ET', 'one\ntwo'],
    ['separates columns', 'BT /F1 12 Tf 1 0 0 1 72 700 Tm (one) Tj 1 0 0 1 300 700 Tm (two) Tj ET', 'one\ttwo'],
    ['adds no space to a space', 'BT /F1 12 Tf 72 700 Td [(one ) -280 (two)] TJ ET', 'one two'],
    ['follows a turned page', 'BT /F1 12 Tf 0 1 -1 0 100 100 Tm (one) Tj 0 -14 Td (two) Tj ET', 'one\ntwo'],
    ['leaves a raised note sign at its word', 'BT /F1 12 Tf 72 700 Td (word) Tj 4 Ts /F1 7 Tf (1) Tj ET', 'word1'],
    ['undoes q and Q', 'q 2 0 0 2 0 0 cm BT /F1 12 Tf 36 350 Td (one) Tj ET Q BT /F1 12 Tf 72 600 Td (two) Tj ET', 'one\ntwo'],
    ['reads WinAnsi', 'BT /F1 12 Tf 72 700 Td (caf\\351 \\200) Tj ET', 'café €'],
  ])('%s', (_, content, text) => {
    expect(readPdf(plain({ content })).pages).toEqual([text]);
  });

  it('has every letter of an embedded font, ligatures too', async () => {
    const text = 'Łukasz Nguyễn’s office: “efficient”, Дарья, Ελένη';
    const pdf = readPdf(await draw((doc) => doc.text(text)));
    expect(pdf.pages).toEqual([text]);
    expect(pdf.unread).toEqual([]);
  });

  it('is that of the newest version, and the older one is kept as unreferenced', () => {
    const newer = show('newer');
    const pdf = readPdf(
      plain({ content: show('older'), end: `4 0 obj\n<< /Length ${newer.length} >>\nstream\n${newer}\nendstream\nendobj\n%%EOF` }),
    );
    expect(pdf.pages).toEqual(['newer']);
    expect(pdf.unreferenced).toContain('older');
    expect(pdf.forbidden).toContain('earlier revision');
  });

  it('reads a stream whose length is wrong, indirect or missing', () => {
    const bytes = plain({ content: show('right') }).toString('latin1');
    for (const length of ['/Length 3', '/Length 10 0 R', '/Length 99999999', '']) {
      expect(readPdf(Buffer.from(bytes.replace(/\/Length \d+/, length), 'latin1')).pages).toEqual(['right']);
    }
  });

  it('has the text of a form where it is drawn, once a page', () => {
    const form = stream(show('form'), '/Subtype /Form');
    const pdf = readPdf(plain({ content: `${show('page')} /X1 Do /X1 Do`, resources: '/XObject << /X1 10 0 R >>', objects: [form] }));
    expect([pdf.pages, pdf.unreferenced]).toEqual([['page\nform'], []]);
  });

  it('reads a simple font by its glyph names', () => {
    const font = '/Type /Font /Subtype /Type1 /Encoding << /Differences [1 /Lslash /eacute /uni0411 /f_i] >>';
    const bytes = plain({
      content: 'BT /F9 12 Tf 72 700 Td <010203> Tj ET',
      page: '/X 1',
      objects: [`<< /Font << /F9 << ${font} >> >> >>`],
    });
    expect(readPdf(bytes).pages).toEqual(['ŁéБ']);
  });
});

describe('what a pack must not have', () => {
  it.each([
    ['/JavaScript', { catalog: '/Names << /JavaScript << >> >>' }],
    ['/JS', { catalog: '/X << /S /Other /JS (x) >>' }],
    ['/JavaScript', { objects: ['<< /S /Java#53cript >>'] }],
    ['/OpenAction', { catalog: '/OpenAction [3 0 R /Fit]' }],
    ['/AA', { page: '/AA << >>' }],
    ['/Launch', { objects: ['<< /S /Launch /F (x) >>'] }],
    ['/SubmitForm', { objects: ['<< /S /SubmitForm >>'] }],
    ['/GoToR', { objects: [objectStream(['<< /S /GoToR >>'])] }],
    ['/RichMedia', { objects: ['<< /Subtype /RichMedia >>'] }],
    ['/XFA', { catalog: '/AcroForm << /XFA 10 0 R >>' }],
    ['/Encrypt', { trailer: '/Encrypt << /Filter /Standard >>' }],
    ['/EmbeddedFile', { objects: ['<< /Type /Filespec /F (other.txt) /EF << /F 11 0 R >> >>', stream('x')] }],
    ['earlier revision', { end: '%%EOF\n' }],
  ])('is reported: %s', (feature, parts) => {
    expect(readPdf(plain(parts)).forbidden).toContain(feature);
  });

  it('is absent from an ordinary file with a statement and a link', async () => {
    const pdf = readPdf(
      await draw((doc) => {
        doc.text('x', { link: 'https://example.org/' });
        doc.file(Buffer.from('{}'), { name: 'statement.json' });
      }),
    );
    expect([...pdf.forbidden, ...pdf.unread]).toEqual([]);
    expect(pdf.uris).toEqual(['https://example.org/']);
    expect(pdf.attachments.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])).toEqual([['statement.json', '{}']]);
  });

  it.each([
    ['filter /Crypt', { objects: [stream('x', '/Filter /Crypt')] }],
    ['broken /LZWDecode', { objects: [stream('\x40\x7f\xff\xff', '/Filter /LZWDecode')] }],
    ['broken /FlateDecode', { objects: [stream('not deflated at all', '/Filter /FlateDecode')] }],
    [
      'font without /ToUnicode',
      { objects: ['<< /Font << /F9 << /Subtype /Type0 /DescendantFonts [<< >>] >> >> >>'], content: 'BT /F9 12 Tf <0001> Tj ET' },
    ],
    ['stream too large', { objects: [stream(deflateSync(Buffer.alloc(64 * 1024 ** 2)), '/Filter /FlateDecode')] }],
  ])('and what cannot be read is named: %s', (what, parts) => {
    expect(readPdf(plain(parts)).unread).toContain(what);
  });
});

describe('spelled stretches', () => {
  const spelled = (text: string, shown: string): string => `/Span << /ActualText (${text}) >> BDC (${shown}) Tj EMC`;
  const block = (content: string): string => `BT /F1 12 Tf 72 700 Td ${content} ET`;

  it.each([
    ['stand in their line, with what is shown beside them', block(`(Dear ) Tj ${spelled('Sridevi', 'q')} ( Y.) Tj`), ['Dear Sridevi Y.']],
    ['two of a line', block(`${spelled('Sridevi', 'q')} ( ) Tj ${spelled('Krishnan', 'qq')} ( Y.) Tj`), ['Sridevi Krishnan Y.']],
    ['are lines of their own where each has its own', block(`${spelled('One', 'q')} 0 -20 Td ${spelled('Two', 'q')}`), ['One', 'Two']],
    [
      'say once what several pieces show',
      block(`/Span << /ActualText (Krishnan) >> BDC (q) Tj 9 0 Td (r) Tj EMC ( Y.) Tj`),
      ['Krishnan Y.'],
    ],
    [
      'go on over a line end within them',
      block(`/Span << /ActualText (Krishnan) >> BDC (q) Tj 0 -20 Td (r) Tj EMC ( Y.) Tj`),
      ['Krishnan Y.'],
    ],
    ['that show nothing', block('/Span << /ActualText (Nobody) >> BDC EMC (x) Tj'), ['Nobody']],
    ['within one another', block(`/Span << /ActualText (Outer) >> BDC ${spelled('Inner', 'q')} EMC ( Y.) Tj`), ['Inner', 'Outer Y.']],
    ['that never end', block('/Span << /ActualText (Open) >> BDC (q) Tj'), ['Open']],
    ['that never end and show nothing', block('(x) Tj /Span << /ActualText (Open) >> BDC'), ['Open']],
    ['behind an end too many', block(`EMC ${spelled('Late', 'q')}`), ['Late']],
    ['and lines without any are left to the page', block(`(Ann) Tj 0 -20 Td ${spelled('Two', 'q')} 0 -20 Td (Bob) Tj`), ['Two']],
  ])('%s', (_what, content, lines) => {
    expect(readPdf(plain({ content })).spellings).toEqual(lines);
  });

  it.each([
    ['within a word', block(`(x) Tj ${spelled('Ann Bee', 'q')} (y) Tj`), ['Ann Bee']],
    ['behind an apostrophe, which a search leaves out', block(`(d') Tj ${spelled('Ann Bee', 'q')} ( Y.) Tj`), ['Ann Bee']],
    ['without a gap between them', block(`${spelled('Ann', 'q')} ${spelled('Bee', 'q')} ( ) Tj`), ['Ann', 'Bee']],
    ['between gaps, which need it not', block(`(x ) Tj ${spelled('Ann Bee', 'q')} ( y) Tj`), []],
  ])('are told once more by themselves %s', (_what, content, parts) => {
    expect(readPdf(plain({ content })).spelledParts).toEqual(parts);
  });
});

describe('hostile input', () => {
  const run = (bytes: Buffer): void => {
    try {
      readPdf(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(HandinError);
      expect((error as HandinError).code).toBe('pdf-unreadable');
      // The message is ours and says nothing of the content.
      expect((error as HandinError).message).toMatch(/^The (?:file|PDF) /);
    }
  };

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('hello')],
    ['a header alone', Buffer.from('%PDF-1.7\n')],
    ['no page', Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF')],
  ])('%s is no PDF', (_, bytes) => {
    expect(() => readPdf(bytes)).toThrowError(expect.objectContaining({ code: 'pdf-unreadable' }));
  });

  it.each<[string, () => Buffer]>([
    ['deep arrays', () => plain({ objects: ['['.repeat(200_000)] })],
    ['unfinished strings', () => plain({ objects: ['1 0 obj ('.repeat(20_000)] })],
    ['unfinished dictionaries', () => plain({ objects: ['1 0 obj << /A '.repeat(20_000)] })],
    ['unfinished hexadecimal strings', () => plain({ objects: ['1 0 obj <'.repeat(20_000)] })],
    ['streams without an end', () => plain({ objects: ['1 0 obj << >> stream\n'.repeat(20_000)] })],
    ['trailers without an end', () => plain({ end: 'trailer << /A ('.repeat(20_000) })],
    ['pages in a circle', () => plain({ page: '/Kids [3 0 R 2 0 R]' })],
    ['references in a circle', () => plain({ objects: ['11 0 R', '10 0 R'], page: '/Annots 10 0 R' })],
    ['parents in a circle', () => plain({ objects: ['<< /Type /Page /Parent 10 0 R >>'] })],
    [
      'a form that draws itself',
      () => plain({ content: '/X Do', resources: '/XObject << /X 10 0 R >>', objects: [stream('/X Do /X Do', '/Subtype /Form')] }),
    ],
    [
      'an object stream of a million objects',
      () => plain({ objects: [stream('1 0 '.repeat(1000), '/Type /ObjStm /N 1000000 /First 4000')] }),
    ],
    [
      'many bombs',
      () => plain({ objects: Array.from({ length: 40 }, () => stream(deflateSync(Buffer.alloc(15 * 1024 ** 2)), '/Filter /FlateDecode')) }),
    ],
    [
      'a bomb in a bomb',
      () => plain({ objects: [stream(deflateSync(deflateSync(Buffer.alloc(200 * 1024 ** 2))), '/Filter [/FlateDecode /FlateDecode]')] }),
    ],
    [
      'a huge character range',
      () =>
        plain({
          content: 'BT /F9 1 Tf <00> Tj ET',
          objects: [
            `<< /Font << /F9 << /ToUnicode 11 0 R >> >> >>`,
            stream('1 beginbfrange <00000000> <ffffffff> <0041> endbfrange '.repeat(500)),
          ],
        }),
    ],
    ['half a million saved states', () => plain({ content: 'q '.repeat(500_000) })],
    ['half a million operands', () => plain({ content: '1 '.repeat(500_000) })],
    ['inline images without an end', () => plain({ content: 'BI ID '.repeat(50_000) })],
    ['a long name', () => plain({ objects: [`/${'a'.repeat(1_000_000)}`] })],
    ['numbers beyond numbers', () => plain({ objects: [`[${'9'.repeat(400)} --5 +.5 1-2 -]`], page: `/Contents ${'9'.repeat(30)} 0 R` })],
  ])('%s come to an end and raise nothing foreign', (_, make) => {
    const bytes = make();
    run(bytes);
  });

  it('random bytes and mutated files raise nothing but our own error', async () => {
    const seeds = [
      plain({ objects: [objectStream(['<< /A (x) >>'])], content: deflateSync(show('x')), contentDict: '/Filter /FlateDecode' }),
      await draw((doc) => {
        doc.text('Łukasz office');
        doc.outline.addItem('x');
        doc.file(Buffer.from('{}'), { name: 'statement.json' });
      }),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(
          fc.tuple(
            fc.nat(),
            fc.oneof(fc.uint8Array({ maxLength: 6 }), fc.constantFrom('obj', 'endobj', 'stream', '<<', '>>', '[', '(', '/', ' 0 R ', '%')),
            fc.nat(12),
          ),
          {
            maxLength: 12,
          },
        ),
        (seed, changes) => {
          let bytes = seed;
          for (const [where, what, removed] of changes) {
            const at = where % bytes.length;
            bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(what as string), bytes.subarray(at + removed)]);
          }
          run(bytes);
        },
      ),
      { numRuns: runs(80, 400) },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => run(Buffer.concat([Buffer.from('%PDF-1.7\n'), bytes]))),
      { numRuns: runs(80, 400) },
    );
  });
});

describe('LZW', () => {
  it('is read as it was written, over every length of code', () => {
    const words = Array.from({ length: 9000 }, (_, index) => `(${index * 7919}) Tj`).join(' ');
    const pdf = readPdf(plain({ objects: [stream(lzw(Buffer.from(`BT /F1 1 Tf ${words} ET`)), '/Filter /LZWDecode /Subtype /Form')] }));
    expect(pdf.unread).toEqual([]);
    expect(pdf.unreferenced.join('')).toContain(String(8999 * 7919));
  });
});
