import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** What a folder (or file) may import, by the same names; `builtin` are Node's own modules, the rest are packages. */
const RULES: Readonly<Record<string, readonly string[]>> = {
  model: ['model'],
  errors: ['model', 'errors'],
  text: ['model', 'text'],
  sql: ['sql', 'errors'],
  'spreadsheet-guard': [],
  statistics: [],
  'union-find': [],
  'canonical-json': ['model', 'errors'],
  red: ['model', 'errors', 'builtin'],
  context: ['model', 'errors', 'red'],
  'document-checker': ['model', 'errors', 'text', 'context'],
  dimensions: [],
  config: ['model', 'errors', 'text', 'context', 'dimensions', 'document-checker', 'builtin'],
  'strike-rule': ['model', 'errors', 'text', 'context', 'canonical-json', 'document-checker', 'builtin'],
  intake: ['model', 'errors', 'text', 'sql', 'intake'],
  profiles: ['model', 'errors', 'text', 'sql', 'normalize', 'profiles'],
  normalize: ['model', 'errors', 'text', 'sql', 'normalize'],
  tidy: ['model', 'errors', 'text', 'sql', 'normalize', 'tidy'],
  match: ['model', 'errors', 'text', 'sql', 'normalize', 'union-find', 'match'],
  merge: ['model', 'errors', 'text', 'sql', 'normalize', 'merge'],
  // Builtin for keyed hashes, and nothing else.
  erasure: ['model', 'errors', 'text', 'sql', 'normalize', 'erasure', 'builtin'],
  retention: ['model', 'errors', 'text', 'retention'],
  // Builtin for the hash that names a pair, and nothing else.
  review: ['model', 'errors', 'text', 'sql', 'normalize', 'statistics', 'review', 'builtin'],
  thresholds: ['model', 'errors', 'text', 'statistics', 'thresholds'],
  // Builtin for the digests that the leak scan compares with, and nothing else.
  agreement: ['model', 'agreement'],
  targets: ['model', 'targets'],
  effects: ['model', 'effects'],
  gate: ['model', 'errors', 'text', 'red', 'canonical-json', 'dimensions', 'messages', 'gate', 'builtin'],
  signals: ['model', 'errors', 'text', 'sql', 'normalize', 'union-find', 'signals'],
  // Builtin for the catalogues that lie beside it; it touches no other file.
  messages: ['model', 'errors', 'messages', 'builtin', 'intl-messageformat'],
  pack: ['model', 'errors', 'text', 'canonical-json', 'messages', 'pack', 'builtin'],
  // Builtin for the hash that names a wording, and nothing else.
  papers: ['model', 'errors', 'text', 'papers', 'builtin'],
  proof: ['model', 'errors', 'normalize', 'proof', 'builtin'],
  renderer: ['model', 'errors', 'text', 'canonical-json', 'messages', 'pack', 'io/pdf', 'renderer', 'builtin'],
  'io/pdf': ['model', 'errors', 'text', 'io/pdf', 'builtin', 'pdfkit', 'harfbuzzjs', 'bidi-js'],
  workflows: [
    'model',
    'errors',
    'text',
    'sql',
    'canonical-json',
    'red',
    'context',
    'config',
    'dimensions',
    'strike-rule',
    'spreadsheet-guard',
    'union-find',
    'intake',
    'profiles',
    'normalize',
    'tidy',
    'match',
    'merge',
    'review',
    'erasure',
    'retention',
    'thresholds',
    'signals',
    'agreement',
    'targets',
    'effects',
    'gate',
    'messages',
    'pack',
    'papers',
    'proof',
    'workflows',
    'builtin',
  ],
  reporters: ['model', 'text', 'reporters'],
  commands: ['model', 'errors', 'text', 'config', 'context', 'workflows', 'reporters', 'thresholds', 'commands', 'builtin', 'commander'],
  // Builtin for the system's own codes of errors.
  // Reporters for how lines are broken, and nothing else.
  'error-text': ['errors', 'text', 'reporters', 'builtin'],
  edges: ['context', 'io'],
  main: ['errors', 'error-text', 'context', 'commands', 'io', 'builtin', 'commander'],
  cli: ['errors', 'error-text', 'edges', 'main', 'builtin'],
};

/** Every file of `io` imports one outside package at most; which one is part of the design. */
const PACKAGE_OF_IO: Readonly<Record<string, readonly string[]>> = {
  'io/engine.ts': ['@duckdb/node-api'],
  'io/csv-in.ts': ['csv-parse'],
  'io/csv-small.ts': ['csv-parse'],
  'io/csv-out.ts': ['csv-stringify'],
  'io/charset.ts': ['jschardet'],
  'io/codepages.ts': ['iconv-lite'],
  'io/sheets.ts': ['hucre'],
  'io/html-table.ts': ['htmlparser2'],
  'io/html-read.ts': ['htmlparser2'],
  'io/xml-part.ts': ['saxes'],
  'io/json-record.ts': ['lossless-json'],
  'io/sheet-out.ts': ['hucre'],
  'io/phone.ts': ['libphonenumber-js'],
  'io/transliterate.ts': ['any-ascii'],
  'io/age.ts': ['age-encryption'],
  'io/yaml.ts': ['yaml'],
  'io/schema.ts': ['ajv'],
  'io/formula.ts': ['jsep'],
  // The footnote plugin is a part of the parser.
  'io/markdown.ts': ['markdown-it', 'markdown-it-footnote'],
  'io/terminal.ts': ['chalk'],
  'io/prompts.ts': ['inquirer'],
};
const IO_ALLOWED = ['model', 'errors', 'text', 'sql', 'red', 'context', 'intake', 'spreadsheet-guard', 'io', 'io/pdf', 'builtin'];

