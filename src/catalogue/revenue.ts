import type { Dataset } from './dataset.js';

const TENANT_WIDE = ['product', 'billableUnit', 'tool', 'currency'];
const BY_CUSTOMER = ['customer', 'subscription', ...TENANT_WIDE];

/** What usage events and tool calls earned: those of either that have revenue. */
export const revenue: Dataset = {
  key: 'revenue',
  title: 'Revenue',
  description: 'What usage events and tool calls earned: one row for each that has revenue.',
  relation: 'revenue_events',
  views: ['usage', 'mcp'],
  partials: [{ column: 'revenue', raw: 'revenue', merge: 'sum' }],
  measures: [
    {
      key: 'revenue',
      title: 'Revenue',
      description: 'What was earned, per currency.',
      unit: 'money',
      merge: { rule: 'sum', of: 'revenue' },
      perCurrency: true,
    },
    {
      key: 'customers',
      title: 'Paying customers',
      description: 'Distinct customers with revenue.',
      unit: 'count',
      merge: { rule: 'distinct', dimension: 'customer' },
    },
  ],
  dimensions: [
    { key: 'customer', title: 'Customer', description: 'Who pays.', column: 'customer_id' },
    {
      key: 'subscription',
      title: 'Subscription',
      description: 'Under which subscription.',
      column: 'subscription_id',
    },
    { key: 'product', title: 'Product', description: 'Through which product.', column: 'product_id' },
    {
      key: 'billableUnit',
      title: 'Billable unit',
      description: 'What was metered; null for tool calls.',
      column: 'billable_unit_id',
    },
    { key: 'tool', title: 'Tool', description: 'Which tool was called; null for usage.', column: 'tool' },
    { key: 'currency', title: 'Currency', description: "The revenue's currency.", column: 'currency' },
  ],
  rollups: (['1d', '1h', '15m'] as const).flatMap((width) => [
    { relation: `revenue_${width}`, width, dimensions: TENANT_WIDE, partials: ['revenue'] },
    { relation: `revenue_by_customer_${width}`, width, dimensions: BY_CUSTOMER, partials: ['revenue'] },
  ]),
};
