import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { runProgram } from '../helpers/program.js';
import { inTemporaryFolder, ROOT } from '../helpers/run.js';

const CASES = path.join(ROOT, 'fixtures', 'cases');
const LIST = 'full_name,email,postcode,signed_at\nAnn Quillfeather,ann@example.org,ZZ99 3WZ,2025-04-01\n';

describe('a path below the folder that the user is in', () => {
  it('is printed from there by every command that has a golden case; JSON, which scripts read, has it in full', () => {
    const cases = fs
      .readdirSync(CASES)
      .flatMap((command) => fs.readdirSync(path.join(CASES, command)).map((name) => path.join(CASES, command, name)));
    const read = (place: string): string => (fs.existsSync(place) ? fs.readFileSync(place, 'utf8') : '');
    const inFull = cases.filter((place) => {
      const printed = [...(read(path.join(place, 'cmd')).includes('--json') ? [] : ['stdout']), 'stderr'];
      // What the golden cases write for the folder that they run in.
      return printed.some((stream) => read(path.join(place, stream)).includes('<cwd>'));
    });
    expect(cases.length).toBeGreaterThan(150);
    expect(inFull).toEqual([]);
  });

  it.each<readonly [readonly string[], string]>([
    [['merge', 'a.csv', '-o', 'out/merged'], 'Written to out/merged:'],
    [['clean', 'a.csv', '-o', 'out/tidy.csv'], 'out/tidy.csv'],
    [['export', 'a.csv', '--plain', '-o', 'out/list.zip'], 'in out/list.zip ('],
    [['export', '--new-identity', 'out/me.identity'], 'is in out/me.identity:'],
    [['doctor', '--quick', '-o', 'out/support.json'], 'Written to out/support.json.'],
  ])('is printed with the folders that lead to it: %s', async (args, words) => {
    await inTemporaryFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'a.csv'), LIST);
      fs.mkdirSync(path.join(folder, 'out'));
      const { code, stdout, stderr } = await runProgram(args, folder);
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
      const said = `${stdout}${stderr}`.replace(/\s+/g, ' ');
      expect(said).toContain(words);
      expect(said).not.toContain(fs.realpathSync(folder));
    });
  });

  it('is printed in full where it lies elsewhere', async () => {
    await inTemporaryFolder(async (folder) => {
      const here = path.join(folder, 'here');
      fs.mkdirSync(here);
      fs.writeFileSync(path.join(here, 'a.csv'), LIST);
      const { stdout } = await runProgram(['merge', 'a.csv', '-o', '../merged'], here);
      expect(stdout).toContain(`Written to ${path.join(folder, 'merged')}:`);
    });
  });
});
