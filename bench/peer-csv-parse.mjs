// The peer of the strict path: csv-parse alone as a stream of arrays, with the options that the strict path gives it. Nothing is kept.
import fs from 'node:fs';
import { parse } from 'csv-parse';
import { timed } from './timed.mjs';

await timed(async () => {
  let rows = 0;
  const parser = fs.createReadStream(process.argv[2], { highWaterMark: 1 << 20 }).pipe(
    parse({
      columns: false,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: false,
      skip_empty_lines: false,
      bom: false,
      trim: false,
      cast: false,
      max_record_size: 2 << 20,
    }),
  );
  for await (const _row of parser) rows++;
  return rows - 1;
});