interface ImportLine {
  readonly file: string;
  readonly target: string;
}

function sourceFiles(): string[] {
  return fs
    .readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => name.replaceAll(path.sep, '/'));
}

/** The room of a file: the folder below `lib`, or the file's own name. */
function roomOf(file: string): string {
  const inside = file.replace(/^lib\//, '');
  if (/^io\/pdf(?:\.ts|\/)/.test(inside)) return 'io/pdf';
  if (inside.startsWith('pack/messages/')) return 'messages';
  return inside.includes('/') ? (inside.split('/')[0] ?? inside) : inside.replace(/\.ts$/, '');
}

function importsOf(file: string): ImportLine[] {
  const text = fs.readFileSync(path.join(SRC, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:\bfrom\s+|\bimport\(|^import\s+)'([^']+)'/gm)].map((match) => match[1] ?? '');
  return specifiers.map((specifier) => {
    if (specifier.startsWith('node:')) return { file, target: 'builtin' };
    if (!specifier.startsWith('.'))
      return { file, target: specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : (specifier.split('/')[0] ?? '') };
    if (specifier.endsWith('.json')) return { file, target: roomOf(file) };
    const resolved = path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, '.ts');
    return { file, target: roomOf(resolved) };
  });
}

const all = sourceFiles().flatMap(importsOf);

/** What to say when a file imports what it must not. */
function advice({ file, target }: ImportLine): string {
  const home = Object.entries(RULES)
    .filter(([, allowed]) => allowed.includes(target))
    .map(([room]) => room);
  return `src/${file} imports ${target}. ${target === 'builtin' || !(target in RULES) ? 'The edge of the world belongs into src/lib/io' : `What needs ${target} belongs into one of: ${home.join(', ')}`}.`;
}

describe('who may import whom', () => {
  it('holds for every file, and the message names the right folder', () => {
    const broken = all.filter(({ file, target }) => {
      const room = roomOf(file);
      if (room === 'io') return !(IO_ALLOWED.includes(target) || (PACKAGE_OF_IO[file.replace(/^lib\//, '')] ?? []).includes(target));
      const allowed = RULES[room];
      return allowed === undefined || !allowed.includes(target);
    });
    expect(broken.map(advice)).toEqual([]);
  });

  it('keeps red types out of the renderer, the reporters and the command line, also by way of others', () => {
    const reaches = (file: string, seen = new Set<string>()): boolean => {
      if (seen.has(file)) return false;
      seen.add(file);
      const text = fs.readFileSync(path.join(SRC, file), 'utf8');
      // Types vanish when compiled; what counts is what is loaded.
      const loaded = [...text.matchAll(/^(?:import|export)\s+(?!type\b)[^'"]*?from\s+'(\.[^']+)'/gm)].map((match) =>
        path.posix.join(path.posix.dirname(file), match[1] ?? '').replace(/\.js$/, '.ts'),
      );
      return loaded.some((target) => target === 'lib/red.ts' || reaches(target, seen));
    };
    const green = sourceFiles().filter((file) =>
      ['renderer', 'reporters', 'pack', 'commands', 'main', 'cli', 'io/pdf'].includes(roomOf(file)),
    );
    expect(green.length).toBeGreaterThan(20);
    expect(green.filter((file) => reaches(file))).toEqual([]);
    expect(all.filter(({ file, target }) => target === 'red' && green.includes(file))).toEqual([]);
  });

  it('lets nobody but the gate and the review unwrap a red value', () => {
    // Review exists to show records to the person who decides on them: on the terminal, in one file, and never in a report.
    // Whoever judges a flag has to see what its records look like: on a terminal, when asked for.
    // A person who asks for what is held about them is handed their own records.
    // Volunteers who phone need the names and numbers on the pages in their hands.
    const showing = [
      'lib/workflows/review-data.ts',
      'lib/workflows/signal-records.ts',
      'lib/workflows/access-data.ts',
      'lib/workflows/sample-page.ts',
    ];
    const unwrapping = sourceFiles().filter((file) =>
      /\breveal\b.*from '.*red\.js'|\bRed\.open\b/.test(fs.readFileSync(path.join(SRC, file), 'utf8')),
    );
    expect(unwrapping).toEqual(expect.arrayContaining(showing));
    expect(unwrapping.filter((file) => roomOf(file) !== 'gate' && file !== 'lib/red.ts' && !showing.includes(file))).toEqual([]);
  });

  it('has no import of the network', () => {
    const network = sourceFiles().filter((file) =>
      /'node:(?:net|http|https|http2|tls|dgram|dns)'|\bfetch\(/.test(fs.readFileSync(path.join(SRC, file), 'utf8')),
    );
    expect(network).toEqual([]);
  });
});
