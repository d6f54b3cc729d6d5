import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FunnelWalk, type FunnelOrder, type Stretch } from '../../../src/insight/funnel-walk.js';
import { attemptAt, counted } from '../../support/oracle/funnel-attempts.js';

const ORDERS = ['ORDERED', 'STRICT', 'UNORDERED'] as const;

/** A person's events, and what is asked of them. */
interface Life {
  readonly length: number;
  readonly window: number;
  readonly from: number;
  readonly to: number;
  readonly events: readonly { readonly at: number; readonly step: number; readonly isAllowed: boolean }[];
}

/** Few instants, so that many events are at once and many lie on edges. */
const life: fc.Arbitrary<Life> = fc
  .record({
    length: fc.integer({ min: 1, max: 6 }),
    window: fc.integer({ min: 0, max: 15 }),
    from: fc.integer({ min: 0, max: 12 }),
    span: fc.integer({ min: 1, max: 25 }),
    events: fc.array(
      fc.record({
        at: fc.integer({ min: 0, max: 24 }),
        step: fc.nat(6),
        isAllowed: fc.integer({ min: 0, max: 3 }).map((drawn) => drawn > 0),
      }),
      { maxLength: 24 },
    ),
  })
  .map(({ length, window, from, span, events }) => ({
    ...{ length, window, from, to: from + span },
    events: events
      .map((event) => ({ ...event, step: Math.min(event.step, length) }))
      .sort((a, b) => a.at - b.at || a.step - b.step),
  }));

/** The events of the attempt that counts, and the same found one entry after another. */
function both({ length, window, from, to, events }: Life, order: FunnelOrder): [number[], number[]] {
  // A funnel does not see steps that it does not have, unless nothing may lie between.
  const shown = order === 'STRICT' ? events : events.filter(({ step }) => step < length);
  // Others' events lie around.
  const stranger = { at: from, step: 0, isAllowed: true };
  const line = [stranger, ...shown, stranger];
  const walk = new FunnelWalk(
    { time: Float64Array.from(line, ({ at }) => at), place: Uint8Array.from(line, ({ step }) => step) },
    length,
    order,
    window,
    (event) => line[event]?.isAllowed === true,
  );
  const stretch: Stretch = { begin: 1, end: line.length - 1, from, to };
  const depth = walk.furthest(stretch);
  const steps = Array.from({ length }, (_, step) => step);
  const attempts = shown.flatMap(({ at, isAllowed }, place) => {
    const attempt = attemptAt(shown, place, { steps, order, conversionWindow: window });
    expect(walk.enters(place + 1, from, to)).toBe(attempt !== null && isAllowed && at >= from && at < to);
    return attempt !== null && isAllowed && at >= from && at < to ? [attempt] : [];
  });
  return [[...walk.at.subarray(0, depth)].map((event) => event - 1), [...(counted(attempts) ?? [])]];
}

describe.each(ORDERS)('%s', (order) => {
  test('the attempt that counts is that of a naive enumeration', () => {
    fc.assert(
      fc.property(life, (one) => {
        const [found, wanted] = both(one, order);
        expect(found).toEqual(wanted);
      }),
      { numRuns: 3000 },
    );
  });

  test('a walk can be taken again', () => {
    const time = Float64Array.of(0, 1, 2, 3, 4, 5);
    const walk = new FunnelWalk({ time, place: Uint8Array.of(0, 1, 2, 0, 1, 2) }, 3, order, 5, () => true);
    const whole = { begin: 0, end: 6, from: 0, to: 6 };
    const first = [walk.furthest(whole), ...walk.at];
    expect(walk.furthest({ begin: 3, end: 5, from: 0, to: 6 })).toBe(2);
    expect(walk.furthest({ begin: 0, end: 6, from: 7, to: 9 })).toBe(0);
    expect([walk.furthest(whole), ...walk.at]).toEqual(first);
  });

  test.each([
    ['repeats one step', () => 0],
    ['goes round', (event: number) => event % 6],
    ['goes back and forth', (event: number) => [0, 1, 0, 1, 2, 1, 2, 3, 2, 1][event % 10] ?? 0],
    ['goes backwards', (event: number) => 5 - (event % 6)],
    ['takes the last step never', (event: number) => event % 5],
  ])('a bot of 5,000 events that %s is followed to the end', (_, placeOf) => {
    const count = 5000;
    const place = Uint8Array.from({ length: count }, (_unused, event) => placeOf(event));
    const time = Float64Array.from({ length: count }, (_unused, event) => event);
    const walk = new FunnelWalk({ time, place }, 6, order, count, () => true);
    const depth = walk.furthest({ begin: 0, end: count, from: 0, to: count });
    const events = Array.from(place, (step, at) => ({ step, at }));
    const rules = { steps: [0, 1, 2, 3, 4, 5], order, conversionWindow: count };
    const attempts = events.flatMap((_unused, entry) => {
      const attempt = attemptAt(events, entry, rules);
      return attempt === null ? [] : [attempt];
    });
    expect([...walk.at.subarray(0, depth)]).toEqual(counted(attempts));
  });
});

