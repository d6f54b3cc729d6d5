import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimalText, DecimalSum } from '../../../src/decimal.js';
import { apportion } from '../../../src/insight/apportion.js';
import { Fraction } from '../../support/fraction.js';

const decimal = (most: bigint): fc.Arbitrary<string> =>
  fc
    .tuple(fc.bigInt({ min: -most, max: most }), fc.integer({ min: 0, max: 4 }))
    .map(([units, scale]) => decimalText(units, scale));
const total = fc.oneof(decimal(1000n), decimal(10n ** 30n));
/** Few different ones, so that ties are frequent; and many. */
const weights = fc.array(fc.oneof(decimal(5n), decimal(10n ** 12n)), { maxLength: 12 });

const sum = (texts: readonly string[]): string =>
  texts.reduce((sum, text) => sum.add(text), new DecimalSum()).toString();
const negated = (text: string): string =>
  text === '0' ? text : text.startsWith('-') ? text.slice(1) : `-${text}`;
const unit = (scale: number): Fraction => new Fraction(1n, 10n ** BigInt(scale));

/** The book's way: whole shares first, then one unit after another to the largest remainder that has none yet. */
function byTheBook(total: string, weights: readonly string[], scale: number): Fraction[] | null {
  const positive = weights.map((weight) => Fraction.of(weight.startsWith('-') ? '0' : weight));
  const whole = Fraction.sum(positive);
  if (whole.above === 0n) return null;
  const sign = new Fraction(total.startsWith('-') ? -1n : 1n);
  const units = Fraction.of(total).times(sign).over(unit(scale));
  const exact = positive.map((weight) => units.times(weight).over(whole));
  const parts = exact.map((share) => share.floor());
  const remainders = exact.map((share, position) => share.minus(new Fraction(parts[position] ?? 0n)));
  const raised = new Set<number>();
  while (parts.reduce((a, b) => a + b, 0n) < units.floor()) {
    let next = -1;
    remainders.forEach((remainder, position) => {
      const before = remainders[next];
      if (raised.has(position) || (before !== undefined && remainder.compare(before) <= 0)) return;
      next = position;
    });
    raised.add(next);
    parts[next] = (parts[next] ?? 0n) + 1n;
  }
  return parts.map((part) => sign.times(new Fraction(part)).times(unit(scale)));
}

describe('parts of a total', () => {
  test('are those of the book', () => {
    fc.assert(
      fc.property(total, weights, fc.integer({ min: 4, max: 9 }), (total, weights, scale) => {
        const parts = apportion(total, weights, scale);
        const expected = byTheBook(total, weights, scale);
        expect(parts === null).toBe(expected === null);
        expected?.forEach((part, position) => {
          expect(Fraction.of(parts?.[position] ?? 'none').compare(part)).toBe(0);
        });
      }),
      { numRuns: 1000 },
    );
  });

  test('add up to it, each within a unit of its exact share, and none for no weight', () => {
    fc.assert(
      fc.property(total, weights, (total, weights) => {
        const parts = apportion(total, weights);
        fc.pre(parts !== null);
        expect(sum(parts)).toBe(total);
        const whole = sum(weights.filter((weight) => !weight.startsWith('-')));
        parts.forEach((part, position) => {
          const weight = weights[position] ?? '0';
          if (weight === '0' || weight.startsWith('-')) return expect(part).toBe('0');
          const exact = Fraction.of(total).times(Fraction.of(weight)).over(Fraction.of(whole));
          const off = Fraction.of(part).minus(exact);
          expect(off.compare(unit(6))).toBe(-1);
          expect(off.compare(new Fraction(-1n).times(unit(6)))).toBe(1);
        });
      }),
      { numRuns: 500 },
    );
  });

  test('of a negative total are those of the positive one, negated', () => {
    fc.assert(
      fc.property(total, weights, (total, weights) => {
        const parts = apportion(total, weights);
        expect(apportion(negated(total), weights)).toEqual(parts && parts.map(negated));
      }),
    );
  });

  test.each<[string, string[], number | undefined, string[] | null]>([
    ['1', ['1', '1', '1'], undefined, ['0.333334', '0.333333', '0.333333']],
    ['0.00000001', ['1', '1'], undefined, ['0.00000001', '0']],
    ['12.50000000000000000000', ['1', '1'], undefined, ['6.25', '6.25']],
    ['0', ['3', '1'], undefined, ['0', '0']],
    ['-0.00', ['3', '1'], undefined, ['0', '0']],
    ['2', ['1', '1', '1'], 0, ['1', '1', '0']],
    ['10', ['-5', '1', '0'], 2, ['0', '10', '0']],
    ['10', ['0', '0'], 2, null],
    ['10', ['-1', '-0.00'], 2, null],
    ['0', [], 2, null],
  ])('%s by %j with %p decimals: %j', (total, weights, scale, expected) => {
    expect(apportion(total, weights, scale)).toEqual(expected);
  });

  test('cannot be coarser than the total', () => {
    expect(() => apportion('0.001', ['1'], 2)).toThrow(new RangeError('0.001 has more than 2 decimals'));
    expect(apportion('0.010', ['1'], 2)).toEqual(['0.01']);
  });

  test('ten thousand of them add up, too', () => {
    const many = Array.from({ length: 10_000 }, (_, position) => decimalText((position * 7919) % 10_007, 3));
    const parts = apportion('-123456.789', many) ?? [];
    expect(parts).toHaveLength(10_000);
    expect(sum(parts)).toBe('-123456.789');
  });
});
