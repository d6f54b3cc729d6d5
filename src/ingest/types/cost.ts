import { COST_CATEGORIES } from '../event.js';
import { optional, required } from '../fields.js';
import { defineType, type EventType } from './event-type.js';
import { count, currency, decimal, id, label, oneOf } from './readers.js';

export const COST_TYPES: readonly EventType[] = [
  defineType(
    'cost',
    {
      type: 'cost.incurred',
      category: 'USAGE',
      description: 'Serving customers cost something: an amount, or tokens that the gateway prices',
      fields: {
        category: required(oneOf(COST_CATEGORIES)),
        amount: optional(decimal, 'Authoritative where given; a negative one is a credit'),
        currency: optional(currency, 'Required with an amount, without meaning else'),
        provider: optional(label),
        model: optional(label),
        inputTokens: optional(count),
        cachedInputTokens: optional(count),
        outputTokens: optional(count),
        productId: optional(id),
        customerId: optional(id),
        subscriptionId: optional(id),
      },
      check: (values, reading) => {
        const { amount, inputTokens, cachedInputTokens, outputTokens } = values;
        if (amount !== null && values.currency === null) {
          reading.fault('data.currency', 'missing, but data.amount is given');
        }
        if (amount === null && inputTokens === null && cachedInputTokens === null && outputTokens === null) {
          reading.fault('data.amount', 'missing, and no tokens are given that could be priced');
        }
      },
    },
    (values, attributes) => ({
      dataset: 'cost',
      ...values,
      // A price list's currency goes with its price.
      currency: values.amount === null ? null : values.currency,
      pricedBy: null,
      unpriced: null,
      attributes,
    }),
  ),
];
