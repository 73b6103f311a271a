/**
 * Entry of the renderer process: the release and the fonts it names, or a paper, on stdin, one PDF, web page or plan on stdout, at most one line of JSON on stderr. It is given
 * no path, no environment and no right to write, so nothing private can reach a page through it.
 */

import { setFlagsFromString } from 'node:v8';

import { EXIT, HandinError } from '../errors.js';
import { renderHtml } from './html.js';
import { renderPaper } from './paper.js';
import { planRelease } from './plan.js';
import { renderDocument } from './render.js';

/**
 * A long list leaves much garbage behind, and V8 would let the heap of a million names grow to twice what they need before it looks. Collecting
 * earlier costs about 7 % of CPU; a fixed limit would cost less and would end the process at ten million names.
 */
setFlagsFromString('--heap-growing-percent=40');

async function readInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The parts of the input: cut by the lengths that follow the task, else one. */
function partsOf(input: Uint8Array, lengths: readonly string[]): Uint8Array[] {
  if (lengths.length === 0) return [input];
  let at = 0;
  return lengths.map((length) => {
    const start = at;
    at += Number(length);
    return input.subarray(start, at);
  });
}

function write(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

try {
  const what = process.argv[2];
  if (what === 'paper') await renderPaper(await readInput(), write);
  else if (what === 'html') await renderHtml(await readInput(), Number(process.argv[3]), write);
  // A release alone, however long its lists, is read as it comes; fonts behind it are told apart by their lengths first.
  else if (process.argv.length === 3) await renderDocument(process.stdin, Number(what), write);
  else {
    const [release = new Uint8Array(), ...fonts] = partsOf(await readInput(), process.argv.slice(3));
    if (what === 'plan') await write(new TextEncoder().encode(JSON.stringify(await planRelease(release, fonts))));
    else await renderDocument(release, Number(what), write, { fonts });
  }
} catch (error) {
  // A foreign error's message may quote the text it failed on, so it is not passed on.
  const known = error instanceof HandinError ? error : undefined;
  const report = {
    code: known?.code ?? 'renderer-failed',
    message: known?.message ?? 'The renderer failed.',
    ...(known?.hint === undefined ? {} : { hint: known.hint }),
  };
  process.stderr.write(`${JSON.stringify(report)}\n`);
  process.exitCode = known?.exitCode ?? EXIT.defect;
}
