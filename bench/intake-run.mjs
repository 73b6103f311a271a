// One timed run of our intake: file, `fast` or `strict`, a folder to work in, and the engine's memory in bytes.
import fs from 'node:fs';
import path from 'node:path';
import { openEngine } from '../dist/lib/io/engine.js';
import { files } from '../dist/lib/io/files.js';
import { stageFile } from '../dist/lib/io/intake.js';
import { createHeaderVocabulary } from '../dist/lib/profiles/vocabulary.js';
import { loadProfiles } from '../dist/lib/workflows/mapping.js';
import { timed } from './timed.mjs';

const [, , input, way, folder, memoryBytes] = process.argv;
const work = fs.mkdtempSync(path.join(folder, 'run-'));
const [stagingDir, spillDir] = ['staging', 'spill'].map((name) => {
  const place = path.join(work, name);
  fs.mkdirSync(place, { mode: 0o700 });
  return place;
});
// Modules that load when they are first needed are no part of the work.
await import('../dist/lib/io/text-in.js');
const engine = await openEngine({ stagingDir, spillDir, memoryBytes: Number(memoryBytes ?? 1_500_000_000), threads: 0 });
const vocabulary = createHeaderVocabulary(loadProfiles({ io: { files } }).values());
await timed(async () => {
  const [table] = await stageFile(input, { engine, stagingDir }, { vocabulary, ...(way === 'strict' ? { path: 'strict' } : {}) });
  if (table.path !== way) throw new Error(`it went the ${table.path} path`);
  return table.counts.accepted;
});
await engine.close();
fs.rmSync(work, { recursive: true, force: true });
