import { describe, expect, it } from 'vitest';
import type { Release } from '../../../src/lib/model/release.js';
import { checkStructure } from '../../helpers/pdf-structure/index.js';
import { coalitionRelease, longListRelease, openLetterRelease, petitionRelease, rich, statementRelease } from '../../helpers/releases.js';
import { render } from '../../helpers/rendering.js';
import { runs } from '../../helpers/runs.js';

const NOTES = Array.from({ length: 40 }, (_, index) => `Note ${index + 1}, at https://example.org/${index + 1}.`);

const RELEASES: readonly (readonly [string, Release])[] = [
  ['a petition', petitionRelease()],
  ['a joint statement', statementRelease()],
  ['a coalition', coalitionRelease()],
  ['an open letter', openLetterRelease()],
  ['a list of many pages', longListRelease(runs(700, 5_000))],
  [
    'many notes',
    petitionRelease({ context: rich(['# One', ...NOTES.map((_, at) => `> Quoted ${at + 1}.[^${at + 1}]`), '- An item'], NOTES) }),
  ],
];

describe('the structure checker finds nothing in', () => {
  it.each(RELEASES)('%s', async (_, release) => {
    expect(checkStructure(await render(release))).toEqual([]);
  });
});
