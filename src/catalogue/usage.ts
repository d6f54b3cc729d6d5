import type { Dataset } from './dataset.js';

const BY_CUSTOMER = ['customer', 'billableUnit', 'product', 'currency'];
const TENANT_WIDE = ['billableUnit', 'product', 'currency'];

/** Metered consumption: `usage.recorded`. */
export const usage: Dataset = {
  key: 'usage',
  relation: 'usage_events',
  measures: [
    {
      key: 'quantity',
      title: 'Quantity',
      description: 'Consumption in the billable unit; corrections count with their sign.',
      unit: 'quantity',
      merge: { rule: 'sum' },
      raw: 'quantity',
      column: 'quantity',
      perCurrency: false,
    },
    {
      key: 'events',
      title: 'Events',
      description: 'Number of accepted usage events.',
      unit: 'count',
      merge: { rule: 'sum' },
      raw: '1::bigint',
      column: 'events',
      perCurrency: false,
    },
    {
      key: 'revenue',
      title: 'Revenue',
      description: "The events' own revenue, per currency.",
      unit: 'money',
      merge: { rule: 'sum' },
      raw: 'revenue',
      column: 'revenue',
      perCurrency: true,
    },
    {
      key: 'customers',
      title: 'Active customers',
      description: 'Distinct customers with at least one event.',
      unit: 'count',
      merge: { rule: 'distinct', dimension: 'customer' },
      raw: 'customer_id',
      column: 'customer_id',
      perCurrency: false,
    },
  ],
  dimensions: [
    { key: 'customer', title: 'Customer', description: 'Who consumed.', column: 'customer_id' },
    {
      key: 'billableUnit',
      title: 'Billable unit',
      description: 'What is metered.',
      column: 'billable_unit_id',
    },
    { key: 'product', title: 'Product', description: 'Through which product.', column: 'product_id' },
    { key: 'currency', title: 'Currency', description: "The revenue's currency.", column: 'currency' },
  ],
  rollups: [
    { relation: 'usage_1d', width: '1d', dimensions: TENANT_WIDE },
    { relation: 'usage_by_customer_1d', width: '1d', dimensions: BY_CUSTOMER },
    { relation: 'usage_1h', width: '1h', dimensions: TENANT_WIDE },
    { relation: 'usage_by_customer_1h', width: '1h', dimensions: BY_CUSTOMER },
    { relation: 'usage_15m', width: '15m', dimensions: TENANT_WIDE },
    { relation: 'usage_by_customer_15m', width: '15m', dimensions: BY_CUSTOMER },
  ],
};
