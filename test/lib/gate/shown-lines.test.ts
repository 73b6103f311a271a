import { describe, expect, it } from 'vitest';

import { type ShownPerson, shownLines } from '../../../src/lib/gate/shown-lines.js';
import { Red } from '../../../src/lib/red.js';

const person = (full: string, given = '', locality = '', region = ''): ShownPerson => ({
  full_name: new Red(full),
  given_name: new Red(given),
  locality: new Red(locality),
  region: new Red(region),
});
const names = (...list: readonly string[]) => list.map((name) => ({ name }));

describe('the lines of a delivered list that show somebody', () => {
  it.each<[string, string[], ShownPerson, number[]]>([
    ['the whole name', ['Zoë Ink', 'Ada Quill'], person('Ada Quill'), [2]],
    ['the whole name before the given one alone', ['Ada', 'Ada Quill'], person('Ada Quill', 'Ada'), [2]],
    ['the given name', ['Zoë', 'Ada Mary'], person('Ada Mary Quill', 'Ada Mary'), [2]],
    ['the first word of the name', ['Zoë', 'Ada'], person('Ada Quill'), [2]],
    ['initials', ['Z. I.', 'A. M. Q. I.'], person('Ada mary Quill-ink'), [2]],
    ['a name with other blanks and another spelling of its letters', ['  Ze\u0301 \n Ink '], person('Zé   Ink'), [1]],
    ['nobody', ['Ada Quillfeather', 'Zoë Quill'], person('Ada Quill', 'Ada'), []],
    ['nobody, where there is no name and a line is empty', ['', 'Ada'], person(' '), []],
    ['initials of a letter of two code units', ['𐐀.'], person('𐐨smith'), [1]],
  ])('is that of %s', (_, list, who, lines) => {
    expect(shownLines(names(...list), [who])).toEqual(lines);
  });

  it.each<[string, string, number[]]>([
    ['its town', 'Hay', [1]],
    ['its town with other blanks', ' Hay ', [1]],
    ['its region', 'Wales', [1]],
    ['another place', 'Leeds', []],
  ])('has the place of the person: %s', (_, place, lines) => {
    expect(shownLines([{ name: 'Ada Quill', place }], [person('Ada Quill', 'Ada', 'Hay', 'Wales')])).toEqual(lines);
  });

  it('are as many as the people who are shown alike, in the order of the list', () => {
    const list = names('Ada Quill', 'Zoë Ink', 'Ada Quill', 'Ada Quill', ...Array.from({ length: 8 }, () => 'Lea'), 'Bo');
    expect(shownLines(list, [person('Bo'), person('Zoë Ink'), person('Ada Quill'), person('Ada Quill')])).toEqual([1, 2, 3, 13]);
    expect(shownLines(list, [])).toEqual([]);
  });
});
