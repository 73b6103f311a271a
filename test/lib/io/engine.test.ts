import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Engine } from '../../../src/lib/context.js';
import { openEngine } from '../../../src/lib/io/engine.js';
import { Red, reveal } from '../../../src/lib/red.js';
import { quoteText } from '../../../src/lib/sql.js';
import { ROOT } from '../../helpers/run.js';
import { runs } from '../../helpers/runs.js';

const CANARY = 'Ada Quillfeather';

let root: string;
let engine: Engine;
const at = (...parts: string[]): string => path.join(root, ...parts);

beforeAll(async () => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-engine-')));
  for (const folder of ['staging', 'staging-beside', 'spill', 'outside/exported']) fs.mkdirSync(at(folder), { recursive: true });
  for (const file of [
    'staging/list.csv',
    'staging-beside/list.csv',
    'outside/list.csv',
    'outside/exported/schema.sql',
    'outside/exported/load.sql',
  ]) {
    fs.writeFileSync(at(file), `name\n${CANARY}\n`);
  }
  fs.symlinkSync(at('outside/list.csv'), at('staging/link.csv'));
  fs.symlinkSync(at('outside'), at('staging/linked'));
  engine = await openEngine({ stagingDir: at('staging'), spillDir: at('spill'), memoryBytes: 200_000_000, threads: 2 });
  await engine.run('CREATE TABLE people AS SELECT $1::VARCHAR AS name', [CANARY]);
});

afterAll(async () => {
  await engine.close();
  fs.rmSync(root, { recursive: true, force: true });
});

/** Every file and link below the root, with its size. */
function everything(): string[] {
  return fs
    .readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => `${name} ${fs.lstatSync(at(name)).isFile() ? fs.lstatSync(at(name)).size : '-'}`)
    .sort();
}

