/** A small PDF with one of everything that a pack can have, made to be broken: the calibration of the structure checker. */

import { drawableText, PageBuilder, PdfWriter, StructureNode } from '../../../src/lib/io/pdf.js';

/** The elements that mutations take hold of. */
export interface SampleTree {
  readonly root: StructureNode;
  readonly paragraph: StructureNode;
  readonly table: StructureNode;
  readonly body: StructureNode;
  readonly list: StructureNode;
  readonly contents: StructureNode;
  readonly note: StructureNode;
  readonly link: StructureNode;
}

/** The file with readable streams, one character a byte; `edit` may change the tree before it is written. */
export function samplePdf(edit: (tree: SampleTree) => void = () => undefined): string {
  const date = new Date('2026-10-05T00:00:00Z');
  const pdf = new PdfWriter({
    title: 'A sample & more',
    author: 'Example Network',
    language: 'en-GB',
    producer: 'handin 0',
    date,
    id: new Uint8Array(16).fill(7),
    compress: false,
    width: 595,
    height: 842,
  });
  const root = new StructureNode('Document');
  const first = new PageBuilder(0);
  const second = new PageBuilder(1);
  let y = 0;
  const write = (page: PageBuilder, owner: StructureNode | null, text: string): void => {
    y += 20;
    page.add(owner, { kind: 'text', text: `${drawableText(text)} `, x: 70, y, face: 'sans', size: 12, color: '#000000' });
  };
  write(first, root.add('H1'), 'A heading');
  const paragraph = root.add('P');
  write(first, paragraph, 'See');
  const link = paragraph.add('Link');
  write(first, link, 'our pages');
  first.addLink({ owner: link, x: 70, y: 40, width: 50, height: 12, href: 'https://network.example/', contents: 'Our pages' });
  const figure = root.add('Figure', { alt: 'A bar of 25', box: [70, 700, 170, 720] });
  first.add(figure, { kind: 'rectangle', x: 70, y: 122, width: 100, height: 20, color: '#0F4C5C' });
  first.add(null, { kind: 'line', x1: 70, y1: 150, x2: 170, y2: 150, width: 1, color: '#000000' });
  const contents = root.add('TOC');
  const entry = contents.add('TOCI').add('Reference').add('Link');
  write(first, entry, 'Figures, page 2');
  first.addLink({ owner: entry, x: 70, y: 160, width: 50, height: 12, destination: 'figures', contents: 'Figures, page 2' });
  write(second, root.add('H2'), 'Figures');
  second.addDestination('figures', 20);
  const table = root.add('Table');
  const head = table.add('THead').add('TR');
  for (const title of ['Place', 'Names']) write(second, head.add('TH', { scope: 'Column' }), title);
  const body = table.add('TBody');
  for (const [place, count] of [
    ['Leeds', '12'],
    ['Hull', '13'],
  ] as const) {
    const row = body.add('TR');
    write(second, row.add('TH', { scope: 'Row' }), place);
    write(second, row.add('TD'), count);
  }
  const list = root.add('L', { numbering: 'Disc' });
  const item = list.add('LI');
  write(second, item.add('Lbl'), '•');
  write(second, item.add('LBody'), 'An item');
  const note = root.add('Note', { id: 'note-1' });
  write(second, note.add('Lbl'), '1');
  write(second, note.add('P'), 'A note');
  pdf.setRoot(root);
  edit({ root, paragraph, table, body, list, contents, note, link });
  pdf.attach({ name: 'statement.json', type: 'application/json', description: 'Numbers', bytes: new TextEncoder().encode('{}\n'), date });
  pdf.addBookmark({ title: 'Figures', destination: 'figures' });
  for (const page of [first, second]) pdf.drawPage(page);
  pdf.end();
  return Buffer.from(pdf.read() ?? new Uint8Array()).toString('latin1');
}
