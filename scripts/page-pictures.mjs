// Makes the pictures of pages in `docs/images` again, from the packs of the example campaigns: node scripts/page-pictures.mjs
// A page is found by its heading, so a picture follows when pages move. Needs pdftoppm and pdftotext (poppler-utils); says loudly
// where they are not here.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
const images = path.join(root, 'docs/images');

/** Dots per inch: a page is 794 pixels wide. */
const RESOLUTION = 96;
const BYTES_MAX = 120_000;

/** Campaign, document, heading of the page (none for the first), and the name of its picture. */
const PICTURES = [
  ['protection-not-punishment', 'home-secretary', null, 'pack-cover'],
  ['eu-pact', 'european-commission', 'Dear President of the European Commission,', 'pack-letter'],
  ['reject-the-protocol', 'joint-statement', 'The statement', 'pack-text'],
  ['protection-not-punishment', 'home-secretary', 'The numbers', 'pack-numbers'],
  ['step-up', 'home-secretary', 'Members of the coalition', 'pack-organisations'],
  ['protection-not-punishment', 'home-secretary', 'Signatories', 'pack-names'],
];

function run(command, args, options = {}) {
  const done = spawnSync(command, args, { maxBuffer: 64 * 1024 ** 2, ...options });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${done.status}\n${done.stderr}`);
  return done.stdout;
}

const handin = (args, cwd) =>
  run(process.execPath, [path.join(root, 'bin/handin.js'), ...args], { cwd, env: { PATH: process.env.PATH, TZ: 'UTC', HOME: cwd } });

/** The number of the page that has a line like this. The list of contents has it too, on the cover. */
function pageWith(pdf, heading) {
  if (heading === null) return 1;
  const pages = run('pdftotext', ['-layout', pdf, '-']).toString('utf8').split('\f');
  const at = pages.findIndex((text, index) => index > 0 && text.split('\n').some((line) => line.trim() === heading));
  if (at < 0) throw new Error(`no page of ${path.basename(pdf)} has the heading ${heading}`);
  return at + 1;
}

/** Width, height and pixels of a picture as pdftoppm writes it. */
function readPpm(bytes) {
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.toString('latin1', 0, 64));
  if (head === null) throw new Error('pdftoppm wrote something else than a picture');
  return { width: Number(head[1]), height: Number(head[2]), pixels: bytes.subarray(head[0].length) };
}

/** A PNG with a palette: a page has few colours, and the eye tells no more than sixteen steps of each apart in the edges of letters. */
function writePng({ width, height, pixels }) {
  const palette = new Map();
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + x);
      const color = [0, 1, 2].map((channel) => 17 * Math.round(pixels[from + channel] / 17));
      const key = color.join(',');
      if (!palette.has(key)) palette.set(key, { index: palette.size, color });
      rows[y * (width + 1) + 1 + x] = palette.get(key).index;
    }
  }
  if (palette.size > 256) throw new Error(`a page has ${palette.size} colours`);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colors = Buffer.from([...palette.values()].flatMap(({ color }) => color));
  const parts = [
    chunk('IHDR', header),
    chunk('PLTE', colors),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts]);
}

/** PNG, 3rd edition, 5.3. */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  const check = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-pictures-'));
  try {
    for (const campaign of new Set(PICTURES.map(([name]) => name))) {
      fs.cpSync(path.join(root, 'fixtures/campaigns', campaign), path.join(folder, campaign), { recursive: true });
      handin(['build'], path.join(folder, campaign));
    }
    for (const [campaign, document, heading, name] of PICTURES) {
      const pdf = path.join(folder, campaign, 'pack', `${document}.pdf`);
      const page = String(pageWith(pdf, heading));
      const png = writePng(readPpm(run('pdftoppm', ['-r', String(RESOLUTION), '-f', page, '-l', page, pdf])));
      if (png.length > BYTES_MAX) throw new Error(`${name}.png would have ${png.length} bytes`);
      fs.writeFileSync(path.join(images, `${name}.png`), png);
      console.log(`docs/images/${name}.png: page ${page}, ${png.length} bytes`);
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const has = (command) => spawnSync(command, ['-v'], { stdio: 'ignore' }).error === undefined;
if (has('pdftoppm') && has('pdftotext')) main();
else console.log('\n*** SKIPPED: pictures of pages: pdftoppm and pdftotext are not here (poppler-utils) ***\n');
