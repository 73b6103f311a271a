// `npm run bench`: prints what we need beside what a peer needs, measured in the same run. Read the ratios; the seconds are this machine's.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { releaseOfNames, writeExport } from './generate.mjs';
import { formatRatio, formatRow, measure } from './measure.mjs';

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
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
