import type { Dataset } from './dataset.js';
import { SEVERITIES } from './severity.js';

const AGENT = ['agent', 'agentVersion'];
const CALLS = ['server', 'tool', ...AGENT, 'currency'];
const TENANT_WIDE = ['product', ...CALLS];
const BY_CUSTOMER = ['customer', 'product', 'subscription', ...CALLS];
const DURATIONS = ['server', 'tool', ...AGENT, 'durationBin'];
const LATENCIES = ['product', 'severity', 'durationBin'];
const SESSIONS = ['customer', 'product', 'session', 'sessionId', ...CALLS];
const TOTALS = ['calls', 'errors', 'timed', 'duration', 'duration_min', 'duration_max', 'revenue'];
const OF_SESSIONS = ['calls', 'errors', 'revenue', 'first_at', 'last_at'];

/** Tool calls of MCP servers: `mcp.tool.called`. */
export const mcp: Dataset = {
  key: 'mcp',
  title: 'MCP',
  description: 'Tool calls of MCP servers: one row a call.',
  relation: 'mcp_calls',
  partials: [
    { column: 'calls', raw: '1::bigint', merge: 'sum' },
    { column: 'errors', raw: '(error IS NOT NULL)::int::bigint', merge: 'sum' },
    { column: 'timed', raw: '(duration_ms IS NOT NULL)::int::bigint', merge: 'sum' },
    { column: 'duration', raw: 'duration_ms::numeric', merge: 'sum' },
    { column: 'duration_min', raw: 'duration_ms', merge: 'min' },
    { column: 'duration_max', raw: 'duration_ms', merge: 'max' },
    { column: 'revenue', raw: 'revenue', merge: 'sum' },
    { column: 'first_at', raw: 'extract(epoch FROM time)', merge: 'min' },
    { column: 'last_at', raw: 'extract(epoch FROM time)', merge: 'max' },
  ],
  measures: [
    {
      key: 'invocations',
      title: 'Invocations',
      description: 'Number of tool calls.',
      unit: 'count',
      merge: { rule: 'sum', of: 'calls' },
    },
    {
      key: 'errors',
      title: 'Errors',
      description: 'Number of tool calls that failed.',
      unit: 'count',
      merge: { rule: 'sum', of: 'errors' },
    },
    {
      key: 'errorRate',
      title: 'Error rate',
      description: 'Errors by invocations.',
      unit: 'ratio',
      merge: { rule: 'ratio', of: 'errors', per: 'calls' },
    },
    {
      key: 'revenue',
      title: 'Revenue',
      description: "The calls' own revenue, per currency.",
      unit: 'money',
      merge: { rule: 'sum', of: 'revenue' },
      perCurrency: true,
    },
    {
      key: 'sessions',
      title: 'Sessions',
      description: 'Distinct sessions with at least one call; by bucket, those that were active in it.',
      unit: 'count',
      merge: { rule: 'distinct', dimension: 'session' },
    },
    {
      key: 'agents',
      title: 'Agents',
      description: 'Distinct agent families; calls whose agent is not known count for none.',
      unit: 'count',
      merge: { rule: 'distinct', dimension: 'agent' },
    },
    {
      key: 'firstCall',
      title: 'First call',
      description: 'When the first call was made: epoch seconds, to the microsecond.',
      unit: 'instant',
      merge: { rule: 'min', of: 'first_at' },
    },
    {
      key: 'lastCall',
      title: 'Last call',
      description: 'When the last call was made: epoch seconds, to the microsecond.',
      unit: 'instant',
      merge: { rule: 'max', of: 'last_at' },
    },
    {
      key: 'span',
      title: 'Time from the first to the last call',
      description: 'How long a session lasted, as far as its calls tell.',
      unit: 'milliseconds',
      merge: { rule: 'span', from: 'first_at', to: 'last_at' },
    },
    {
      key: 'meanDuration',
      title: 'Mean duration',
      description: 'Time that the calls took by the number of calls whose time is known.',
      unit: 'milliseconds',
      merge: { rule: 'ratio', of: 'duration', per: 'timed' },
    },
    {
      key: 'minDuration',
      title: 'Shortest duration',
      description: 'The shortest time that a call took.',
      unit: 'milliseconds',
      merge: { rule: 'min', of: 'duration_min' },
    },
    {
      key: 'maxDuration',
      title: 'Longest duration',
      description: 'The longest time that a call took.',
      unit: 'milliseconds',
      merge: { rule: 'max', of: 'duration_max' },
    },
    ...([0.5, 0.95, 0.99] as const).map((quantile) => ({
      key: `p${quantile * 100}Duration`,
      title: `${quantile * 100}th percentile of the duration`,
      description: `The time within which ${quantile * 100} % of the calls ended, with a relative error of at most 2 %.`,
      unit: 'milliseconds' as const,
      merge: { rule: 'percentile' as const, bin: 'durationBin', weight: 'timed', quantile },
    })),
  ],
  dimensions: [
    { key: 'server', title: 'Server', description: 'Which MCP server was called.', column: 'server_id' },
    { key: 'tool', title: 'Tool', description: 'Which tool was called.', column: 'tool' },
    {
      key: 'agent',
      title: 'Agent',
      description: "The agent's family, or the name that it gave where no family is known.",
      column: 'resolved_agent',
      raw: 'coalesce(agent_family, agent_name)',
    },
    { key: 'agentVersion', title: 'Version', description: "The agent's version.", column: 'agent_version' },
    { key: 'customer', title: 'Customer', description: 'For whom the agent worked.', column: 'customer_id' },
    { key: 'product', title: 'Product', description: 'Through which product.', column: 'product_id' },
    {
      key: 'subscription',
      title: 'Subscription',
      description: 'Under which subscription.',
      column: 'subscription_id',
    },
    {
      key: 'session',
      title: 'Session',
      description: "One of the server's sessions: the server's id and the session's, as one key.",
      column: 'session_key',
      raw: "length(server_id) || ':' || server_id || session_id",
    },
    {
      key: 'sessionId',
      title: 'Session id',
      description: 'The id that the server gave the session; several servers may give the same.',
      column: 'session_id',
    },
    { key: 'currency', title: 'Currency', description: "The revenue's currency.", column: 'currency' },
    {
      key: 'severity',
      title: 'Severity',
      description: 'ERROR for calls that failed, INFO for all others.',
      column: 'severity',
      order: SEVERITIES,
      raw: "CASE WHEN error IS NULL THEN 'INFO' ELSE 'ERROR' END",
    },
    {
      key: 'durationBin',
      title: 'Bin of the duration',
      description: 'The logarithmic bin of the duration; null where the duration is not known.',
      column: 'duration_bin',
      raw: 'tenant.log_bin(duration_ms)',
      type: 'integer',
    },
  ],
  rollups: (['1d', '1h', '15m'] as const).flatMap((width) => [
    { relation: `mcp_${width}`, width, dimensions: TENANT_WIDE, partials: TOTALS },
    { relation: `mcp_by_customer_${width}`, width, dimensions: BY_CUSTOMER, partials: TOTALS },
    { relation: `mcp_durations_${width}`, width, dimensions: DURATIONS, partials: ['calls', 'timed'] },
    { relation: `mcp_latencies_${width}`, width, dimensions: LATENCIES, partials: ['timed', 'duration'] },
    { relation: `mcp_sessions_${width}`, width, dimensions: SESSIONS, partials: OF_SESSIONS },
  ]),
};
