/**
 * Faults at the edges of the program: the disk, the engine, the parsers, the renderer. Each is made to fail as a package fails, with an
 * error that quotes a person's data in its message, its stack, its cause and properties of its own.
 */

import type { Engine, Io } from '../../src/lib/context.js';
import { CANARY, CANARY_LINE } from './canaries.js';

/** An error as a package throws it, about the canary. */
export function foreignError(): Error {
  const message = `Could not convert string "${CANARY.name}" to INT32\nOriginal Line: ${CANARY_LINE}`;
  return Object.assign(new SyntaxError(message, { cause: new Error(CANARY.email) }), {
    code: CANARY.value,
    path: `/home/${CANARY.family}/${CANARY.email}.csv`,
    record: [CANARY.name, CANARY.phone],
    source: CANARY_LINE,
    toString: () => CANARY_LINE,
    toJSON: () => CANARY_LINE,
  });
}

type Members = Record<string, unknown>;

/** Names of the edges: `files.readText`, `parseYaml`, `engine.rows`, ... */
export type EdgeName = string;

export interface WatchedIo {
  readonly io: Io;
  /** Edges in the order of their first call. */
  readonly called: EdgeName[];
}

/**
 * The edges, with each call watched; the first call of `failing`, by name or by its place in the order of first calls, throws instead. What
 * an edge hands out (an engine, a folder that is being built) is an edge too.
 */
export function watchIo(io: Io, failing: EdgeName | number | null = null): WatchedIo {
  const called: EdgeName[] = [];
  let isDone = false;
  const isFailing = (edge: EdgeName): boolean => edge === failing || edge === called[Number(failing ?? Number.NaN)];
  const watch = <T extends object>(target: T, prefix: string): T => {
    const watched: Members = {};
    for (const name of Object.keys(target)) {
      const value = (target as Members)[name];
      const edge = prefix === '' ? name : `${prefix}.${name}`;
      if (typeof value !== 'function') {
        watched[name] = typeof value === 'object' && value !== null && prefix === '' ? watch(value, name) : value;
        continue;
      }
      watched[name] = (...given: unknown[]): unknown => {
        if (!called.includes(edge)) called.push(edge);
        if (!isDone && isFailing(edge)) {
          isDone = true;
          throw foreignError();
        }
        const made = (value as (...values: unknown[]) => unknown).apply(target, given);
        return HANDED_OUT[edge] === undefined ? made : handOut(made, HANDED_OUT[edge]);
      };
    }
    return watched as T;
  };
  const handOut = (made: unknown, prefix: string): unknown =>
    made instanceof Promise ? made.then((settled) => watch(settled as object, prefix)) : watch(made as object, prefix);
  return { io: watch(io, ''), called };
}

const HANDED_OUT: Readonly<Record<string, string>> = {
  openEngine: 'engine',
  'files.beginFolder': 'folder',
  'files.beginFile': 'file',
  'files.holdFolder': 'held',
  'files.temporaryFolder': 'temporary',
};

/** Kinds of failures that the engine itself has, each by a statement that quotes the canary in DuckDB's own message. */
export const ENGINE_FAILURES: Readonly<Record<string, string>> = {
  'a cast': `SELECT '${CANARY.name}'::INTEGER`,
  'a date that is none': `SELECT '${CANARY.value}'::DATE`,
  'a broken rule of a table': `CREATE TEMP TABLE clash (email VARCHAR PRIMARY KEY); INSERT INTO clash VALUES ('${CANARY.email}'), ('${CANARY.email}')`,
  'a column that is not there': `SELECT "${CANARY.name}"`,
  'a table that is not there': `SELECT * FROM "${CANARY.family}"`,
  'a statement that is none': `SELEKT '${CANARY.name}'`,
  'a function that fails': `SELECT error('${CANARY_LINE.replaceAll("'", "''")}')`,
  'an expression that is none': `SELECT regexp_matches('${CANARY.name}', '(${CANARY.family}')`,
  'a file that it may not read': `SELECT * FROM read_csv('/home/${CANARY.family}/${CANARY.email}.csv')`,
};

/** Makes the engine fail by itself at the nth statement. */
export function failingEngine(io: Io, sql: string, nth: number): Io {
  return {
    ...io,
    openEngine: async (options) => {
      const engine = await io.openEngine(options);
      let count = 0;
      const before = async (): Promise<void> => {
        count += 1;
        if (count === nth) await engine.run(sql);
      };
      const failing: Engine = {
        stagingDir: engine.stagingDir,
        run: async (...given) => {
          await before();
          return engine.run(...given);
        },
        rows: async (...given) => {
          await before();
          return engine.rows(...given);
        },
        numbers: async (...given) => {
          await before();
          return engine.numbers(...given);
        },
        insertNumbers: (...given) => engine.insertNumbers(...given),
        close: () => engine.close(),
      };
      return failing;
    },
  };
}
