import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HandinError } from '../../../src/lib/errors.js';
import type { HeaderVocabulary } from '../../../src/lib/model/intake.js';
import { expectConservation, type IntakeBench, openIntake, type ReadTable } from '../../helpers/intake.js';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await openIntake();
});
afterAll(() => bench.close());

const WORDS: HeaderVocabulary = {
  isKnown: (header) => ['name', 'town', 'e-mail'].includes(header.toLowerCase()),
  namesSomebody: (header) => ['name', 'e-mail'].includes(header.toLowerCase()),
};

async function stage(content: string | Uint8Array, vocabulary?: HeaderVocabulary): Promise<readonly ReadTable[]> {
  const report = await bench.stageBytes(content, vocabulary === undefined ? {} : { vocabulary }, 'export.xls');
  expectConservation(report);
  return report.tables;
}
const records = (table: ReadTable | undefined): Record<number, readonly string[]> => Object.fromEntries(table?.records ?? []);

describe('a table of a web page', () => {
  const expected = { 1: ['Ann Example', 'Leeds'], 2: ['Bo Sample', 'York'] };
  test.each<[string, string]>([
    [
      'alone',
      '<table><tr><th>Name</th><th>Town</th></tr><tr><td>Ann Example</td><td>Leeds</td></tr><tr><td>Bo Sample</td><td>York</td></tr></table>',
    ],
    ['with end tags left out', '<table><tr><th>Name<th>Town<tr><td>Ann Example<td>Leeds<tr><td>Bo Sample<td>York</table>'],
    [
      'in a whole page with head, scripts, styles and comments',
      `<!DOCTYPE html><html><head><title>Export</title><style>td{color:red}</style><script>var x = "<table><tr><td>no";</script></head><body><h1>Export</h1>
       <table border=1><thead><tr><td><b>Name</b></td><td>Town</td></tr></thead><tbody><tr><td> Ann
       Example</td><td><span>Leeds</span><!-- no --></td></tr><tr><td>Bo <i>Sample</i></td><td>York<script>no()</script></td></tr></tbody></table></body></html>`,
    ],
    [
      'in capitals',
      '<HTML><TABLE><TR><TD>Name</TD><TD>Town</TD></TR><TR><TD>Ann Example</TD><TD>Leeds</TD></TR><TR><TD>Bo Sample</TD><TD>York</TD></TR></TABLE></HTML>',
    ],
    ['cut off', '<table><tr><td>Name<td>Town<tr><td>Ann Example<td>Leeds<tr><td>Bo Sample<td>York'],
  ])('%s', async (_name, page) => {
    const tables = await stage(page);
    expect(tables).toHaveLength(1);
    expect(tables[0]?.table).toMatchObject({ sourceName: 'export.xls', format: 'html', path: 'sheet', header: ['Name', 'Town'] });
    expect(records(tables[0])).toEqual(expected);
  });

  test('entities are resolved, breaks become line breaks, and spans take up their columns', async () => {
    const [table] = await stage(
      `<table><tr><th>Name</th><th>Town</th><th>Phone</th></tr>
       <tr><td>Si&acirc;n &amp; &#321;&#x141;&nbsp;X</td><td>a<br>b</td><td>07700 900001</td></tr>
       <tr><td colspan="2">Bo</td><td>07700 900002</td></tr>
       <tr><td rowspan="2">Cy</td><td>Hull</td><td>07700 900003</td></tr><tr><td>Ely</td><td>07700 900004</td></tr></table>`,
    );
    expect(records(table)).toEqual({
      1: ['Siân & ŁŁ\u00a0X', 'a\nb', '07700 900001'],
      2: ['Bo', '', '07700 900002'],
      3: ['Cy', 'Hull', '07700 900003'],
      4: ['', 'Ely', '07700 900004'],
    });
  });

  test.each<[string, Uint8Array]>([
    [
      'Windows-1252, as the page says',
      Buffer.from('<meta charset="windows-1252"><table><tr><td>Name<td>Town<tr><td>Si\xe2n<td>Leeds</table>', 'latin1'),
    ],
    ['Windows-1252, which nobody says', Buffer.from('<table><tr><td>Name<td>Town<tr><td>Si\xe2n<td>Leeds</table>', 'latin1')],
    [
      'UTF-8, although the page says otherwise',
      Buffer.from('<meta charset="iso-8859-1"><table><tr><td>Name<td>Town<tr><td>Siân<td>Leeds</table>'),
    ],
    ['UTF-16', Buffer.from('\ufeff<table><tr><td>Name<td>Town<tr><td>Siân<td>Leeds</table>', 'utf16le')],
  ])('in %s', async (_name, page) => {
    const [table] = await stage(page);
    expect(records(table)).toEqual({ 1: ['Siân', 'Leeds'] });
  });

  test('tables that lay out a page are passed over', async () => {
    const page = `<table><tr><td>Menu<td>Help<tr><td>Home<td>1</table>
      <table><tr><td><table><tr><td>Name<td>Town<td>E-mail<tr><td>Ann<td>Leeds<td>ann@example.org</table></td></tr></table>`;
    const tables = await stage(page, WORDS);
    expect(tables.map(({ header }) => header)).toEqual([['Name', 'Town', 'E-mail']]);
    expect(tables.map(records)).toEqual([{ 1: ['Ann', 'Leeds', 'ann@example.org'] }]);
    expect(tables[0]?.problems).toEqual([{ type: 'member-skipped', source: 'export.xls', count: 1, records: [] }]);
  });
});

describe('a page that is hostile or has no table is refused', () => {
  test.each<[string, () => string, string]>([
    ['without a table', () => '<html><body><p>canary</p></body></html>', 'file-empty'],
    ['with an empty table', () => '<table></table>', 'file-empty'],
    ['with a million nested elements', () => `<html>${'<div>'.repeat(1_000_000)}canary`, 'file-hostile'],
    ['with a million nested tables', () => '<table><tr><td>'.repeat(1_000_000), 'file-hostile'],
    ['with a million cells in a row', () => `<table><tr>${'<td>canary'.repeat(1_000_000)}`, 'columns-too-many'],
    [
      'with a cell over a million columns',
      () => '<table><tr><td>Name<td>Town<tr><td>canary<td colspan=1000000>x</table>',
      'columns-too-many',
    ],
  ])('%s', async (_name, make, code) => {
    const error = await stage(make()).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(HandinError);
    expect(error).toMatchObject({ code, exitCode: 2, hint: expect.any(String) });
    expect((error as HandinError).message).not.toContain('canary');
  });
});
