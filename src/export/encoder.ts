import type { ReportMeta } from '../loaders/report-stream.js';
import type { Cell, NumberFormat } from '../reports/cells.js';
import type { ReportPage } from '../reports/page.js';
import type { Report } from '../reports/report.js';

/** A piece of a file: text is UTF-8. */
export type Piece = string | Uint8Array;

/** Writes a report as a file, piece by piece. Pieces may be empty. */
export interface Encoder {
  /** What stands before all rows. */
  begin(): Piece;
  /** Some more rows, their cells in the order of the columns. */
  rows(batch: readonly (readonly Cell[])[]): Piece;
  /** What is left of the rows. */
  rest(): Piece;
  /** What stands behind all rows: what is told of them, if the format tells anything, and nothing that they are. */
  end(meta: ReportMeta, page: ReportPage | null): Piece;
}

/** How a file is written where its format leaves a choice. */
export interface EncodingOptions {
  /** How decimals and whole numbers are written. */
  readonly numbers: NumberFormat;
  /** json: rows as lists of cells, or as objects by the columns' names. */
  readonly shape: 'arrays' | 'objects';
  /** csv: text that a spreadsheet would take for a formula is made harmless. */
  readonly defuse: boolean;
  /** parquet, arrow: what exact decimals are. */
  readonly decimals: 'decimal128' | 'text';
}

/** Makes the encoder of a format. */
export type MakeEncoder = (report: Report, options: EncodingOptions) => Encoder | Promise<Encoder>;
