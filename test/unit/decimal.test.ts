import { describe, expect, test } from '@jest/globals';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { canonical, compareDecimals, decimalText, DecimalSum, difference, ratio } from '../../src/decimal.js';

/** Enough for anything below. */
const Exact = Decimal.clone({ precision: 300, toExpNeg: -9e15, toExpPos: 9e15 });

/** As PostgreSQL prints numerics: with zeros at the end, but no exponent. */
const printed = fc
  .tuple(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), fc.integer({ min: 0, max: 50 }), fc.boolean())
  .map(([digits, scale, small]) =>
    new Exact((small ? digits % 1000n : digits).toString()).div(new Exact(10).pow(scale)).toFixed(scale),
  )
  .map((text) => (/^-0(\.0+)?$/.test(text) ? text.slice(1) : text));

const total = (texts: readonly string[]): Decimal => texts.reduce((sum, text) => sum.add(text), new Exact(0));

describe('decimalText', () => {
  it.each<[number | bigint, number, string]>([
    [42, 4, '0.0042'],
    [-42, 4, '-0.0042'],
    [4_200, 2, '42'],
    [4_210, 2, '42.1'],
    [0, 6, '0'],
    [-0, 6, '0'],
    [1_000, 0, '1000'],
    [5n, 15, '0.000000000000005'],
    [10n ** 30n, 9, '1000000000000000000000'],
    [-(10n ** 20n) - 1n, 20, '-1.00000000000000000001'],
  ])('%p with %i decimals is %s', (units, scale, text) => {
    expect(decimalText(units, scale)).toBe(text);
  });

  it('refuses what a double cannot count', () => {
    expect(() => decimalText(2 ** 53, 2)).toThrow(RangeError);
    expect(() => decimalText(0.5, 2)).toThrow(RangeError);
  });
});

describe('sums', () => {
  test('are exact and canonical, whatever the scales and signs', () => {
    fc.assert(
      fc.property(fc.array(printed), (texts) => {
        const sum = new DecimalSum();
        for (const text of texts) sum.add(text);
        expect(sum.toString()).toBe(total(texts).toFixed());
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    [[], '0'],
    [['0.00'], '0'],
    [['12.50'], '12.5'],
    [['-12.00'], '-12'],
    [['1', '-1', '2.50'], '2.5'],
    [['0.1', '0.2'], '0.3'],
    [['-0.05', '0.04'], '-0.01'],
    [['100'], '100'],
  ])('%j is %s', (texts, expected) => {
    const sum = new DecimalSum();
    for (const text of texts) sum.add(text);
    expect(sum.toString()).toBe(expected);
  });

  test('canonical texts have no zeros at the end behind a point', () => {
    fc.assert(fc.property(printed, (text) => canonical(text) === new Exact(text).toFixed()));
  });
});

test('differences and comparisons are exact', () => {
  fc.assert(
    fc.property(printed, printed, (a, b) => {
      const [one, other] = [canonical(a), canonical(b)];
      expect(difference(one, other)).toBe(new Exact(a).sub(b).toFixed());
      expect(Math.sign(compareDecimals(one, other))).toBe(new Exact(a).cmp(b));
      expect(compareDecimals(one, one)).toBe(0);
    }),
    { numRuns: 1000 },
  );
});

test('ratios are the nearest doubles, of few digits and of many', () => {
  const few = fc
    .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: 0, max: 6 }))
    .map(([digits, scale]) => new Exact(digits).div(new Exact(10).pow(scale)).toFixed());
  const either = fc.oneof(few, printed.map(canonical));
  fc.assert(
    fc.property(either, either, (part, whole) => {
      fc.pre(whole !== '0');
      expect(ratio(part, whole)).toBe(new Exact(part).div(whole).toNumber());
    }),
    { numRuns: 2000 },
  );
});