async function failure(action: Promise<unknown>): Promise<Error> {
  try {
    await action;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was not refused');
}

describe('the planner', () => {
  const PLAN = 'EXPLAIN SELECT * FROM listed WHERE 1 = 2';
  const isRewritten = async (planned: Engine): Promise<boolean> =>
    JSON.stringify(await planned.rows(PLAN, ['explain_key', 'explain_value'])).includes('EMPTY_RESULT');

  it('leaves statements as they are written while little has come in, and rewrites them from then on', async () => {
    const folder = at('planned');
    fs.mkdirSync(folder);
    const planned = await openEngine({ stagingDir: folder, spillDir: at('spill'), memoryBytes: 200_000_000, threads: 1 });
    const read = async (rows: number): Promise<readonly unknown[]> => {
      fs.writeFileSync(path.join(folder, 'list.csv'), `name\n${`${CANARY}\n`.repeat(rows)}`);
      await planned.run(
        `CREATE OR REPLACE TABLE listed AS SELECT * FROM read_csv(${quoteText(path.join(folder, 'list.csv'))}, header = true)`,
      );
      return planned.rows('SELECT count(*) AS count FROM listed');
    };
    expect(await read(10)).toEqual([{ count: 10 }]);
    expect(await isRewritten(planned)).toBe(false);
    expect(await read(10_000)).toEqual([{ count: 10_000 }]);
    expect(await isRewritten(planned)).toBe(true);
    expect(await read(10)).toEqual([{ count: 10 }]);
    expect(await isRewritten(planned)).toBe(true);
    await planned.close();
  });
});

describe('the planner beside many numbers', () => {
  it('rewrites statements from then on', async () => {
    const folder = at('numbered');
    fs.mkdirSync(folder);
    const planned = await openEngine({ stagingDir: folder, spillDir: at('spill'), memoryBytes: 200_000_000, threads: 1 });
    await planned.run('CREATE TABLE pairs (place INTEGER)');
    const plan = async (): Promise<string> =>
      JSON.stringify(await planned.rows('EXPLAIN SELECT * FROM pairs WHERE 1 = 2', ['explain_key', 'explain_value']));
    await planned.insertNumbers('pairs', [Int32Array.from({ length: 100 }, (_, place) => place)]);
    expect(await plan()).not.toContain('EMPTY_RESULT');
    await planned.insertNumbers('pairs', [Int32Array.from({ length: 10_000 }, (_, place) => place)]);
    expect(await plan()).toContain('EMPTY_RESULT');
    await planned.close();
  });
});

describe('the locked engine', () => {
  const OUTSIDE = '<outside>';
  const PROBES: readonly (readonly [string, string])[] = [
    ['read_csv of a file outside', `SELECT * FROM read_csv('${OUTSIDE}/list.csv')`],
    ['read_csv of a bound list of files outside', `SELECT * FROM read_csv(['${OUTSIDE}/list.csv'])`],
    ['read_text', `SELECT * FROM read_text('${OUTSIDE}/list.csv')`],
    ['read_blob', `SELECT * FROM read_blob('${OUTSIDE}/list.csv')`],
    ['read_parquet', `SELECT * FROM read_parquet('${OUTSIDE}/list.csv')`],
    ['read_json', `SELECT * FROM read_json('${OUTSIDE}/list.csv')`],
    ['sniff_csv', `SELECT * FROM sniff_csv('${OUTSIDE}/list.csv')`],
    ['glob', `SELECT * FROM glob('${OUTSIDE}/*')`],
    ['glob of the root', "SELECT * FROM glob('/etc/*')"],
    ['a file of the system', "SELECT * FROM read_text('/etc/passwd')"],
    ['a file of the running process', "SELECT * FROM read_text('/proc/self/environ')"],
    ['a table named like a file', `SELECT * FROM '${OUTSIDE}/list.csv'`],
    ['a URL', "SELECT * FROM 'https://example.org/list.csv'"],
    ['a URL by function', "SELECT * FROM read_csv('https://example.org/list.csv')"],
    ['a bucket', "SELECT * FROM read_csv('s3://example/list.csv')"],
    ['a folder whose name begins like the staging folder', "SELECT * FROM read_csv('<staging>-beside/list.csv')"],
    ['two dots', "SELECT * FROM read_csv('<staging>/../outside/list.csv')"],
    ['two dots through a folder that is not there', "SELECT * FROM read_csv('<staging>/none/../../outside/list.csv')"],
    ['a link to a file outside', "SELECT * FROM read_csv('<staging>/link.csv')"],
    ['a link to a folder outside', "SELECT * FROM read_csv('<staging>/linked/list.csv')"],
    ['ATTACH', `ATTACH '${OUTSIDE}/new.duckdb' AS other`],
    ['COPY TO', `COPY people TO '${OUTSIDE}/copied.csv'`],
    ['COPY TO by two dots', "COPY people TO '<staging>/../outside/copied.csv'"],
    ['COPY TO through a link', "COPY people TO '<staging>/linked/copied.csv'"],
    ['COPY TO over a linked file', "COPY people TO '<staging>/link.csv'"],
    ['COPY FROM', `COPY people FROM '${OUTSIDE}/list.csv'`],
    ['EXPORT', `EXPORT DATABASE '${OUTSIDE}/written'`],
    ['IMPORT', `IMPORT DATABASE '${OUTSIDE}/exported'`],
    ['INSTALL', 'INSTALL httpfs'],
    ['INSTALL from the community', 'INSTALL h3 FROM community'],
    ['LOAD by name', 'LOAD httpfs'],
    ['LOAD by path', `LOAD '${OUTSIDE}/httpfs.duckdb_extension'`],
    ['turning access on again', 'SET enable_external_access = true'],
    ['unlocking', 'SET lock_configuration = false'],
    ['resetting the lock', 'RESET lock_configuration'],
    ['allowing another folder', `SET allowed_directories = ['${OUTSIDE}']`],
    ['allowing another path', `SET allowed_paths = ['${OUTSIDE}/list.csv']`],
    ['another temporary folder', `SET temp_directory = '${OUTSIDE}'`],
    ['another home folder', `SET home_directory = '${OUTSIDE}'`],
    ['another extension folder', `SET extension_directory = '${OUTSIDE}'`],
    ['another secret folder', `SET secret_directory = '${OUTSIDE}'`],
    ['more memory', "SET memory_limit = '64GB'"],
    ['a query log', `SET log_query_path = '${OUTSIDE}/log'`],
    ['logging', 'SET enable_logging = true'],
    ['a profile of a query', "SET enable_profiling = 'json'"],
    ['profiling output', `SET profiling_output = '${OUTSIDE}/profile'`],
    ['CREATE SECRET', "CREATE SECRET probe (TYPE s3, KEY_ID 'a', SECRET 'b')"],
    ['a persistent secret', "CREATE PERSISTENT SECRET probe (TYPE http, BEARER_TOKEN 'a')"],
  ];

  it.each(PROBES)('refuses %s, changes nothing on the disk and says nothing of a cell', async (_words, probe) => {
    const before = everything();
    const sql = probe.replaceAll(OUTSIDE, at('outside')).replaceAll('<staging>', at('staging'));
    for (const action of [() => engine.run(sql), () => engine.rows(sql)]) {
      const error = await failure(action());
      expect(error).toMatchObject({ name: 'DefectError', code: 'engine-statement', exitCode: 70 });
      expect(error.message).not.toMatch(/Quillfeather|outside|staging|example/);
    }
    expect(everything()).toEqual(before);
  });

  it('refuses a bound path outside just the same', async () => {
    const error = await failure(engine.run('CREATE TABLE leak AS SELECT * FROM read_csv($1)', [at('outside/list.csv')]));
    expect(error).toMatchObject({ code: 'engine-statement' });
  });

  it('writes no log outside, though DuckDB takes the order for one and only then finds that it may not', () => {
    const program = `
      const { openEngine } = await import(process.argv[1]);
      const [stagingDir, spillDir, outside] = process.argv.slice(2);
      const engine = await openEngine({ stagingDir, spillDir, memoryBytes: 200000000, threads: 1 });
      await engine.run("CALL enable_logging('QueryLog', storage = 'file', storage_path = '" + outside + "/log')").catch(() => undefined);
      await engine.run("SELECT '${CANARY}'").catch(() => undefined);
      process.stdout.write('done');
      await engine.close();`;
    const before = everything();
    const built = path.join(ROOT, 'dist/lib/io/engine.js');
    const done = spawnSync(process.execPath, ['--input-type=module', '-e', program, built, at('staging'), at('spill'), at('outside')], {
      encoding: 'utf8',
    });
    expect(done.stdout).toBe('done');
    expect(done.stderr).not.toContain(CANARY);
    expect(everything()).toEqual(before);
  });

  it('holds the settings that the probes rest on', async () => {
    const rows = await engine.rows<{ name: string; value: string }>(
      `SELECT name, value FROM duckdb_settings() WHERE name IN ('enable_external_access', 'lock_configuration', 'autoinstall_known_extensions',
       'autoload_known_extensions', 'allow_community_extensions', 'allow_unsigned_extensions', 'allow_persistent_secrets', 'temp_directory', 'threads')`,
      ['name', 'value'],
    );
    expect(Object.fromEntries(rows.map(({ name, value }) => [name, value]))).toEqual({
      enable_external_access: 'false',
      lock_configuration: 'true',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
      allow_unsigned_extensions: 'false',
      allow_persistent_secrets: 'false',
      temp_directory: at('spill'),
      threads: '2',
    });
  });

  it('reads and writes its staging folder', async () => {
    const [row] = await engine.rows<{ name: Red }>(`SELECT name FROM read_csv(${quoteText(at('staging/list.csv'))}, header = true)`);
    expect(row && reveal(row.name)).toBe(CANARY);
    await engine.run(`COPY people TO ${quoteText(at('staging/written.csv'))} (HEADER false)`);
    expect(fs.readFileSync(at('staging/written.csv'), 'utf8')).toBe(`${CANARY}\n`);
  });
});

describe('what comes back', () => {
  it('is private where it is text, unless its column is named as green', async () => {
    const [row] = await engine.rows<{ name: Red; fate: string; other: Red }>("SELECT name, 'counted' AS fate, 'x' AS other FROM people", [
      'fate',
    ]);
    expect(row?.name).toBeInstanceOf(Red);
    expect(row?.other).toBeInstanceOf(Red);
    expect(row?.fate).toBe('counted');
    expect(() => JSON.stringify(row)).toThrow(expect.objectContaining({ code: 'red-leak' }));
  });

  it.each([
    ['NULL::VARCHAR', null],
    ['true', true],
    ['7::INTEGER', 7],
    ['9007199254740991::BIGINT', 9007199254740991],
    ['-9007199254740991::BIGINT', -9007199254740991],
    ['0.5::DOUBLE', 0.5],
    ['sum(3)', 3],
  ])('is what it was: %s', async (sql, value) => {
    expect(await engine.rows(`SELECT ${sql} AS value`)).toEqual([{ value }]);
  });

  it('is in order and private however long it is, and the same text of a column is one object', async () => {
    const rows = await engine.rows<{ number: number; town: Red; own: Red; fate: string }>(
      "SELECT i AS number, 'Leeds' AS town, 'person ' || i AS own, 'Leeds' AS fate FROM range(9000) r(i) ORDER BY i",
      ['fate'],
    );
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 9000 }, (_, at) => at));
    expect(new Set(rows.map(({ town }) => town)).size).toBe(1);
    expect(new Set(rows.map(({ own }) => own)).size).toBe(9000);
    expect(rows.every(({ own, town, fate }) => own instanceof Red && town instanceof Red && fate === 'Leeds')).toBe(true);
  });

  it.each([
    ['9007199254740992::BIGINT', 'engine-range'],
    ['-9007199254740992::BIGINT', 'engine-range'],
    ["DATE '1990-01-01'", 'engine-type'],
    ['[name] FROM people --', 'engine-type'],
    ['encode(name) FROM people --', 'engine-type'],
    ['{name: name} FROM people --', 'engine-type'],
  ])('is refused where it cannot be exact or private: %s', async (sql, code) => {
    const error = await failure(engine.rows(`SELECT ${sql} AS value`, ['value']));
    expect(error).toMatchObject({ code });
    expect(error.message).not.toMatch(/Quillfeather|1990/);
  });
});

