import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { attemptsIn, type FunnelOrder, type Timeline } from '../../../src/insight/funnel-attempts.js';
import { FunnelWalk, type Entries } from '../../../src/insight/funnel-walk.js';
import { attemptAt, counted, openUntil, type Attempt } from '../../support/oracle/funnel-attempts.js';

const ORDERS = ['ORDERED', 'STRICT', 'UNORDERED'] as const;

/** A person's events, and what is asked of them. */
interface Life {
  readonly length: number;
  readonly window: number;
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly buckets: readonly number[];
  readonly events: readonly { readonly at: number; readonly step: number; readonly isAllowed: boolean }[];
}

/** What is found of a person. */
interface Found {
  readonly events: readonly number[];
  readonly hasTimeLeft: boolean;
  /** How far it came by bucket, where it entered. */
  readonly depths: ReadonlyMap<number, number>;
}

/** Few instants, so that many events are at once and many lie on edges. */
const life: fc.Arbitrary<Life> = fc
  .record({
    length: fc.integer({ min: 1, max: 6 }),
    window: fc.integer({ min: 0, max: 15 }),
    from: fc.integer({ min: 0, max: 12 }),
    span: fc.integer({ min: 1, max: 25 }),
    now: fc.integer({ min: 0, max: 40 }),
    early: fc.nat(2),
    edges: fc.uniqueArray(fc.integer({ min: 1, max: 24 }), { maxLength: 6 }),
    // Of few kinds, so that ways get far, or of all.
    events: fc.constantFrom(1, 2, 6).chain((kinds) =>
      fc.array(
        fc.record({
          at: fc.integer({ min: 0, max: 24 }),
          step: fc.nat(kinds),
          isAllowed: fc.integer({ min: 0, max: 3 }).map((drawn) => drawn > 0),
        }),
        { maxLength: 24 },
      ),
    ),
  })
  .map(({ length, window, from, span, now, early, edges, events }) => ({
    ...{ length, window, from, to: from + span, now },
    buckets: [from - early, ...edges.map((edge) => from + edge).sort((a, b) => a - b)].filter(
      (start) => start < from + span,
    ),
    events: events
      .map((event) => ({ ...event, step: Math.min(event.step, length) }))
      .sort((a, b) => a.at - b.at || a.step - b.step),
  }));

function walkOver(
  timeline: Timeline,
  length: number,
  order: FunnelOrder,
  entries: Omit<Entries, 'mayEnter'> & Partial<Entries>,
): { follow: (begin: number, end: number) => Found } {
  const depths = new Map<number, number>();
  const walk = new FunnelWalk(
    timeline,
    length,
    attemptsIn(order, timeline, length, entries.conversionWindow),
    { mayEnter: () => true, ...entries },
    (bucket, depth) => {
      expect(depths.has(bucket)).toBe(false);
      depths.set(bucket, depth);
    },
  );
  return {
    follow: (begin, end) => {
      depths.clear();
      const depth = walk.furthest(begin, end);
      const events = [...walk.at.subarray(0, depth)];
      return { events, hasTimeLeft: walk.hasTimeLeft, depths: new Map(depths) };
    },
  };
}

/** What is found of a life among others'. */
function found({ length, window, events, ...entries }: Life, order: FunnelOrder): Found {
  // A funnel does not see steps that it does not have, unless nothing may lie between.
  const shown = order === 'STRICT' ? events : events.filter(({ step }) => step < length);
  const stranger = { at: entries.from, step: 0, isAllowed: true };
  const line = [stranger, ...shown, stranger];
  const timeline = {
    time: Float64Array.from(line, ({ at }) => at),
    place: Uint8Array.from(line, ({ step }) => step),
  };
  const mayEnter = (event: number): boolean => line[event]?.isAllowed === true;
  const walk = walkOver(timeline, length, order, { ...entries, conversionWindow: window, mayEnter });
  const one = walk.follow(1, line.length - 1);
  return { ...one, events: one.events.map((event) => event - 1) };
}

