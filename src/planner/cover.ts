import type { Rollup } from '../catalogue/rollup.js';
import { WIDTH_MS } from '../catalogue/rollup.js';
import type { AnalyticsQuery } from './query.js';
import { normalize, subtract, widen, type InstantRange } from './ranges.js';

/** A relation and the ranges of time that are read from it. */
export interface Piece {
  /** Null for the raw rows. */
  readonly rollup: Rollup | null;
  readonly ranges: readonly InstantRange[];
}

/** A query of one range, and what it is read from. */
export interface Read {
  readonly query: AnalyticsQuery;
  readonly pieces: readonly Piece[];
}

/**
 * Cuts a range among rollups, coarsest first, and the raw rows: each instant is read from exactly one of them.
 * A rollup serves its whole buckets in which nothing is dirty; edges and dirty buckets fall to the next finer one.
 */
export function cover(
  range: InstantRange,
  rollups: readonly Rollup[],
  dirty: readonly InstantRange[],
): Piece[] {
  const pieces: Piece[] = [];
  let open: InstantRange[] = [range];
  for (const rollup of rollups) {
    const width = WIDTH_MS[rollup.width];
    const holes = widen(dirty, width);
    const served = open.flatMap(({ from, to }) => {
      const whole = { from: Math.ceil(from / width) * width, to: Math.floor(to / width) * width };
      return whole.from < whole.to ? subtract(whole, holes) : [];
    });
    if (served.length === 0) continue;
    pieces.push({ rollup, ranges: normalize(served) });
    open = open.flatMap((part) => subtract(part, normalize(served)));
  }
  if (open.length > 0) pieces.push({ rollup: null, ranges: normalize(open) });
  return pieces;
}
