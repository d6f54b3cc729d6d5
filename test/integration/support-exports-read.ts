import { expect } from '@jest/globals';
import { tableFromIPC } from 'apache-arrow';
import { parse } from 'csv-parse/sync';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { decimalText } from '../../src/decimal.js';

/** A column as GraphQL describes it. */
export interface Column {
  readonly name: string;
  readonly type: string;
}
export type Row = readonly unknown[];

/** Digits behind the point in columns of one type. */
const SCALE = 20;

/** The cells of a CSV file; csv-parse tells an empty text from none by its quotes. */
export function readCsv(text: string, columns: readonly Column[]): Row[] {
  const [header, ...rows] = parse(text, {
    recordDelimiter: '\r\n',
    cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
  }) as unknown as (string | null)[][];
  expect(header).toEqual(columns.map(({ name }) => name));
  return rows.map((cells) => cells.map((cell, place) => ofText(cell, columns[place]?.type ?? '')));
}

function ofText(cell: string | null, type: string): unknown {
  if (cell === null) return null;
  if (type === 'FLOAT') return Number(cell);
  if (type === 'INTEGER') return Number.isSafeInteger(Number(cell)) ? Number(cell) : cell;
  return type === 'BOOLEAN' ? cell === 'true' : cell;
}

/** The cells of an NDJSON file. */
export function readNdjson(text: string, columns: readonly Column[]): Row[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => {
    const row = JSON.parse(line) as Record<string, unknown>;
    expect(Object.keys(row)).toEqual(columns.map(({ name }) => name));
    return Object.values(row);
  });
}

/** The cells of a Parquet file, by hyparquet. It makes doubles of decimals, so these are asked for as their bytes. */
export async function readParquet(file: ArrayBuffer, columns: readonly Column[]): Promise<Row[]> {
  const metadata = parquetMetadata(file);
  const [, ...elements] = metadata.schema;
  expect(elements.map(({ name }) => name)).toEqual(columns.map(({ name }) => name));
  const types = elements.map(({ logical_type: logical, type }) => logical?.type ?? type);
  for (const element of elements.filter((_, place) => types[place] === 'DECIMAL')) {
    delete element.converted_type;
    delete element.logical_type;
  }
  const rows = await parquetReadObjects({ file, metadata, utf8: false });
  return rows.map((row) => columns.map(({ name, type }, place) => ofParquet(row[name], type, types[place])));
}

function ofParquet(value: unknown, type: string, stored: string | undefined): unknown {
  if (value === null || value === undefined) return null;
  if (stored === 'DECIMAL') {
    const units = (value as Uint8Array).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    return decimalText(BigInt.asIntN(128, units), SCALE);
  }
  return ofTyped(value, type);
}

/** A value of a reader as GraphQL would write it. */
function ofTyped(value: unknown, type: string): unknown {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  return type === 'DATETIME' ? new Date(value as Date | number).toISOString() : value;
}

/** The cells of an Arrow stream, by apache-arrow. */
export function readArrow(file: ArrayBuffer, columns: readonly Column[]): Row[] {
  const table = tableFromIPC(new Uint8Array(file));
  const { fields } = table.schema;
  expect(fields.map(({ name }) => name)).toEqual(columns.map(({ name }) => name));
  return Array.from({ length: table.numRows }, (_, row) =>
    columns.map(({ type }, place) => {
      const value: unknown = table.getChildAt(place)?.get(row);
      if (value === null || value === undefined) return null;
      if (!String(fields[place]?.type).startsWith('Decimal')) return ofTyped(value, type);
      const units = [...(value as Uint32Array)].reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
      return decimalText(BigInt.asIntN(128, units), SCALE);
    }),
  );
}

/** The cells of a JSON file, and the columns that it describes. */
export function readJson(text: string): { columns: unknown; rows: Row[]; meta: Record<string, unknown> } {
  return JSON.parse(text) as never;
}
