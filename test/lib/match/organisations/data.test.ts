import { describe, expect, it } from 'vitest';

import type { Core } from '../../../../src/lib/match/organisations/core.js';
import { coreOf, wordsOf } from '../../../../src/lib/match/organisations/core.js';
import { readText } from '../../../../src/lib/match/organisations/fold.js';
import { createLexicon } from '../../../../src/lib/match/organisations/lexicon.js';
import { takeApart } from '../../../../src/lib/match/organisations/parts.js';
import { organisationData, organisationFiles } from '../../../helpers/organisations.js';

/** What a test inside a data file may say of a name. */
interface DataTest {
  readonly given: string;
  readonly core?: string;
  readonly forms?: readonly string[];
  readonly telling?: readonly string[];
  readonly same?: string;
  readonly different?: string;
  readonly name?: string;
  readonly umbrella?: string;
  readonly alias?: string;
  readonly place?: string;
}

const lexicon = createLexicon(organisationData);
const core = (text: string): Core => coreOf(wordsOf(readText(text), lexicon), lexicon);
const files = Object.entries(
  organisationFiles as Readonly<Record<string, { about: string; checked: string; sources: string[]; tests: DataTest[] }>>,
);

describe('the word lists for names of organisations', () => {
  it('says of every file what it is, when it was checked and where it comes from', () => {
    expect(files.length).toBeGreaterThan(5);
    for (const [name, file] of files) {
      expect(file.about.length, name).toBeGreaterThan(50);
      expect(file.checked, name).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(file.sources.length, name).toBeGreaterThan(0);
      expect(file.tests.length, name).toBeGreaterThan(2);
    }
  });

  for (const [name, file] of files) {
    it(`holds in ${name} what the tests inside the file say`, () => {
      for (const test of file.tests) {
        const own = core(test.given);
        const parts = takeApart({ name: test.given, acronym: '', aliases: [] }, lexicon);
        const names = parts.names.map((one) => one.core.key);
        if (test.core !== undefined) expect(own.key, test.given).toBe(test.core);
        if (test.forms !== undefined) expect(own.forms, test.given).toEqual(test.forms);
        if (test.telling !== undefined) expect(own.words.filter((_, index) => !own.isGeneric[index])).toEqual(test.telling);
        if (test.same !== undefined) expect(own.key, test.given).toBe(core(test.same).key);
        if (test.different !== undefined) expect(own.key, test.given).not.toBe(core(test.different).key);
        if (test.name !== undefined) expect(names[0], test.given).toBe(test.name);
        if (test.alias !== undefined) expect(names, test.given).toContain(test.alias);
        if (test.umbrella !== undefined) expect(parts.umbrellas.map((one) => one.key)).toContain(test.umbrella);
        if (test.place !== undefined) expect(parts.places, test.given).toContain(lexicon.places.get('uk'));
        if (test.name !== undefined && test.place === undefined) expect(parts.places, test.given).toEqual([]);
      }
    });
  }

  it('lists no word twice among the forms of one id, and no legal form without letters', () => {
    const seen = organisationData.legalForms.forms.flatMap((form) => form.written.map((written) => `${form.id} ${written}`));
    expect(seen.filter((one, index) => seen.indexOf(one) !== index)).toEqual([]);
    expect(seen.filter((one) => !/ .*[\p{L}\p{N}]/u.test(one))).toEqual([]);
  });
});
