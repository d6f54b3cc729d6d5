import { attemptsIn, type FunnelOrder } from './funnel-attempts.js';
import { FunnelCell } from './funnel-cell.js';
import { FunnelWalk } from './funnel-walk.js';
import type { Journeys } from './journeys.js';
import { LoopTurns } from './loop-turns.js';
import { People, type Identities } from './people.js';
import { StepSort } from './step-sort.js';
import { timelinesOf, type Timelines } from './timelines.js';
import { traitRanks } from './trait-ranks.js';

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
  /** The present: who entered no longer than the conversion window ago may have time left. */
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

/**
 * Follows everybody through the funnel. A person counts once in the total and in one segment, with the attempt that
 * `FunnelWalk` finds, and once in each bucket that it entered in, with the furthest that began there.
 */
export async function funnelOf(
  journeys: Journeys,
  identities: Identities,
  question: FunnelQuestion,
): Promise<FunnelFigures> {
  const { steps, order, conversionWindow, buckets, segment } = question;
  const places = Array.from({ length: ALL_STEPS }, (_, step) => {
    const place = steps.indexOf(step);
    return place < 0 ? steps.length : place;
  });
  const people = new People(identities);
  const timelines = await timelinesOf(journeys, people, {
    places,
    length: steps.length,
    withOthers: order === 'STRICT',
  });
  const total = new FunnelCell(steps.length);
  const segments = new Map<string | null, FunnelCell>();
  const trend = buckets.map(() => steps.map(() => 0));
  const walk = new FunnelWalk(
    timelines,
    steps.length,
    attemptsIn(order, timelines, steps.length, conversionWindow),
    { ...question, mayEnter: mayEnter(timelines, journeys, question) },
    (bucket, depth) => {
      const counts = trend[bucket] ?? [];
      for (let step = 0; step < depth; step++) counts[step] = (counts[step] ?? 0) + 1;
    },
  );
  const segmentOf = segmenter(timelines, journeys, question);
  const turns = new LoopTurns();
  const sorter = new StepSort(await traitRanks(journeys), turns);

  for (let person = 0; person < people.count; person++) {
    const [begin, end] = [timelines.begins[person] ?? 0, timelines.begins[person + 1] ?? 0];
    const turn = turns.after(1 + end - begin);
    if (turn !== null) await turn;
    const sorted = sorter.sort(timelines, begin, end);
    if (sorted !== null) await sorted;
    const depth = walk.furthest(begin, end);
    if (depth === 0) continue;
    total.count(depth, timelines.time, walk.at, walk.hasTimeLeft);
    if (segment === null) continue;
    const value = segmentOf(walk.at.subarray(0, depth));
    let cell = segments.get(value);
    if (cell === undefined) segments.set(value, (cell = new FunnelCell(steps.length)));
    cell.count(depth, timelines.time, walk.at, walk.hasTimeLeft);
  }
  return { total, segments, trend };
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
