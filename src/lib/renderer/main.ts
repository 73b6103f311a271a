/**
 * Entry of the renderer process: the fonts that a release names and the release, or a paper, on stdin, one PDF, web page or plan on stdout, at most one line of JSON on stderr. It is given
 * no path, no environment and no right to write, so nothing private can reach a page through it.
 */

import { setFlagsFromString } from 'node:v8';

import { EXIT, HandinError } from '../errors.js';

/**
 * A long list leaves much garbage behind, and V8 would let the heap of a million names grow to twice what they need before it looks. Collecting
 * earlier costs less than a tenth more of CPU; a fixed limit would cost less and would end the process at ten million names.
 */
setFlagsFromString('--heap-growing-percent=20');

/** What comes on stdin, however long it is. */
class Input {
  readonly #chunks = process.stdin[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  #read: Buffer = Buffer.alloc(0);

  /** The next so many bytes. */
  async take(length: number): Promise<Uint8Array> {
    const pieces = [this.#read];
    for (let have = this.#read.length; have < length; ) {
      const { value, done } = await this.#chunks.next();
      if (done === true) throw new RangeError('The input has ended.');
      pieces.push(value);
      have += value.length;
    }
    const all = Buffer.concat(pieces);
    this.#read = all.subarray(length);
    return all.subarray(0, length);
  }

  /** Everything else, as it comes. */
  async *rest(): AsyncGenerator<Uint8Array> {
    yield this.#read;
    for (let next = await this.#chunks.next(); next.done !== true; next = await this.#chunks.next()) yield next.value;
  }

  /** Everything else. */
  async all(): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.rest()) pieces.push(piece);
    return Buffer.concat(pieces);
  }
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
  const [what, ...given] = process.argv.slice(2);
  const input = new Input();
  const fontsOf = async (lengths: readonly string[]): Promise<Uint8Array[]> => {
    const fonts: Uint8Array[] = [];
    for (const length of lengths) fonts.push(await input.take(Number(length)));
    return fonts;
  };
  // Each task loads what it needs: a pack of many documents starts many processes. A release, however long its lists, is read as it comes.
  if (what === 'paper') await (await import('./paper.js')).renderPaper(await input.all(), write);
  else if (what === 'html') await (await import('./html.js')).renderHtml(input.rest(), Number(given[0]), write);
  else if (what === 'plan') {
    const fonts = await fontsOf(given);
    const { planRelease } = await import('./plan.js');
    await write(new TextEncoder().encode(JSON.stringify(await planRelease(input.rest(), fonts))));
  } else {
    const fonts = await fontsOf(given);
    await (await import('./render.js')).renderDocument(input.rest(), Number(what), write, { fonts });
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
