import type { Dataset, Dimension, Measure, Partial } from './dataset.js';
import type { Rollup } from './rollup.js';
import { SEVERITIES } from './severity.js';

const EVENTS: Partial = { column: 'events', raw: '1::bigint', merge: 'sum' };
const COUNT: Measure = {
  key: 'events',
  title: 'Events',
  description: 'Number of events.',
  unit: 'count',
  merge: { rule: 'sum', of: 'events' },
};

const CUSTOMER: Dimension = {
  key: 'customer',
  title: 'Customer',
  description: 'Whom it concerns.',
  column: 'customer_id',
};
const PRODUCT: Dimension = {
  key: 'product',
  title: 'Product',
  description: 'Through which product.',
  column: 'product_id',
};

const rollups = (relation: string, dimensions: readonly Dimension[], partials: readonly string[]): Rollup[] =>
  (['1d', '1h', '15m'] as const).map((width) => ({
    relation: `${relation}_${width}`,
    width,
    dimensions: dimensions.map(({ key }) => key),
    partials,
  }));

const OF_LOG: readonly Dimension[] = [
  { key: 'category', title: 'Category', description: 'The part of the platform.', column: 'category' },
  { key: 'type', title: 'Type', description: 'What happened.', column: 'type' },
  {
    key: 'severity',
    title: 'Severity',
    description: 'How grave it is: DEBUG, INFO, WARNING, ERROR or CRITICAL, in this order.',
    column: 'severity',
    order: SEVERITIES,
  },
  {
    key: 'statusCode',
    title: 'Status code',
    description: "HTTP's status of the answer.",
    column: 'status_code',
    type: 'integer',
  },
  PRODUCT,
];
const LATENCY_BIN: Dimension = {
  key: 'latencyBin',
  title: 'Bin of the latency',
  description: 'The logarithmic bin of the latency; null where it is not known.',
  column: 'latency_bin',
  raw: 'tenant.log_bin(latency_ms)',
  type: 'integer',
};

/** Entries of the log that are no facts: API, AUTH and SYSTEM. */
export const log: Dataset = {
  key: 'log',
  title: 'Log',
  description: 'Requests, authentication, and what the platform tells: one row an event.',
  relation: 'log_events',
  partials: [
    EVENTS,
    { column: 'timed', raw: '(latency_ms IS NOT NULL)::int::bigint', merge: 'sum' },
    { column: 'latency', raw: 'latency_ms::numeric', merge: 'sum' },
  ],
  measures: [COUNT],
  dimensions: [...OF_LOG, CUSTOMER, LATENCY_BIN],
  rollups: [
    ...rollups('log', [...OF_LOG, CUSTOMER], ['events']),
    ...rollups('log_latencies', [...OF_LOG, LATENCY_BIN], ['timed', 'latency']),
  ].sort(coarsestFirst),
};

/** Steps of visitors, counted as events. */
export const storefrontLog = counted('storefront_events', {
  key: 'storefrontLog',
  title: 'Storefront events',
  description: 'Steps of visitors in the storefront: one row an event.',
  rollup: 'storefront_log',
  dimensions: [
    { key: 'step', title: 'Step', description: 'Which step was taken.', column: 'step' },
    CUSTOMER,
    PRODUCT,
  ],
});

/** What happened to invoices, counted as events. */
export const invoiceLog = counted('invoice_events', {
  key: 'invoiceLog',
  title: 'Invoice events',
  description: 'What happened to invoices: one row an event.',
  rollup: 'invoice_log',
  dimensions: [
    { key: 'status', title: 'Status', description: 'What became of the invoice.', column: 'status' },
    CUSTOMER,
  ],
});

/** What happened to subscriptions, counted as events. */
export const subscriptionLog = counted('subscription_events', {
  key: 'subscriptionLog',
  title: 'Subscription events',
  description: 'What happened to subscriptions: one row an event.',
  rollup: 'subscription_log',
  dimensions: [
    { key: 'change', title: 'Change', description: 'How the subscription changed.', column: 'change' },
    CUSTOMER,
    PRODUCT,
  ],
});

function counted(
  relation: string,
  of: Pick<Dataset, 'key' | 'title' | 'description' | 'dimensions'> & { readonly rollup: string },
): Dataset {
  const { rollup, ...dataset } = of;
  return {
    ...dataset,
    relation,
    partials: [EVENTS],
    measures: [COUNT],
    rollups: rollups(rollup, of.dimensions, ['events']),
  };
}

function coarsestFirst(a: Rollup, b: Rollup): number {
  const order = ['1d', '1h', '15m'];
  return order.indexOf(a.width) - order.indexOf(b.width);
}
