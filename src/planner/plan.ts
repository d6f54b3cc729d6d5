import type { Dataset } from '../catalogue/dataset.js';
import { Bindings } from './bindings.js';
import { chooseRollups, type Consideration } from './choose.js';
import { cover, type Piece } from './cover.js';
import type { AnalyticsQuery, QueryScope } from './query.js';
import type { ReadPart } from './report-groups.js';
import { partsOf } from './report-reads.js';
import { reported } from './report.js';
import { normalize, type InstantRange } from './ranges.js';
import { selectFor } from './select.js';

/** What was planned for one of a statement's queries. */
export interface PlannedQuery {
  readonly query: AnalyticsQuery;
  /** Keys of the columns behind the part's number. */
  readonly columns: readonly string[];
  /** Relations that are read, coarsest first. */
  readonly sources: readonly string[];
  /** What of the range is read from the raw rows. Ascending, disjoint. */
  readonly rawRanges: readonly InstantRange[];
  /** Every rollup of the dataset, and why it is not read. */
  readonly considered: readonly Consideration[];
}

/**
 * A statement that answers several queries. Each of its rows has the number of its query, then that query's columns, all
 * as text.
 */
export interface Plan {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly parts: readonly PlannedQuery[];
}

interface PlannedPart extends ReadPart {
  readonly considered: readonly Consideration[];
}

/** Where the rollups of a dataset may lack rows: ascending, disjoint, whole quarter-hours. */
export type Dirty = (dataset: Dataset) => readonly InstantRange[];

/**
 * Plans queries as one statement: which relations each reads, cut so that each event is counted exactly once.
 *
 * `dirty` are the ranges in which the rollups may lack rows that were committed before the query: they are read from the
 * raw rows. Ranges that are given as they are hold for every dataset.
 */
export function plan(
  queries: readonly AnalyticsQuery[],
  scope: QueryScope,
  dirty: Dirty | readonly InstantRange[],
): Plan {
  const bindings = new Bindings();
  const dirtyOf = typeof dirty === 'function' ? dirty : () => dirty;
  const planned = queries.map((query) => {
    const { report } = query;
    const parts = (report == null ? [{ query, isBefore: false }] : partsOf(query, report, scope)).map(
      (one, place): PlannedPart => {
        const { rollups, considered } = chooseRollups(one.query, scope);
        const pieces = cover(one.query.range, rollups, dirtyOf(one.query.dataset));
        return { ...one, name: `part${place}`, considered, pieces };
      },
    );
    const pieces = parts.flatMap((one) => one.pieces);
    const { text: rows, columns } =
      report == null
        ? selectFor(pieces, query, scope, bindings)
        : reported(query, report, parts, scope, bindings);
    const text = query.packed === true ? packed(rows, columns, query) : rows;
    const part = {
      query,
      columns,
      sources: [...new Set(pieces.map(({ rollup }) => rollup?.relation ?? query.dataset.relation))],
      rawRanges: normalize(pieces.flatMap(({ rollup, ranges }) => (rollup === null ? ranges : []))),
      considered: (parts[0]?.considered ?? []).map((one) => withUse(one, pieces)),
    };
    return { text, part };
  });
  const width = Math.max(...planned.map(({ part }) => part.columns.length));
  const selects = planned.map(({ text, part: { columns } }, number) => {
    const names = Array.from({ length: width }, (_, place) =>
      place < columns.length ? `c${place}` : `NULL::text AS c${place}`,
    );
    return `SELECT ${[`${number}::int AS part`, ...names].join(', ')} FROM (\n${text}\n) AS answer`;
  });
  return {
    text: selects.join('\nUNION ALL\n'),
    values: bindings.values,
    parts: planned.map(({ part }) => part),
  };
}

/** The rows of a select, those of all buckets of a group as one. */
function packed(text: string, columns: readonly string[], { dimensions }: AnalyticsQuery): string {
  const isKey = (place: number): boolean => dimensions.includes(columns[place] ?? '');
  const places = columns.map((_, place) => place);
  const cells = places.map((place) =>
    isKey(place) ? `c${place}` : `string_agg(coalesce(c${place}, ''), ',') AS c${place}`,
  );
  const keys = places.filter(isKey).map((place) => `c${place}`);
  return `SELECT ${cells.join(', ')} FROM (\n${text}\n) AS slots\nGROUP BY ${keys.join(', ')}`;
}

/** A rollup that could serve and serves nothing: no whole bucket of it lies in what was left for it. */
function withUse(considered: Consideration, pieces: readonly Piece[]): Consideration {
  const isRead = pieces.some(({ rollup }) => rollup?.relation === considered.relation);
  if (isRead || considered.passedOver !== null) return considered;
  return { ...considered, passedOver: 'no whole and clean bucket of it is left in the range' };
}
