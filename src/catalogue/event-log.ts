import type { Dataset, Dimension } from './dataset.js';
import { SEVERITIES } from './severity.js';

const OF_ALL: readonly Dimension[] = [
  {
    key: 'category',
    title: 'Category',
    description: 'API, BILLING, AUTH, SYSTEM or USAGE.',
    column: 'category',
  },
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
    description: "HTTP's status of an API request; null for all other events.",
    column: 'status_code',
    type: 'integer',
  },
  {
    key: 'statusClass',
    title: 'Status class',
    description: "The class of HTTP's status: 2xx, 4xx, 5xx; null for all but API requests.",
    column: 'status_class',
    raw: "status_code / 100 || 'xx'",
  },
  { key: 'product', title: 'Product', description: 'Through which product.', column: 'product_id' },
];
const CUSTOMER: Dimension = {
  key: 'customer',
  title: 'Customer',
  description: 'Whom it concerns.',
  column: 'customer_id',
};
/** Kept by no rollup: who acts are too many. */
const ACTOR: Dimension = { key: 'actor', title: 'Actor', description: 'Who did it.', column: 'actor' };

const TENANT_WIDE = OF_ALL.map(({ key }) => key);
const COUNTS = ['events', 'errors'];

/** Every event of the log. */
export const eventLog: Dataset = {
  key: 'events',
  title: 'Events',
  description: 'The event log: one row an event, of whatever kind.',
  relation: 'event_log',
  views: ['log', 'usage', 'mcp', 'cost', 'storefrontLog', 'invoiceLog', 'subscriptionLog'],
  partials: [
    { column: 'events', raw: '1::bigint', merge: 'sum' },
    { column: 'errors', raw: "(severity IN ('ERROR', 'CRITICAL'))::int::bigint", merge: 'sum' },
  ],
  measures: [
    {
      key: 'events',
      title: 'Events',
      description: 'Number of events.',
      unit: 'count',
      merge: { rule: 'sum', of: 'events' },
    },
    {
      key: 'errors',
      title: 'Errors',
      description: 'Number of events of severity ERROR or CRITICAL.',
      unit: 'count',
      merge: { rule: 'sum', of: 'errors' },
    },
    {
      key: 'errorRate',
      title: 'Error rate',
      description: 'Errors by events.',
      unit: 'ratio',
      merge: { rule: 'ratio', of: 'errors', per: 'events' },
    },
  ],
  dimensions: [...OF_ALL, CUSTOMER, ACTOR],
  rollups: (['1d', '1h', '15m'] as const).flatMap((width) => [
    { relation: `events_${width}`, width, dimensions: TENANT_WIDE, partials: COUNTS },
    {
      relation: `events_by_customer_${width}`,
      width,
      dimensions: [...TENANT_WIDE, 'customer'],
      partials: COUNTS,
    },
  ]),
};

/** Events that took a time which is known: requests and tool calls. */
export const eventLatency: Dataset = {
  key: 'eventLatency',
  title: 'Latencies',
  description: 'Events whose latency is known: one row an event.',
  relation: 'timed_events',
  views: ['log', 'mcp'],
  partials: [
    { column: 'timed', raw: '1::bigint', merge: 'sum' },
    { column: 'latency', raw: 'latency_ms::numeric', merge: 'sum' },
  ],
  measures: [
    {
      key: 'events',
      title: 'Timed events',
      description: 'Number of events whose latency is known.',
      unit: 'count',
      merge: { rule: 'sum', of: 'timed' },
    },
    {
      key: 'meanLatency',
      title: 'Mean latency',
      description: 'Time that the events took by their number.',
      unit: 'milliseconds',
      merge: { rule: 'ratio', of: 'latency', per: 'timed' },
    },
    ...([0.5, 0.95, 0.99] as const).map((quantile) => ({
      key: `p${quantile * 100}Latency`,
      title: `${quantile * 100}th percentile of the latency`,
      description: `The time within which ${quantile * 100} % of the events ended, with a relative error of at most 2 %.`,
      unit: 'milliseconds' as const,
      merge: { rule: 'percentile' as const, bin: 'latencyBin', weight: 'timed', quantile },
    })),
  ],
  dimensions: [
    ...OF_ALL,
    CUSTOMER,
    ACTOR,
    {
      key: 'latencyBin',
      title: 'Bin of the latency',
      description: 'The logarithmic bin of the latency.',
      column: 'latency_bin',
      raw: 'tenant.log_bin(latency_ms)',
      type: 'integer',
    },
  ],
  rollups: (['1d', '1h', '15m'] as const).map((width) => ({
    relation: `event_latencies_${width}`,
    width,
    dimensions: [...TENANT_WIDE, 'latencyBin'],
    partials: ['timed', 'latency'],
  })),
};
