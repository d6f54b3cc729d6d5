import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ceilDivision, compareDecimals, decimalText, product, scaleOf, unitsOf } from '../../src/decimal.js';
import { Fraction } from '../support/fraction.js';

const decimal = fc
  .tuple(
    fc.oneof(fc.bigInt({ min: -9999n, max: 9999n }), fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n })),
    fc.integer({ min: 0, max: 30 }),
  )
  .map(([units, scale]) => decimalText(units, scale));

test('products keep every digit', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const text = product(a, b);
      expect(Fraction.of(text).compare(Fraction.of(a).times(Fraction.of(b)))).toBe(0);
      expect(text).toMatch(/^(0|-?[1-9]\d*|-?(0|[1-9]\d*)\.\d*[1-9])$/);
    }),
    { numRuns: 1000 },
  );
});

test('ceil division is the smallest whole number that is not below the quotient', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      fc.pre(b !== '0');
      const ceiling = ceilDivision(a, b);
      const reaches = (whole: bigint): boolean => {
        const multiple = Fraction.of(b).times(new Fraction(whole)).compare(Fraction.of(a));
        return b.startsWith('-') ? multiple <= 0 : multiple >= 0;
      };
      expect(reaches(ceiling)).toBe(true);
      expect(reaches(ceiling - 1n)).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['7', '2', 4n],
  ['-7', '2', -3n],
  ['7', '-2', -3n],
  ['-7', '-2', 4n],
  ['6', '2', 3n],
  ['0.3', '0.1', 3n],
  ['0.30000000000000001', '0.1', 4n],
  ['0', '5', 0n],
])('%s / %s is at most %s', (a, b, expected) => {
  expect(ceilDivision(a, b)).toBe(expected);
});

test('nothing is divided by zero', () => {
  expect(() => ceilDivision('1', '0')).toThrow(RangeError);
});

test('units are the inverse of text', () => {
  fc.assert(
    fc.property(decimal, fc.nat(20), (text, more) => {
      const scale = scaleOf(text) + more;
      expect(decimalText(unitsOf(text, scale), scale)).toBe(text);
    }),
  );
});

test('short decimals are in the order of their values', () => {
  const short = fc
    .tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: 0, max: 12 }))
    .map(([units, scale]) => decimalText(units, scale));
  fc.assert(
    fc.property(short, short, (a, b) => {
      expect(Math.sign(compareDecimals(a, b))).toBe(Fraction.of(a).compare(Fraction.of(b)));
    }),
    { numRuns: 1000 },
  );
});
