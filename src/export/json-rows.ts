import type { Cell } from '../reports/cells.js';
import type { ReportColumn } from '../reports/columns.js';

/** The text of a cell: numbers and truth values are written as they are. */
export const cellText = (cell: Cell): string =>
  typeof cell === 'string' ? JSON.stringify(cell) : String(cell);

/** How a row is written as a list of cells. */
export function listText(cells: readonly Cell[]): string {
  let text = '[';
  for (const cell of cells) text += text.length === 1 ? cellText(cell) : `,${cellText(cell)}`;
  return `${text}]`;
}

/** How a row is written as an object by the columns' names. */
export function objectText(columns: readonly ReportColumn[]): (cells: readonly Cell[]) => string {
  const keys = columns.map(({ name }, place) => `${place === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  return (cells) => {
    let text = '';
    for (let place = 0; place < keys.length; place++)
      text += (keys[place] ?? '') + cellText(cells[place] ?? null);
    return `${text}}`;
  };
}
