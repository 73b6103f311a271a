/** Footnotes of a page: numbered in reading order, each with links back to every place that refers to it. */

import type { Block, Note } from '../blocks.js';
import type { Messages } from '../messages/index.js';
import { collectNotes } from '../notes.js';
import { element, type Markup, row } from './markup.js';

/** An arrow back, and the sign that it is text and no picture. */
const BACK = '\u21a9\ufe0e';

export class NoteBook {
  readonly notes: readonly Note[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #say: Messages['say'];
  /** References written so far, by key. */
  readonly #references = new Map<string, number>();

  /** @param blocks everything on the page, in reading order */
  constructor(blocks: readonly Block[], say: Messages['say']) {
    this.#say = say;
    this.notes = collectNotes(blocks);
    this.#numbers = new Map(this.notes.map(({ key }, index) => [key, index + 1]));
  }

  /** The number in the text that leads to a note. */
  refer({ key }: Note): Markup {
    const number = this.#numbers.get(key) ?? 0;
    const place = (this.#references.get(key) ?? 0) + 1;
    this.#references.set(key, place);
    const attributes = {
      href: `#note-${number}`,
      id: referenceId(number, place),
      role: 'doc-noteref',
      'aria-label': this.#say('web.note', { number: String(number) }),
    };
    return element('sup', {}, element('a', attributes, String(number)));
  }

  /** The list of notes; to be written when every reference has been. */
  list(writeNote: (note: Note) => Markup): Markup {
    const items = this.notes.map((note, index) =>
      element('li', { id: `note-${index + 1}` }, writeNote(note), ...this.#backLinks(note, index + 1)),
    );
    return element('ol', { class: 'notes' }, row(items));
  }

  #backLinks({ key }: Note, number: number): (Markup | string)[] {
    const count = this.#references.get(key) ?? 0;
    return Array.from({ length: count }, (_, index) => {
      const label = this.#backLabel(String(number), count === 1 ? null : String(index + 1));
      const attributes = { href: `#${referenceId(number, index + 1)}`, class: 'back', role: 'doc-backlink', 'aria-label': label } as const;
      return [' ', element('a', attributes, BACK)];
    }).flat();
  }

  #backLabel(number: string, place: string | null): string {
    return place === null ? this.#say('web.note-back', { number }) : this.#say('web.note-back-place', { number, place });
  }
}

const referenceId = (number: number, place: number): string => (place === 1 ? `reference-${number}` : `reference-${number}-${place}`);
