// A peer of the tagged list of names: pdfkit's own structure elements, a table on each page with a row of heads, and `doc.text` in each cell.

import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';
import { nameOf, placeOf } from './generate.mjs';

const count = Number(process.argv[2]);
const font = fileURLToPath(new URL('../src/lib/pack/fonts/source-sans-3-regular.ttf', import.meta.url));
const doc = new PDFDocument({ size: 'A4', margin: 0, font, tagged: true, pdfVersion: '1.7', lang: 'en-GB', displayTitle: true });
doc.pipe(fs.createWriteStream(process.argv[3]));
doc.fontSize(7);
const root = doc.struct('Document');
doc.addStructure(root);
const SLOTS = 240;

function row(table, type, x, y, name, place) {
  const options = type === 'TH' ? { scope: 'Column' } : {};
  const tr = doc.struct('TR');
  table.add(tr);
  tr.add(doc.struct(type, options, () => doc.text(name, x, y, { lineBreak: false })));
  tr.add(doc.struct(type, options, () => doc.text(place, x + 95, y, { lineBreak: false })));
  tr.end();
}

for (let start = 0; start < count; start += SLOTS) {
  if (start > 0) doc.addPage();
  const table = doc.struct('Table');
  root.add(table);
  row(table, 'TH', 70, 61, 'Name', 'Place');
  for (let at = start; at < Math.min(count, start + SLOTS); at++) {
    const slot = at - start;
    row(table, 'TD', 70 + Math.floor(slot / 80) * 155, 70 + (slot % 80) * 9, nameOf(at), placeOf(at));
  }
  table.end();
  // A loop that never yields keeps the whole file in memory.
  await new Promise((resolve) => setImmediate(resolve));
}
root.end();
doc.end();