describe('an error of the engine', () => {
  it.each([
    ['a cast', 'SELECT name::INTEGER FROM people'],
    ['a date', 'SELECT name::DATE FROM people'],
    ['a check of the statement’s own', 'SELECT error(name) FROM people'],
    [
      'a constraint',
      `CREATE TABLE once (name VARCHAR UNIQUE); INSERT INTO once SELECT name FROM people; INSERT INTO once SELECT name FROM people`,
    ],
    ['a pattern', "SELECT regexp_matches('x', '(' || name) FROM people"],
    [
      'a column of a file',
      `SELECT * FROM read_csv('<staging>/list.csv', header = true, auto_detect = false, columns = {'name': 'BIGINT'})`,
    ],
    ['a statement that holds one', `SELECT '${CANARY}'::INTEGER`],
    ['a table that is named so', `SELECT * FROM "${CANARY}"`],
  ])('quotes no cell: %s', async (_words, probe) => {
    const error = await failure(engine.run(probe.replaceAll('<staging>', at('staging'))));
    expect(error).toMatchObject({ name: 'DefectError', code: 'engine-statement', exitCode: 70 });
    expect((error.cause as Error).message, 'the probe is worth something: DuckDB itself quotes it').toMatch(/Quillfeather/);
    expect(error.message).not.toMatch(/Ada|Quillfeather/);
    expect((error as Error & { hint?: string }).hint ?? '').not.toMatch(/Ada|Quillfeather/);
  });

  it('of memory is a lack and no defect, and says what to do', async () => {
    const small = await openEngine({ stagingDir: at('staging'), spillDir: at('spill'), memoryBytes: 20_000_000, threads: 1 });
    try {
      const error = await failure(small.run("SELECT string_agg(repeat('x', 1000), '') FROM range(200000)"));
      expect(error).toMatchObject({ name: 'InputError', code: 'engine-memory', exitCode: 2, hint: expect.stringContaining('--memory') });
    } finally {
      await small.close();
    }
  });
});

