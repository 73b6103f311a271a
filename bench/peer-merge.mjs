// The peer of `merge`: the same DuckDB doing a plain explicit load, one row per e-mail address, and a write. No ledger, no rules, no forms compared.
import { DuckDBInstance } from '@duckdb/node-api';

const [, , input, output] = process.argv;
const instance = await DuckDBInstance.create(':memory:', { memory_limit: '1500MB' });
const connection = await instance.connect();
const columns = ['name', 'email', 'postcode', 'phone', 'town', 'signed_at', 'comment', 'status']
  .map((name) => `'${name}': 'VARCHAR'`)
  .join(', ');
await connection.run(
  `CREATE TABLE records AS SELECT * FROM read_csv('${input}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', new_line = '\\n', columns = {${columns}})`,
);
await connection.run(`COPY (SELECT DISTINCT ON (lower(trim(email))) * FROM records) TO '${output}' (FORMAT csv, HEADER true)`);
connection.closeSync();
instance.closeSync();
