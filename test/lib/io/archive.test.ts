import { createHash } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { createGzip, deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HandinError } from '../../../src/lib/errors.js';
import { PACKED_RATIO_MAX } from '../../../src/lib/intake/limits.js';
import { ZipContainer } from '../../../src/lib/io/archive.js';
import { expectConservation, type IntakeBench, openIntake, type ReadTable } from '../../helpers/intake.js';
import { bytesOf, ods, type Part, xlsx, xlsxRow, zip } from '../../helpers/zip.js';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await openIntake();
});
afterAll(() => bench.close());

async function stage(bytes: Uint8Array, name = 'all.zip'): Promise<readonly ReadTable[]> {
  const report = await bench.stageBytes(bytes, {}, name);
  expectConservation(report);
  return report.tables;
}

async function refusal(bytes: Uint8Array, name = 'all.zip'): Promise<HandinError> {
  const error = await stage(bytes, name).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HandinError);
  return error as HandinError;
}

/** What is left in the staging folder: nothing, but for the engine's own. */
const leftOver = (): string[] => readdirSync(path.join(bench.folder, 'staging'));

const ANN = '[{"name":"Ann","email":"ann@example.org"}]';
const BO = '{"name":"Bo","email":"bo@example.org"}\n{"name":"Cy","email":"cy@example.org"}\n';
const part = (name: string, content: string | Uint8Array, more: Partial<Part> = {}): Part => ({
  name,
  content: typeof content === 'string' ? bytesOf(content) : content,
  ...more,
});

