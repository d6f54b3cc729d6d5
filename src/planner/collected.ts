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

/** Bytes of a piece: 64 KiB of text, which a driver makes strings of far faster than of larger ones. */
const PIECE = 49_152;

/**
 * Writes the rows of a source as pieces of UTC days, told apart by `day` and numbered from 0 under `piece`. A dimension
 * is a line for each row, all in the first piece, escaped as COPY does (a line feed as \n, a backslash as \\, no value as
 * \N). The measure is for each row its length in four bytes and then its bytes, all cut into pieces, each in base64.
 */
export function collected(query: AnalyticsQuery, source: string): Select {
  const { dataset, dimensions, measures } = query;
  const lines = dimensions.map((key, place) => {
    const { column, type } = entry(dataset.dimensions, key);
    const text = `string_agg(coalesce(${escaped(asText(column, type))}, '\\N'), E'\\n')`;
    return { inner: `${text} AS lines${place}`, outer: `CASE WHEN piece = 0 THEN lines${place} END` };
  });
  const [partial, ...others] = collectedColumns(query).partials;
  if (partial === undefined || others.length > 0) throw new Error('one measure at a time is collected');
  const bytes = `string_agg(int4send(octet_length(${partial.column})) || ${partial.column}, ''::bytea) AS bytes`;
  const inner = [`time_bucket(interval '1 day', at) AS day`, ...lines.map((line) => line.inner), bytes];
  const outer = [
    'day::text',
    'piece::text',
    ...lines.map((line) => line.outer),
    `encode(substring(bytes FROM piece * ${PIECE} + 1 FOR ${PIECE}), 'base64')`,
  ];
  return {
    text: [
      `SELECT ${outer.map((expression, place) => `${expression} AS c${place}`).join(', ')}`,
      `FROM (SELECT ${inner.join(', ')} FROM (${source}) AS source GROUP BY 1) AS days,`,
      `     generate_series(0, (octet_length(bytes) - 1) / ${PIECE}) AS piece`,
    ].join('\n'),
    columns: ['day', 'piece', ...dimensions, ...measures],
  };
}

const escaped = (text: string): string => `replace(replace(${text}, '\\', '\\\\'), E'\\n', '\\n')`;
