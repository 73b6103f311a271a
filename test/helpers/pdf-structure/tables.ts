/** Tables as grids: no cell on another, rows and columns equally long, a header for every cell (ISO 14289-1, 7.2 and 7.5). */

import { type Breach, type Element, elementsIn, placeOf, type StructuredPdf } from './document.js';

interface Cell {
  readonly element: Element;
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

export function tableBreaches(pdf: StructuredPdf): Breach[] {
  return pdf.elements.filter(({ type }) => type === 'Table').flatMap((table) => oneTable(pdf, table));
}

function oneTable(pdf: StructuredPdf, table: Element): Breach[] {
  const where = placeOf(table);
  const rows = elementsIn(table).flatMap((part) => (part.type === 'TR' ? [part] : elementsIn(part).filter(({ type }) => type === 'TR')));
  const { cells, taken, intersects } = place(pdf, rows);
  const breaches: Breach[] = intersects.map((element) => ({ rule: '7.2-15', where: placeOf(element) }));
  if (cells.some((cell) => cell.row + cell.rows > rows.length)) breaches.push({ rule: '7.2-41', where });
  const widths = rows.map((_, row) => taken[row]?.size ?? 0);
  const reaches = rows.map((_, row) => Math.max(-1, ...(taken[row] ?? [])) + 1);
  if (new Set([...widths, ...reaches]).size > 1) breaches.push({ rule: '7.2-42', where });
  return [...breaches, ...headerBreaches(pdf, cells)];
}

/** Gives each cell its place; a cell goes to the first column that none above has taken. */
function place(pdf: StructuredPdf, rows: readonly Element[]): { cells: Cell[]; taken: Set<number>[]; intersects: Element[] } {
  const taken: Set<number>[] = rows.map(() => new Set());
  const cells: Cell[] = [];
  const intersects: Element[] = [];
  for (const [row, tr] of rows.entries()) {
    let column = 0;
    for (const element of elementsIn(tr)) {
      while (taken[row]?.has(column) === true) column += 1;
      const cell = { element, row, column, rows: span(pdf, element, 'RowSpan'), columns: span(pdf, element, 'ColSpan') };
      for (let down = row; down < Math.min(rows.length, row + cell.rows); down++) {
        for (let right = column; right < column + cell.columns; right++) {
          if (taken[down]?.has(right) === true) intersects.push(element);
          taken[down]?.add(right);
        }
      }
      cells.push(cell);
      column += cell.columns;
    }
  }
  return { cells, taken, intersects };
}

function span(pdf: StructuredPdf, element: Element, key: string): number {
  const value = pdf.attribute(element, key);
  return typeof value === 'number' && value >= 1 ? value : 1;
}

function headerBreaches(pdf: StructuredPdf, cells: readonly Cell[]): Breach[] {
  const headers = cells.filter(({ element }) => element.type === 'TH');
  const scopes = new Map(headers.map((cell) => [cell, pdf.name(pdf.attribute(cell.element, 'Scope'))]));
  const ids = new Set(headers.map(({ element }) => pdf.text(element.dict.get('ID'))));
  const breaches: Breach[] = [];
  for (const cell of headers) if (scopes.get(cell) === null) breaches.push({ rule: '7.5 scope', where: placeOf(cell.element) });
  for (const cell of cells) {
    if (cell.element.type !== 'TD') continue;
    const named = pdf.attribute(cell.element, 'Headers');
    if (Array.isArray(named)) {
      if (named.some((id) => !ids.has(pdf.text(id)))) breaches.push({ rule: '7.5-2', where: placeOf(cell.element) });
      if (named.length > 0) continue;
    }
    const isHeaded = headers.some((header) => {
      const scope = scopes.get(header) ?? '';
      const isAbove = header.row < cell.row && header.column < cell.column + cell.columns && cell.column < header.column + header.columns;
      const isBeside = header.column < cell.column && header.row < cell.row + cell.rows && cell.row < header.row + header.rows;
      return (isAbove && ['Column', 'Both'].includes(scope)) || (isBeside && ['Row', 'Both'].includes(scope));
    });
    if (!isHeaded) breaches.push({ rule: '7.5-1', where: placeOf(cell.element) });
  }
  return breaches;
}
