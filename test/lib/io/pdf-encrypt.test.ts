/** An encrypted PDF as others read it: the same pages with the passphrase, and nothing without. */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { bucketOf } from '../../../src/lib/io/archive-out.js';
import { encryptPdf } from '../../../src/lib/io/pdf-encrypt.js';
import { readPdf } from '../../../src/lib/io/pdf-read.js';
import { petitionRelease } from '../../helpers/releases.js';
import { render } from '../../helpers/rendering.js';

const PASSPHRASE = 'k7fq2-9mxtr-0hh4w-zc3de-vvb81';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-encrypt-'));
const place = (name: string): string => path.join(folder, name);
let clear: Buffer;
let locked: Buffer;

beforeAll(async () => {
  clear = await render(petitionRelease({ sections: ['cover', 'text', 'signatories'], annexOf: '5'.repeat(64) }));
  locked = encryptPdf(clear, PASSPHRASE);
  fs.writeFileSync(place('clear.pdf'), clear);
  fs.writeFileSync(place('locked.pdf'), locked);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

interface Said {
  readonly pages: string[];
  readonly info: unknown;
  readonly attachment: string;
  readonly structure: string;
}

/** What pdf.js reads of a file. */
async function read(bytes: Buffer, password?: string): Promise<Said> {
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0, ...(password === undefined ? {} : { password }) }).promise;
  const pages: string[] = [];
  const trees: unknown[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
    trees.push(await page.getStructTree());
  }
  const attachments = Object.values((await pdf.getAttachments()) as Record<string, { content: Uint8Array }>);
  const { info } = await pdf.getMetadata();
  await pdf.destroy();
  const { EncryptFilterName: _, ...rest } = info as Record<string, unknown>;
  return { pages, info: rest, attachment: Buffer.from(attachments[0]?.content ?? []).toString('utf8'), structure: JSON.stringify(trees) };
}

describe('an encrypted PDF', () => {
  it('is the same document for pdf.js with the passphrase: pages, tags, metadata, attachment', async () => {
    const [before, after] = [await read(clear), await read(locked, PASSPHRASE)];
    expect(after).toEqual(before);
    expect(after.pages.join(' ')).toContain('Łukasz Wiśniewski');
    expect(after.attachment).toContain('"formatVersion":1');
  });

  it.each(['', 'k7fq2-9mxtr-0hh4w-zc3de-vvb82'])('does not open with %j', async (wrong) => {
    await expect(read(locked, wrong)).rejects.toThrow();
  });

  it('opens with letters of any script, in whichever form they are typed', async () => {
    const bytes = encryptPdf(clear, 'Çağlar Ἀριστοτέλης Ґалаґан');
    await expect(read(bytes, 'Çağlar Ἀριστοτέλης Ґалаґан'.normalize('NFKC'))).resolves.toMatchObject({ pages: expect.any(Array) });
  });

  it('says nothing readable: no text of the file is left in clear, and no identifier that was made from it', () => {
    const said = readPdf(clear);
    const words = new Set([...said.pages, ...said.metadata].join(' ').match(/[A-Za-z]{6,}/gu) ?? []);
    const text = locked.toString('latin1');
    // Names of objects, such as those of fonts, are no strings; they are the same in every pack.
    const left = [...words].filter((word) => text.includes(word) && !said.names.some((name) => name.includes(word)));
    expect(left).toEqual([]);
    const id = /\/ID\[<([0-9a-f]{32})>/u;
    const before = id.exec(clear.toString('latin1'))?.[1] ?? '';
    expect(before).not.toBe('');
    expect(text).not.toContain(before);
  });

  it('is another file each time', () => {
    const again = encryptPdf(clear, PASSPHRASE);
    expect(again.equals(locked)).toBe(false);
    // The object streams and fonts differ too, not the keys alone.
    expect(again.subarray(2000, 4000).equals(locked.subarray(2000, 4000))).toBe(false);
  });

  it('has a size that many files have, whatever they say', async () => {
    expect(locked.length).toBe(bucketOf(locked.length));
    const longer = await render(petitionRelease({ sections: ['cover', 'text', 'signatories', 'verification'], annexOf: '5'.repeat(64) }));
    expect(longer.length).not.toBe(clear.length);
    expect(encryptPdf(longer, PASSPHRASE).length).toBe(locked.length);
  });

  it('does not claim to be PDF/A, which forbids it, and claims PDF/UA', () => {
    const marks = /pdf[a-z]+id:(?:part|conformance)>[^<\s]+/gu[Symbol.match](clear.toString('latin1'));
    expect(marks).toEqual(['pdfuaid:part>1']);
  });
});

describe('others agree', () => {
  const hasQpdf = spawnSync('qpdf', ['--version']).error === undefined;
  it.runIf(hasQpdf)('qpdf finds it sound, of revision 6, with nothing forbidden to who opens it', () => {
    const run = spawnSync('qpdf', [`--password=${PASSPHRASE}`, '--check', place('locked.pdf')], { encoding: 'utf8' });
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('R = 6');
    expect(run.stdout).toContain('extract for accessibility: allowed');
    expect(run.stdout).not.toContain('not allowed');
    expect(run.stdout).toContain('stream encryption method: AESv3');
    expect(spawnSync('qpdf', ['--password=wrong', '--check', place('locked.pdf')]).status).toBe(2);
  });

  const hasPoppler = spawnSync('pdftotext', ['-v']).error === undefined;
  it.runIf(hasPoppler)('pdftotext reads the same from it as from the file in clear', () => {
    const text = (...args: string[]): string => spawnSync('pdftotext', [...args, '-'], { encoding: 'utf8' }).stdout;
    expect(text('-upw', PASSPHRASE, place('locked.pdf'))).toBe(text(place('clear.pdf')));
    expect(text(place('locked.pdf'))).toBe('');
  });

  it.skipIf(hasQpdf)('SKIPPED: qpdf is not installed, so only pdf.js was asked', () => undefined);
  it.skipIf(hasPoppler)('SKIPPED: pdftotext is not installed, so only pdf.js was asked', () => undefined);
});
