import { describe, expect, it } from 'vitest';
import { printSettings } from '../../../src/lib/model/print.js';
import type { Release } from '../../../src/lib/model/release.js';
import type { RichText } from '../../../src/lib/model/rich-text.js';
import { checkStructure } from '../../helpers/pdf-structure/index.js';
import {
  coalitionRelease,
  everythingRelease,
  longListRelease,
  openLetterRelease,
  petitionRelease,
  rich,
  statementRelease,
} from '../../helpers/releases.js';
import { render } from '../../helpers/rendering.js';
import { runs } from '../../helpers/runs.js';

const NOTES = Array.from({ length: 40 }, (_, index) => `Note ${index + 1}, at https://example.org/${index + 1}.`);

const RELEASES: readonly (readonly [string, Release])[] = [
  ['a petition', petitionRelease()],
  ['a joint statement', statementRelease()],
  ['a coalition', coalitionRelease()],
  ['an open letter', openLetterRelease()],
  ['every section there is', everythingRelease()],
  ['a list of many pages', longListRelease(runs(700, 5_000))],
  [
    'many notes',
    petitionRelease({ context: rich(['# One', ...NOTES.map((_, at) => `> Quoted ${at + 1}.[^${at + 1}]`), '- An item'], NOTES) }),
  ],
  [
    'large print on both sides of US Letter',
    { ...petitionRelease(), print: printSettings({ theme: 'large-print', duplex: true, paper: 'letter' }) },
  ],
  ['a note and a table that go on to other pages', petitionRelease({ sections: ['text', 'references'], body: longText() })],
];

function longText(): RichText {
  const note = `A long note. ${'Table and page. '.repeat(400)}`;
  const cell = (text: string) => [{ type: 'text', text }] as const;
  const columns = ['Promised', 'Done'].map((title) => ({ align: 'left', children: cell(title) }) as const);
  const rows = Array.from({ length: 90 }, (_, index) => [cell(`Promise ${index + 1}`), cell(`Deed ${index + 1}`)]);
  const { blocks, notes } = rich(['It was said before.[^1] It was said again.[^1]'], [note]);
  return { blocks: [...blocks, { type: 'table', columns, rows }], notes };
}

describe('the structure checker finds nothing in', () => {
  it.each(RELEASES)('%s', async (_, release) => {
    expect(checkStructure(await render(release))).toEqual([]);
  });
});
