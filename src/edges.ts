/** The edges of the world as the program has them. Heavy packages load when they are first used, so that `--help` is instant. */

import type { Io } from './lib/context.js';
import { machine } from './lib/io/machine.js';

/** @param onEnd is told how to remove what is being built, for a program that ends early */
export async function createIo(onEnd: (discard: () => void) => void): Promise<Io> {
  const [{ files, discardUnfinished }, { parseYaml }, { validate }, { parseMarkdown }, { formatCsv }, { readCsv }, { readFileText }] =
    await Promise.all([
      import('./lib/io/files.js'),
      import('./lib/io/yaml.js'),
      import('./lib/io/schema.js'),
      import('./lib/io/markdown.js'),
      import('./lib/io/csv-out.js'),
      import('./lib/io/csv-small.js'),
      import('./lib/io/file-text.js'),
    ]);
  onEnd(discardUnfinished);
  return {
    machine,
    files,
    parseYaml,
    validate: (schemaId, value) => validate(schemaId, value),
    parseMarkdown,
    formatCsv,
    readCsv,
    readFileText,
    readInput: async () => (await import('./lib/io/standard-input.js')).readStandardInput(process.stdin),
    stage: async (place, engine, options) =>
      (await import('./lib/io/intake.js')).stageFile(place, { engine, stagingDir: engine.stagingDir }, options),
    sheetOut: {
      write: async (...given) => (await import('./lib/io/sheet-out.js')).sheetOut.write(...given),
      print: async (...given) => (await import('./lib/io/sheet-out.js')).sheetOut.print(...given),
      startsWith: async (...given) => (await import('./lib/io/sheet-out.js')).sheetOut.startsWith(...given),
    },
    openEngine: async (options) => (await import('./lib/io/engine.js')).openEngine(options),
    mapValues: async (pathIn, pathOut, mapping) => (await import('./lib/io/value-map.js')).mapValues(pathIn, pathOut, mapping),
    signWithTool: async (...given) => (await import('./lib/io/sign-tool.js')).signWithTool(...given),
    sealFile: async (...given) => (await import('./lib/io/seal-file.js')).sealFile(...given),
    encryptPdf: async (...given) => (await import('./lib/io/pdf-encrypt.js')).encryptPdf(...given),
    createTransliterator: async () => (await import('./lib/io/transliterate.js')).transliterate,
    createFormulaReader: async () => (await import('./lib/io/formula.js')).parseFormula,
    createPhoneReader: async () => (await import('./lib/io/phone.js')).createPhoneReader(),
    createSealing: async () => (await import('./lib/io/sealing.js')).sealing,
    render: async (...given) => (await import('./lib/io/renderer.js')).renderRelease(...given),
    renderHtml: async (...given) => (await import('./lib/io/renderer.js')).renderHtml(...given),
    planRelease: async (...given) => (await import('./lib/io/renderer.js')).planRelease(...given),
    renderPaper: async (bytes) => (await import('./lib/io/renderer.js')).renderPaper(bytes),
  };
}
