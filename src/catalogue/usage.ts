import type { Dataset } from './dataset.js';

const BY_CUSTOMER = ['customer', 'subscription', 'billableUnit', 'product', 'currency'];
const TENANT_WIDE = ['billableUnit', 'product', 'currency'];

const SUMS = ['quantity', 'events', 'revenue'];
const BY_SESSION = ['customer', 'session', 'currency'];
/** Wide, and asked for seldom: kept apart from the sums. */
const READ_BY = ['customer', 'billableUnit', 'product'];
const READINGS = ['quantity_min', 'quantity_max', 'reading_first', 'reading_last'];

/** The row as (time, order of recording, quantity): the smallest is the earliest, the largest the latest. */
const READING = 'ARRAY[extract(epoch FROM time), seq, quantity]';

/** Metered consumption: `usage.recorded`. */
export const usage: Dataset = {
  key: 'usage',
  title: 'Usage',
  description: 'Metered consumption: one row a usage event.',
  relation: 'usage_events',
  partials: [
    { column: 'quantity', raw: 'quantity', merge: 'sum' },
    { column: 'events', raw: '1::bigint', merge: 'sum' },
    { column: 'revenue', raw: 'revenue', merge: 'sum' },
    { column: 'quantity_min', raw: 'quantity', merge: 'min' },
    { column: 'quantity_max', raw: 'quantity', merge: 'max' },
    { column: 'reading_first', raw: READING, merge: 'min' },
    { column: 'reading_last', raw: READING, merge: 'max' },
  ],
  measures: [
    {
      key: 'quantity',
      title: 'Quantity',
      description: 'Consumption in the billable unit; corrections count with their sign.',
      unit: 'quantity',
      merge: { rule: 'sum', of: 'quantity' },
    },
    {
      key: 'events',
      title: 'Events',
      description: 'Number of accepted usage events.',
      unit: 'count',
      merge: { rule: 'sum', of: 'events' },
    },
    {
      key: 'revenue',
      title: 'Revenue',
      description: "The events' own revenue, per currency.",
      unit: 'money',
      merge: { rule: 'sum', of: 'revenue' },
      perCurrency: true,
    },
    {
      key: 'customers',
      title: 'Active customers',
      description: 'Distinct customers with at least one event.',
      unit: 'count',
      merge: { rule: 'distinct', dimension: 'customer' },
    },
    {
      key: 'quantityMin',
      title: 'Smallest quantity',
      description: 'The smallest quantity of a single event.',
      unit: 'quantity',
      merge: { rule: 'min', of: 'quantity_min' },
    },
    {
      key: 'quantityMax',
      title: 'Largest quantity',
      description: 'The largest quantity of a single event.',
      unit: 'quantity',
      merge: { rule: 'max', of: 'quantity_max' },
    },
    {
      key: 'quantityFirst',
      title: 'First quantity',
      description: 'The quantity of the earliest event: an opening reading of a gauge.',
      unit: 'quantity',
      merge: { rule: 'first', of: 'reading_first' },
    },
    {
      key: 'quantityLast',
      title: 'Last quantity',
      description: 'The quantity of the latest event: the present reading of a gauge.',
      unit: 'quantity',
      merge: { rule: 'last', of: 'reading_last' },
    },
    {
      key: 'quantityMean',
      title: 'Mean quantity',
      description: 'Quantity by events.',
      unit: 'quantity',
      merge: { rule: 'ratio', of: 'quantity', per: 'events' },
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
    {
      key: 'subscription',
      title: 'Subscription',
      description: 'Under which subscription.',
      column: 'subscription_id',
    },
    { key: 'currency', title: 'Currency', description: "The revenue's currency.", column: 'currency' },
    {
      key: 'session',
      title: 'Session',
      description: "The agent's session that the event names in attributes.sessionId.",
      column: 'session_id',
      raw: "attributes ->> 'sessionId'",
    },
  ],
  rollups: (['1d', '1h', '15m'] as const).flatMap((width) => [
    { relation: `usage_${width}`, width, dimensions: TENANT_WIDE, partials: SUMS },
    { relation: `usage_by_customer_${width}`, width, dimensions: BY_CUSTOMER, partials: SUMS },
    { relation: `usage_readings_${width}`, width, dimensions: READ_BY, partials: READINGS },
    { relation: `usage_sessions_${width}`, width, dimensions: BY_SESSION, partials: ['revenue'] },
  ]),
};
