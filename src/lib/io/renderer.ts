/**
 * Starts the renderer: one process per document, which gets the release on stdin and nothing else. No environment, no
 * path to anything private, and Node's permission flags as a seat belt (they guard against mistakes, not against malice).
 */

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

import type { ByteSink, OpenSink, ReleaseSource } from '../context.js';
import { DefectError, EXIT, InputError } from '../errors.js';
import type { PrintPlan } from '../model/print.js';
import type { ReleaseDocument } from '../model/release.js';

/** Two cores are the least a laptop has; more processes would only share them. */
const PROCESSES_MAX = 2;

const PACKAGE_FOLDER = fileURLToPath(new URL('../../..', import.meta.url));
const DIST_FOLDER = path.join(PACKAGE_FOLDER, 'dist');
const ENTRY = path.join(DIST_FOLDER, 'lib', 'renderer', 'main.js');

/**
 * Renders every document of a release, in the release's order. What is drawn goes to the sinks as it comes and is never held here. Throws the
 * renderer's own error, which quotes no text.
 */
export function renderRelease(release: ReleaseSource, open: OpenSink, fonts: readonly Uint8Array[] = []): Promise<void> {
  return renderEach(release, open, (index) => [String(index)], fonts);
}

/** Renders the HTML edition of every document of a release, further volumes aside, in the same way; sinks are opened by the document's name, not the page's. */
export function renderHtml(release: ReleaseSource, open: OpenSink): Promise<void> {
  return renderEach(
    release,
    open,
    (index) => ['html', String(index)],
    [],
    ({ volume }) => (volume?.number ?? 1) === 1,
  );
}

/**
 * @param taskFor what the process of document number `index` is asked for
 * @param fonts the bytes of the fonts that the release names; the process gets no path to them
 */
async function renderEach(
  { documents, bytes }: ReleaseSource,
  open: OpenSink,
  taskFor: (index: number) => readonly string[],
  fonts: readonly Uint8Array[],
  isWanted: (document: ReleaseDocument) => boolean = () => true,
): Promise<void> {
  assertBuilt();
  const wanted = documents.flatMap((document, index) => (isWanted(document) ? [{ file: document.file, index }] : []));
  for (let at = 0; at < wanted.length; at += PROCESSES_MAX) {
    const batch = wanted.slice(at, at + PROCESSES_MAX);
    // All of them have ended before a failure is told: whoever hears of it removes the folder that they write into.
    const ended = await Promise.allSettled(
      batch.map(async ({ file, index }) => runRenderer(bytes, taskFor(index), await open(file), fonts)),
    );
    for (const outcome of ended) if (outcome.status === 'rejected') throw outcome.reason;
  }
}

/** Renders a paper (`PaperDocument` as JSON) in the same way. */
export function renderPaper(paperBytes: Uint8Array): Promise<Uint8Array> {
  assertBuilt();
  return runForBytes([paperBytes], ['paper']);
}

/** Plans the documents of a release for the number of sheets that its print settings name. */
export async function planRelease({ bytes }: ReleaseSource, fonts: readonly Uint8Array[] = []): Promise<PrintPlan> {
  assertBuilt();
  return JSON.parse(new TextDecoder().decode(await runForBytes(bytes, ['plan'], fonts))) as PrintPlan;
}

function assertBuilt(): void {
  if (!fs.existsSync(ENTRY))
    throw new DefectError('The renderer is not built.', { code: 'renderer-missing', hint: 'Run `npm run build`.' });
}

/** For results that are small. */
async function runForBytes(bytes: Iterable<Uint8Array>, task: readonly string[], fonts: readonly Uint8Array[] = []): Promise<Uint8Array> {
  const output: Uint8Array[] = [];
  const sink: ByteSink = {
    write: async (piece) => void output.push(piece),
    end: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  };
  await runRenderer(bytes, task, sink, fonts);
  return Buffer.concat(output);
}

