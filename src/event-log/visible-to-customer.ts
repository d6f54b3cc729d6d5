import type { LogEvent } from '../feed/log-event.js';

/** Types that a tenant does not show its customers: its costs, and what the gateway has found in its figures. */
const OF_SELLERS: ReadonlySet<string> = new Set([
  'cost.incurred',
  'usage.threshold_breached',
  'usage.anomaly_detected',
]);

/** Whether credentials see an event of their tenant, narrowed to a customer or not: what `create_log_view` says in SQL. */
export function isVisibleTo(
  customerId: string | null,
  event: Pick<LogEvent, 'customerId' | 'type'>,
): boolean {
  return customerId === null || (event.customerId === customerId && !OF_SELLERS.has(event.type));
}
