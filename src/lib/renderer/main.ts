/**
 * Entry of the renderer process: the release and the fonts it names, or a paper, on stdin, one PDF, web page or plan on stdout, at most one line of JSON on stderr. It is given
 * no path, no environment and no right to write, so nothing private can reach a page through it.
 */

import { setFlagsFromString } from 'node:v8';

import { EXIT, HandinError } from '../errors.js';

/**
 * A long list leaves much garbage behind, and V8 would let the heap of a million names grow to twice what they need before it looks. Collecting
 * earlier costs less than a tenth more of CPU; a fixed limit would cost less and would end the process at ten million names.
 */
setFlagsFromString('--heap-growing-percent=20');

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
  // Each task loads what it needs: a pack of many documents starts many processes.
  if (what === 'paper') await (await import('./paper.js')).renderPaper(await readInput(), write);
  else if (what === 'html') await (await import('./html.js')).renderHtml(await readInput(), Number(process.argv[3]), write);
  else {
    const lengths = process.argv.slice(3);
    const parts = async (): Promise<Uint8Array[]> => partsOf(await readInput(), lengths);
    if (what === 'plan') {
      const [release = new Uint8Array(), ...fonts] = await parts();
      const { planRelease } = await import('./plan.js');
      await write(new TextEncoder().encode(JSON.stringify(await planRelease(release, fonts))));
    } else if (lengths.length === 0) {
      // A release alone, however long its lists, is read as it comes.
      await (await import('./render.js')).renderDocument(process.stdin, Number(what), write);
    } else {
      const [release = new Uint8Array(), ...fonts] = await parts();
      await (await import('./render.js')).renderDocument(release, Number(what), write, { fonts });
    }
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
