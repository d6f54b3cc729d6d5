import { entry } from '../catalogue/dataset.js';
import { neededPartials } from './measure-sql.js';
import type { AnalyticsQuery } from './query.js';
import type { Select } from './select.js';
import { asText, type SourceColumns } from './source.js';

/** What a collecting query reads of its source. */
export function collectedColumns({ dataset, dimensions, measures }: AnalyticsQuery): SourceColumns {
  const kept = measures.map((key) => entry(dataset.measures, key));
  for (const { key, merge } of kept) {
    if (merge.rule !== 'concat') throw new Error(`${key} is not made of bytes, so it cannot be collected`);
  }
  return { dimensions, partials: neededPartials(dataset, kept), at: true };
}

/**
 * Writes the rows of a source as a row a UTC day. A dimension is a line for each of them, escaped as COPY does (a line
 * feed as \n, a backslash as \\, no value as \N); a measure is, in base64, for each of them its length in four bytes
 * and then its bytes.
 */
export function collected(query: AnalyticsQuery, source: string): Select {
  const { dataset, dimensions, measures } = query;
  const lines = dimensions.map((key) => {
    const { column, type } = entry(dataset.dimensions, key);
    return `string_agg(coalesce(${escaped(asText(column, type))}, '\\N'), E'\\n')`;
  });
  const bytes = collectedColumns(query).partials.map(
    ({ column }) => `encode(string_agg(int4send(octet_length(${column})) || ${column}, ''::bytea), 'base64')`,
  );
  const outputs = [...lines, ...bytes].map((expression, place) => `${expression} AS c${place}`);
  return {
    text: `SELECT ${outputs.join(', ')}\nFROM (${source}) AS source\nGROUP BY time_bucket(interval '1 day', at)`,
    columns: [...dimensions, ...measures],
  };
}

const escaped = (text: string): string => `replace(replace(${text}, '\\', '\\\\'), E'\\n', '\\n')`;
