import { expect, test } from '@jest/globals';
import { attemptsIn, type FunnelOrder } from '../../../src/insight/funnel-attempts.js';
import { FunnelWalk } from '../../../src/insight/funnel-walk.js';

/** The attempt that counts of events that are written as step@time, and whether any can still go on. */
function told(
  order: FunnelOrder,
  conversionWindow: number,
  written: string,
  now = 0,
): { at: number[]; hasTimeLeft: boolean } {
  const events = written.split(' ').map((event) => event.split('@').map(Number));
  const timeline = {
    place: Uint8Array.from(events, ([step = NaN]) => step),
    time: Float64Array.from(events, ([, time = NaN]) => time),
  };
  const walk = new FunnelWalk(
    timeline,
    3,
    attemptsIn(order, timeline, 3, conversionWindow),
    { from: 0, to: Infinity, mayEnter: () => true, conversionWindow, now, buckets: [0] },
    () => undefined,
  );
  const depth = walk.furthest(0, events.length);
  return { at: [...walk.at.subarray(0, depth)], hasTimeLeft: walk.hasTimeLeft };
}

// An event is the place of its step in a funnel of three, and when it was taken.
test.each<[string, FunnelOrder, number, string, number[]]>([
  ['the edge of the window is in it', 'ORDERED', 10, '0@0 1@10', [0, 1]],
  ['behind the edge nothing is', 'ORDERED', 10, '0@0 1@11', [0]],
  ['the window is that of the entry, not of the step before', 'ORDERED', 10, '0@0 1@6 2@12', [0, 1]],
  ['of equal attempts the first that got there', 'ORDERED', 9, '0@0 1@1 0@2 1@3', [0, 1]],
  ['of those that get there at once the last', 'ORDERED', 9, '0@0 0@1 1@2', [1, 2]],
  ['of those whose window still holds', 'ORDERED', 3, '0@0 1@1 0@2 1@3 2@4', [2, 3, 4]],
  ['the earlier one goes further', 'ORDERED', 9, '0@0 1@1 0@2 2@3', [0, 1, 3]],
  ['the later one caught up', 'ORDERED', 9, '0@0 1@1 0@2 1@3 2@4', [2, 3, 4]],
  ['a deeper attempt before a later one', 'ORDERED', 9, '0@0 1@1 2@2 0@3 1@4', [0, 1, 2]],
  ['the goal is reached once', 'ORDERED', 9, '0@0 1@1 2@2 0@3 1@4 2@5', [0, 1, 2]],
  ['the first of each step behind the one before', 'ORDERED', 9, '1@0 0@1 2@2 1@3 1@4 2@5 2@6', [1, 3, 5]],
  ['the step just reached may come again', 'STRICT', 9, '0@0 1@1 1@2 2@3', [0, 1, 3]],
  ['step 1 again begins anew', 'STRICT', 9, '0@0 0@1 1@2', [1, 2]],
  ['a step that was reached before breaks', 'STRICT', 9, '0@0 1@1 0@2 2@3', [0, 1]],
  ['a step that comes too early breaks', 'STRICT', 9, '0@0 2@1 1@2', [0]],
  ["a step that is not the funnel's breaks", 'STRICT', 9, '0@0 3@1 1@2', [0]],
  ['such a step at the same time comes behind', 'STRICT', 9, '0@0 1@1 3@1 2@2', [0, 1]],
  ['any order, the first of each kind', 'UNORDERED', 9, '2@0 2@1 0@2 1@3 0@4', [0, 2, 3]],
  ['any order, the edge included', 'UNORDERED', 3, '2@0 0@1 1@3', [0, 1, 2]],
  ['any order, the first that got there', 'UNORDERED', 9, '0@0 1@1 0@2 1@3', [0, 1]],
  ['any order, as far back as the window', 'UNORDERED', 2, '0@0 0@1 1@3 2@3', [1, 2, 3]],
])('%s (%s)', (_, order, window, events, expected) => {
  expect(told(order, window, events).at).toEqual(expected);
});

// The present is 10.
test.each<[string, FunnelOrder, number, string, boolean]>([
  ['the edge of the window', 'ORDERED', 5, '0@5', true],
  ['behind it', 'ORDERED', 5, '0@4', false],
  ['a later attempt than the one that counts', 'ORDERED', 5, '0@1 1@2 0@6', true],
  ['another step does not matter', 'ORDERED', 5, '0@6 2@7', true],
  ['another step ends it', 'STRICT', 5, '0@6 2@7', false],
  ["one that is not the funnel's, too", 'STRICT', 5, '0@6 3@7', false],
  ['the same again does not', 'STRICT', 5, '0@6 1@7 1@8', true],
  ['only the attempt before ended', 'STRICT', 5, '0@6 2@7 0@8', true],
  ['any step is an entry', 'UNORDERED', 5, '0@0 1@1 1@6', true],
  ['none of them is young', 'UNORDERED', 5, '0@0 1@1 1@4', false],
])('time left: %s (%s)', (_, order, window, events, expected) => {
  expect(told(order, window, events, 10).hasTimeLeft).toBe(expected);
});
