import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { churnSlots } from '../../../src/insight/churn-slots.js';

const DAY = 86_400_000;
const iso = (at: number | undefined): string => new Date(at ?? NaN).toISOString();

describe('churnSlots', () => {
  test('42 weeks, 126 days, and the day so far', () => {
    const asOf = Date.parse('2026-03-12T09:30:00.250Z');
    const slots = churnSlots(asOf);
    const steps = slots.slice(1).map((to, index) => (to - (slots[index] ?? NaN)) / DAY);
    expect(steps.slice(0, -1)).toEqual([...Array<number>(42).fill(7), ...Array<number>(126).fill(1)]);
    expect(iso(slots[0])).toBe('2025-01-16T00:00:00.000Z');
    // The current 28 days, and those 52 weeks before: Thursday to Thursday.
    expect(iso(slots.at(-30))).toBe('2026-02-12T00:00:00.000Z');
    expect(iso(slots[4])).toBe('2025-02-13T00:00:00.000Z');
    expect(slots.slice(-2).map(iso)).toEqual(['2026-03-12T00:00:00.000Z', '2026-03-12T09:30:00.250Z']);
  });

  test('a day that has just begun has no slot', () => {
    const midnight = Date.parse('2026-03-12T00:00:00Z');
    expect(churnSlots(midnight)).toEqual(churnSlots(midnight + 1).slice(0, -1));
    expect(churnSlots(midnight).at(-1)).toBe(midnight);
  });

  test('ascend up to the instant, at any of them', () => {
    fc.assert(
      fc.property(fc.integer({ min: -4e13, max: 4e13 }), (asOf) => {
        const slots = churnSlots(asOf);
        expect(slots.at(-1)).toBe(asOf);
        expect(slots.slice(1).every((to, index) => to > (slots[index] ?? NaN))).toBe(true);
        expect(slots.slice(0, -1).every((from) => Math.abs(from % DAY) === 0)).toBe(true);
      }),
    );
  });

  test.each([NaN, Infinity, 0.5])('%p is no instant', (asOf) => {
    expect(() => churnSlots(asOf)).toThrow(RangeError);
  });
});
