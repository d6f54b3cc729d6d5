import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimalText } from '../../../src/decimal.js';
import { addMoney, type CurrencyAmount } from '../../../src/insight/money.js';
import { moneyShares, moneyWeights } from '../../../src/insight/money-weight.js';

const money = (of: Readonly<Record<string, string>>): CurrencyAmount[] =>
  Object.entries(of).map(([currency, amount]) => ({ currency, amount }));
const wallet: fc.Arbitrary<CurrencyAmount[]> = fc
  .array(
    fc.record({
      amount: fc
        .tuple(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.integer({ min: 0, max: 9 }))
        .map(([units, scale]) => decimalText(units, scale)),
      currency: fc.constantFrom('USD', 'EUR', 'JPY'),
    }),
    { maxLength: 6 },
  )
  .map(addMoney);
const wallets = fc.array(wallet, { minLength: 1, maxLength: 6 });
const ONE = 10n ** 40n;
const counted = (all: readonly CurrencyAmount[]): number =>
  addMoney(all).filter(({ amount }) => amount !== '0').length;

describe('weights', () => {
  test('add up to one for each currency, but for what was cut', () => {
    fc.assert(
      fc.property(wallets, (rows) => {
        const all = rows.flat();
        const { weigh } = moneyWeights(all);
        const sum = rows.reduce((sum, row) => sum + BigInt(weigh(row)), 0n);
        const whole = BigInt(counted(all)) * ONE;
        expect(sum <= whole && sum > whole - 100n).toBe(true);
      }),
    );
  });

  test('grow with each amount, whatever the sign of the total', () => {
    fc.assert(
      fc.property(wallet, fc.constantFrom('-1000000000000', '5'), (row, credit) => {
        const all = [...row, ...row, { amount: credit, currency: 'USD' }];
        const { weigh } = moneyWeights(all);
        const twice = addMoney([...row, ...row]);
        expect(BigInt(weigh(twice)) >= BigInt(weigh(row))).toBe(true);
      }),
    );
  });

  test.each([
    [{ USD: '30' }, { USD: '120' }, ONE / 4n],
    [{ USD: '30', EUR: '1' }, { USD: '120', EUR: '2' }, (3n * ONE) / 4n],
    [{ USD: '1' }, { USD: '3' }, ONE / 3n],
    [{ USD: '-1' }, { USD: '4' }, -ONE / 4n],
    [{ USD: '1' }, { USD: '-4' }, ONE / 4n],
    [{ USD: '1' }, { USD: '0' }, 0n],
    [{}, { USD: '4' }, 0n],
  ])('%j of %j', (part, all, weight) => {
    expect(moneyWeights(money(all)).weigh(money(part))).toBe(weight.toString());
  });
});

describe('shares', () => {
  test('of all rows are one together', () => {
    fc.assert(
      fc.property(wallets, (rows) => {
        const all = rows.flat();
        const shares = rows.map((row) => moneyShares(all)(row));
        if (counted(all) === 0) return expect(shares).toEqual(rows.map(() => null));
        expect(shares.reduce<number>((sum, share) => sum + (share ?? NaN), 0)).toBeCloseTo(1, 12);
      }),
    );
  });

  test.each<[Record<string, string>, Record<string, string>, number | null]>([
    [{ USD: '30' }, { USD: '120' }, 0.25],
    [{ USD: '30' }, { USD: '120', EUR: '7' }, 0.125],
    [{ USD: '30', EUR: '7' }, { USD: '120', EUR: '7' }, 0.625],
    // Of credits the larger one is the larger part.
    [{ USD: '-1' }, { USD: '-4' }, 0.25],
    [{ USD: '30' }, { USD: '30', EUR: '-7' }, 0.5],
    // What comes to nothing has no parts.
    [{ USD: '30', EUR: '7' }, { USD: '120', EUR: '0' }, 0.25],
    [{ USD: '5' }, { USD: '0' }, null],
    [{}, {}, null],
    [{}, { USD: '1' }, 0],
  ])('%j of %j: %p', (part, all, share) => {
    expect(moneyShares(money(all))(money(part))).toBe(share);
  });
});
