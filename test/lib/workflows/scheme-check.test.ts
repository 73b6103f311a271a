import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { checkSchemeFile } from '../../../src/lib/workflows/scheme-check.js';
import { testContext } from '../../helpers/context.js';
import { runProgram } from '../../helpers/program.js';
import { schemeOf, schemes } from '../thresholds/catalogue.js';

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-scheme-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A copy of a bundled scheme, changed at a path; `undefined` takes the key away. */
async function check(id: string, where: readonly (string | number)[] = [], value?: unknown) {
  const copy = structuredClone(schemeOf(id)) as unknown as Record<string | number, unknown>;
  const last = where.at(-1);
  if (last !== undefined) {
    const holder = where.slice(0, -1).reduce((at, key) => at[key] as Record<string | number, unknown>, copy);
    if (value === undefined) delete holder[last];
    else holder[last] = value;
  }
  const place = path.join(folder, 'own.json');
  fs.writeFileSync(place, JSON.stringify(copy));
  return checkSchemeFile(testContext(folder), place);
}

const EPETITIONS = schemeOf('gb-parliament-epetitions');

describe('a scheme of one’s own', () => {
  it('is right where it is one of the bundled ones, whichever', async () => {
    for (const { id } of schemes) expect(await check(id), id).toMatchObject({ id, ok: true, findings: [] });
  });

  it.each<[string, (string | number)[], unknown, string, string]>([
    ['a key too many', ['colour'], 'red', 'the scheme', 'has the key “colour”, which is not known'],
    ['a key that is mistyped', ['thresholds', 0, 'tiggers'], 'x', 'thresholds[0]', 'did you mean “triggers”?'],
    ['a key too few', ['thresholds', 0, 'percent'], undefined, 'thresholds[0]', '“percent” is missing'],
    ['a number as text', ['thresholds', 0, 'count'], 'five', 'thresholds[0].count', 'must be a whole number or null'],
    ['a number below one', ['thresholds', 0, 'count'], -5, 'thresholds[0].count', 'must be at least 1'],
    ['a word of no list', ['thresholds', 0, 'comparison'], '>=', 'thresholds[0].comparison', 'must be gte or gt'],
    ['a confidence of no list', ['confidence'], 'sure', 'confidence', 'must be seen-official, seen-secondary, derived or memory'],
    ['a date of another form', ['thresholds', 0, 'valid_from'], '1/2/2026', 'thresholds[0].valid_from', 'a date such as 2024-07-01'],
    ['a day that does not exist', ['thresholds', 0, 'valid_from'], '2026-02-30', 'thresholds[0].valid_from', 'no day of the calendar'],
    ['a test on such a day', ['tests', 0, 'at'], '2025-02-29', 'tests[0].at', 'no day of the calendar'],
    ['an empty name', ['name', 'en'], '', 'name.en', 'must not be empty'],
    ['a source that is no address', ['source'], 'the website', 'source', 'an address that begins with https://'],
    ['a country in words', ['country'], 'Britain', 'country', 'a country code such as GB, or EU'],
    ['an age that is none', ['signers', 'min_age'], -1, 'signers.min_age', 'must be at least'],
    ['half a rule about regions', ['regional_minimums'], { rule: 'x' }, 'regional_minimums', '“confidence” is missing'],
    ['a test that fails', ['tests', 0, 'expected'], 'expired', 'tests[0]', 'expects "expired"'],
    ['a test of nothing', ['tests', 0, 'threshold'], 'nothing', 'tests[0]', 'names no threshold'],
    ['two of one id', ['thresholds', 3], EPETITIONS.thresholds[0], 'thresholds[3].id', 'another threshold has this id'],
    ['no test', ['tests'], EPETITIONS.tests.filter(({ threshold }) => threshold !== 'debate'), 'thresholds[2]', 'has no test'],
    ['a successor that is not there', ['thresholds', 0, 'replaced_by'], 'gone', 'thresholds[0].replaced_by', 'names no other'],
    ['a source of nowhere', ['source'], 'https://example.org/', 'source', 'is not among the sources'],
  ])('is told that it has %s', async (_, edited, value, where, problem) => {
    const { findings, ok } = await check(EPETITIONS.id, edited, value);
    expect(ok).toBe(false);
    expect(findings.filter((finding) => finding.where === where).map((finding) => finding.problem)).toContainEqual(
      expect.stringContaining(problem),
    );
    expect(JSON.stringify(findings)).not.toContain('must be null');
  });

  it('is told that it ends before it begins', async () => {
    const { findings } = await check('gb-wls-senedd-petition', ['thresholds', 2, 'valid_to'], '1999');
    expect(findings).toEqual([{ where: 'thresholds[2].valid_to', problem: 'lies before valid_from' }]);
  });

  it.each<[string, (string | number)[], unknown, string, string]>([
    ['a name from nowhere', ['stages', 0, 'steps', 0, 'formula'], 'q / n', 'sampling.stages[0].steps[0].formula', 'neither given'],
    ['no formula', ['stages', 0, 'bands', 0, 'when'], 'result = 3', 'sampling.stages[0].bands[0].when', 'no formula'],
    ['another result', ['tests', 0, 'expected', 'result'], 15_029, 'sampling.tests[0].expected.result', 'not what comes out'],
    ['too little input', ['tests', 0, 'input', 'v'], undefined, 'sampling.tests[0]', 'cannot be worked out'],
    ['no such stage', ['tests', 0, 'stage'], 'second', 'sampling.tests[0]', 'names no stage'],
  ])('is told that its sampling rule has %s', async (_, edited, value, where, problem) => {
    const { findings } = await check('us-ca-initiative', ['sampling', ...edited], value);
    expect(findings.find((finding) => finding.where === where)?.problem, JSON.stringify(findings)).toContain(problem);
  });

  it('is checked from the command line, and used from there and by the campaign file', async () => {
    fs.writeFileSync(path.join(folder, 'council.json'), JSON.stringify({ ...schemeOf('gb-eng-walsall'), id: 'gb-eng-our-council' }));
    const good = await runProgram(['schemes', '--validate', 'council.json'], folder);
    expect([good.code, good.stdout]).toEqual([0, expect.stringContaining('council.json (gb-eng-our-council) is right')]);
    fs.writeFileSync(path.join(folder, 'bad.json'), '{"id":"ada@example.org"}');
    const bad = await runProgram(['schemes', '--validate', 'bad.json'], folder);
    expect(bad.code).toBe(1);
    expect(bad.stdout + bad.stderr).not.toContain('ada@');
    expect((await runProgram(['schemes', '--validate', 'none.json'], folder)).code).toBe(2);
    expect((await runProgram(['check', '--against', 'council.json', '--count', '10'], folder)).code).toBe(0);
  });
});
