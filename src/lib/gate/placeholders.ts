/** Fills `{{placeholders}}` in a campaign's own texts with facts of the release. */

import { InputError } from '../errors.js';
import type { Inline, RichText, TextBlock } from '../model/rich-text.js';
import { isIdShaped, suggestSimilar } from '../text.js';

/** Replaces every placeholder of a text. Throws `InputError` with a suggestion for one that does not exist or has no value here. */
export function fillPlaceholders(text: RichText, values: ReadonlyMap<string, string>, label: string): RichText {
  const fill = (raw: string): string =>
    raw.replace(/\{\{\s*([^{}]*?)\s*\}\}/g, (_, name: string) => {
      const value = values.get(name);
      if (value !== undefined) return value;
      const near = suggestSimilar(name, [...values.keys()]);
      throw new InputError(`${label}: there is no placeholder${isIdShaped(name) ? ` {{${name}}}` : ' like one that stands there'}.`, {
        code: 'placeholder-unknown',
        hint: `${name.startsWith('target.') && near === null ? 'Only the letter can speak of its target, and only of what the campaign file says of it. ' : ''}${near === null ? '' : `Did you mean {{${near}}}? `}Known here: ${[...values.keys()].map((known) => `{{${known}}}`).join(', ')}.`,
      });
    });
  const inline = (node: Inline): Inline => {
    if (node.type === 'text') return { ...node, text: fill(node.text) };
    return 'children' in node ? { ...node, children: node.children.map(inline) } : node;
  };
  const block = (node: TextBlock): TextBlock => {
    if (node.type === 'list') return { ...node, items: node.items.map((item) => item.map(block)) };
    if (node.type === 'quote') return { ...node, children: node.children.map(block) };
    if (node.type === 'table') {
      const columns = node.columns.map((column) => ({ ...column, children: column.children.map(inline) }));
      return { ...node, columns, rows: node.rows.map((row) => row.map((cell) => cell.map(inline))) };
    }
    return { ...node, children: node.children.map(inline) };
  };
  return { blocks: text.blocks.map(block), notes: text.notes.map((note) => note.map(inline)) };
}
