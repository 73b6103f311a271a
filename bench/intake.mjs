// `npm run bench:intake`: from a file to accepted records in the engine, fast path and strict path, beside DuckDB's own `read_csv` and csv-parse
// over the same bytes. Every run is a process of its own and times the work without its start; runs are interleaved, medians compared.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWideExport } from './generate.mjs';

const at = (name) => fileURLToPath(new URL(name, import.meta.url));
const records = Number(process.argv[2] ?? 1_000_000);
const rounds = Number(process.argv[3] ?? 5);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-bench-'));

function run(script, ...args) {
  const done = spawnSync(process.execPath, [at(script), ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (done.status !== 0) throw new Error(`${script} ended with ${done.status}`);
  return JSON.parse(done.stdout);
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

try {
  const input = path.join(folder, 'export.csv');
  writeWideExport(input, records);
  process.stdout.write(
    `${records.toLocaleString('en-GB')} records of 10 columns (${Math.round(fs.statSync(input).size / 1e6)} MB), medians of ${rounds} interleaved rounds\n`,
  );
  const ways = [
    ['handin, fast path', () => run('intake-run.mjs', input, 'fast', folder)],
    ['DuckDB read_csv, everything explicit', () => run('peer-read-csv.mjs', input)],
    ['handin, strict path', () => run('intake-run.mjs', input, 'strict', folder)],
    ['csv-parse, the same options', () => run('peer-csv-parse.mjs', input)],
  ];
  const results = ways.map(() => []);
  for (let round = 0; round < rounds; round++) for (const [index, [, way]] of ways.entries()) results[index].push(way());
  const of = (index, key) => median(results[index].map((result) => result[key]));
  for (const [index, [name]] of ways.entries()) {
    const seconds = results[index].map((result) => result.seconds);
    process.stdout.write(
      `  ${name.padEnd(38)} ${of(index, 'seconds').toFixed(2)} s (${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)}), ${of(index, 'cpuSeconds').toFixed(2)} s CPU, ${Math.round(of(index, 'peakBytes') / 1e6)} MB\n`,
    );
    if (results[index].some((result) => result.records !== records)) throw new Error(`${name} read another number of records`);
  }
  for (const [ours, peer, name] of [
    [0, 1, 'fast path'],
    [2, 3, 'strict path'],
  ]) {
    process.stdout.write(
      `  ${name}: ${(of(ours, 'seconds') / of(peer, 'seconds')).toFixed(2)}x wall, ${(of(ours, 'cpuSeconds') / of(peer, 'cpuSeconds')).toFixed(2)}x CPU\n`,
    );
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