/** Runs one task. The input is the fonts, whose lengths are the last arguments, and then the release or paper, however long it is. */
async function runRenderer(
  bytes: Iterable<Uint8Array>,
  task: readonly string[],
  sink: ByteSink,
  fonts: readonly Uint8Array[],
): Promise<void> {
  const child = spawn(process.execPath, [...permissionFlags(), ENTRY, ...task, ...fonts.map((font) => String(font.length))], {
    cwd: DIST_FOLDER,
    env: { TZ: 'UTC' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', (cause) => reject(new DefectError('The renderer could not be started.', { code: 'renderer-start', cause })));
    child.on('close', resolve);
  });
  const work = Promise.all([ended, feed(child.stdin, fonts, bytes), drain(child.stdout, sink)]);
  try {
    const [code] = await work;
    if (code !== EXIT.yes) throw errorOf(Buffer.concat(errors).toString('utf8'), code);
  } catch (cause) {
    child.kill('SIGKILL');
    await ended.catch(() => undefined);
    await sink.discard();
    throw cause;
  }
  await sink.end();
}

async function drain(output: Readable, sink: ByteSink): Promise<void> {
  for await (const chunk of output) await sink.write(chunk as Buffer);
}

async function feed(input: Writable, fonts: readonly Uint8Array[], bytes: Iterable<Uint8Array>): Promise<void> {
  try {
    await pipeline(Readable.from(joined(fonts, bytes)), input);
  } catch (cause) {
    // A renderer that ends early closes its input; its exit code tells why.
    if (!CLOSED_PIPE.has((cause as NodeJS.ErrnoException).code ?? '')) throw cause;
  }
}

const CLOSED_PIPE: ReadonlySet<string> = new Set(['EPIPE', 'EOF', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE']);

function* joined(fonts: readonly Uint8Array[], bytes: Iterable<Uint8Array>): Generator<Uint8Array, void> {
  yield* fonts;
  yield* bytes;
}

/** The renderer's one line of JSON as an error; anything else is a defect and is not shown. */
function errorOf(stderr: string, exitCode: number | null): Error {
  try {
    const { code, message, hint } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
    if (typeof code === 'string' && typeof message === 'string') {
      const details = { code, ...(typeof hint === 'string' ? { hint } : {}) };
      return exitCode === EXIT.failed ? new InputError(message, details) : new DefectError(message, details);
    }
  } catch {
    // Not ours: Node's own message, which may quote what it failed on.
  }
  return new DefectError(`The renderer failed (exit ${exitCode ?? 'by signal'}).`, { code: 'renderer-failed' });
}

/** The flag's name changed with Node 22.13 and 23.5; before 20 there was none. */
function permissionFlags(): string[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isStable = major > 23 || (major === 23 && minor >= 5) || (major === 22 && minor >= 13);
  const readable = new Set([
    path.join(DIST_FOLDER, '*'),
    path.join(PACKAGE_FOLDER, 'package.json'),
    ...moduleFolders().map((folder) => path.join(folder, '*')),
  ]);
  // A linked `node_modules` is looked at by its own path before it is followed.
  readable.add(path.join(PACKAGE_FOLDER, 'node_modules*'));
  return [
    '--no-warnings',
    isStable ? '--permission' : '--experimental-permission',
    ...[...readable].map((place) => `--allow-fs-read=${place}`),
  ];
}

/** The folders that pdfkit and what it needs are loaded from: our own `node_modules`, or the one handin is installed in. */
function moduleFolders(): string[] {
  const entry = fs.realpathSync(createRequire(import.meta.url).resolve('pdfkit'));
  const mark = `${path.sep}node_modules${path.sep}`;
  const outermost = entry.slice(0, entry.indexOf(mark) + mark.length - 1);
  const nearest = entry.slice(0, entry.lastIndexOf(mark) + mark.length - 1);
  return [...new Set([outermost, nearest])];
}