describe('a zip of files', () => {
  test('is read member by member, in the order of their names, under the archive’s hash', async () => {
    const bytes = zip([
      part('lists/', ''),
      part('lists/b.json', ANN),
      part('lists/a.jsonl', BO, { isStored: true }),
      part('more.xlsx', xlsx({ sheets: [{ name: 'S', rows: xlsxRow(1, ['Name', 'Town']) + xlsxRow(2, ['Di', 'Leeds']) }] })),
    ]);
    const tables = await stage(bytes);
    expect(tables.map(({ table }) => [table.sourceName, table.counts.accepted])).toEqual([
      ['all.zip#lists/a.jsonl', 2],
      ['all.zip#lists/b.json', 1],
      ['all.zip#more.xlsx#S', 1],
    ]);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(tables.map(({ table }) => table.sha256)).toEqual([sha256, sha256, sha256]);
    expect(leftOver()).toEqual([]);
  });

  test('passes over what systems add, and tells which members are no tables', async () => {
    const tables = await stage(
      zip([
        part('photo.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0])),
        part('__MACOSX/._a.json', 'x'),
        part('.DS_Store', 'x'),
        part('sub/.hidden', 'x'),
        part('empty.csv', ''),
        part('a.json', ANN),
        part('form.pdf', '%PDF-1.7 x'),
      ]),
    );
    expect(tables).toHaveLength(1);
    expect(tables[0]?.problems).toEqual(
      ['empty.csv', 'form.pdf', 'photo.jpg'].map((name) => ({ type: 'member-skipped', source: `all.zip#${name}`, count: 1, records: [] })),
    );
  });

  test('reads texts among its members, and passes over a note but not over people without a header', async () => {
    const list = 'Name,E-mail\nAnn,ann@example.org\nBo,bo@example.org\nCy,cy@example.org\n';
    const bare = 'Ann,ann@example.org\nBo,bo@example.org\nCy,cy@example.org\n';
    const tables = await stage(zip([part('list.csv', list), part('read me.txt', '2026\n2027\n2028\n')]));
    expect(tables.map(({ table }) => [table.sourceName, table.counts.accepted])).toEqual([['all.zip#list.csv', 3]]);
    expect(tables[0]?.problems).toMatchObject([{ type: 'member-skipped', source: 'all.zip#read me.txt' }]);
    expect(await refusal(zip([part('list.csv', list), part('more.csv', bare)]))).toMatchObject({ code: 'header-missing' });
    expect(leftOver()).toEqual([]);
  });

  test('with nothing to read is an error', async () => {
    expect(await refusal(zip([part('form.pdf', '%PDF-1.7 canary')]))).toMatchObject({ code: 'file-empty', exitCode: 2 });
    expect(await refusal(zip([]))).toMatchObject({ code: 'file-empty' });
  });

  test('with a damaged member is an error, and not a member less', async () => {
    const bytes = zip([part('a.json', ANN), part('b.json', ANN, { packed: deflateRawSync(bytesOf(ANN.replace('Ann', 'Eve'))) })]);
    expect(await refusal(bytes)).toMatchObject({ code: 'file-damaged' });
    expect(leftOver()).toEqual([]);
  });
});

/** Many entries that share one packed kernel: small as a file, gigabytes when unpacked entry by entry (Fifield, WOOT 2019). */
function overlapBomb(): Buffer {
  const kernel = Buffer.alloc(20 * 1024 * 1024);
  const whole = zip([part('0.csv', kernel)]);
  const packed = deflateRawSync(kernel);
  const count = 250;
  const entries = Array.from(
    { length: count },
    (_, i): Part => ({ name: `${i}.csv`, content: kernel, packed: i === 0 ? packed : Buffer.alloc(0), offset: 0 }),
  );
  const bytes = zip(entries);
  expect(whole.length).toBeLessThan(42_000);
  return bytes;
}

function fillBefore(buffer: Buffer, value: number, from: number, to: number): Buffer {
  return buffer.fill(value, buffer.length - from, buffer.length - to);
}

function manyEntries(count: number): Buffer {
  const bytes = zip(Array.from({ length: count % 65_536 }, (_, i) => part(`${i}`, '', { isStored: true })));
  return bytes;
}

describe('a zip that is hostile is refused without a word of its content', () => {
  const zeros = Buffer.alloc(40 * 1024 * 1024);
  test.each<[string, () => Buffer, string]>([
    ['one whose entries overlap', overlapBomb, 'file-hostile'],
    ['a bomb', () => zip([part('canary.csv', zeros)]), 'file-hostile'],
    [
      'ten kilobytes that claim four gibibytes',
      () => zip([part('canary.csv', Buffer.alloc(10_000, 0x41), { claimedBytes: 0xfffffffe, isStored: true })]),
      'file-damaged',
    ],
    ['a bomb that claims to be small', () => zip([part('canary.csv', zeros, { claimedBytes: 100 })]), 'file-hostile'],
    ['sizes that contradict one another', () => zip([part('canary.csv', 'a,b', { directoryBytes: 4 })]), 'file-hostile'],
    ['2,001 entries', () => manyEntries(2001), 'file-hostile'],
    ['100,000 entries', () => manyEntries(100_000), 'file-hostile'],
    ['a zip in a zip', () => zip([part('canary.zip', zip([part('a.json', ANN)]))]), 'file-hostile'],
    ['a gzip in a zip', () => zip([part('canary.csv.gz', gzipSync(ANN))]), 'file-hostile'],
    ['a path that climbs', () => zip([part('../canary', ANN)]), 'file-hostile'],
    ['a path that climbs by backslash', () => zip([part('a\\..\\..\\canary', ANN)]), 'file-hostile'],
    ['a path from the root', () => zip([part('/etc/canary', ANN)]), 'file-hostile'],
    ['a path on a drive', () => zip([part('C:/canary', ANN)]), 'file-hostile'],
    ['entries of one name', () => zip([part('canary.json', ANN), part('canary.json', ANN)]), 'file-hostile'],
    ['encrypted entries', () => zip([part('canary.json', ANN, { flags: 1 })]), 'file-hostile'],
    ['half a file', () => zip([part('canary.json', ANN)]).subarray(0, 60), 'file-damaged'],
    ['a directory that points nowhere', () => fillBefore(zip([part('a.json', ANN)]), 0xff, 6, 2), 'file-damaged'],
    ['a Word document', () => zip([part('[Content_Types].xml', ''), part('word/document.xml', '')]), 'file-format'],
    ['a binary workbook', () => zip([part('[Content_Types].xml', ''), part('xl/workbook.bin', '')]), 'file-format'],
    ['a Numbers document', () => zip([part('Index/Document.iwa', 'x')]), 'file-format'],
  ])('%s', async (_name, make, code) => {
    const bytes = make();
    const error = await refusal(bytes);
    expect(error).toMatchObject({ code, exitCode: 2, hint: expect.any(String) });
    expect(`${error.message} ${error.hint}`).not.toContain('canary');
    expect(leftOver()).toEqual([]);
  });

  test.each([
    ['as large as it says', {}],
    ['larger than it says', { claimedBytes: 1_000_000 }],
  ])('of a bomb that is %s, no more comes out than the ratio allows', async (_name, claim) => {
    const source = path.join(bench.folder, 'bomb.zip');
    const bytes = zip([part('bomb.csv', zeros, claim)]);
    writeFileSync(source, bytes);
    const handle = await open(source, 'r');
    try {
      const container = await ZipContainer.open(handle, 'bomb.zip', bytes.length);
      const [entry] = container.entries;
      let handedOut = 0;
      const reading = (async (): Promise<void> => {
        if (entry !== undefined) for await (const piece of container.read(entry)) handedOut += piece.length;
      })();
      await expect(reading).rejects.toMatchObject({ code: 'file-hostile' });
      expect(handedOut).toBeLessThanOrEqual(Math.min(entry?.bytes ?? 0, (entry?.packedBytes ?? 0) * PACKED_RATIO_MAX));
    } finally {
      await handle.close();
      rmSync(source);
    }
  });

  test('a workbook or an ODS file in a zip is none of these', async () => {
    const sheet =
      '<table:table table:name="S"><table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>Ann</text:p></table:table-cell></table:table-row></table:table>';
    const tables = await stage(zip([part('a.ods', ods(sheet))]));
    expect(tables.map(({ table }) => table.sourceName)).toEqual(['all.zip#a.ods#S']);
  });
});

describe('gzip', () => {
  // Each case looks at its own leftovers alone.
  beforeEach(() => {
    for (const name of leftOver()) rmSync(path.join(bench.folder, 'staging', name));
  });

  test('one member or several, the name stays the file’s', async () => {
    const [one] = await stage(gzipSync(BO), 'x.jsonl.gz');
    expect(one?.table).toMatchObject({ sourceName: 'x.jsonl.gz', counts: { accepted: 2 } });
    const [several] = await stage(Buffer.concat([gzipSync(BO), gzipSync('{"name":"Di"}\n'), gzipSync('')]), 'x.jsonl.gz');
    expect(several?.counts.accepted).toBe(3);
    expect(leftOver()).toEqual([]);
  });

  test('of a text, nothing stays behind either', async () => {
    const rows = Array.from({ length: 50 }, (_, i) => `Person ${i},person${i}@example.org`);
    const [table] = await stage(gzipSync(['Name,E-mail', ...rows, ''].join('\n')), 'x.csv.gz');
    expect(table?.counts.accepted).toBe(50);
    expect(leftOver()).toEqual([]);
  });

  test.each<[string, () => Uint8Array, string]>([
    ['cut off', () => gzipSync(BO.repeat(100)).subarray(0, 60), 'file-damaged'],
    ['damaged', () => gzipSync(BO.repeat(100)).fill(0x55, 30, 40), 'file-damaged'],
    ['a gzip in a gzip', () => gzipSync(gzipSync(BO)), 'file-hostile'],
    ['a zip in a gzip', () => gzipSync(zip([part('canary.json', ANN)])), 'file-hostile'],
  ])('%s is refused', async (_name, make, code) => {
    const error = await refusal(make(), 'x.csv.gz');
    expect(error).toMatchObject({ code, exitCode: 2, hint: expect.any(String) });
    expect(error.message).not.toContain('canary');
    expect(leftOver()).toEqual([]);
  });

  test('more than a gibibyte of zeros is refused', async () => {
    const source = path.join(bench.folder, 'zeros.csv.gz');
    const chunks: Buffer[] = [];
    const gzip = createGzip({ level: 1 });
    gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
    const block = Buffer.alloc(16 * 1024 * 1024);
    for (let i = 0; i < 68; i++) if (!gzip.write(block)) await new Promise((resolve) => gzip.once('drain', resolve));
    await new Promise((resolve) => {
      gzip.once('end', resolve);
      gzip.end();
    });
    writeFileSync(source, Buffer.concat(chunks));
    await expect(bench.stagePath(source)).rejects.toMatchObject({ code: 'file-hostile', exitCode: 2 });
    rmSync(source);
    expect(leftOver()).toEqual([]);
  }, 60_000);
});
