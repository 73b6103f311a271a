/** F16: only invented people in the repository. What looks like somebody's address or number is one that nobody can have, or stands in the list of exceptions. */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { ROOT } from './helpers/run.js';

const FILES = execFileSync('git', ['ls-files', '-z', 'fixtures', 'docs', 'README.md', 'CHANGELOG.md', 'CONTRIBUTING.md'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\0')
  .filter((name) => name !== '' && fs.existsSync(path.join(ROOT, name)));

/** Domains that RFC 2606 and RFC 6761 keep for examples. */
const DOMAIN = /(?:^|\.)(?:example\.(?:com|org|net)|[a-z0-9-]+\.example|example|test|invalid|localhost)$/i;
/** Ofcom's numbers for drama, and those that the Bundesnetzagentur keeps for films in Berlin. */
const PHONE = /^(?:\+?44|0)?(?:7700900\d{3}|2079460\d{3}|1632960\d{3}|1134960\d{3}|1614960\d{3}|3023125\d{3})$/;
/** Areas that Royal Mail gives to nobody. */
const POSTCODE = /^Z[XZ]\d/i;
const PUBLIC: Readonly<Record<string, string>> = {
  'letters.eample': 'A slip of the keys, as people make them: what the pairs are for.',
  'eexample.com': 'The same.',
  'SW1P 4DF': 'The Home Office, 2 Marsham Street, as it publishes it.',
};

/** Every reading of a file: its bytes are UTF-8, UTF-16 or Windows-1252; workbooks hold packed XML, which the campaigns' own test reads. */
function textsOf(name: string): string[] {
  const bytes = fs.readFileSync(path.join(ROOT, name));
  return bytes.subarray(0, 2).equals(Buffer.from([0xff, 0xfe])) ? [bytes.toString('utf16le')] : [bytes.toString('utf8')];
}

const domainOf = (address: string): string => address.slice(address.indexOf('@') + 1);
/** A shape that inspect prints, or a range of pages, is nobody's. */
const SHAPE = /^A+9+A* 9AA$/;

const found = (expression: RegExp, isFine: (hit: string) => boolean): string[] =>
  FILES.flatMap((name) =>
    textsOf(name).flatMap((text) => [...text.matchAll(expression)].flatMap(([hit]) => (isFine(hit) ? [] : [`${name}: ${hit}`]))),
  );

describe('fixtures and documents', () => {
  it('are looked at, all of them', () => {
    expect(FILES.length).toBeGreaterThan(300);
  });

  it('have e-mail addresses at domains for examples only', () => {
    expect(
      found(
        /[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/gi,
        (hit) => DOMAIN.test(domainOf(hit)) || Object.hasOwn(PUBLIC, domainOf(hit)) || /^[Aa@.]+$/.test(hit),
      ),
    ).toEqual([]);
  });

  it('have telephone numbers of British form from the ranges for drama only', () => {
    expect(found(/(?<![\w.+-])(?:\+44|0)(?:[ -]?\d){9,10}(?![\w.])/g, (hit) => PHONE.test(hit.replace(/[ -]/g, '')))).toEqual([]);
  });

  it('have postcodes of areas that do not exist, and public ones that are listed', () => {
    expect(
      found(
        /\b[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\b/g,
        (hit) => POSTCODE.test(hit) || SHAPE.test(hit) || Object.hasOwn(PUBLIC, hit),
      ),
    ).toEqual([]);
  });
});
