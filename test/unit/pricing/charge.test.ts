import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimalText, DecimalSum } from '../../../src/decimal.js';
import { charge, marginalCharge, needsCumulation } from '../../../src/pricing/charge.js';
import { parsePriceTerms, type PriceModel, type PriceTerms } from '../../../src/pricing/price-terms.js';
import { Fraction } from '../../support/fraction.js';

const ZERO = Fraction.of('0');

/** A price as it is drawn: bounds and quantities in tenths, so that a loop can walk them. */
interface Drawn {
  readonly bounds: readonly number[];
  readonly amounts: readonly string[];
  readonly flats: readonly string[];
}

const tenths = (count: number): string => decimalText(count, 1);
const money = fc
  .tuple(fc.nat(99_999), fc.integer({ min: 0, max: 6 }))
  .map(([units, scale]) => decimalText(units, scale));

const drawn: fc.Arbitrary<Drawn> = fc
  .uniqueArray(fc.integer({ min: 1, max: 300 }), { maxLength: 4 })
  .chain((bounds) => {
    const ofEach = fc.array(money, { minLength: bounds.length + 1, maxLength: bounds.length + 1 });
    const flats = fc.oneof(ofEach, fc.constant([]));
    return fc.record({ bounds: fc.constant(bounds.sort((a, b) => a - b)), amounts: ofEach, flats });
  });

/** A price and a positive quantity, as often as not at a bound. */
const used = drawn.chain((price) =>
  fc.tuple(
    fc.constant(price),
    fc.oneof(fc.integer({ min: 1, max: 400 }), fc.constantFrom(1, ...price.bounds)),
  ),
);

const tiered = (model: PriceModel, { bounds, amounts, flats }: Drawn): PriceTerms =>
  parsePriceTerms(
    model,
    amounts.map((amount, tier) => {
      const bound = bounds[tier];
      return { upTo: bound === undefined ? null : tenths(bound), amount, flat: flats[tier] };
    }),
    'terms',
  );

/** The tier in which the unit that ends at `end` tenths lies. */
const tierAt = ({ bounds }: Drawn, end: number): number => bounds.filter((bound) => bound < end).length;
const amountAt = (price: Drawn, end: number): Fraction =>
  Fraction.of(price.amounts[tierAt(price, end)] ?? '0');
const flatOf = (price: Drawn, tier: number): Fraction => Fraction.of(price.flats[tier] ?? '0');

const TENTH = Fraction.of('0.1');
const quantity = fc.integer({ min: -50, max: 400 });

const terms: fc.Arbitrary<PriceTerms> = fc.oneof(
  money.map((amount) => parsePriceTerms('FLAT', { amount }, 'terms')),
  fc
    .tuple(fc.integer({ min: 1, max: 50 }), money)
    .map(([size, amount]) => parsePriceTerms('PACKAGE', { size: tenths(size), amount }, 'terms')),
  fc
    .tuple(fc.constantFrom<PriceModel>('GRADUATED', 'VOLUME'), drawn)
    .map(([model, price]) => tiered(model, price)),
);

function expectSame(text: string, exact: Fraction): void {
  expect({ text, same: Fraction.of(text).compare(exact) === 0 }).toEqual({ text, same: true });
}

const total = (texts: readonly string[]): string =>
  texts.reduce((sum, text) => sum.add(text), new DecimalSum()).toString();

