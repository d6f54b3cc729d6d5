import { canonical } from '../decimal.js';
import { SLOT } from '../planner/report-columns.js';
import type { Window } from '../planner/window.js';
import type { ColumnType, ReportColumn } from './columns.js';

/** How decimals and integers are written: exactly, or as the nearest number. */
export type NumberFormat = 'EXACT' | 'FLOAT';

/** A cell of a report. */
export type Cell = string | number | boolean | null;

/** What every double holds exactly. */
const SMALL = /^-?\d{1,15}$/;

/**
 * A value of the database's text as a cell of its column's type. Exact integers are numbers up to 2^53 and text past it,
 * exact decimals canonical text. A DATETIME is read as epoch seconds.
 */
export function cellOf(text: string | null, type: ColumnType, numbers: NumberFormat): Cell {
  if (text === null) return null;
  switch (type) {
    case 'STRING':
      return text;
    case 'FLOAT': {
      const number = Number(text);
      // What no double holds is not known.
      return Number.isFinite(number) ? number : null;
    }
    case 'BOOLEAN':
      return text === 'true' || text === 't';
    case 'DATETIME':
      return new Date(shownMs(text)).toISOString();
    case 'DECIMAL':
      return numbers === 'FLOAT' ? Number(text) : canonical(text);
    case 'INTEGER': {
      if (numbers === 'FLOAT' || SMALL.test(text)) return Number(text);
      const number = Number(text);
      return Number.isSafeInteger(number) ? number : canonical(text);
    }
  }
}

/**
 * Epoch seconds, to the microsecond, in whole milliseconds, as instants are shown. A double holds the microseconds, and not
 * every fraction of a second that they are.
 */
export function shownMs(seconds: string): number {
  return Math.floor(Math.round(Number(seconds) * 1e6) / 1_000);
}

/** How the texts of a column become cells; the number of a bucket becomes its start. */
export function cellReader(
  { from, type }: Pick<ReportColumn, 'from' | 'type'>,
  window: Pick<Window, 'buckets'>,
  numbers: NumberFormat,
): (text: string | null) => Cell {
  if (from !== SLOT) return (text) => cellOf(text, type, numbers);
  const starts = window.buckets.map((start) => new Date(start).toISOString());
  return (slot) => {
    const start = starts[Number(slot)];
    if (start === undefined) throw new Error(`there is no bucket ${slot ?? 'without a number'}`);
    return start;
  };
}
