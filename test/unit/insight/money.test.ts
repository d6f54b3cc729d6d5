import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimalText } from '../../../src/decimal.js';
import { addMoney, marginsOf, type CurrencyAmount } from '../../../src/insight/money.js';
import { Fraction } from '../../support/fraction.js';

const amounts: fc.Arbitrary<CurrencyAmount[]> = fc.array(
  fc.record({
    amount: fc
      .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 40 }))
      .map(([units, scale]) => decimalText(units, scale)),
    currency: fc.constantFrom('USD', 'EUR', 'JPY'),
  }),
  { maxLength: 8 },
);
const sumIn = (money: readonly CurrencyAmount[], currency: string): Fraction =>
  Fraction.sum(money.filter((one) => one.currency === currency).map(({ amount }) => Fraction.of(amount)));

describe('sums of money', () => {
  test('are exact, one for each currency that occurs, in alphabetical order', () => {
    fc.assert(
      fc.property(amounts, (money) => {
        const sums = addMoney(money);
        expect(sums.map(({ currency }) => currency)).toEqual(
          [...new Set(money.map(({ currency }) => currency))].sort(),
        );
        for (const { amount, currency } of sums) {
          expect(Fraction.of(amount).compare(sumIn(money, currency))).toBe(0);
        }
      }),
    );
  });

  test('keep a currency that comes to nothing', () => {
    expect(
      addMoney([
        { amount: '1.50', currency: 'USD' },
        { amount: '-1.5', currency: 'USD' },
      ]),
    ).toEqual([{ amount: '0', currency: 'USD' }]);
    expect(addMoney([])).toEqual([]);
  });
});

describe('margins', () => {
  test('are what is left, in every currency of either side', () => {
    fc.assert(
      fc.property(amounts, amounts, (revenue, cost) => {
        const margins = marginsOf(addMoney(revenue), addMoney(cost));
        expect(margins.map(({ currency }) => currency)).toEqual(
          [...new Set([...revenue, ...cost].map(({ currency }) => currency))].sort(),
        );
        for (const { currency, margin, marginRate, ...own } of margins) {
          const [earned, spent] = [sumIn(revenue, currency), sumIn(cost, currency)];
          expect(Fraction.of(own.revenue).compare(earned)).toBe(0);
          expect(Fraction.of(own.cost).compare(spent)).toBe(0);
          expect(Fraction.of(margin).compare(earned.minus(spent))).toBe(0);
          expect(marginRate === null).toBe(earned.above === 0n);
        }
      }),
    );
  });

  test.each([
    ['100', '25', '75', 0.75],
    ['100', '100', '0', 0],
    ['10', '25', '-15', -1.5],
    ['10', '-5', '15', 1.5],
    ['0', '5', '-5', null],
    ['3', '1', '2', 2 / 3],
  ])('%s less %s: %s, a rate of %p', (revenue, cost, margin, marginRate) => {
    const currency = 'EUR';
    expect(marginsOf([{ amount: revenue, currency }], [{ amount: cost, currency }])).toEqual([
      { currency, revenue, cost, margin, marginRate },
    ]);
  });
});
