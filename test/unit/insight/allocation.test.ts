import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimalText } from '../../../src/decimal.js';
import { allocate, usageWeights, type UnitUse } from '../../../src/insight/allocation.js';
import { addMoney, type CurrencyAmount } from '../../../src/insight/money.js';
import { Fraction } from '../../support/fraction.js';

const ONE = 10n ** 40n;
const KEYS = ['a', 'B', 'b', '\u{fb01}', '\u{1d4b3}'];
const decimal = (most: bigint): fc.Arbitrary<string> =>
  fc
    .tuple(fc.bigInt({ min: -most, max: most }), fc.integer({ min: 0, max: 8 }))
    .map(([units, scale]) => decimalText(units, scale));
const amounts: fc.Arbitrary<CurrencyAmount[]> = fc.array(
  fc.record({ amount: decimal(10n ** 15n), currency: fc.constantFrom('USD', 'EUR') }),
  { maxLength: 5 },
);
const weights = fc
  .dictionary(fc.constantFrom(...KEYS), fc.oneof(fc.constant('1'), decimal(100n)))
  .map((byKey) => new Map(Object.entries(byKey)));

describe('what is shared out', () => {
  test('and what is left are all of it', () => {
    fc.assert(
      fc.property(amounts, weights, (money, weights) => {
        const { byKey, unallocated } = allocate(money, weights);
        const back = addMoney([...[...byKey.values()].flat(), ...unallocated]);
        const isSome = ({ amount }: CurrencyAmount): boolean => amount !== '0';
        expect(back.filter(isSome)).toEqual(addMoney(money).filter(isSome));
        for (const [key, parts] of byKey) {
          expect(parts.every(isSome)).toBe(true);
          expect(Fraction.of(weights.get(key) ?? '0').above > 0n).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('does not depend on the order of the weights', () => {
    fc.assert(
      fc.property(amounts, weights, (money, weights) => {
        const turned = allocate(money, new Map([...weights].reverse()));
        const { byKey, unallocated } = allocate(money, weights);
        expect(turned.unallocated).toEqual(unallocated);
        expect([...turned.byKey].sort()).toEqual([...byKey].sort());
      }),
    );
  });

  test('of equal remainders the first in the order of code points takes the last decimal', () => {
    const weights = new Map(['\u{1d4b3}', '\u{fb01}', 'b', 'B'].map((key) => [key, '1']));
    const { byKey } = allocate([{ amount: '0.00001', currency: 'USD' }], weights);
    const parts = ['B', 'b', '\u{fb01}', '\u{1d4b3}'].map((key) => byKey.get(key)?.[0]?.amount);
    // Ten millionths: two for each, and two more for the first two.
    expect(parts).toEqual(['0.000003', '0.000003', '0.000002', '0.000002']);
  });

  test('is nothing where nobody has a weight', () => {
    const money = [
      { amount: '1', currency: 'USD' },
      { amount: '2', currency: 'EUR' },
    ];
    for (const weights of [new Map<string, string>(), new Map([['a', '0']]), new Map([['a', '-1']])]) {
      expect(allocate(money, weights)).toEqual({ byKey: new Map(), unallocated: addMoney(money) });
    }
  });
});

const uses: fc.Arbitrary<UnitUse[]> = fc.array(
  fc.record({
    key: fc.constantFrom(...KEYS),
    unit: fc.constantFrom('calls', 'gb'),
    quantity: decimal(1000n),
    events: fc.integer({ min: 1, max: 9 }).map(String),
  }),
  { maxLength: 10 },
);

describe('weights of usage', () => {
  test('are the units’ events, cut up by parts of the quantities', () => {
    fc.assert(
      fc.property(uses, (uses) => {
        const weights = usageWeights(uses);
        const own = (unit: string, key: string): Fraction => {
          const sum = Fraction.sum(
            uses
              .filter((use) => use.unit === unit && use.key === key)
              .map((use) => Fraction.of(use.quantity)),
          );
          return sum.above > 0n ? sum : new Fraction(0n);
        };
        for (const key of KEYS) {
          const parts = ['calls', 'gb'].map((unit) => {
            const whole = Fraction.sum(KEYS.map((one) => own(unit, one)));
            const events = uses.filter((use) => use.unit === unit).map((use) => Fraction.of(use.events));
            if (whole.above === 0n) return 0n;
            const cut = own(unit, key).over(whole).times(new Fraction(ONE)).floor();
            return Fraction.sum(events).floor() * cut;
          });
          expect(weights.get(key) ?? '0').toBe(parts.reduce((sum, part) => sum + part, 0n).toString());
        }
      }),
    );
  });

  const use = (key: string, unit: string, quantity: string, events = '1'): UnitUse => ({
    ...{ key, unit, quantity, events },
  });
  test.each<[string, UnitUse[], Record<string, bigint>]>([
    [
      'one unit: the quantities',
      [use('a', 'u', '1'), use('b', 'u', '3')],
      { a: ONE / 2n, b: (3n * ONE) / 2n },
    ],
    [
      'two units: each by its events',
      [use('a', 'u', '5', '6'), use('a', 'v', '1'), use('b', 'v', '3')],
      { a: 6n * ONE + ONE / 2n, b: (3n * ONE) / 2n },
    ],
    [
      'a correction below zero takes no part, and its event counts',
      [use('a', 'u', '2'), use('b', 'u', '-1'), use('c', 'u', '0.00')],
      { a: 3n * ONE },
    ],
    ['corrected away', [use('a', 'u', '2'), use('a', 'u', '-2')], {}],
  ])('%s', (_, uses, expected) => {
    expect(usageWeights(uses)).toEqual(
      new Map(Object.entries(expected).map(([key, weight]) => [key, weight.toString()])),
    );
  });
});
