import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { mapValues } from '../../../src/lib/io/value-map.js';
import { csvSql, quoteText } from '../../../src/lib/sql.js';
import { withEngine } from '../../helpers/linkage.js';
import { inTemporaryFolder } from '../../helpers/run.js';

describe('values that go through a function', () => {
  it('come back as they were, whatever they hold', async () => {
    await withEngine(async (engine) => {
      const cell = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(fc.constantFrom('"', ',', '\n', '\r', '\r\n', 'é', '😀', ' '), { maxLength: 8 }).map((parts) => parts.join('')),
      );
      const values = [
        ...new Set(fc.sample(cell, { numRuns: 2_000, seed: 1 }).filter((text) => !text.includes('\0') && !/\p{Surrogate}/u.test(text))),
      ];
      await engine.run('CREATE TABLE given (value VARCHAR)');
      for (let at = 0; at < values.length; at += 500)
        await engine.run(
          `INSERT INTO given VALUES ${values
            .slice(at, at + 500)
            .map((value) => `(${quoteText(value)})`)
            .join(', ')}`,
        );
      const [from, to] = ['from.csv', 'to.csv'].map((name) => path.join(engine.stagingDir, name)) as [string, string];
      await engine.run(`COPY given TO ${quoteText(from)} (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"', FORCE_QUOTE *)`);
      const seen: string[] = [];
      const rows = await mapValues(from, to, ([value = '']) => {
        seen.push(value);
        return [value, `${value}!`];
      });
      expect(seen).toEqual(values);
      expect(rows).toBe(values.length);
      const [back] = await engine.rows<{ same: number }>(
        `SELECT count(*) AS same FROM given JOIN ${csvSql(to, { value: 'VARCHAR', result: 'VARCHAR' })} USING (value) WHERE result = value || '!'`,
      );
      expect(back?.same).toBe(values.length);
      expect(fs.statSync(to).mode & 0o777).toBe(0o600);
    });
  });
  it('may be left out, and a file of another kind is refused with nothing left behind', async () => {
    await inTemporaryFolder(async (folder) => {
      const [from, to] = ['from.csv', 'to.csv'].map((name) => path.join(folder, name)) as [string, string];
      fs.writeFileSync(from, '"a","1"\n"b","2"\n');
      expect(await mapValues(from, to, ([name = '', number = '']) => (name === 'a' ? null : [number]))).toBe(1);
      expect(fs.readFileSync(to, 'utf8')).toBe('"2"\n');
      for (const text of ['a,b\n', '"a"x\n', '"a\n', '"a"']) {
        fs.rmSync(to, { force: true });
        fs.writeFileSync(from, text);
        await expect(mapValues(from, to, (cells) => cells)).rejects.toMatchObject({ code: 'quoted-rows' });
        expect(fs.existsSync(to)).toBe(false);
      }
    });
  });
});
