import type * as Module from 'apache-arrow';
import type { Data, DataType } from 'apache-arrow';
import {
  ColumnGroups,
  typedColumns,
  type ColumnGroup,
  type ColumnKind,
  type ColumnValue,
} from './columnar.js';
import { boolBits, decimalWords, textBytes, validity } from './arrow-buffers.js';
import type { MakeEncoder } from './encoder.js';
import { FIXED_DECIMAL } from './fixed-decimal.js';

type Arrow = typeof Module;

/** An Arrow IPC stream, all columns nullable. */
export const arrowEncoder: MakeEncoder = async (report, options) => {
  const arrow = await import('apache-arrow');
  const columns = typedColumns(report, options);
  const schema = new arrow.Schema(
    columns.map(({ name, kind }) => new arrow.Field(name, typeOf(arrow, kind), true)),
  );
  const groups = new ColumnGroups(columns);
  let written: Uint8Array[] = [];
  class Written extends arrow.AsyncByteQueue {
    override write(bytes: Uint8Array): void {
      written.push(bytes);
    }
  }
  const writer = new arrow.RecordBatchStreamWriter({ autoDestroy: false });
  writer.reset(new Written(), schema);
  const taken = (): Uint8Array => {
    const bytes = Buffer.concat(written);
    written = [];
    return bytes;
  };
  const write = (found: Iterable<ColumnGroup>): Uint8Array => {
    for (const group of found) {
      const length = group[0]?.length ?? 0;
      const children = columns.map(({ kind }, place) => vectorOf(arrow, kind, group[place] ?? []));
      const struct = arrow.makeData({
        type: new arrow.Struct(schema.fields),
        length,
        nullCount: 0,
        children,
      });
      writer.write(new arrow.RecordBatch(schema, struct));
    }
    return taken();
  };
  return {
    begin: taken,
    rows: (batch) => write(groups.add(batch)),
    rest: () => write(groups.rest()),
    end: () => {
      writer.finish();
      return taken();
    },
  };
};

function typeOf(arrow: Arrow, kind: ColumnKind): DataType {
  switch (kind) {
    case 'text':
      return new arrow.Utf8();
    case 'integer':
      return new arrow.Int64();
    case 'double':
      return new arrow.Float64();
    case 'boolean':
      return new arrow.Bool();
    case 'instant':
      return new arrow.TimestampMillisecond('UTC');
    case 'decimal':
      return new arrow.Decimal(FIXED_DECIMAL.scale, FIXED_DECIMAL.precision, 128);
  }
}

/** A column's buffers: built at once, which costs a fraction of the package's builders. */
function vectorOf(arrow: Arrow, kind: ColumnKind, values: readonly (ColumnValue | null)[]): Data {
  const length = values.length;
  const { nullBitmap, nullCount } = validity(values);
  const props = { type: typeOf(arrow, kind), length, nullCount, nullBitmap };
  switch (kind) {
    case 'text': {
      const { data, valueOffsets } = textBytes(values as readonly (string | null)[]);
      return arrow.makeData({ ...props, data, valueOffsets } as never);
    }
    case 'integer':
    case 'instant':
      return arrow.makeData({
        ...props,
        data: BigInt64Array.from(values as readonly (bigint | null)[], (value) => value ?? 0n),
      } as never);
    case 'double':
      return arrow.makeData({
        ...props,
        data: Float64Array.from(values as readonly (number | null)[], (value) => value ?? 0),
      } as never);
    case 'boolean':
      return arrow.makeData({ ...props, data: boolBits(values) } as never);
    case 'decimal':
      return arrow.makeData({
        ...props,
        data: decimalWords(values as readonly (bigint | null)[]),
      } as never);
  }
}
