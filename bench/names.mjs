/**
 * A list of invented names through our list code and through plain pdfkit `doc.text`, each in a process of its own. Run
 * it after a build: `node bench/names.mjs [count]`. Ours is tagged as a list; plain pdfkit writes no tags at all.
 */

import { spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const GIVEN = [
  'Ann',
  'Łukasz',
  'Grace',
  'Олександр',
  'Ngọc',
  'Zoë',
  'Siân',
  'Γιώργος',
  'Çağlar',
  'Maria',
  'Imogen',
  'Tom',
  'Priya',
  'Rhys',
];
const STARTS = [
  'Ad',
  'Bak',
  'Cas',
  'Dav',
  'Év',
  'Fern',
  'Hugh',
  'Iq',
  'Kow',
  'Łob',
  'Mac',
  'Nov',
  'O’Br',
  'Pat',
  'Quin',
  'Ros',
  'Šim',
  'Tad',
  'Will',
  'Zhan',
];
const MIDDLES = [
  'a',
  'e',
  'i',
  'o',
  'u',
  'al',
  'an',
  'ar',
  'el',
  'en',
  'er',
  'il',
  'in',
  'ol',
  'on',
  'or',
  'ul',
  'un',
  'ur',
  'ey',
  'ie',
  'ou',
  'ai',
  'aw',
  'ea',
];
const ENDS = [
  'bell',
  'by',
  'dez',
  'der',
  'emi',
  'gan',
  'ham',
  'ić',
  'kin',
  'ley',
  'man',
  'ová',
  'ner',
  'rez',
  'ska',
  'ski',
  'son',
  'sse',
  'ston',
  'tas',
  'ton',
  'va',
  'ward',
  'wen',
  'yan',
];
const OTHERS = ['Шевченко', 'Παπαδάκης', 'Nguyễn', 'Коваленко', 'Γεωργίου'];
const PLACES = ['Leeds', 'Norwich', 'London', 'Bradford', 'Cardiff', 'Oldham', 'Glasgow', 'Exeter', 'Derry', 'Hull'];

/** Invented signatories with 12,500 different family names, a tenth of the people in Cyrillic, Greek or Vietnamese letters. */
function entry(index) {
  const mixed = (index * 7919) % 12_500;
  const made = `${STARTS[mixed % 20]}${MIDDLES[Math.floor(mixed / 20) % 25]}${ENDS[Math.floor(mixed / 500)]}`;
  const family = index % 10 === 9 ? OTHERS[Math.floor(index / 10) % OTHERS.length] : made;
  return { name: `${GIVEN[index % GIVEN.length]} ${family}`, place: PLACES[(index * 3) % PLACES.length] };
}

async function renderOurs(count) {
  const { renderDocument } = await import(new URL('../dist/lib/renderer/render.js', import.meta.url).href);
  const release = {
    formatVersion: 1,
    tool: { name: 'handin', version: '0' },
    campaign: { kind: 'petition', title: 'Bench', language: 'en-GB', organisers: [{ name: 'Bench' }] },
    date: '2026-01-01',
    sections: ['signatories'],
    documents: [{ file: 'petition.pdf' }],
    statistics: [],
    aims: [],
    counts: { signatures: count, organisations: 0, named: count },
    thresholds: [],
    organisations: [],
    signatories: { ceiling: 'name-place', entries: Array.from({ length: count }, (_, index) => entry(index)) },
    published: [],
  };
  let bytes = 0;
  await renderDocument(new TextEncoder().encode(JSON.stringify(release)), 0, (chunk) => {
    bytes += chunk.length;
  });
  return bytes;
}

/** The same columns, font and size with `doc.text`, two calls a name. */
async function renderPlain(count) {
  const { default: PDFDocument } = await import('pdfkit');
  const document = new PDFDocument({ size: 'A4', margin: 0 });
  let bytes = 0;
  document.on('data', (chunk) => {
    bytes += chunk.length;
  });
  const finished = new Promise((resolve) => document.on('end', resolve));
  document.font(fileURLToPath(new URL('../src/lib/pack/fonts/source-sans-3-regular.ttf', import.meta.url))).fontSize(7.5);
  const rows = 65;
  for (let index = 0; index < count; index++) {
    if (index > 0 && index % (rows * 3) === 0) {
      document.addPage();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const x = 70.87 + Math.floor((index % (rows * 3)) / rows) * 157.9;
    const y = 76.5 + (index % rows) * 10.4;
    const { name, place } = entry(index);
    document.text(name, x, y, { lineBreak: false });
    document.text(place, x + 85.6, y, { lineBreak: false });
  }
  document.end();
  await finished;
  return bytes;
}

function measure(which, count) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--child', which, String(count)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(output)) : reject(new Error(`the ${which} process ended with ${code}`))));
  });
}

/**
 * Measures both ways, one after the other, start of the process not included.
 * @param {number} count how many names
 * @returns {Promise<{count: number, ours: Measure, plain: Measure, ratios: {wall: number, cpu: number, memory: number}}>} ratios are plain over ours
 * @typedef {{wallSeconds: number, cpuSeconds: number, peakMegabytes: number, fileMegabytes: number}} Measure
 */
export async function benchNames(count = 100_000) {
  const ours = await measure('ours', count);
  const plain = await measure('plain', count);
  const ratio = (key) => Math.round((100 * plain[key]) / ours[key]) / 100;
  return { count, ours, plain, ratios: { wall: ratio('wallSeconds'), cpu: ratio('cpuSeconds'), memory: ratio('peakMegabytes') } };
}

async function runChild(which, count) {
  const start = process.hrtime.bigint();
  const bytes = await (which === 'ours' ? renderOurs(count) : renderPlain(count));
  const round = (value) => Math.round(value * 100) / 100;
  const usage = process.resourceUsage();
  process.stdout.write(
    JSON.stringify({
      wallSeconds: round(Number(process.hrtime.bigint() - start) / 1e9),
      cpuSeconds: round((usage.userCPUTime + usage.systemCPUTime) / 1e6),
      peakMegabytes: round(usage.maxRSS / 1024),
      fileMegabytes: round(bytes / 1e6),
    }),
  );
}

if (process.argv[2] === '--child') await runChild(process.argv[3], Number(process.argv[4]));
else if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${JSON.stringify(await benchNames(Number(process.argv[2] ?? 100_000)), null, 2)}\n`);
}