/** The same by following every attempt from its entry. */
function enumerated({ length, window, from, to, now, buckets, events }: Life, order: FunnelOrder): Found {
  const shown = order === 'STRICT' ? events : events.filter(({ step }) => step < length);
  const steps = Array.from({ length }, (_, step) => step);
  const attempts = shown.flatMap(({ at, isAllowed }, place) => {
    const attempt = attemptAt(shown, place, { steps, order, conversionWindow: window });
    return attempt !== null && isAllowed ? [{ at, ...attempt }] : [];
  });
  const enteredWithin = (start: number, end: number): Attempt[] =>
    attempts.filter(({ at }) => at >= start && at < end);
  const all = enteredWithin(from, to);
  const depths = buckets.flatMap((start, bucket): [number, number][] => {
    const own = enteredWithin(Math.max(start, from), Math.min(buckets[bucket + 1] ?? to, to));
    return own.length === 0 ? [] : [[bucket, Math.max(...own.map(({ places }) => places.length))]];
  });
  return {
    events: counted(all, order)?.places ?? [],
    hasTimeLeft: (openUntil(all) ?? -Infinity) >= now,
    depths: new Map(depths),
  };
}

/** Everything from the beginning of time, in one bucket. */
const ALWAYS = { from: -Infinity, to: Infinity, now: Infinity, buckets: [-Infinity] };

describe.each(ORDERS)('%s', (order) => {
  test('is what a naive enumeration of all attempts finds', () => {
    fc.assert(
      fc.property(life, (one) => {
        expect(found(one, order)).toEqual(enumerated(one, order));
      }),
      { numRuns: 4000 },
    );
  });

  test('a walk can be taken again', () => {
    const timeline = { time: Float64Array.of(0, 1, 2, 3, 4, 5), place: Uint8Array.of(0, 1, 2, 0, 1, 2) };
    const walk = walkOver(timeline, 3, order, { ...ALWAYS, conversionWindow: 5 });
    const first = walk.follow(0, 6);
    expect(walk.follow(3, 5).events).toHaveLength(2);
    expect(walk.follow(2, 2).events).toEqual([]);
    expect(walk.follow(0, 6)).toEqual(first);
  });

  test.each([
    ['repeats one step', () => 0],
    ['goes round', (event: number) => event % 6],
    ['goes back and forth', (event: number) => [0, 1, 0, 1, 2, 1, 2, 3, 2, 1][event % 10] ?? 0],
    ['goes backwards', (event: number) => 5 - (event % 6)],
    ['takes the last step never', (event: number) => event % 5],
  ])('a bot of 2,000 events that %s is followed to the end, in 500 buckets', (_, placeOf) => {
    const events = Array.from({ length: 2000 }, (_unused, at) => ({
      at,
      step: placeOf(at),
      isAllowed: true,
    }));
    const bot: Life = {
      ...{ events, length: 6, window: 500, from: 0, to: 2000, now: 2200 },
      buckets: Array.from({ length: 500 }, (_unused, bucket) => bucket * 4),
    };
    expect(found(bot, order)).toEqual(enumerated(bot, order));
  });
});

test.each(ORDERS)('a bot of a million events in 10,000 buckets is one pass: %s', (order) => {
  const count = 1_000_000;
  const time = Float64Array.from({ length: count }, (_, at) => at);
  const place = Uint8Array.from({ length: count }, (_, at) => at % 7);
  const looked = { times: 0 };
  const buckets = Array.from({ length: 10_000 }, (_, bucket) => bucket * 100);
  const mayEnter = (): boolean => looked.times++ >= 0;
  const entries = { ...ALWAYS, buckets, conversionWindow: count, mayEnter };
  const { depths } = walkOver({ time, place }, 6, order, entries).follow(0, count);
  expect(depths.size).toBe(10_000);
  expect(looked.times).toBeLessThanOrEqual(count);
});
