import { describe, expect, test } from '@jest/globals';
import { eventLog } from '../../../src/catalogue/event-log.js';
import { invoice } from '../../../src/catalogue/invoice.js';
import { mcp } from '../../../src/catalogue/mcp.js';
import { usage } from '../../../src/catalogue/usage.js';
import { DirtyRanges, isCovered, KnownDirty, lostOf, rawSinceAt } from '../../../src/loaders/freshness.js';
import { plan } from '../../../src/planner/plan.js';
import type { InstantRange } from '../../../src/planner/ranges.js';

const QUARTER = 900_000;
const DAY = 96 * QUARTER;
/** Quarter-hours by number. */
const quarters = (from: number, to: number): InstantRange => ({ from: from * QUARTER, to: to * QUARTER });

/** A plan for the second day. */
function planned(assumed: readonly InstantRange[]) {
  const range = { from: DAY, to: 2 * DAY };
  const query = { dataset: usage, measures: ['events'], dimensions: [], filters: [], range, buckets: null };
  return plan([query], { tenantId: 'acme', customerId: null }, assumed);
}

describe('whether a plan is right', () => {
  const covered = (assumed: InstantRange[], dirty: InstantRange[], rawSince = 0): boolean =>
    isCovered(
      planned(assumed),
      () => assumed,
      () => dirty,
      () => rawSince,
    );

  test.each<[string, InstantRange[], InstantRange[], boolean]>([
    ['nothing is dirty and nothing was taken for it', [], [], true],
    ['as it was taken to be', [quarters(100, 102)], [quarters(100, 102)], true],
    ['less is dirty', [quarters(100, 110)], [quarters(104, 105)], true],
    ['something else is dirty', [quarters(100, 102)], [quarters(110, 111)], false],
    ['more is dirty', [quarters(100, 102)], [quarters(100, 103)], false],
    ['more is dirty before the range', [], [quarters(94, 96)], true],
    ['more is dirty behind the range', [], [quarters(192, 193)], true],
    ['what is dirty reaches into the range', [], [quarters(94, 97)], false],
  ])('%s', (_, assumed, dirty, isRight) => {
    expect(covered(assumed, dirty)).toBe(isRight);
  });

  test('what is clean by now is read from rollups where its raw rows are past retention', () => {
    expect(covered([quarters(100, 102)], [], 100 * QUARTER)).toBe(true);
    expect(covered([quarters(100, 102)], [], 101 * QUARTER)).toBe(false);
    expect(covered([quarters(100, 102)], [quarters(100, 102)], 101 * QUARTER)).toBe(true);
    expect(covered([quarters(90, 92)], [], 101 * QUARTER)).toBe(true);
  });
});

test('what is lost lies before the raw rows that are kept, of whichever table', () => {
  const read = [quarters(0, 96 * 20), quarters(96 * 990, 96 * 1000)];
  const lost = (dataset: typeof usage, days: number) =>
    lostOf(dataset, read, rawSinceAt(1000 * DAY, days)).map(({ from, to }) => [from / DAY, to / DAY]);
  expect(lost(usage, 1000)).toEqual([]);
  expect(lost(usage, 990)).toEqual([[0, 10]]);
  expect(lost(usage, 5)).toEqual([
    [0, 20],
    [990, 995],
  ]);
  // The log of events keeps 365 days.
  expect(lost(eventLog, 990)).toEqual([[0, 20]]);
  expect(lost(invoice, 5)).toEqual([]);
});

/** What is dirty of usage. */
const dirtyUsage = (...starts: number[]) =>
  new DirtyRanges(starts.map((quarter) => ({ dataset: 'usage', start: quarter * QUARTER })));

test('what is dirty in one dataset is not in another', () => {
  expect(
    isCovered(
      planned([]),
      () => [],
      dirtyUsage(100).of,
      () => 0,
    ),
  ).toBe(false);
  const calls = new DirtyRanges([{ dataset: 'mcp', start: 100 * QUARTER }]);
  expect(
    isCovered(
      planned([]),
      () => [],
      calls.of,
      () => 0,
    ),
  ).toBe(true);
  expect(calls.of(usage)).toEqual([]);
  expect(calls.of(mcp)).toEqual([quarters(100, 101)]);
});

test('what is dirty in either of the datasets that one shows is dirty in it', () => {
  const both = new DirtyRanges([
    { dataset: 'mcp', start: 8 * QUARTER },
    { dataset: 'usage', start: 7 * QUARTER },
  ]);
  expect(both.of({ ...usage, key: 'both', views: ['usage', 'mcp'] })).toEqual([quarters(7, 9)]);
  expect(both.size).toBe(2);
});

test('dirty quarter-hours that touch are one range, in whatever order they come', () => {
  expect(dirtyUsage(5, 3, 4, 9).of(usage)).toEqual([quarters(3, 6), quarters(9, 10)]);
});

describe('what a node remembers', () => {
  test('is the latest of each', () => {
    const known = new KnownDirty();
    expect(known.find('acme')).toBeNull();
    known.keep('acme', dirtyUsage(1));
    const latest = dirtyUsage();
    known.keep('acme', latest);
    expect(known.find('acme')).toBe(latest);
  });

  test('is bounded: lists too long are not kept, and the one unused for longest goes first', () => {
    const known = new KnownDirty();
    const nothing = dirtyUsage();
    known.keep('long', nothing);
    known.keep('long', dirtyUsage(...Array.from({ length: 257 }, (_, i) => 2 * i)));
    expect(known.find('long')).toBeNull();
    known.keep('first', nothing);
    known.keep('second', nothing);
    for (let i = 0; i < 4094; i++) known.keep(`other ${i}`, nothing);
    expect(known.find('first')).toBe(nothing);
    known.keep('one more', nothing);
    expect(known.find('second')).toBeNull();
    expect(known.find('first')).toBe(nothing);
  });
});
