// A workbook of 100,000 x 10 (shared strings, real dates) from file to accepted records in the engine, beside bare hucre over the same bytes
// in the same run; then every cell is compared with the table that was written. `node bench/sheets.mjs [rows] [runs]` after `npm run build`.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import { streamXlsxRows, writeXlsx } from 'hucre/xlsx';
import { openEngine } from '../dist/lib/io/engine.js';
import { stageFile } from '../dist/lib/io/intake.js';

const rowCount = Number(process.argv[2] ?? 100_000);
const runs = Number(process.argv[3] ?? 7);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-bench-sheets-'));

const GIVEN = ['Ann', 'Siân', 'Łukasz', 'Nguyễn', 'Zoë', 'أحمد', '太郎', 'Márton', 'Bo', 'İlker'];
const FAMILY = ['Example', 'Sample', 'Przykład', 'O’Specimen', 'Παράδειγμα', 'Mustermann', 'Ejemplo-Ruiz', 'de Voorbeeld', '山田', 'Örnek'];
const TOWNS = ['Leeds', 'York', 'Kraków', 'Hull', 'Saint-Étienne', 'Athína', 'İzmir', 'Ely', 'Bath', 'Truro'];
const HEADER = ['Record', 'Given name', 'Family name', 'E-mail', 'Phone', 'Town', 'Postcode', 'Signed', 'Updates', 'Comment'];

function rowOf(i) {
  const [given, family] = [GIVEN[i % 10], FAMILY[Math.floor(i / 10) % 10]];
  return [
    i + 1,
    given,
    family,
    `${given}.${family}${i}@example.org`,
    447_700_900_000 + (i % 1000),
    TOWNS[i % 7],
    `ZZ${i % 100} ${i % 10}WZ`,
    new Date(Date.UTC(2026, 0, 1 + (i % 300), i % 24, i % 60, i % 60)),
    i % 3 === 0,
    i % 4 === 0 ? `“Comment” no. ${i} & more, <very> much;\nthanks` : null,
  ];
}

function expectedText(value) {
  if (value === null) return '';
  if (value instanceof Date) {
    const text = value.toISOString().slice(0, 19);
    return text.endsWith('T00:00:00') ? text.slice(0, 10) : text;
  }
  return String(value);
}

// Neither side pays for what the other left behind.
v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc');

const seconds = async (work) => {
  collectGarbage();
  const started = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - started) / 1e9;
};
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

try {
  const rows = Array.from({ length: rowCount }, (_, i) => rowOf(i));
  const file = path.join(folder, 'list.xlsx');
  fs.writeFileSync(file, await writeXlsx({ sheets: [{ name: 'List', rows: [HEADER, ...rows] }] }));
  const bytes = fs.readFileSync(file);
  process.stdout.write(`${rowCount.toLocaleString('en-GB')} rows x 10, ${(bytes.length / 1e6).toFixed(1)} MB\n`);

  const [stagingDir, spillDir] = ['staging', 'spill'].map((name) => path.join(folder, name));
  for (const dir of [stagingDir, spillDir]) fs.mkdirSync(dir, { mode: 0o700 });
  const engine = await openEngine({ stagingDir, spillDir, memoryBytes: 1_000_000_000, threads: 2 });
  const ours = [];
  const peer = [];
  let table;
  for (let run = 0; run < runs; run++) {
    peer.push(
      await seconds(async () => {
        let cells = 0;
        for await (const row of streamXlsxRows(bytes, { sheet: 0, readStyles: true })) cells += row.values.length;
        if (cells < rowCount * 9) throw new Error('the peer has lost cells');
      }),
    );
    ours.push(
      await seconds(async () => {
        [table] = await stageFile(file, { engine, stagingDir }, {});
      }),
    );
  }

  const read = await engine.rows(
    `SELECT ${HEADER.map((_, column) => `c${column}`).join(', ')} FROM "${table.tables.records}" ORDER BY record`,
    HEADER.map((_, column) => `c${column}`),
  );
  let wrong = Math.abs(read.length - rows.length);
  for (const [i, row] of rows.entries()) {
    for (const [column, value] of row.entries()) if (read[i]?.[`c${column}`] !== expectedText(value)) wrong++;
  }
  await engine.close();
  const [a, b] = [median(ours), median(peer)];
  process.stdout.write(`  handin, file to engine   ${a.toFixed(2)} s (${ours.map((s) => s.toFixed(2)).join(' ')})\n`);
  process.stdout.write(`  hucre streamXlsxRows     ${b.toFixed(2)} s (${peer.map((s) => s.toFixed(2)).join(' ')})\n`);
  process.stdout.write(`  ours / peer: ${(a / b).toFixed(2)}x (ceiling 1.4x); cells wrong: ${wrong} of ${rowCount * 10}\n`);
  if (wrong > 0 || a / b > 1.4) process.exitCode = 1;
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
