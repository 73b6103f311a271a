// Swaps a folder again and again with the built code, until it is killed. Every file of a folder holds its generation.
import fs from 'node:fs';
import path from 'node:path';

import { files } from '../../dist/lib/io/files.js';

const place = process.argv[2] ?? '';
const marker = 'merge.json';
for (let generation = 1; ; generation++) {
  const folder = await files.beginFolder(place, { marker, force: false, carryOver: false, isPrivate: true });
  for (let index = 0; index < 8; index++)
    fs.writeFileSync(path.join(folder.path, `part-${index}.csv`), `${process.pid}-${generation}\n`.repeat(200));
  fs.writeFileSync(
    path.join(folder.path, marker),
    JSON.stringify({ tool: { name: 'handin' }, generation: `${process.pid}-${generation}` }),
  );
  await folder.publish();
  if (generation === 1) process.stdout.write('ready\n');
}
