import { describe, expect, test } from '@jest/globals';
import { FunnelCell } from '../../../src/insight/funnel-cell.js';

const SECOND = 1_000_000;

/** A cell of people who took steps at some seconds. */
function cellOf(steps: number, people: readonly (readonly number[])[], hasTimeLeft = false): FunnelCell {
  const cell = new FunnelCell(steps);
  for (const person of people) {
    // Among times of others, the last step first.
    const times = Float64Array.from([...person.map((seconds) => seconds * SECOND), NaN]).reverse();
    cell.count(
      person.length,
      times,
      Int32Array.from(person, (_, step) => person.length - step),
      hasTimeLeft,
    );
  }
  return cell;
}

/** People whose second step came so many seconds after their first. */
const gaps = (...seconds: number[]): FunnelCell =>
  cellOf(
    2,
    seconds.map((gap) => [100, 100 + gap]),
  );

describe('timings, interpolated between the nearest ranks', () => {
  test.each<[number[], { readonly mean: number; readonly median: number; readonly p90: number } | null]>([
    [[], null],
    [[0], { mean: 0, median: 0, p90: 0 }],
    [[7], { mean: 7, median: 7, p90: 7 }],
    [[10, 20], { mean: 15, median: 15, p90: 19 }],
    [[20, 10], { mean: 15, median: 15, p90: 19 }],
    [[3600, 7200, 7200], { mean: 6000, median: 7200, p90: 7200 }],
    [[1, 2, 3, 4], { mean: 2.5, median: 2.5, p90: 3.7 }],
    // Sorted as numbers: as texts, 10 would come before 9.
    [[9, 10, 100], { mean: 119 / 3, median: 10, p90: 82 }],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], { mean: 6, median: 6, p90: 10 }],
  ])('%j seconds', (seconds, expected) => {
    const timing = gaps(...seconds).timing(1);
    if (expected === null) return expect(timing).toBeNull();
    expect(timing?.mean).toBeCloseTo(expected.mean, 9);
    expect(timing?.median).toBeCloseTo(expected.median, 9);
    expect(timing?.p90).toBeCloseTo(expected.p90, 9);
  });

  test('the first step has none, and each further one its own, from the one before', () => {
    const cell = cellOf(4, [
      [0, 60, 90],
      [0, 20],
    ]);
    expect([0, 1, 2, 3].map((step) => cell.timing(step)?.mean ?? null)).toEqual([null, 40, 30, null]);
  });

  test('are exact to the microsecond', () => {
    const cell = new FunnelCell(2);
    cell.count(2, Float64Array.of(1_774_964_231_000_000, 1_774_964_231_000_001), Int32Array.of(0, 1), false);
    expect(cell.timing(1)?.median).toBe(0.000001);
  });
});

test('people are counted at every step that they reached', () => {
  expect(cellOf(3, [[0], [0, 1], [0, 1, 2], [0, 1, 2]]).reached).toEqual([4, 3, 2]);
});

test('who has time left is maturing at the step that comes next, and nowhere at the end', () => {
  expect(cellOf(3, [[0], [0], [0, 1], [0, 1, 2]], true).maturing).toEqual([0, 2, 1]);
  expect(cellOf(3, [[0], [0, 1]], false).maturing).toEqual([0, 0, 0]);
});

test('cells are added up, what was asked of them before forgotten', () => {
  const cell = cellOf(3, [[0, 10]], true);
  expect(cell.timing(1)?.mean).toBe(10);
  const other = cellOf(3, [[0, 30], [0], [0, 50, 51]]);
  cell.add(other);
  expect([cell.reached, cell.maturing]).toEqual([
    [4, 3, 1],
    [0, 0, 1],
  ]);
  expect(cell.timing(1)).toMatchObject({ mean: 30, median: 30 });
  expect(cell.timing(1)?.p90).toBeCloseTo(46, 9);
  expect(cell.timing(2)?.mean).toBe(1);
  expect(other.reached).toEqual([3, 2, 1]);
});
