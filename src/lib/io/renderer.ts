/**
 * Starts the renderer: one process per document, which gets the release on stdin and nothing else. No environment, no
 * path to anything private, and Node's permission flags as a seat belt (they guard against mistakes, not against malice).
 */

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type { RenderedDocument } from '../context.js';
import { DefectError, EXIT, InputError } from '../errors.js';
import type { PrintPlan } from '../model/print.js';
import type { Release, ReleaseDocument } from '../model/release.js';

/** Two cores are the least a laptop has; more processes would only share them. */
const PROCESSES_MAX = 2;

const PACKAGE_FOLDER = fileURLToPath(new URL('../../..', import.meta.url));
const DIST_FOLDER = path.join(PACKAGE_FOLDER, 'dist');
const ENTRY = path.join(DIST_FOLDER, 'lib', 'renderer', 'main.js');

/** Renders every document of a release, in the release's order. Throws the renderer's own error, which quotes no text. */
export function renderRelease(releaseBytes: Uint8Array, fonts: readonly Uint8Array[] = []): Promise<RenderedDocument[]> {
  return renderEach(releaseBytes, (index) => [String(index)], fonts);
}

/** Renders the HTML edition of every document of a release, further volumes aside, in the same way; `file` is the document's, not the page's. */
export function renderHtml(releaseBytes: Uint8Array): Promise<RenderedDocument[]> {
  return renderEach(
    releaseBytes,
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
  releaseBytes: Uint8Array,
  taskFor: (index: number) => readonly string[],
  fonts: readonly Uint8Array[] = [],
  isWanted: (document: ReleaseDocument) => boolean = () => true,
): Promise<RenderedDocument[]> {
  assertBuilt();
  const release = JSON.parse(new TextDecoder().decode(releaseBytes)) as Release;
  const rendered: RenderedDocument[] = [];
  const wanted = release.documents.flatMap((document, index) => (isWanted(document) ? [{ file: document.file, index }] : []));
  for (let at = 0; at < wanted.length; at += PROCESSES_MAX) {
    const batch = wanted.slice(at, at + PROCESSES_MAX);
    rendered.push(
      ...(await Promise.all(batch.map(async ({ file, index }) => ({ file, bytes: await renderOne(releaseBytes, taskFor(index), fonts) })))),
    );
  }
  return rendered;
}

/** Renders a paper (`PaperDocument` as JSON) in the same way. */
export function renderPaper(paperBytes: Uint8Array): Promise<Uint8Array> {
  assertBuilt();
  return renderOne(paperBytes, ['paper']);
}

/** Plans the documents of a release for the number of sheets that its print settings name. */
export async function planRelease(releaseBytes: Uint8Array, fonts: readonly Uint8Array[] = []): Promise<PrintPlan> {
  assertBuilt();
  return JSON.parse(new TextDecoder().decode(await renderOne(releaseBytes, ['plan'], fonts))) as PrintPlan;
}

function assertBuilt(): void {
  if (!fs.existsSync(ENTRY))
    throw new DefectError('The renderer is not built.', { code: 'renderer-missing', hint: 'Run `npm run build`.' });
}

/** The input is the release or paper, then the fonts; the lengths of all of them are the last arguments where there are fonts. */
function renderOne(bytes: Uint8Array, task: readonly string[], fonts: readonly Uint8Array[] = []): Promise<Uint8Array> {
  const parts = [bytes, ...fonts];
  const lengths = fonts.length === 0 ? [] : parts.map((part) => String(part.length));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...permissionFlags(), ENTRY, ...task, ...lengths], {
      cwd: DIST_FOLDER,
      env: { TZ: 'UTC' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    // A renderer that ends early closes its stdin; its exit code tells why.
    child.stdin.on('error', () => undefined);
    child.on('error', (cause) => reject(new DefectError('The renderer could not be started.', { code: 'renderer-start', cause })));
    child.on('close', (code) => {
      if (code === EXIT.yes) resolve(Buffer.concat(output));
      else reject(errorOf(Buffer.concat(errors).toString('utf8'), code));
    });
    for (const part of parts) child.stdin.write(part);
    child.stdin.end();
  });
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
