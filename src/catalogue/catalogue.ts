import { cost } from './cost.js';
import type { Dataset } from './dataset.js';
import { eventLatency, eventLog } from './event-log.js';
import { invoiceLog, log, storefrontLog, subscriptionLog } from './fact-logs.js';
import { mcp } from './mcp.js';
import { request } from './request.js';
import { revenue } from './revenue.js';
import { sessionRevenue } from './session-revenue.js';
import { storefront } from './storefront.js';
import { usage } from './usage.js';

/** Every dataset that has rollups. */
export const datasets: readonly Dataset[] = [
  ...[usage, mcp, cost, request, storefront],
  ...[log, storefrontLog, invoiceLog, subscriptionLog],
  ...[revenue, sessionRevenue, eventLog, eventLatency],
];

/** Those whose rollups are continuous aggregates of their own, to be refreshed. */
export const aggregated: readonly Dataset[] = datasets.filter(({ views }) => views === undefined);
