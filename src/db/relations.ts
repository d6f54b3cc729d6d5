/** The hypertables of facts, whose rows are kept for FACT_RETENTION_DAYS. */
export const FACT_TABLES = [
  'usage_events',
  'mcp_calls',
  'storefront_events',
  'cost_events',
  'invoice_events',
  'subscription_events',
] as const;

/** The hypertable of events that are no facts, kept for LOG_RETENTION_DAYS. */
export const LOG_TABLE = 'log_events';

/** The event log goes back this far. */
export const LOG_RETENTION_DAYS = 365;

/** An event must be at least this much younger than retention, so that its buckets still lie in it whole. */
export const RETENTION_MARGIN_DAYS = 1;
