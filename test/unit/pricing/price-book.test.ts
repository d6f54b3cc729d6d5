import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { periodOf, PriceBook, type Price, type PricedUsage } from '../../../src/pricing/price-book.js';
import { parsePriceTerms } from '../../../src/pricing/price-terms.js';

const TERMS = parsePriceTerms('FLAT', { amount: 1 }, 'terms');

function price(id: string, of: Partial<Price> = {}): Price {
  return {
    id,
    billableUnitId: 'calls',
    productId: null,
    customerId: null,
    effectiveFrom: 0,
    currency: 'USD',
    terms: TERMS,
    ...of,
  };
}

const usage = (of: Partial<PricedUsage> = {}): PricedUsage => ({
  billableUnitId: 'calls',
  productId: 'search',
  customerId: 'acme',
  time: 100,
  ...of,
});

describe('which price applies', () => {
  const PRICES = [
    price('unit'),
    price('product', { productId: 'search' }),
    price('customer', { customerId: 'acme' }),
    price('both', { productId: 'search', customerId: 'acme' }),
  ];
  const without = (...ids: string[]): PriceBook =>
    new PriceBook(PRICES.filter(({ id }) => !ids.includes(id)));

  test.each<[string, PriceBook, Partial<PricedUsage>, string | null]>([
    ['customer and product first', without(), {}, 'both'],
    ['then the customer', without('both'), {}, 'customer'],
    ['then the product', without('both', 'customer'), {}, 'product'],
    ['then the unit', without('both', 'customer', 'product'), {}, 'unit'],
    ['another product of the customer', without(), { productId: 'maps' }, 'customer'],
    ['another customer of the product', without(), { customerId: 'other' }, 'product'],
    ['usage of no product', without('customer'), { productId: null }, 'unit'],
    ['usage of no customer', without(), { customerId: null }, 'product'],
    ['usage of neither', without(), { customerId: null, productId: null }, 'unit'],
    ['another unit', without(), { billableUnitId: 'tokens' }, null],
    ['before any began', without(), { time: -1 }, null],
    ['from the very instant', without(), { time: 0 }, 'both'],
    ['an empty book', new PriceBook([]), {}, null],
  ])('%s', (_, book, of, expected) => {
    expect(book.priceAt(usage(of))?.id ?? null).toBe(expected);
  });

  test('one that is narrower but not yet in effect leaves the wider one in place', () => {
    const book = new PriceBook([
      price('wide', { effectiveFrom: 10 }),
      price('narrow', { effectiveFrom: 20, customerId: 'acme' }),
    ]);
    const at = (time: number): string | undefined => book.priceAt(usage({ time }))?.id;
    expect([9, 10, 19, 20].map(at)).toEqual([undefined, 'wide', 'wide', 'narrow']);
  });

  test('is what a search through the whole list finds', () => {
    const one = (...names: string[]): fc.Arbitrary<string | null> => fc.constantFrom(null, ...names);
    const prices = fc
      .array(
        fc.record({
          billableUnitId: fc.constantFrom('calls', 'tokens'),
          productId: one('search', 'maps'),
          customerId: one('acme', 'other'),
          effectiveFrom: fc.integer({ min: 0, max: 12 }),
        }),
        { maxLength: 40 },
      )
      .map((all) => all.map((of, index) => price(String(index), of)));
    const asked = fc.record({
      billableUnitId: fc.constantFrom('calls', 'tokens'),
      productId: one('search', 'maps', 'unheard of'),
      customerId: one('acme', 'other', 'unheard of'),
      time: fc.integer({ min: -1, max: 13 }),
    });
    const narrowness = ({ customerId, productId }: Price): number =>
      (customerId === null ? 0 : 2) + (productId === null ? 0 : 1);

    fc.assert(
      fc.property(prices, asked, (prices, usage) => {
        const [best = null] = prices
          .filter((price) => price.billableUnitId === usage.billableUnitId)
          .filter((price) => price.effectiveFrom <= usage.time)
          .filter((price) => price.productId === null || price.productId === usage.productId)
          .filter((price) => price.customerId === null || price.customerId === usage.customerId)
          .sort(
            (a, b) =>
              narrowness(b) - narrowness(a) ||
              b.effectiveFrom - a.effectiveFrom ||
              Number(b.id) - Number(a.id),
          );
        expect(new PriceBook(prices).priceAt(usage)).toBe(best);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the billing period', () => {
  test('begins with the first of its month in UTC, of any year', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0000-01-01T00:00:00Z'),
          max: new Date('9999-12-31T00:00:00Z'),
          noInvalidDate: true,
        }),
        (date) => {
          const start = new Date(periodOf(date.getTime())).toISOString();
          expect(start).toBe(`${date.toISOString().slice(0, 7)}-01T00:00:00.000Z`);
        },
      ),
    );
  });

  test.each([
    ['2026-03-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
    ['2026-02-28T23:59:59.999Z', '2026-02-01T00:00:00.000Z'],
    ['1969-12-31T12:00:00.000Z', '1969-12-01T00:00:00.000Z'],
  ])('of %s begins at %s', (time, start) => {
    expect(periodOf(Date.parse(time))).toBe(Date.parse(start));
  });
});