/** Events written as step and time. */
function furthest(
  order: FunnelOrder,
  window: number,
  events: readonly (readonly [number, number])[],
): number[] {
  const walk = new FunnelWalk(
    { place: Uint8Array.from(events, ([step]) => step), time: Float64Array.from(events, ([, at]) => at) },
    3,
    order,
    window,
    () => true,
  );
  const depth = walk.furthest({ begin: 0, end: events.length, from: -Infinity, to: Infinity });
  return [...walk.at.subarray(0, depth)];
}

test.each<[string, FunnelOrder, number, (readonly [number, number])[], number[]]>([
  [
    'the edge of the window is in it',
    'ORDERED',
    10,
    [
      [0, 0],
      [1, 10],
    ],
    [0, 1],
  ],
  [
    'behind the edge nothing is',
    'ORDERED',
    10,
    [
      [0, 0],
      [1, 11],
    ],
    [0],
  ],
  [
    'the window is that of the entry, not of the step before',
    'ORDERED',
    10,
    [
      [0, 0],
      [1, 6],
      [2, 12],
    ],
    [0, 1],
  ],
  [
    'the last of equal attempts counts',
    'ORDERED',
    9,
    [
      [0, 0],
      [1, 1],
      [0, 2],
      [1, 3],
    ],
    [2, 3],
  ],
  [
    'a deeper attempt counts before a later one',
    'ORDERED',
    9,
    [
      [0, 0],
      [1, 1],
      [2, 2],
      [0, 3],
      [1, 4],
    ],
    [0, 1, 2],
  ],
  [
    'the first of each step behind the one before',
    'ORDERED',
    9,
    [
      [1, 0],
      [0, 1],
      [2, 2],
      [1, 3],
      [1, 4],
      [2, 5],
      [2, 6],
    ],
    [1, 3, 5],
  ],
  [
    'the same step again breaks a strict attempt',
    'STRICT',
    9,
    [
      [0, 0],
      [0, 1],
      [1, 2],
      [1, 3],
      [2, 4],
    ],
    [1, 2],
  ],
  [
    'another step breaks a strict attempt',
    'STRICT',
    9,
    [
      [0, 0],
      [3, 1],
      [1, 2],
    ],
    [0],
  ],
  [
    'another step at the same time comes behind',
    'STRICT',
    9,
    [
      [0, 0],
      [1, 1],
      [3, 1],
      [2, 2],
    ],
    [0, 1],
  ],
  [
    'any order, the first of each kind',
    'UNORDERED',
    9,
    [
      [2, 0],
      [2, 1],
      [0, 2],
      [1, 3],
      [0, 4],
    ],
    [1, 2, 3],
  ],
  [
    'any order, the edge included',
    'UNORDERED',
    3,
    [
      [2, 0],
      [0, 1],
      [1, 3],
    ],
    [0, 1, 2],
  ],
])('%s (%s)', (_, order, window, events, expected) => {
  expect(furthest(order, window, events)).toEqual(expected);
});
