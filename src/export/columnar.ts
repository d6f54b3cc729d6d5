import { InputError } from '../errors.js';
import { changeKey, previousKey } from '../planner/report-columns.js';
import type { Cell } from '../reports/cells.js';
import type { ReportColumn } from '../reports/columns.js';
import type { Report } from '../reports/report.js';
import type { EncodingOptions } from './encoder.js';
import { fixedUnits } from './fixed-decimal.js';

/** What all cells of a column are that are not null. */
export interface ColumnValues {
  /** Text. */
  readonly text: string;
  /** A whole number of 64 bits. */
  readonly integer: bigint;
  readonly double: number;
  readonly boolean: boolean;
  /** Epoch milliseconds. */
  readonly instant: bigint;
  /** Units of `FIXED_DECIMAL`. */
  readonly decimal: bigint;
}
export type ColumnKind = keyof ColumnValues;
export type ColumnValue = ColumnValues[ColumnKind];

/** A column of a file whose columns have types. */
export interface TypedColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly valueOf: (cell: Cell) => ColumnValue | null;
}

const LARGEST_INTEGER = 2n ** 63n - 1n;

/**
 * The columns of a report with their types, which follow from the report alone and from none of its rows. `numbers` FLOAT
 * makes doubles of decimals and of whole numbers.
 */
export function typedColumns({ columns, offered }: Report, options: EncodingOptions): TypedColumn[] {
  const quotients = new Set(
    offered.measures
      .filter(({ merge }) => merge.rule === 'ratio')
      .flatMap(({ key }) => [key, previousKey(key), changeKey(key)]),
  );
  return columns.map((column) => {
    const kind = kindOf(column, options);
    return { name: column.name, kind, valueOf: reader(column.name, kind, quotients.has(column.name)) };
  });
}

function kindOf({ type }: ReportColumn, { numbers, decimals }: EncodingOptions): ColumnKind {
  switch (type) {
    case 'STRING':
      return 'text';
    case 'BOOLEAN':
      return 'boolean';
    case 'DATETIME':
      return 'instant';
    case 'FLOAT':
      return 'double';
    case 'INTEGER':
      return numbers === 'FLOAT' ? 'double' : 'integer';
    case 'DECIMAL':
      return numbers === 'FLOAT' ? 'double' : decimals === 'text' ? 'text' : 'decimal';
  }
}

function reader(name: string, kind: ColumnKind, isQuotient: boolean): TypedColumn['valueOf'] {
  switch (kind) {
    case 'text':
      return (cell) => (cell === null ? null : String(cell));
    case 'double':
    case 'boolean':
      return (cell) => cell;
    case 'instant':
      return (cell) => (cell === null ? null : BigInt(Date.parse(String(cell))));
    case 'decimal':
      return (cell) => (cell === null ? null : fixedUnits(name, String(cell), isQuotient));
    case 'integer':
      return (cell) => (cell === null ? null : integer(name, BigInt(cell)));
  }
}

function integer(name: string, value: bigint): bigint {
  if (value <= LARGEST_INTEGER && value >= -LARGEST_INTEGER) return value;
  throw new InputError('numbers', `"${name}" has a number of more than 64 bits: ask for numbers=FLOAT`);
}

/** Rows that become one group of a file: columns of the same length, some of them empty. */
export type ColumnGroup = readonly (readonly (ColumnValue | null)[])[];

/** Cells of a group: what it costs in memory, and for how long it is encoded in one go. */
const GROUP_CELLS = 40_000;
/** Gathers rows, and hands them over as groups of columns of a size that does not depend on how they come. */
export class ColumnGroups {
  readonly #size: number;
  #columns: (ColumnValue | null)[][] = [];
  #rows = 0;

  constructor(private readonly columns: readonly TypedColumn[]) {
    this.#size = Math.max(1, Math.floor(GROUP_CELLS / columns.length));
    this.#clear();
  }

  /** Adds rows; the groups that they complete. */
  *add(batch: readonly (readonly Cell[])[]): Generator<ColumnGroup> {
    for (const cells of batch) {
      let place = 0;
      for (const { valueOf } of this.columns) {
        this.#columns[place]?.push(valueOf(cells[place] ?? null));
        place += 1;
      }
      if (++this.#rows === this.#size) yield* this.rest();
    }
  }

  /** What is left, if anything is. */
  *rest(): Generator<ColumnGroup> {
    if (this.#rows === 0) return;
    const group = this.#columns;
    this.#clear();
    yield group;
  }

  #clear(): void {
    this.#rows = 0;
    this.#columns = this.columns.map(() => []);
  }
}
