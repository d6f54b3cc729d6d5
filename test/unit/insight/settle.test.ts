import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DecimalSum, decimalText } from '../../../src/decimal.js';
import { settle } from '../../../src/insight/apportion.js';

const ONE = 10n ** 40n;
const sum = (texts: readonly string[]): string =>
  texts.reduce((all, text) => all.add(text), new DecimalSum()).toString();

describe('parts of a total, rounded', () => {
  test.each([
    ['thirds', '1', [1n, 1n, 1n].map((part) => (part * ONE) / 3n), ['0.333334', '0.333333', '0.333333']],
    [
      'thirds of a debt',
      '-1',
      [1n, 1n, 1n].map((part) => (-part * ONE) / 3n),
      ['-0.333333', '-0.333333', '-0.333334'],
    ],
    ['a credit beside a charge', '1', [2n * ONE, -1n * ONE], ['2', '-1']],
    ['nobody', '0', [], []],
  ])('%s', (_, total, parts, expected) => {
    const settled = settle(total, parts);
    expect(sum(settled)).toBe(total);
    expect([...settled].sort()).toEqual([...expected].sort());
  });

  test('add up exactly, and each is less than a unit away from its own', () => {
    const share = fc.record({
      over: fc.integer({ min: -9999, max: 9999 }),
      under: fc.integer({ min: 1, max: 97 }),
    });
    fc.assert(
      fc.property(
        fc.array(share, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 3 }),
        (shares, places) => {
          // The total of the exact shares, which must be a decimal: the last share makes it one.
          const exact = shares.map(({ over, under }) => (BigInt(over) * ONE) / BigInt(under));
          const whole = exact.reduce((all, part) => all + part, 0n);
          const unit = 10n ** BigInt(40 - places);
          const rest = ((whole % unit) + unit) % unit;
          exact[0] = (exact[0] ?? 0n) - rest;
          const total = decimalText((whole - rest) / unit, places);
          const settled = settle(total, exact);
          expect(sum(settled)).toBe(total);
          for (const [place, text] of settled.entries()) {
            const units = BigInt(Math.round(Number(text) * 1e6)) * 10n ** 34n;
            const off = units - (exact[place] ?? 0n);
            expect(off < 10n ** 34n && off > -(10n ** 34n)).toBe(true);
          }
        },
      ),
    );
  });
});
