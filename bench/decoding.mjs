// `node bench/decoding.mjs` after `npm run build`: megabytes a second of our decoder beside Node's own TextDecoder over the same bytes, which
// gives a string and no places of lines. Best of four.
import iconv from 'iconv-lite';
import { createLineDecoder, decideEncoding } from '../dist/lib/intake/encoding.js';
import { charsetTools } from '../dist/lib/io/charset.js';

const CHUNK_BYTES = 1 << 20;
const refuse = (line) => {
  throw new Error(`line ${line} is too long`);
};

function best(bytes, work) {
  let seconds = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 4; round++) {
    const started = process.hrtime.bigint();
    work();
    seconds = Math.min(seconds, Number(process.hrtime.bigint() - started) / 1e9);
  }
  return bytes.length / 1e6 / seconds;
}

for (const name of ['windows-1252', 'windows-1250', 'utf-16le', 'utf-16be', 'gb18030']) {
  const row = `${'x'.repeat(20)},Jürgen,Müller,${'y'.repeat(30)}@example.org,Köln,2026-05-01\r\n`;
  const bytes = iconv.encode(row.repeat(100_000), name);
  const chunks = Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES) }, (_, i) =>
    bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES),
  );
  const decision = decideEncoding({ head: bytes.subarray(0, 4096), isUtf8: false, evidence: null, given: name }, charsetTools);
  const ours = best(bytes, () => {
    const decoder = createLineDecoder(decision, charsetTools, 1 << 24, refuse);
    for (const [i, chunk] of chunks.entries()) decoder.push(chunk, i === chunks.length - 1);
  });
  const peer = best(bytes, () => {
    const decoder = new TextDecoder(name);
    for (const chunk of chunks) decoder.decode(chunk, { stream: true });
  });
  process.stdout.write(
    `  ${name.padEnd(14)} ${ours.toFixed(0).padStart(5)} MB/s, TextDecoder ${peer.toFixed(0).padStart(5)} MB/s: ${(peer / ours).toFixed(2)}x the time\n`,
  );
}
