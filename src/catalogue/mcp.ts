import type { Dataset } from './dataset.js';

const CALLS = ['server', 'tool', 'agent', 'currency'];
const DURATIONS = ['server', 'tool', 'agent', 'durationBin'];
const TOTALS = ['calls', 'errors', 'timed', 'duration', 'duration_min', 'duration_max', 'revenue'];

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
    { key: 'agent', title: 'Agent', description: 'The name that the agent gave.', column: 'agent_name' },
    { key: 'currency', title: 'Currency', description: "The revenue's currency.", column: 'currency' },
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
    { relation: `mcp_${width}`, width, dimensions: CALLS, partials: TOTALS },
    { relation: `mcp_durations_${width}`, width, dimensions: DURATIONS, partials: ['timed'] },
  ]),
};
