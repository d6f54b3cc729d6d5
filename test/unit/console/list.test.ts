import { describe, expect, test } from '@jest/globals';
import { clockTime, zoneOffset } from '../../../console/src/live/clock.js';
import { Rate } from '../../../console/src/live/rate.js';
import { isAtBottom, sticksAfter } from '../../../console/src/live/stickiness.js';
import { visibleRange } from '../../../console/src/live/visible-range.js';

describe('sticking to the bottom', () => {
  const at = (top: number, height = 1_000, view = 100) => ({ top, height, view });

  test.each([
    ['a way up lets go', true, at(900), at(860), false],
    ['by a pixel, too', true, at(900), at(899), false],
    ['further up, it stays loose', false, at(500), at(400), false],
    ['on the way down, it stays loose', false, at(500), at(600), false],
    ['arriving at the bottom holds on', false, at(600), at(900), true],
    ['a fraction of a pixel is no distance', false, at(600), at(898.6), true],
    ['the rows become fewer', true, at(900), at(0, 50), true],
    ['the window becomes smaller', true, at(900), at(900, 1_000, 60), true],
    ['the window becomes larger', true, at(900), at(800, 1_000, 200), true],
    ['all of it fits', true, at(0, 80), at(0, 80), true],
  ])('%s', (_, sticks, before, now, after) => expect(sticksAfter(sticks, before, now)).toBe(after));

  test('an empty list is at its bottom', () => expect(isAtBottom(at(0, 0))).toBe(true));
});

describe('what is drawn', () => {
  test.each([
    ['nothing', 0, 0, { from: 0, until: 0 }],
    ['all, where it fits', 0, 3, { from: 0, until: 3 }],
    ['the top and some below', 0, 100, { from: 0, until: 11 }],
    ['some on both sides', 505, 100, { from: 44, until: 62 }],
    ['the bottom and some above', 900, 100, { from: 84, until: 100 }],
    ['nothing beyond the end', 2_000, 100, { from: 100, until: 100 }],
  ])('%s', (_, top, size, range) => expect(visibleRange(top, 50, 10, size)).toEqual(range));
});

describe('the rate', () => {
  test('is that of the last seconds', () => {
    const rate = new Rate(2_000);
    for (let now = 0; now < 10_000; now += 100) rate.add(50, now);
    expect(rate.perSecond(9_999)).toBeCloseTo(500, -2);
    expect(rate.perSecond(12_500)).toBe(0);
  });
});

test('times of day have two digits each, and milliseconds', () => {
  expect(clockTime(new Date(2026, 0, 2, 9, 5, 7, 42).toISOString())).toBe('09:05:07.042');
});

test.each([
  [0, 'UTC'],
  [-120, 'UTC+2'],
  [210, 'UTC-3:30'],
  [-345, 'UTC+5:45'],
])('an offset of %i minutes is %s', (offset, text) => {
  expect(zoneOffset({ getTimezoneOffset: () => offset } as Date)).toBe(text);
});
