/** A context as the program makes it, with the real edges of the world, in a folder of the test's own; what is printed is kept. */

import path from 'node:path';

import type { Context, Engine, EngineOptions, Io, Progress, Prompts } from '../../src/lib/context.js';
import { formatCsv } from '../../src/lib/io/csv-out.js';
import { readCsv } from '../../src/lib/io/csv-small.js';
import { openEngine } from '../../src/lib/io/engine.js';
import { readFileText } from '../../src/lib/io/file-text.js';
import { files } from '../../src/lib/io/files.js';
import { parseFormula } from '../../src/lib/io/formula.js';
import { stageFile } from '../../src/lib/io/intake.js';
import { machine } from '../../src/lib/io/machine.js';
import { parseMarkdown } from '../../src/lib/io/markdown.js';
import { encryptPdf } from '../../src/lib/io/pdf-encrypt.js';
import { createPhoneReader } from '../../src/lib/io/phone.js';
import { validate } from '../../src/lib/io/schema.js';
import { sealFile } from '../../src/lib/io/seal-file.js';
import { sealing } from '../../src/lib/io/sealing.js';
import { sheetOut } from '../../src/lib/io/sheet-out.js';
import { signWithTool } from '../../src/lib/io/sign-tool.js';
import { transliterate } from '../../src/lib/io/transliterate.js';
import { mapValues } from '../../src/lib/io/value-map.js';
import { parseYaml } from '../../src/lib/io/yaml.js';

/** Test files run beside each other on every core already; an engine that takes them all as well only makes its threads wait for one another. */
export const openSmallEngine = (options: EngineOptions): Promise<Engine> =>
  openEngine({ ...options, threads: options.threads === 0 ? 1 : options.threads });

const same = (text: string): string => text;

export interface TestContext extends Context {
  /** What went to stdout and stderr. */
  readonly printed: { out: string; notes: string };
}

/** @param cwd the folder that relative paths start from */
export function testContext(cwd: string, given: { prompts?: Prompts; progress?: Progress; input?: string; now?: Date } = {}): TestContext {
  const printed = { out: '', notes: '' };
  const io: Io = {
    machine,
    files,
    parseYaml,
    validate,
    parseMarkdown,
    formatCsv,
    readCsv,
    readFileText,
    stage: (place, engine, options) => stageFile(place, { engine, stagingDir: engine.stagingDir }, options),
    readInput: async () => given.input ?? '',
    openEngine: openSmallEngine,
    mapValues: async (pathIn, pathOut, mapping) => mapValues(pathIn, pathOut, mapping),
    signWithTool,
    sealFile,
    encryptPdf: async (...given) => encryptPdf(...given),
    createTransliterator: async () => transliterate,
    createFormulaReader: async () => parseFormula,
    createPhoneReader: async () => createPhoneReader(),
    sheetOut,
    createSealing: async () => sealing,
    render: () => Promise.reject(new Error('nothing is rendered here')),
    renderHtml: () => Promise.reject(new Error('nothing is rendered here')),
    planRelease: () => Promise.reject(new Error('nothing is rendered here')),
    renderPaper: () => Promise.reject(new Error('nothing is rendered here')),
  };
  return {
    printed,
    out: (text) => {
      printed.out += text;
    },
    outSlowly: async (text) => {
      printed.out += text;
    },
    note: (text) => {
      printed.notes += text;
    },
    now: () => given.now ?? new Date('2025-05-06T12:00:00Z'),
    env: {},
    cwd: path.resolve(cwd),
    version: '0.0.0',
    verbose: false,
    isTerminal: false,
    style: { width: 100, paint: { bold: same, dim: same, green: same, yellow: same, red: same } },
    progress: given.progress ?? { begin: () => undefined, advance: () => undefined, end: () => undefined },
    prompts: given.prompts ?? null,
    io,
  };
}
