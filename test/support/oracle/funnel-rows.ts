import type { CollectedDay } from '../../../src/insight/journeys.js';

/** What one visitor did in a day: values of dimensions, and steps as times in microseconds and numbers. */
export interface JourneyRow {
  readonly values: Readonly<Record<string, string | null>>;
  readonly steps: readonly { readonly at: number; readonly number: number }[];
}

/** A value as COPY writes it, character by character. */
function line(value: string | null): string {
  if (value === null) return '\\N';
  return Array.from(value, (character) =>
    character === '\\' ? '\\\\' : character === '\n' ? '\\n' : character,
  ).join('');
}

/** A journey as the database collects it: its length, then a step as microseconds times eight plus its number. */
function pack({ steps }: JourneyRow): Buffer {
  const bytes = Buffer.alloc(4 + 8 * steps.length);
  bytes.writeInt32BE(8 * steps.length);
  for (const [place, { at, number }] of steps.entries()) {
    bytes.writeBigInt64BE(BigInt(at) * 8n + BigInt(number), 4 + 8 * place);
  }
  return bytes;
}

/** Rows of a day as a statement answers with them. */
export function collectedDay(rows: readonly JourneyRow[]): CollectedDay {
  const columns = new Set(rows.flatMap(({ values }) => Object.keys(values)));
  const lines = Array.from(columns, (key): [string, string] => [
    key,
    rows.map(({ values }) => line(values[key] ?? null)).join('\n'),
  ]);
  const journey = `\\x${Buffer.concat(rows.map(pack)).toString('hex')}`;
  return { ...Object.fromEntries(lines), journey };
}
