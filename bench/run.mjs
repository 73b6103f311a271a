// `npm run bench`: prints what we need beside what a peer needs, measured in the same run. Read the ratios; the seconds are this machine's.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { placeOf, releaseOfNames, writeExport } from './generate.mjs';
import { formatRatio, formatRow, measure } from './measure.mjs';

const renderer = ['../dist/lib/renderer/main.js', '0'];

/** The list with places, tagged as a table, by everybody who can: each writes a whole file in a process of its own. */
async function compareTables(count) {
  process.stdout.write(`table of ${count.toLocaleString('en-GB')} names and places, tagged\n`);
  const size = (file) => `${(fs.statSync(file).size / 1e6).toFixed(1)} MB of file`;
  const row = (name, file, measured) => process.stdout.write(`${formatRow(name, measured)} ${size(file)}\n`);
  const ours = path.join(folder, 'ours.pdf');
  const list = await measure([at(renderer[0]), renderer[1]], JSON.stringify(releaseOfNames(count, placeOf)), ours);
  row('handin signatories', ours, list);
  const peer = path.join(folder, 'peer.pdf');
  for (const [name, script] of [
    ['pdfkit doc.text, Table/TR/TD', 'peer-names-table.mjs'],
    ['Typst table', 'peer-names-typst.mjs'],
  ]) {
    if (script.includes('typst') && !hasTypst()) {
      process.stdout.write(`  SKIPPED: ${name}: @myriaddreamin/typst-ts-node-compiler is not here; name its folder in BENCH_MODULES\n`);
      continue;
    }
    const measured = await measure([at(script), String(count), peer]);
    row(name, peer, measured);
    process.stdout.write(`${formatRatio(list, measured)}\n`);
  }
}

function hasTypst() {
  const places = path.join(path.resolve(process.env['BENCH_MODULES'] ?? '.'), 'package.json');
  try {
    return createRequire(places).resolve('@myriaddreamin/typst-ts-node-compiler') !== '';
  } catch {
    return false;
  }
}

/** Many names, and twice as many: what the process needs, and that it grows no faster than the list. */
async function growth(count) {
  const file = path.join(folder, 'many.pdf');
  let half = null;
  for (const names of [count, 2 * count]) {
    const measured = await measure([at(renderer[0]), renderer[1]], JSON.stringify(releaseOfNames(names, placeOf)), file);
    process.stdout.write(
      `${formatRow(`handin, ${names.toLocaleString('en-GB')} names`, measured)} ${(fs.statSync(file).size / 1e6).toFixed(1)} MB of file\n`,
    );
    if (half !== null) process.stdout.write(`${formatRatio(measured, half).replace('ours / peer', 'twice / once')}\n`);
    half = measured;
  }
}

const at = (name) => fileURLToPath(new URL(name, import.meta.url));
const records = Number(process.argv[2] ?? 1_000_000);
const names = Number(process.argv[3] ?? 100_000);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-bench-'));
try {
  const input = path.join(folder, 'export.csv');
  writeExport(input, records);
  process.stdout.write(`merge of ${records.toLocaleString('en-GB')} records (${Math.round(fs.statSync(input).size / 1e6)} MB)\n`);
  const merge = await measure([at('../bin/handin.js'), 'merge', input, '-o', path.join(folder, 'merged'), '--quiet']);
  const peerMerge = await measure([at('peer-merge.mjs'), input, path.join(folder, 'peer.csv')]);
  process.stdout.write(
    `${formatRow('handin merge', merge)}\n${formatRow('DuckDB load, distinct, write', peerMerge)}\n${formatRatio(merge, peerMerge)}\n`,
  );

  const release = releaseOfNames(names);
  process.stdout.write(`list of ${names.toLocaleString('en-GB')} names\n`);
  const list = await measure([at('../dist/lib/renderer/main.js'), '0'], JSON.stringify(release));
  const peerList = await measure([at('peer-names.mjs'), String(names), path.join(folder, 'peer.pdf')]);
  process.stdout.write(
    `${formatRow('handin signatories, tagged', list)}\n${formatRow('pdfkit doc.text, untagged', peerList)}\n${formatRatio(list, peerList)}\n`,
  );

  await compareTables(names);
  await growth(Number(process.argv[4] ?? 1_000_000));
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
