// A peer of the tagged list of names: Typst's own table in three columns with a header that repeats; Typst tags by default. The compiler is no
// dependency of handin (it weighs 60 MB): install it in a folder of its own, and name that folder in BENCH_MODULES.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nameOf, placeOf } from './generate.mjs';

const count = Number(process.argv[2]);
const require = createRequire(path.join(path.resolve(process.env['BENCH_MODULES'] ?? '.'), 'package.json'));
const { NodeCompiler } = require('@myriaddreamin/typst-ts-node-compiler');
const folder = path.dirname(path.resolve(process.argv[3]));
const rows = Array.from({ length: count }, (_, index) => [nameOf(index), placeOf(index)]);
fs.writeFileSync(path.join(folder, 'names.json'), JSON.stringify(rows.flat()));
const source = `#set document(title: "A long list", date: none)
#set page(paper: "a4", columns: 3, margin: 70pt)
#set text(font: "Source Sans 3", size: 7pt, lang: "en")
#table(columns: (95fr, 60fr), stroke: none, inset: (x: 0pt, y: 1.1pt), table.header([Name], [Place]), ..json("names.json"))
`;
const fonts = fileURLToPath(new URL('../src/lib/pack/fonts', import.meta.url));
const compiler = NodeCompiler.create({ workspace: folder, fontArgs: [{ fontPaths: [fonts] }] });
fs.writeFileSync(path.join(folder, 'names.typ'), source);
const pdf = compiler.pdf({ mainFilePath: path.join(folder, 'names.typ') });
fs.writeFileSync(process.argv[3], pdf);
