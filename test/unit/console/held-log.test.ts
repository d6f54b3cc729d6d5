import { expect, test } from '@jest/globals';
import { HeldLog } from '../../../console/src/live/held-log.js';
import type { Row } from '../../../console/src/live/log-event.js';

const row = (number: number): Row => ({
  gap: { reason: `#${number}`, from: null, to: `2026-01-01T00:00:0${number}Z` },
});
const shown = ({ shown: ring }: HeldLog): string[] =>
  Array.from({ length: ring.size }, (_, index) => {
    const at = ring.at(ring.first + index);
    return at !== undefined && 'gap' in at ? at.gap.reason : '';
  });

test('rows go into the list, unless it is held', () => {
  const log = new HeldLog(10, 5);
  log.add(row(0), false);
  log.add(row(1), true);
  log.add(row(2), true);
  expect([shown(log), log.newRows]).toEqual([['#0'], 2]);
});

test('a row never overtakes those that wait', () => {
  const log = new HeldLog(10, 5);
  log.add(row(0), true);
  log.add(row(1), false);
  expect(shown(log)).toEqual([]);
  log.release();
  expect([shown(log), log.newRows]).toEqual([['#0', '#1'], 0]);
});

test('some may be released, the oldest first', () => {
  const log = new HeldLog(10, 5);
  for (const number of [0, 1, 2]) log.add(row(number), true);
  log.release(2);
  expect([shown(log), log.newRows]).toEqual([['#0', '#1'], 1]);
});

test('what falls out while it waits becomes a row that says how many and from when to when', () => {
  const log = new HeldLog(4, 3);
  for (const number of [0, 1, 2, 3, 4]) log.add(row(number), true);
  expect([log.newRows, log.lostRows]).toEqual([5, 2]);
  log.release(1);
  expect(shown(log)).toEqual([expect.stringMatching(/^2 rows fell out/), '#2']);
  expect(log.shown.at(log.shown.first)).toMatchObject({
    gap: { from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:00:02Z' },
  });
  log.release();
  expect([shown(log), log.lostRows]).toEqual([[expect.stringMatching(/^2 rows/), '#2', '#3', '#4'], 0]);
});

test('that row is still there when all that waits is released at once', () => {
  const log = new HeldLog(4, 3);
  for (const number of [0, 1, 2, 3, 4]) log.add(row(number), true);
  log.release();
  expect(shown(log)).toEqual([expect.stringMatching(/^2 rows/), '#2', '#3', '#4']);
});

test('forgets all of it', () => {
  const log = new HeldLog(4, 3);
  for (const number of [0, 1, 2, 3, 4]) log.add(row(number), number > 0);
  log.clear();
  expect([shown(log), log.newRows, log.lostRows]).toEqual([[], 0, 0]);
});
