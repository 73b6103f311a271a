// The peer of the fast path: DuckDB's own `read_csv` into a table, every setting explicit, no sniffer.
import { DuckDBInstance } from '@duckdb/node-api';
import { timed } from './timed.mjs';

const instance = await DuckDBInstance.create(':memory:', { memory_limit: '1500MB' });
const connection = await instance.connect();
const names = Array.from({ length: 10 }, (_, column) => `'c${column}'`);
await timed(async () => {
  await connection.run(
    `CREATE TABLE records AS SELECT * FROM read_csv('${process.argv[2]}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', new_line = '\\n', columns = {${names.map((name) => `${name}: 'VARCHAR'`).join(', ')}}, force_not_null = [${names.join(', ')}])`,
  );
  return Number((await connection.runAndReadAll('SELECT count(*) FROM records')).getRows()[0][0]);
});
connection.closeSync();
instance.closeSync();
