import type { Dataset } from './dataset.js';

const TENANT_WIDE = ['category', 'provider', 'model', 'product', 'currency', 'unpriced'];
const BY_CUSTOMER = ['customer', 'subscription', ...TENANT_WIDE];
const SUMS = ['amount', 'events', 'input_tokens', 'cached_input_tokens', 'output_tokens'];

/** What serving customers cost: `cost.incurred`. */
export const cost: Dataset = {
  key: 'cost',
  title: 'Costs',
  description: 'What serving customers cost: one row a cost.',
  relation: 'cost_events',
  partials: [
    { column: 'amount', raw: 'amount', merge: 'sum' },
    { column: 'events', raw: '1::bigint', merge: 'sum' },
    { column: 'input_tokens', raw: 'input_tokens::numeric', merge: 'sum' },
    { column: 'cached_input_tokens', raw: 'cached_input_tokens::numeric', merge: 'sum' },
    { column: 'output_tokens', raw: 'output_tokens::numeric', merge: 'sum' },
  ],
  measures: [
    {
      key: 'cost',
      title: 'Cost',
      description: 'Amounts that were given, or found by a list of prices, per currency.',
      unit: 'money',
      merge: { rule: 'sum', of: 'amount' },
      perCurrency: true,
    },
    {
      key: 'events',
      title: 'Events',
      description: 'Number of costs.',
      unit: 'count',
      merge: { rule: 'sum', of: 'events' },
    },
    {
      key: 'inputTokens',
      title: 'Input tokens',
      description: 'Tokens that models read, those from a cache among them.',
      unit: 'count',
      merge: { rule: 'sum', of: 'input_tokens' },
    },
    {
      key: 'cachedInputTokens',
      title: 'Cached input tokens',
      description: 'Tokens that models read from a cache.',
      unit: 'count',
      merge: { rule: 'sum', of: 'cached_input_tokens' },
    },
    {
      key: 'outputTokens',
      title: 'Output tokens',
      description: 'Tokens that models wrote.',
      unit: 'count',
      merge: { rule: 'sum', of: 'output_tokens' },
    },
  ],
  dimensions: [
    {
      key: 'category',
      title: 'Category',
      description: 'INFRASTRUCTURE, AI_MODEL, THIRD_PARTY, SUPPORT or OTHER.',
      column: 'category',
    },
    { key: 'provider', title: 'Provider', description: 'Who is paid.', column: 'provider' },
    { key: 'model', title: 'Model', description: 'Which model was used.', column: 'model' },
    { key: 'product', title: 'Product', description: 'For which product.', column: 'product_id' },
    { key: 'customer', title: 'Customer', description: 'For which customer.', column: 'customer_id' },
    {
      key: 'subscription',
      title: 'Subscription',
      description: 'For which subscription.',
      column: 'subscription_id',
    },
    { key: 'currency', title: 'Currency', description: "The amount's currency.", column: 'currency' },
    {
      key: 'unpriced',
      title: 'Reason without a price',
      description: 'Why tokens have no price; null for costs that have an amount.',
      column: 'unpriced',
    },
  ],
  rollups: (['1d', '1h', '15m'] as const).flatMap((width) => [
    { relation: `costs_${width}`, width, dimensions: TENANT_WIDE, partials: SUMS },
    { relation: `costs_by_customer_${width}`, width, dimensions: BY_CUSTOMER, partials: SUMS },
  ]),
};
