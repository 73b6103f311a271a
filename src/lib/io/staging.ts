/** Files in the private staging folder, under generated names that say nothing about their source. */

import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const BUFFER_BYTES = 1024 * 1024;
let lastNumber = 0;

/** A file that is written in large pieces. Mode 0600; never replaces or follows anything. */
export class StagedFile {
  readonly path: string;
  readonly #descriptor: number;
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #used = 0;

  constructor(path: string) {
    this.path = path;
    this.#descriptor = openSync(path, 'wx', 0o600);
  }

  /** Appends `bytes[start, end)`. */
  writeBytes(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#used + length > BUFFER_BYTES) this.#flush();
    if (length > BUFFER_BYTES) {
      writeAll(this.#descriptor, bytes, start, end);
      return;
    }
    this.#buffer.set(bytes.subarray(start, end), this.#used);
    this.#used += length;
  }

  writeByte(byte: number): void {
    if (this.#used === BUFFER_BYTES) this.#flush();
    this.#buffer[this.#used++] = byte;
  }

  writeText(text: string): void {
    // Three bytes per UTF-16 unit is the most that UTF-8 takes.
    if (this.#used + text.length * 3 > BUFFER_BYTES) this.#flush();
    if (text.length * 3 > BUFFER_BYTES) {
      const bytes = Buffer.from(text);
      writeAll(this.#descriptor, bytes, 0, bytes.length);
    } else this.#used += this.#buffer.write(text, this.#used);
  }

  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  /** Closes and removes it. */
  remove(): void {
    closeSync(this.#descriptor);
    rmSync(this.path, { force: true });
  }

  #flush(): void {
    writeAll(this.#descriptor, this.#buffer, 0, this.#used);
    this.#used = 0;
  }
}

function writeAll(descriptor: number, bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at < end; ) at += writeSync(descriptor, bytes, at, end - at);
}

/** Opens the next `input-N.csv` of a staging folder. */
export function openNextStagedFile(stagingDir: string): StagedFile {
  for (;;) {
    lastNumber++;
    try {
      return new StagedFile(join(stagingDir, `input-${lastNumber}.csv`));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** The quarantine file that belongs to a staged file: `record,raw` per row, no header. */
export function quarantinePathOf(stagedPath: string): string {
  return stagedPath.replace(/\.csv$/, '.quarantine.csv');
}
