import { PointStatus } from '../schema/enums.js';
import type { TenantScope } from '../src/db/tenant-scope.js';
import type { Dataset } from '../src/catalogue/dataset.js';
import type { AnalyticsRow } from '../src/loaders/analytics-reader.js';
import type { Loaders } from '../src/loaders/loaders.js';
import type { InstantRange } from '../src/planner/ranges.js';
import type { Window } from '../src/planner/window.js';

/** What decides the status of the points of a series. */
export interface SeriesBounds {
  /** An instant in the quarter-hour of the first event, epoch milliseconds; null where there is none. */
  readonly firstEvent: () => Promise<number | null>;
  readonly now: number;
}

/** The bounds of series of a dataset. */
export function boundsOf({ analytics, now }: Loaders, scope: TenantScope, dataset: Dataset): SeriesBounds {
  return { firstEvent: () => analytics.firstEvent(scope, dataset), now };
}

/** A bucket of a window with its rows. */
export interface Slot {
  /** Its start, epoch milliseconds. */
  readonly bucket: number;
  readonly rows: readonly AnalyticsRow[];
  /** What is known of it: nothing, all, or a part that can still grow or has been dropped. */
  readonly statusOf: (isQuiet: boolean) => PointStatus;
}

/**
 * The buckets of a window, each with those of the rows that lie in it, also where there are none. `lost` is what of the
 * window can no longer be answered for.
 */
export async function slotsOf(
  rows: readonly AnalyticsRow[],
  lost: readonly InstantRange[],
  { buckets, end, from, to }: Window,
  { firstEvent, now }: SeriesBounds,
): Promise<Slot[]> {
  const bySlot = new Map<number, AnalyticsRow[]>();
  for (const row of rows) {
    const slot = Number(row['slot']);
    const present = bySlot.get(slot);
    if (present === undefined) bySlot.set(slot, [row]);
    else present.push(row);
  }
  // Where the first bucket has an event, none lies before the first event.
  const first = bySlot.has(0) ? from : await firstEvent();
  return buckets.map((bucket, slot) => {
    const next = buckets[slot + 1] ?? end;
    const meant = { from: Math.max(bucket, from), to: Math.min(next, to) };
    const isLost = lost.some((range) => range.from < meant.to && range.to > meant.from);
    const isBefore = first === null || next <= first;
    const statusOf = (isQuiet: boolean): PointStatus => {
      if (isQuiet && (isBefore || isLost)) return PointStatus.MISSING;
      if (isLost || next > now) return PointStatus.INCOMPLETE;
      return isQuiet ? PointStatus.ZERO : PointStatus.OK;
    };
    return { bucket, rows: bySlot.get(slot) ?? [], statusOf };
  });
}
