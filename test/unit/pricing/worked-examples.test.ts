import { expect, test } from '@jest/globals';
import { DecimalSum, type DecimalText } from '../../../src/decimal.js';
import { apportion } from '../../../src/insight/apportion.js';
import { charge, marginalCharge } from '../../../src/pricing/charge.js';
import { periodOf, PriceBook } from '../../../src/pricing/price-book.js';
import { parsePriceTerms, type PriceModel } from '../../../src/pricing/price-terms.js';
import { docCases } from '../../support/doc-cases.js';

interface WrittenPrice {
  readonly model: PriceModel;
  readonly terms: unknown;
}

interface WrittenBook {
  readonly prices: readonly {
    readonly id: string;
    readonly from: string;
    readonly productId?: string;
    readonly customerId?: string;
  }[];
  readonly customerId: string;
  readonly productId: string;
  readonly time: string;
}

/** What the page's examples compute, by the name that each gives it. */
const RECKONINGS = {
  charge: ({ model, terms, quantity }: WrittenPrice & { quantity: DecimalText }) =>
    charge(parsePriceTerms(model, terms, 'terms'), quantity),

  marginalCharges: ({ model, terms, quantities }: WrittenPrice & { quantities: DecimalText[] }) => {
    const price = parsePriceTerms(model, terms, 'terms');
    const period = new DecimalSum();
    return quantities.map((quantity) => {
      const before = period.toString();
      period.add(quantity);
      return marginalCharge(price, before, quantity);
    });
  },

  priceAt: ({ prices, customerId, productId, time }: WrittenBook) => {
    const common = { billableUnitId: 'calls', currency: 'EUR' };
    const terms = parsePriceTerms('FLAT', { amount: 1 }, 'terms');
    const book = new PriceBook(
      prices.map(({ id, from, productId = null, customerId = null }) => ({
        ...common,
        ...{ id, productId, customerId, terms, effectiveFrom: Date.parse(from) },
      })),
    );
    return book.priceAt({ ...common, customerId, productId, time: Date.parse(time) })?.id ?? null;
  },

  periodOf: (time: string) => new Date(periodOf(Date.parse(time))).toISOString(),

  apportion: ({ total, weights, scale }: { total: DecimalText; weights: DecimalText[]; scale?: number }) =>
    apportion(total, weights, scale),
};

/** Each example gives one reckoning what it needs. */
type Given = Record<keyof typeof RECKONINGS, never>;

test.each(docCases<Given, unknown>('pricing.md'))('$title', ({ given, expected }) => {
  const results = Object.entries(given).map(([name, value]) => RECKONINGS[name as keyof Given](value));
  expect(results).toEqual([expected]);
});
