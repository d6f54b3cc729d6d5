import { setImmediate } from 'node:timers/promises';
import { FunnelCell } from './funnel-cell.js';
import { FunnelWalk, type FunnelOrder, type Stretch } from './funnel-walk.js';
import type { Journeys } from './journeys.js';
import { peopleOf } from './people.js';
import { timelinesOf, type Timelines } from './timelines.js';

/** What is asked of journeys; instants and lengths are microseconds. */
export interface FunnelQuestion {
  /** The steps in the funnel's order, each by its place in the natural one. */
  readonly steps: readonly number[];
  readonly order: FunnelOrder;
  /** How long after its entry a person may take a step, the edge included. */
  readonly conversionWindow: number;
  /** When attempts may begin: [from, to). */
  readonly from: number;
  readonly to: number;
  /** The present: who entered no longer than the conversion window ago has time left. */
  readonly now: number;
  /** Starts of the buckets of entry, ascending. */
  readonly buckets: readonly number[];
  /** Values of traits that the event must have with which an attempt begins. */
  readonly entryFilters: readonly { readonly trait: string; readonly values: readonly (string | null)[] }[];
  /** The trait to break down by: that of the entry, or the first that any of the steps has; null for none. */
  readonly segment: { readonly trait: string; readonly of: 'entry' | 'steps' } | null;
}

/** What became of people. */
export interface FunnelFigures {
  readonly total: FunnelCell;
  /** By the trait that was asked for; null for people without it. */
  readonly segments: ReadonlyMap<string | null, FunnelCell>;
  /** For each bucket how many of those who entered in it reached each step, as if nobody had entered elsewhere. */
  readonly trend: readonly (readonly number[])[];
}

/** Steps in the natural order. */
const ALL_STEPS = 6;
/** People between two turns of the event loop. */
const PEOPLE_A_TURN = 10_000;

/**
 * Follows everybody through the funnel. A person counts once in the total and in one segment, with the attempt that
 * `FunnelWalk` finds, and once in each bucket that it entered in, with the one that it finds there.
 *
 * @param identities as `peopleOf` needs them
 */
export async function funnelOf(
  journeys: Journeys,
  identities: Journeys,
  question: FunnelQuestion,
): Promise<FunnelFigures> {
  const { steps, order, conversionWindow, from, to, now, buckets, segment } = question;
  const places = Array.from({ length: ALL_STEPS }, (_, step) => {
    const place = steps.indexOf(step);
    return place < 0 ? steps.length : place;
  });
  const people = peopleOf(journeys, identities);
  const timelines = timelinesOf(journeys, people, {
    places,
    length: steps.length,
    withOthers: order === 'STRICT',
  });
  const walk = new FunnelWalk(
    timelines,
    steps.length,
    order,
    conversionWindow,
    mayEnter(timelines, journeys, question),
  );
  const total = new FunnelCell(steps.length);
  const segments = new Map<string | null, FunnelCell>();
  const trend = buckets.map(() => steps.map(() => 0));
  const segmentOf = segmenter(timelines, journeys, question);
  const timeOf = (step: number): number => timelines.time[walk.at[step] ?? 0] ?? NaN;

  for (let person = 0; person < people.count; person++) {
    if (person % PEOPLE_A_TURN === PEOPLE_A_TURN - 1) await setImmediate();
    const stretch = {
      begin: timelines.begins[person] ?? 0,
      end: timelines.begins[person + 1] ?? 0,
      from,
      to,
    };
    const depth = walk.furthest(stretch);
    if (depth === 0) continue;
    const hasTimeLeft = entryOf(walk, timelines) + conversionWindow >= now;
    total.count(depth, timeOf, hasTimeLeft);
    if (segment !== null) {
      const value = segmentOf(walk.at.subarray(0, depth));
      let cell = segments.get(value);
      if (cell === undefined) segments.set(value, (cell = new FunnelCell(steps.length)));
      cell.count(depth, timeOf, hasTimeLeft);
    }
    countByBucket(walk, timelines, stretch, question, depth, (bucket, reached) => {
      const counts = trend[bucket] ?? [];
      for (let step = 0; step < reached; step++) counts[step] = (counts[step] ?? 0) + 1;
    });
  }
  return { total, segments, trend };
}

/** When the attempt that was found began. */
const entryOf = (walk: FunnelWalk, { time }: Timelines): number => time[walk.at[0] ?? 0] ?? NaN;

/** Tells how far a person came in each bucket that it entered in. Changes what the walk has found. */
function countByBucket(
  walk: FunnelWalk,
  { time }: Timelines,
  { begin, end, from, to }: Stretch,
  { buckets, conversionWindow }: FunnelQuestion,
  furthest: number,
  count: (bucket: number, depth: number) => void,
): void {
  let [first, last] = [begin, end - 1];
  while (first < end && !walk.enters(first, from, to)) first++;
  while (last > first && !walk.enters(last, from, to)) last--;
  const lastBucket = bucketOf(buckets, time[last] ?? NaN);
  let bucket = bucketOf(buckets, time[first] ?? NaN);
  if (bucket === lastBucket) {
    count(bucket, furthest);
    return;
  }
  let [event, behind] = [first, first];
  for (; event <= last; event++) {
    if (!walk.enters(event, from, to)) continue;
    bucket = bucketOf(buckets, time[event] ?? NaN);
    const start = Math.max(from, buckets[bucket] ?? from);
    const stop = Math.min(to, buckets[bucket + 1] ?? to);
    while (behind < end && (time[behind] ?? NaN) <= stop + conversionWindow) behind++;
    count(bucket, walk.furthest({ begin: event, end: behind, from: start, to: stop }));
    while (event < last && (time[event + 1] ?? NaN) < stop) event++;
  }
}

/** The bucket that an instant lies in. */
function bucketOf(buckets: readonly number[], time: number): number {
  let [low, high] = [0, buckets.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((buckets[middle] ?? Infinity) <= time) low = middle;
    else high = middle;
  }
  return low;
}

function mayEnter(
  { row }: Timelines,
  { traits }: Journeys,
  { entryFilters }: FunnelQuestion,
): (event: number) => boolean {
  const filters = entryFilters.map(({ trait, values }) => ({
    column: traits.get(trait) ?? [],
    values: new Set(values),
  }));
  if (filters.length === 0) return () => true;
  return (event) => filters.every(({ column, values }) => values.has(column[row[event] ?? -1] ?? null));
}

function segmenter(
  { row }: Timelines,
  { traits }: Journeys,
  { segment }: FunnelQuestion,
): (events: Int32Array) => string | null {
  const column = segment === null ? [] : (traits.get(segment.trait) ?? []);
  const valueOf = (event: number): string | null => column[row[event] ?? -1] ?? null;
  return (events) => {
    const looked = segment?.of === 'entry' ? events.subarray(0, 1) : events;
    for (const event of looked) {
      const value = valueOf(event);
      if (value !== null) return value;
    }
    return null;
  };
}