describe('larger work', () => {
  it.runIf(runs(0, 1) === 1)('spills into the spill folder and nowhere else, and leaves nothing there', async () => {
    const spilling = await openEngine({ stagingDir: at('staging'), spillDir: at('spill'), memoryBytes: 200_000_000, threads: 2 });
    const others = (): string[] => everything().filter((name) => !name.startsWith('spill'));
    const before = others();
    try {
      await spilling.run(
        `CREATE TABLE sorted AS SELECT md5(i::VARCHAR) AS a, md5((i + 1)::VARCHAR) AS b, md5((i + 2)::VARCHAR) AS c FROM range(2000000) AS r(i) ORDER BY a`,
      );
      const spilt = fs.readdirSync(at('spill')).reduce((bytes, name) => bytes + fs.statSync(at('spill', name)).size, 0);
      expect(spilt).toBeGreaterThan(10_000_000);
      expect(others()).toEqual(before);
      const rows = await spilling.rows('SELECT count(*) AS records, count(DISTINCT a) AS distinct_a FROM sorted');
      expect(rows).toEqual([{ records: 2_000_000, distinct_a: 2_000_000 }]);
    } finally {
      await spilling.close();
    }
    expect(fs.existsSync(at('spill')) ? fs.readdirSync(at('spill')) : []).toEqual([]);
    expect(others()).toEqual(before);
  });
});
