// The peer of the signatory list: plain pdfkit, `doc.text` for each name, three columns of 80, untagged.

import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';
import { nameOf } from './generate.mjs';

const count = Number(process.argv[2]);
const font = fileURLToPath(new URL('../src/lib/pack/fonts/source-sans-3-regular.ttf', import.meta.url));
const doc = new PDFDocument({ size: 'A4', margin: 0, font });
doc.pipe(fs.createWriteStream(process.argv[3]));
doc.fontSize(7);
for (let at = 0; at < count; at++) {
  const slot = at % 240;
  if (slot === 0 && at > 0) {
    doc.addPage();
    // A loop that never yields keeps the whole file in memory.
    await new Promise((resolve) => setImmediate(resolve));
  }
  doc.text(nameOf(at), 70 + Math.floor(slot / 80) * 155, 70 + (slot % 80) * 9, { lineBreak: false });
}
doc.end();
