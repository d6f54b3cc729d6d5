import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { segmentRows } from '../../resolvers/funnel-rows.js';
import type { FunnelFigures } from '../../src/insight/funnel.js';
import { FunnelCell } from '../../src/insight/funnel-cell.js';

const TIMES = Float64Array.of(0, 1);
const EVENTS = Int32Array.of(0, 1);

/** Figures of so many people a value who took the first of two steps, every second one the other as well. */
function figures(people: readonly (readonly [value: string | null, count: number])[]): FunnelFigures {
  const segments = people.map(([value, count]): [string | null, FunnelCell] => {
    const cell = new FunnelCell(2);
    for (let one = 0; one < count; one++) cell.count(1 + (one % 2), TIMES, EVENTS, false);
    return [value, cell];
  });
  const total = new FunnelCell(2);
  for (const [, cell] of segments) total.add(cell);
  return { total, segments: new Map(segments), trend: [] };
}

const request = {
  ...{ steps: ['VISIT', 'SIGNUP'] as const, order: 'ORDERED' as const, conversionWindow: 1 },
  ...{
    entries: { from: 0, to: 1 },
    buckets: [0],
    products: null,
    entryFilters: [],
    breakdown: 'country' as const,
  },
};

const NOW = figures([
  ['b', 2],
  ['a', 2],
  ['new', 5],
]);
const BEFORE = figures([
  ['gone', 9],
  ['lost', 1],
  ['also lost', 1],
  [null, 9],
  ['b', 1],
]);

/** The rows by what they stand for: how many people entered, and before. */
const told = (first: number, before: FunnelFigures | null): unknown[] =>
  segmentRows(request, NOW, before, first).map(({ value, others, steps: [entered] }) => [
    others ? 'others' : value,
    Number(entered?.visitors),
    entered?.previous == null ? null : Number(entered.previous.visitors),
  ]);

test('values are ranked by their people, then by those before, then by name, nobody last', () => {
  expect(told(9, BEFORE)).toEqual([
    ['new', 5, 0],
    ['b', 2, 1],
    ['a', 2, 0],
    ['gone', 0, 9],
    [null, 0, 9],
    ['also lost', 0, 1],
    ['lost', 0, 1],
  ]);
});

test('values that are not there without a comparison', () => {
  expect(told(3, null)).toEqual([
    ['new', 5, null],
    ['a', 2, null],
    ['b', 2, null],
  ]);
});

test.each([1, 2, 3, 4, 6, 7])('the first %s and the others add up, in both ranges', (first) => {
  const rows = segmentRows(request, NOW, BEFORE, first);
  expect(rows).toHaveLength(first + (first < 7 ? 1 : 0));
  for (const step of [0, 1]) {
    const sum = (of: (row: (typeof rows)[number]) => string | undefined): number =>
      rows.reduce((total, row) => total + Number(of(row)), 0);
    expect(sum(({ steps }) => steps[step]?.visitors)).toBe(NOW.total.reached[step]);
    expect(sum(({ steps }) => steps[step]?.previous?.visitors)).toBe(BEFORE.total.reached[step]);
  }
});
