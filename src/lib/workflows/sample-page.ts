/** The worksheet of a sample as pages to print, for volunteers who have no computer beside the telephone. It holds personal data. */

import { packDate } from '../config.js';
import type { Context, Engine } from '../context.js';
import type { PaperDocument } from '../model/paper.js';
import type { Inline, TextBlock } from '../model/rich-text.js';
import { type Red, reveal } from '../red.js';
import { formatCount } from '../text.js';

/** What stands below each name, to be ticked or filled in by hand. Spaces that do not break keep the boxes open and the line whole. */
const TO_FILL_IN = '[   ] yes   [   ] no   [   ] unsure    copy of no. ____    note _______________'.replaceAll(' ', '\u00a0');

const CELLS = ['full_name', 'phone', 'email', 'address', 'locality', 'postcode'] as const;

/**
 * The drawn rows as a PDF, from the tables `drawn` and `sample_cells`.
 * @throws InputError `glyph-missing` for a letter that the fonts do not have
 */
export async function worksheetPages(context: Context, engine: Engine): Promise<Uint8Array> {
  const rows = await engine.rows<{ number: number } & Record<(typeof CELLS)[number], Red>>(
    `SELECT d.number, ${CELLS.map((cell) => `c.${cell}`).join(', ')} FROM drawn d JOIN sample_cells c ON c.source = d.source AND c.record = d.record ORDER BY d.number`,
  );
  const items = rows.map((row) => item(CELLS.map((cell) => reveal(row[cell]).trim())));
  const paper: PaperDocument = {
    formatVersion: 1,
    tool: { name: 'handin', version: context.version },
    title: 'Worksheet of a sample',
    author: '',
    language: 'en-GB',
    date: packDate(null, context),
    text: {
      notes: [],
      blocks: [
        { type: 'paragraph', children: plain(lead(rows.length)) },
        { type: 'list', ordered: true, start: 1, items },
      ],
    },
  };
  return context.io.renderPaper(new TextEncoder().encode(JSON.stringify(paper)));
}

function lead(count: number): string {
  return `${formatCount(count)} people, drawn by chance. Ask each whether they signed, and whether they may sign. Yes: both. No: not. Unsure: you could not reach them. These pages hold personal data: bring them back, and have them destroyed when the answers are in the sheet.`;
}

/** A name in bold, how to reach them, and the line to fill in. */
function item([name = '', ...ways]: readonly string[]): TextBlock[] {
  const reached = ways.filter((way) => way !== '').join(' · ');
  return [
    {
      type: 'paragraph',
      children: [
        { type: 'strong', children: plain(name === '' ? '(no name)' : name) },
        ...(reached === '' ? [] : [{ type: 'break' } as const, ...plain(reached)]),
        { type: 'break' },
        ...plain(TO_FILL_IN),
      ],
    },
  ];
}

const plain = (text: string): Inline[] => [{ type: 'text', text }];
