import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readCsv } from '../../../src/lib/io/csv-small.js';
import { runMerge } from '../../../src/lib/workflows/merge.js';
import { testContext } from '../../helpers/context.js';

const HEADER = 'Name,Email,Postcode,Signed at,Address';
const FIRST = [
  'Ottilie Quillfeather,ottilie@example.org,ZZ99 1AA,2025-03-02,1 Quill Street',
  'Bernard Inkwell,inkwells@example.org,ZZ99 1AB,2025-03-03,2 Quill Street',
  'Sidonie Inkwell,inkwells@example.org,ZZ99 1AB,2025-03-04,2 Quill Street',
  'Зоя Чернилова,zoya@example.org,ZZ99 1AC,2025-03-05,3 Quill Street',
  '李小明,li@example.org,ZZ99 1AD,2025-03-06,4 Quill Street',
  'Zebedee Octavo,,,2025-03-07,',
  'Gideon Foolscap,gideon@example.org,ZZ99 1AE,2025-03-09,5 Quill Street',
];
/** The newer export: another order, more people, earlier and later records of those who were there, some of them with slips. */
const NEWER = [
  ...[...FIRST].reverse(),
  'Otilie Quillfeather,ottilie@example.org,ZZ99 1AA,2025-02-01,1 Quill Street',
  'Zoya Chernilova,zoya@example.org,ZZ99 1AC,2025-02-02,3 Quill Street',
  'Bernard Inkwell,inkwells@example.org,ZZ99 1AB,2025-02-03,2 Quill Street',
  'Gideon Foolscap,gidoen@example.org,ZZ99 1AE,2025-03-20,5 Quill Street',
  'Hildegard Colophon,hildegard@example.org,ZZ99 1AF,2025-01-01,6 Quill Street',
  'Ferdinand Ream,f.ream@example.org,ZZ99 1AG,2025-03-21,7 Quill Street',
];

let root = '';
beforeAll(() => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-ids-')));
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

/** Merges lists of lines into `<folder>/merged`; the name and the id of each signature, in the order of the file. */
async function merge(
  folder: string,
  files: Readonly<Record<string, readonly string[]>>,
  match: 'linked' | 'exact' = 'linked',
): Promise<[name: string, id: string][]> {
  const place = path.join(root, folder);
  fs.mkdirSync(place, { recursive: true });
  for (const [name, lines] of Object.entries(files)) fs.writeFileSync(path.join(place, name), `${[HEADER, ...lines].join('\n')}\n`);
  await runMerge(testContext(place), {
    files: Object.keys(files),
    campaign: null,
    outDir: path.join(place, 'merged'),
    reading: { map: {}, dateOrder: null, country: 'GB', fixed: [] },
    profile: null,
    match,
    keep: 'first',
    matchProbability: 0.95,
    reviewFrom: 0.5,
    memoryBytes: 1_000_000_000,
    threads: 2,
    idsFrom: null,
    force: false,
  });
  const [header = [], ...rows] = readCsv(fs.readFileSync(path.join(place, 'merged', 'signatures.csv'), 'utf8'), 'signatures.csv');
  return rows.map((row) => [row[header.indexOf('full_name')] ?? '', row[header.indexOf('signature_id')] ?? '']);
}

const idsOf = (signatures: readonly (readonly [string, string])[], name: RegExp): string[] =>
  signatures
    .filter(([own]) => name.test(own))
    .map(([, id]) => id)
    .sort();

describe('the id of a signature', () => {
  it('stays when a newer export brings more people and earlier records of the same ones, and goes to nobody else', async () => {
    const before = await merge('newer', { 'list.csv': FIRST });
    expect(before).toHaveLength(7);
    expect(new Set(before.map(([, id]) => id)).size).toBe(7);
    for (const [, id] of before) expect(id).toMatch(/^S[0-9a-f]{12}$/);

    const after = await merge('newer', { 'list.csv': NEWER });
    expect(after).toHaveLength(9);
    expect(new Set(after.map(([, id]) => id)).size).toBe(9);
    for (const person of [/Quillfeather/, /Bernard/, /Sidonie/, /Зоя|Zoya/, /李小明/, /Zebedee/, /Gideon/])
      expect(idsOf(after, person)).toEqual(idsOf(before, person));
    // The earlier record with the slip is the counted one now.
    expect(after.map(([name]) => name)).toContain('Otilie Quillfeather');
    for (const person of [/Hildegard/, /Ferdinand/])
      for (const id of idsOf(after, person)) expect(before.map(([, known]) => known)).not.toContain(id);

    // Nobody else is given the id of somebody who is in the list no longer.
    const without = NEWER.filter((line) => !line.includes('Quillfeather'));
    const rest = await merge('newer', { 'list.csv': [...without, 'Ursula Slate,ursula@example.org,ZZ99 1AH,2025-03-02,8 Quill Street'] });
    expect(rest).toHaveLength(9);
    expect(rest.map(([, id]) => id)).not.toContain(idsOf(before, /Quillfeather/)[0]);
    expect(rest.filter(([name]) => !name.includes('Ursula'))).toEqual(after.filter(([name]) => !name.includes('Quillfeather')));
  });

  it('is the same in another folder, whatever the files are called first and how they are divided', async () => {
    const [half, rest] = [NEWER.slice(0, 7), NEWER.slice(7)];
    const one = await merge('one', { 'a.csv': half, 'b.csv': rest });
    const other = await merge('other', { 'b.csv': rest, 'a.csv': [...half].reverse() });
    expect(other).toEqual(one);
  });

  it('is not taken from a file that somebody changed: the line is named, and line ends of another system do no harm', async () => {
    const before = await merge('edited', { 'list.csv': FIRST }, 'exact');
    const place = path.join(root, 'edited', 'merged', 'signature-ids.csv');
    const kept = fs.readFileSync(place, 'utf8');
    fs.writeFileSync(place, kept.replaceAll('\n', '\r\n'));
    expect(await merge('edited', { 'list.csv': FIRST }, 'exact')).toEqual(before);
    for (const [from, to] of [
      [/,1,S/, ',x,S'],
      [/S[0-9a-f]{12}/, ''],
      [/S[0-9a-f]{12}/, 'hello'],
      [/(S[0-9a-f]{12})/, '$1,more'],
    ] as const) {
      fs.writeFileSync(place, kept.replace(from, to));
      await expect(merge('edited', { 'list.csv': FIRST }, 'exact')).rejects.toMatchObject({
        code: 'signature-ids-invalid',
        message: 'signature-ids.csv, line 2: it is no row that handin has written.',
      });
    }
  });
});
