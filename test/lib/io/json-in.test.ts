import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HandinError } from '../../../src/lib/errors.js';
import type { ByteClass } from '../../../src/lib/model/intake.js';
import { expectConservation, expectTiling, type IntakeBench, openIntake, type StagedFileReport } from '../../helpers/intake.js';
import { runs } from '../../helpers/runs.js';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await openIntake();
});
afterAll(() => bench.close());

async function stage(content: string | Uint8Array, name = 'export.json'): Promise<StagedFileReport> {
  const report = await bench.stageBytes(content, {}, name);
  expectConservation(report);
  if (report.tables[0]?.table.byteCounts !== null) expectTiling(Buffer.from(content as string), report);
  return report;
}

const rowsOf = (report: StagedFileReport): Record<number, readonly string[]> => Object.fromEntries(report.tables[0]?.records ?? []);
const reasons = (report: StagedFileReport): Record<number, string> =>
  Object.fromEntries([...(report.tables[0]?.unread ?? [])].map(([record, { reason }]) => [record, reason]));

const ANN = '{"name": "Ann Example", "email": "ann@example.org"}';
const BO = '{"name": "Bo Sample", "email": "bo@example.org"}';

describe('the list of people is found', () => {
  test.each<[string, string]>([
    ['a list', `[${ANN}, ${BO}]`],
    ['under data', `{"page": 1, "data": [${ANN}, ${BO}], "next": null}`],
    ['under results, after another list', `{"errors": [], "links": [{"rel": "self"}], "results": [${ANN}, ${BO}]}`],
    ['three keys down', `{"data": {"petition": {"signatures": [${ANN}, ${BO}]}}}`],
    ['under a word of the platform’s own, by its addresses', `{"ondertekeningen": [${ANN}, ${BO}]}`],
    [
      'in a reply of GraphQL',
      `{"data": {"signatures": {"edges": [{"cursor": "a", "node": ${ANN}}, {"node": ${BO}}], "pageInfo": {"a": [1]}}}}`,
    ],
    ['nodes of GraphQL', `{"data": {"signatures": {"nodes": [${ANN}, ${BO}]}}}`],
    ['spread over lines', `\n [\r\n ${ANN}\n,\n${BO}\n]\n\n`],
    ['behind a byte-order mark', `\ufeff[${ANN},${BO}]`],
  ])('%s', async (_name, text) => {
    const report = await stage(text);
    expect(report.tables[0]?.table).toMatchObject({
      format: 'json',
      path: 'json',
      header: ['name', 'email'],
      headerRows: 1,
      document: null,
    });
    expect(rowsOf(report)).toEqual({ 1: ['Ann Example', 'ann@example.org'], 2: ['Bo Sample', 'bo@example.org'] });
  });

  test('another list of people is told as passed over', async () => {
    const { tables } = await stage(`{"signatures": [${ANN}, ${BO}], "organisers": [${ANN}]}`);
    expect(tables[0]?.problems).toEqual([{ type: 'member-skipped', source: 'export.json#organisers', count: 1, records: [] }]);
  });

  test('in UTF-16, without places', async () => {
    const report = await stage(Buffer.from(`\ufeff[${ANN.replace('Ann', 'Łucja 😀')}]`, 'utf16le'));
    expect(report.tables[0]?.table).toMatchObject({ encoding: { name: 'utf-16le', byteOrderMark: true }, byteCounts: null });
    expect(rowsOf(report)).toEqual({ 1: ['Łucja 😀 Example', 'ann@example.org'] });
  });

  test('in an encoding that is none of JSON, with a problem', async () => {
    const report = await stage(Buffer.from(`[${ANN.replace('Ann', 'Siân')}]`, 'latin1'));
    expect(rowsOf(report)).toEqual({ 1: ['Siân Example', 'ann@example.org'] });
    expect(report.tables[0]?.problems).toMatchObject([{ type: 'encoding-assumed' }]);
  });
});

