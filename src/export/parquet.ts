import type { SchemaElement } from 'hyparquet';
import { ColumnGroups, typedColumns, type ColumnGroup, type ColumnKind } from './columnar.js';
import type { MakeEncoder } from './encoder.js';
import { FIXED_DECIMAL } from './fixed-decimal.js';

const TYPES: Readonly<Record<ColumnKind, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  integer: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  instant: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  decimal: {
    type: 'FIXED_LEN_BYTE_ARRAY',
    type_length: 16,
    converted_type: 'DECIMAL',
    ...FIXED_DECIMAL,
    logical_type: { type: 'DECIMAL', ...FIXED_DECIMAL },
  },
};

/** Parquet, Snappy inside, all columns nullable. What it was made of stands under the key `gaugeway`. */
export const parquetEncoder: MakeEncoder = async (report, options) => {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const columns = typedColumns(report, options);
  const groups = new ColumnGroups(columns);
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    createdBy: 'gaugeway',
    schema: [
      { name: 'report', num_children: columns.length },
      ...columns.map(({ name, kind }) => ({ name, repetition_type: 'OPTIONAL' as const, ...TYPES[kind] })),
    ],
  });
  /** What has been written since the last time; the writer goes on to count the offsets. */
  const taken = (): Uint8Array => {
    const written = bytes.getBytes().slice();
    bytes.index = 0;
    return written;
  };
  const write = (found: Iterable<ColumnGroup>): Uint8Array => {
    for (const group of found) {
      const columnData = columns.map(({ name }, place) => ({ name, data: [...(group[place] ?? [])] }));
      void writer.write({ columnData, rowGroupSize: group[0]?.length ?? 1 });
    }
    return taken();
  };
  return {
    begin: taken,
    rows: (batch) => write(groups.add(batch)),
    rest: () => write(groups.rest()),
    end: (meta) => {
      writer.kvMetadata = [{ key: 'gaugeway', value: JSON.stringify(meta) }];
      void writer.finish();
      return taken();
    },
  };
};
