/** The text of a PDF as readers of others have it: an independent look at what our own writer wrote. */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Pages as pdf.js reads them; with its passphrase, where a file has one. */
export async function withPdfJs(bytes: Buffer, password?: string): Promise<string[]> {
  const opening = password === undefined ? {} : { password };
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0, useSystemFonts: false, ...opening }).promise;
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join(''));
  }
  await pdf.destroy();
  return pages;
}

export const hasPoppler = spawnSync('pdftotext', ['-v']).error === undefined;

/** Pages as `pdftotext` of Poppler reads them, in the order of the file or in that of a person who reads; only where `hasPoppler`. */
export function withPoppler(bytes: Buffer, order: 'file' | 'reading' = 'file'): string[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-poppler-'));
  try {
    const file = path.join(folder, 'a.pdf');
    fs.writeFileSync(file, bytes);
    const run = spawnSync('pdftotext', [...(order === 'file' ? ['-raw'] : []), '-enc', 'UTF-8', file, '-'], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 ** 2,
    });
    if (run.status !== 0) throw new Error(`pdftotext ended with ${run.status}`);
    return run.stdout.split('\f').slice(0, -1);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