describe('the charge of a quantity', () => {
  test('FLAT is the amount of each unit', () => {
    fc.assert(
      fc.property(money, quantity, (amount, count) => {
        const exact = Fraction.of(amount).times(Fraction.of(tenths(count)));
        expectSame(charge(parsePriceTerms('FLAT', { amount }, 'terms'), tenths(count)), exact);
      }),
    );
  });

  test('GRADUATED is the integral of the amounts, and the fees of the tiers that were entered', () => {
    fc.assert(
      fc.property(used, ([price, count]) => {
        let exact = ZERO;
        for (let end = 1; end <= count; end++) exact = exact.plus(TENTH.times(amountAt(price, end)));
        for (let tier = 0; tier <= tierAt(price, count); tier++) exact = exact.plus(flatOf(price, tier));
        expectSame(charge(tiered('GRADUATED', price), tenths(count)), exact);
      }),
    );
  });

  test('VOLUME is the whole at the amount of the tier that was reached, and its fee', () => {
    fc.assert(
      fc.property(used, ([price, count]) => {
        const exact = Fraction.of(tenths(count)).times(amountAt(price, count));
        expectSame(
          charge(tiered('VOLUME', price), tenths(count)),
          exact.plus(flatOf(price, tierAt(price, count))),
        );
      }),
    );
  });

  test('PACKAGE takes packages until nothing is left over', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), money, quantity, (size, amount, count) => {
        let exact = ZERO;
        for (let left = count; left > 0; left -= size) exact = exact.plus(Fraction.of(amount));
        const price = parsePriceTerms('PACKAGE', { size: tenths(size), amount }, 'terms');
        expectSame(charge(price, tenths(count)), exact);
      }),
    );
  });

  test('below zero, tiers credit the amount of the first, without its fee', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<PriceModel>('GRADUATED', 'VOLUME'),
        drawn,
        fc.nat(50),
        (model, price, count) => {
          const exact = Fraction.of(tenths(-count)).times(Fraction.of(price.amounts[0] ?? '0'));
          expectSame(charge(tiered(model, price), tenths(-count)), exact);
        },
      ),
    );
  });

  test('nothing costs nothing', () => {
    fc.assert(fc.property(terms, (price) => charge(price, '0') === '0'));
  });

  test('no digit is lost, however many there are', () => {
    const price = parsePriceTerms(
      'GRADUATED',
      [
        { upTo: '10000000000000000000000000', amount: '0.000000000000000000000001' },
        { upTo: null, amount: '3', flat: '0.5' },
      ],
      'terms',
    );
    expect(charge(price, '10000000000000000000000000.00000000000000000001')).toBe('10.50000000000000000003');
  });
});

describe('the charge that a quantity adds', () => {
  const events = fc.array(fc.integer({ min: -60, max: 120 }), { maxLength: 12 });

  /** What each quantity adds when they come in this order. */
  function added(price: PriceTerms, counts: readonly number[]): string[] {
    let before = 0;
    return counts.map((count) => {
      const addition = marginalCharge(price, tenths(before), tenths(count));
      before += count;
      return addition;
    });
  }

  test('adds up to the charge of the period, whatever the order', () => {
    const orders = events.chain((counts) =>
      fc.tuple(fc.constant(counts), fc.shuffledSubarray(counts, { minLength: counts.length })),
    );
    fc.assert(
      fc.property(terms, orders, (price, [counts, shuffled]) => {
        const whole = charge(price, tenths(counts.reduce((sum, count) => sum + count, 0)));
        expect(total(added(price, counts))).toBe(whole);
        expect(total(added(price, shuffled))).toBe(whole);
      }),
      { numRuns: 500 },
    );
  });

  test('is the same for a quantity and for its parts', () => {
    fc.assert(
      fc.property(terms, quantity, events, (price, before, parts) => {
        const sum = parts.reduce((sum, part) => sum + part, 0);
        const [, ...ofParts] = added(price, [before, ...parts]);
        expect(total(ofParts)).toBe(marginalCharge(price, tenths(before), tenths(sum)));
      }),
    );
  });

  test('depends on what came before only where the price says that it does', () => {
    fc.assert(
      fc.property(terms, quantity, quantity, (price, before, count) => {
        fc.pre(!needsCumulation(price));
        const addition = marginalCharge(price, tenths(before), tenths(count));
        expect(addition).toBe(charge(price, tenths(count)));
        const apart = Fraction.of(charge(price, tenths(before + count)));
        expectSame(addition, apart.minus(Fraction.of(charge(price, tenths(before)))));
      }),
    );
  });
});

test.each<[PriceModel, unknown, boolean]>([
  ['FLAT', { amount: 1 }, false],
  ['PACKAGE', { size: 1, amount: 1 }, true],
  ['GRADUATED', [{ amount: 1 }], false],
  ['VOLUME', [{ amount: 1 }], false],
  ['GRADUATED', [{ amount: 1, flat: 1 }], true],
  ['VOLUME', [{ upTo: 1, amount: 1 }, { amount: 2 }], true],
])('%s %j needs cumulation: %p', (model, value, expected) => {
  expect(needsCumulation(parsePriceTerms(model, value, 'terms'))).toBe(expected);
});
