import { describe, expect, it } from 'vitest';

import { fillPlaceholders } from '../../../src/lib/gate/placeholders.js';
import type { Inline, RichText, TextBlock } from '../../../src/lib/model/rich-text.js';

const VALUES = new Map([
  ['signatures', '1,204'],
  ['target.name', 'Example Office'],
]);
const text = (value: string): Inline => ({ type: 'text', text: value });
const paragraph = (...children: readonly Inline[]): TextBlock => ({ type: 'paragraph', children });
const ofText = (value: string): RichText => ({ blocks: [paragraph(text(value))], notes: [] });

describe('placeholders of a text', () => {
  it.each<[string, string]>([
    ['{{signatures}}', '1,204'],
    ['{{  signatures }} to {{target.name}}.', '1,204 to Example Office.'],
    ['{{{signatures}}}', '{1,204}'],
    ['{signatures} {{signatures', '{signatures} {{signatures'],
    ['nothing', 'nothing'],
  ])('%j becomes %j', (given, expected) => {
    expect(fillPlaceholders(ofText(given), VALUES, 'letter.md')).toEqual(ofText(expected));
  });

  it('are filled wherever text stands, and nothing else is changed', () => {
    const make = (value: string): RichText => ({
      blocks: [
        { type: 'heading', level: 2, children: [text(value)] },
        {
          type: 'list',
          ordered: true,
          start: 3,
          items: [[paragraph(text(value)), paragraph({ type: 'break' })], [paragraph(text(value))]],
        },
        { type: 'quote', children: [paragraph({ type: 'strong', children: [{ type: 'emphasis', children: [text(value)] }] })] },
        {
          type: 'table',
          columns: [{ align: 'right', children: [text(value)] }],
          rows: [[[{ type: 'strong', children: [text(value)] }]], [[]]],
        },
        paragraph({ type: 'link', href: 'https://example.org/{{x}}', children: [text(value)] }, { type: 'note', note: 1 }),
      ],
      notes: [[text(value), { type: 'break' }], [text(value)]],
    });
    expect(fillPlaceholders(make('{{signatures}}'), VALUES, 'letter.md')).toEqual(make('1,204'));
  });

  it.each<[string, string, string]>([
    [
      '{{signature}}',
      'letter.md: there is no placeholder {{signature}}.',
      'Did you mean {{signatures}}? Known here: {{signatures}}, {{target.name}}.',
    ],
    ['{{something-else}}', 'letter.md: there is no placeholder {{something-else}}.', 'Known here: {{signatures}}, {{target.name}}.'],
    [
      '{{target.address}}',
      'letter.md: there is no placeholder {{target.address}}.',
      'Only the letter can speak of its target, and only of what the campaign file says of it. Known here: {{signatures}}, {{target.name}}.',
    ],
    ['{{Ann Example}}', 'letter.md: there is no placeholder like one that stands there.', 'Known here: {{signatures}}, {{target.name}}.'],
    ['{{}}', 'letter.md: there is no placeholder like one that stands there.', 'Known here: {{signatures}}, {{target.name}}.'],
  ])('that do not exist are refused: %s', (given, message, hint) => {
    expect(() => fillPlaceholders(ofText(given), VALUES, 'letter.md')).toThrow(
      expect.objectContaining({ code: 'placeholder-unknown', message, hint }),
    );
  });
});
