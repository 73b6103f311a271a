// A whole `handin pack` of a list of names with their places: what the program and each renderer need (Linux). `node bench/pack.mjs [names]` after
// `npm run build`.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCampaign } from './generate.mjs';
import { formatRow, measureTree } from './measure.mjs';

const handin = fileURLToPath(new URL('../bin/handin.js', import.meta.url));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-bench-pack-'));
try {
  for (const names of process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100_000, 1_000_000]) {
    const campaign = path.join(folder, String(names));
    writeCampaign(campaign, names);
    await measureTree([handin, 'merge', '--quiet'], campaign);
    const [program, ...renderers] = await measureTree([handin, 'pack', '--quiet'], campaign);
    const size = fs.statSync(path.join(campaign, 'pack', 'minister.pdf')).size / 1e6;
    process.stdout.write(`pack of ${names.toLocaleString('en-GB')} names, ${size.toFixed(1)} MB\n${formatRow('handin pack', program)}\n`);
    for (const renderer of renderers) process.stdout.write(`${formatRow('renderer', renderer)}\n`);
    fs.rmSync(campaign, { recursive: true });
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
