import type { Cell } from '../reports/cells.js';
import type { MakeEncoder } from './encoder.js';

/** What RFC 4180 has quoted, and a cell that blanks begin or end, which some readers take away. */
const QUOTED = /["\r\n,]|^\s|\s$/;

/** What spreadsheets take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r\n]/;

const quoted = (text: string): string =>
  text === '' || QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

const defused = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/**
 * RFC 4180: a header of the columns' names, CRLF, UTF-8. No cell is null, and an empty text is `""`. Where there is one
 * column only, null is `""`, too: readers pass over lines that have nothing.
 *
 * Text that a spreadsheet would run as a formula gets an apostrophe in front, unless that is switched off; numbers are
 * what they are, negative ones as well.
 */
export const csvEncoder: MakeEncoder = ({ columns }, { defuse }) => {
  const written = (text: string): string => quoted(defuse ? defused(text) : text);
  const none = columns.length === 1 ? '""' : '';
  const writers = columns.map(({ type }) =>
    type === 'STRING'
      ? (cell: Cell): string => (cell === null ? none : written(cell as string))
      : // Numbers, instants and truth values have nothing in them that would be quoted.
        (cell: Cell): string => (cell === null ? none : String(cell)),
  );
  return {
    begin: () => `${columns.map(({ name }) => written(name)).join(',')}\r\n`,
    rows: (batch) => {
      let text = '';
      for (const cells of batch) {
        let place = 0;
        for (const write of writers) {
          const cell = cells[place] ?? null;
          text += place++ === 0 ? write(cell) : `,${write(cell)}`;
        }
        text += '\r\n';
      }
      return text;
    },
    rest: () => '',
    end: () => '',
  };
};
