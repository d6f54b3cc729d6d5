import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { StepSort } from '../../../src/insight/step-sort.js';
import { LoopTurns } from '../../../src/insight/loop-turns.js';

/** Few values, so that much is equal. */
const steps = fc.array(
  fc.record({ time: fc.nat(40), place: fc.nat(3), row: fc.nat(5) }),
  // Enough for several rounds of merging, and for none.
  { maxLength: 300, size: 'max' },
);
const RANKS = [Int32Array.of(0, 1, 1, 0, 2, 0), Int32Array.of(3, 1, 0, 2, 0, 2)];

test('steps are put in order by time, place and ranks, and those around them are left alone', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(3), async (given, others) => {
      const around = Array.from({ length: others }, (_, at) => ({ time: 99 - at, place: 9, row: 0 }));
      const all = [...around, ...given, ...around];
      const sorted = {
        time: Float64Array.from(all, ({ time }) => time),
        place: Uint8Array.from(all, ({ place }) => place),
        row: Int32Array.from(all, ({ row }) => row),
      };
      await new StepSort(RANKS, new LoopTurns()).sort(sorted, others, others + given.length);
      const rank = (row: number): number[] => RANKS.map((ranks) => ranks[row] ?? NaN);
      const key = ({ time, place, row }: { time: number; place: number; row: number }): string =>
        [time, place, ...rank(row)].map((part) => String(part).padStart(3, '0')).join();
      const found = all.map((_, at) => ({
        ...{ time: sorted.time[at] ?? NaN, place: sorted.place[at] ?? NaN, row: sorted.row[at] ?? NaN },
      }));
      const expected = [...around, ...[...given].sort((a, b) => (key(a) < key(b) ? -1 : 1)), ...around];
      expect(found.map(key)).toEqual(expected.map(key));
      // No step is lost for one that looks the same.
      const rows = (of: readonly { row: number }[]): number[] => of.map(({ row }) => row).sort();
      expect(rows(found)).toEqual(rows(all));
    }),
    { numRuns: 500 },
  );
});

test('so much is sorted in turns', async () => {
  const size = 200_000;
  const time = Float64Array.from({ length: size }, (_, at) => (at * 7919) % size);
  const sorted = { time, place: new Uint8Array(size), row: new Int32Array(size) };
  const seen = { turns: 0 };
  const other = (): void => {
    seen.turns++;
    waiting = setImmediate(other);
  };
  let waiting = setImmediate(other);
  await new StepSort([], new LoopTurns()).sort(sorted, 0, size);
  clearImmediate(waiting);
  expect(seen.turns).toBeGreaterThan(10);
  expect(sorted.time).toEqual(Float64Array.from({ length: size }, (_, at) => at));
});