describe('cells', () => {
  test('nested objects have dotted headers, lists are joined, and lists of more stay JSON', async () => {
    const record = `{"name": {"given": "Ann", "family": "Example"}, "tags": ["a", 2, null, true], "phones": [{"number": "07700 900001", "x": 1.50}], "none": {}, "gone": null, "nested": [[1]]}`;
    const report = await stage(`[${record}]`);
    expect(report.tables[0]?.header).toEqual(['name.given', 'name.family', 'tags', 'phones', 'none', 'gone', 'nested']);
    expect(rowsOf(report)).toEqual({ 1: ['Ann', 'Example', 'a; 2; true', '[{"number":"07700 900001","x":1.50}]', '', '', '[[1]]'] });
  });

  test('numbers keep their digits as they are written', async () => {
    const report = await stage('[{"name": "Ann", "id": 1234567890123456789012, "phone": 447700900123, "x": 1e3, "y": 1.50, "z": -0}]');
    expect(rowsOf(report)[1]?.slice(1)).toEqual(['1234567890123456789012', '447700900123', '1e3', '1.50', '-0']);
  });

  test('texts are unescaped, surrogates included', async () => {
    const report = await stage('[{"name": "\\u0141uk\\u00e1sz \\ud83d\\ude00 \\"A\\" \\\\ \\/ \\n\\t"}]');
    expect(rowsOf(report)).toEqual({ 1: ['Łukász 😀 "A" \\ / \n\t'] });
  });

  test('keys are united in the order in which they first appear', async () => {
    const report = await stage('[{"name": "Ann", "town": "Leeds"}, {"email": "bo@example.org", "name": "Bo"}]');
    expect(report.tables[0]?.header).toEqual(['name', 'town', 'email']);
    expect(rowsOf(report)).toEqual({ 1: ['Ann', 'Leeds', ''], 2: ['Bo', '', 'bo@example.org'] });
  });

  test('keys that mean something to a program are headers', async () => {
    const report = await stage(
      '[{"name": "Ann", "__proto__": {"polluted": "yes"}, "constructor": "c", "nested": {"__proto__": 1, "toString": "t"}}]',
    );
    expect(report.tables[0]?.header).toEqual(['name', '__proto__.polluted', 'constructor', 'nested.__proto__', 'nested.toString']);
    expect(rowsOf(report)).toEqual({ 1: ['Ann', 'yes', 'c', '1', 't'] });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('a record in which a key stands twice with different values goes to quarantine, for none may be lost', async () => {
    const report = await stage(
      `[${ANN}, {"name": "Bo", "email": "bo@example.org", "name": "Bob"}, {"name": "Cy", "x": {"y": 1, "y": 1.0}}]`,
    );
    expect(rowsOf(report)).toEqual({ 1: ['Ann Example', 'ann@example.org'] });
    expect(reasons(report)).toEqual({ 2: 'json-invalid', 3: 'json-invalid' });
    expect(report.tables[0]?.quarantine[0]).toMatchObject({ record: 2, suggestion: expect.stringContaining('every key once') });
  });

  test('a key that stands twice with the same value is one column, and keys that only look alike are two', async () => {
    const report = await stage('[{"name": "Ann", "a.b": "x", "a": {"b": "y"}, "name": "Ann"}]');
    expect(report.tables[0]?.header).toEqual(['name', 'a.b', 'a.b']);
    expect(rowsOf(report)).toEqual({ 1: ['Ann', 'x', 'y'] });
    expect(report.tables[0]?.problems).toMatchObject([{ type: 'header-duplicate', count: 1 }]);
  });

  test('every value stays with its key when keys are numbers', async () => {
    const report = await stage('[{"name": "Ann", "2": "two", "1": "one"}, {"1": "uno", "name": "Bo", "2": "due"}]');
    const columns = report.tables[0]?.header ?? [];
    const row = (record: number): Record<string, string | undefined> =>
      Object.fromEntries(columns.map((header, i) => [header, rowsOf(report)[record]?.[i]]));
    expect([row(1), row(2)]).toEqual([
      { name: 'Ann', 1: 'one', 2: 'two' },
      { name: 'Bo', 1: 'uno', 2: 'due' },
    ]);
  });
});

describe('what cannot be read is set aside, and the rest is read', () => {
  test('broken, long and empty elements of a list', async () => {
    const report = await stage(
      `[${ANN}, {"name": 'x'}, {}, null, 7, {"name": "${'x'.repeat(70_000)}"}, {"name": "${'x'.repeat(1_100_000)}"}, ${BO}]`,
    );
    expect(rowsOf(report)).toEqual({ 1: ['Ann Example', 'ann@example.org'], 8: ['Bo Sample', 'bo@example.org'] });
    expect(reasons(report)).toEqual({
      2: 'json-invalid',
      3: 'empty-record',
      4: 'empty-record',
      5: 'json-invalid',
      6: 'cell-too-long',
      7: 'record-too-long',
    });
    expect(report.tables[0]?.quarantine[0]).toMatchObject({ record: 2, byteFrom: 54, byteTo: 67, raw: `{"name": 'x'}` });
  });

  test('a download that broke off keeps what came, and its last piece', async () => {
    const report = await stage(`{"data": [${ANN}, ${BO}, {"name": "Cy Exa`);
    expect(rowsOf(report)).toEqual({ 1: ['Ann Example', 'ann@example.org'], 2: ['Bo Sample', 'bo@example.org'] });
    expect(report.tables[0]?.quarantine).toMatchObject([{ record: 3, reason: 'json-invalid', raw: '{"name": "Cy Exa' }]);
  });

  test('JSON lines: broken and blank lines, CRLF, and no line feed at the end', async () => {
    const text = `${ANN}\r\n{"name": "broken\r\n\r\n${BO}\n[1]\n{"name":"Cy"}`;
    const report = await stage(text, 'export.jsonl');
    expect(report.tables[0]?.table).toMatchObject({ format: 'json-lines', header: ['name', 'email'] });
    expect(rowsOf(report)).toEqual({ 1: ['Ann Example', 'ann@example.org'], 4: ['Bo Sample', 'bo@example.org'], 6: ['Cy', ''] });
    expect(reasons(report)).toEqual({ 2: 'json-invalid', 3: 'empty-record', 5: 'json-invalid' });
    const at = Buffer.byteLength(ANN) + 2;
    expect(report.tables[0]?.quarantine[0]).toMatchObject({ lineFrom: 2, byteFrom: at, byteTo: at + 16, raw: '{"name": "broken' });
  });

  test('a line nested without end', async () => {
    const report = await stage(
      `${ANN}\n{"name":${'['.repeat(400_000)}\n{"name":${'['.repeat(25)}${']'.repeat(25)}}\n${BO}\n`,
      'export.jsonl',
    );
    expect(reasons(report)).toEqual({ 2: 'json-invalid', 3: 'json-invalid' });
    expect(Object.keys(rowsOf(report))).toEqual(['1', '4']);
  });

  test('JSON lines behind a byte-order mark, with a line longer than a record may be', async () => {
    const report = await stage(`\ufeff${ANN}\n{"name":"${'é'.repeat(700_000)}"}\n${BO}\n`, 'export.jsonl');
    expect(reasons(report)).toEqual({ 2: 'record-too-long' });
    expect(Object.keys(rowsOf(report))).toEqual(['1', '3']);
  });
});

test('a record that a person corrected is read in the place of the broken one, if it still stands there', async () => {
  const text = `[${ANN}, {"name": 'Bo'}, ${BO}]`;
  const raw = '{"name": "Bo Corrected", "email": "bo@example.org"}';
  const stageFixed = (byteFrom: number): Promise<StagedFileReport> =>
    bench.stageBytes(text, { fixes: new Map([['export.json', [{ record: 2, byteFrom, byteTo: 68, raw }]]]) }, 'export.json');
  const report = await stageFixed(54);
  expectConservation(report);
  expectTiling(Buffer.from(text), report);
  expect(rowsOf(report)[2]).toEqual(['Bo Corrected', 'bo@example.org']);
  expect(report.tables[0]?.counts).toMatchObject({ accepted: 3, repaired: 1, quarantined: 0 });
  expect(reasons(await stageFixed(53))).toEqual({ 2: 'json-invalid' });
});

describe('a document that lists no people', () => {
  const petition = {
    links: { self: 'https://petition.example.org/1.json' },
    data: {
      type: 'petition',
      id: 1,
      attributes: {
        action: 'Keep the library open',
        signature_count: 1204,
        signatures_by_country: [{ name: 'United Kingdom', code: 'GB', signature_count: 1200 }],
        signatures_by_constituency: [{ name: 'Leeds East', ons_code: 'E00', mp: 'Ann Example MP', signature_count: 7 }],
        departments: [{ acronym: 'DX', name: 'Department for Examples', url: 'https://example.org' }],
      },
    },
  };

  test('is handed on whole when it states numbers', async () => {
    const { tables } = await stage(JSON.stringify(petition, null, 2));
    expect(tables[0]?.table).toMatchObject({ header: [], document: petition, counts: { records: 0 } });
  });

  test('even when it lists many such documents', async () => {
    const { tables } = await stage(JSON.stringify({ data: [petition.data, petition.data] }));
    expect(tables[0]?.table).toMatchObject({ header: [], document: { data: [{ id: 1 }, { id: 1 }] } });
  });

  test.each<[string, string, string]>([
    ['an empty list', '[ ]', 'file-empty'],
    ['a list of lists', '[[1, 2], [3, 4]]', 'file-format'],
    ['broken JSON', '{"canary": nonsense}', 'file-damaged'],
    ['nesting without end', '['.repeat(1_000_000), 'file-hostile'],
    ['nesting without end in objects', '{"a":'.repeat(200_000), 'file-hostile'],
    [
      'a thousand and one keys',
      `[{"name": "canary", ${Array.from({ length: 1000 }, (_, i) => `"k${i}": 1`).join(',')}}]`,
      'columns-too-many',
    ],
  ])('%s is refused', async (_name, text, code) => {
    const error = await stage(text).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(HandinError);
    expect(error).toMatchObject({ code, exitCode: 2, hint: expect.any(String) });
    expect((error as HandinError).message).not.toContain('canary');
  });
});

test.each(['json', 'json-lines'] as const)('%s that is longer than one piece of reading loses no record', async (format) => {
  const people = Array.from(
    { length: 30_000 },
    (_, i) => `{"name":"Siân Example ${i}","email":"person${i}@example.org","comment":"${'é'.repeat(i % 90)}"}`,
  );
  const report = await stage(format === 'json' ? `{"data":[${people.join(',')}]}` : people.join('\n'));
  expect(report.tables[0]?.counts).toMatchObject({ records: 30_000, accepted: 30_000 });
  expect([...(report.tables[0]?.records ?? [])].every(([record, cells]) => cells[0] === `Siân Example ${record - 1}`)).toBe(true);
});

test('any list of flat records comes back as it was, and every byte has its class', async () => {
  const record = fc.dictionary(
    fc.string({ minLength: 1, unit: 'grapheme' }),
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(null)),
    {
      maxKeys: 4,
    },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 1, maxLength: 6 }),
      fc.constantFrom(undefined, 1),
      fc.boolean(),
      async (people, indent, isLines) => {
        const listed = people.map((person) => ({ name: 'Ann', ...person, email: 'ann@example.org' }));
        const text = isLines ? listed.map((person) => JSON.stringify(person)).join('\n') : JSON.stringify({ data: listed }, null, indent);
        const report = await stage(isLines ? `${text}\n{"name":"Last"}` : text);
        const table = report.tables[0];
        for (const [index, person] of listed.entries()) {
          const reason = table?.unread.get(index + 1)?.reason;
          if (reason === 'nul-byte') continue;
          const cells = table?.records.get(index + 1) ?? [];
          const shown = cells.filter((cell) => cell !== '').sort();
          const written = Object.values(person)
            .flatMap((value) => (value === null || value === '' ? [] : [String(value)]))
            .sort();
          expect(shown).toEqual(written);
        }
      },
    ),
    { numRuns: runs(12, 60) },
  );
});

test('a byte changed anywhere still leaves every byte with a class, or an error of ours', async () => {
  const good = Buffer.from(`\ufeff{"data": [${ANN}, ${BO}, {"name": "Cÿ", "tags": ["a"]}]}`);
  const classes = new Set<ByteClass>();
  for (let at = 0; at < good.length; at++) {
    const bad = Buffer.from(good);
    bad[at] = '{}[]",:\\ '.charCodeAt(at % 9);
    const report = await stage(bad).catch((error: unknown) => {
      if (error instanceof HandinError && error.exitCode === 2) return null;
      throw error;
    });
    for (const run of report?.runs ?? []) classes.add(run.class);
  }
  expect([...classes].sort()).toEqual(
    ['accepted', 'blank', 'footer', 'mark', 'preamble', 'quarantined'].filter((name) => classes.has(name as ByteClass)),
  );
  expect(classes.has('quarantined')).toBe(true);
});
