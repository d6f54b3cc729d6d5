import type { Dataset } from './dataset.js';

const DIMENSIONS = ['customer', 'sessionId', 'tool', 'currency'];

/**
 * Calls of sessions beside the revenue of usage that names the session: rows of calls have a tool and no currency, rows
 * of usage a currency and no tool. Read through attributions (see the planner's query) alone.
 */
export const sessionRevenue: Dataset = {
  key: 'sessionRevenue',
  title: 'Revenue of sessions',
  description: "Tool calls, and the revenue of usage events that name a call's session.",
  relation: 'session_revenue_events',
  views: ['usage', 'mcp'],
  partials: [
    { column: 'calls', raw: 'calls', merge: 'sum' },
    { column: 'revenue', raw: 'revenue', merge: 'sum' },
  ],
  measures: [
    {
      key: 'calls',
      title: 'Calls',
      description: 'Number of tool calls.',
      unit: 'count',
      merge: { rule: 'sum', of: 'calls' },
    },
    {
      key: 'revenue',
      title: 'Revenue',
      description: 'What usage earned that names a session, per currency.',
      unit: 'money',
      merge: { rule: 'sum', of: 'revenue' },
      perCurrency: true,
    },
  ],
  dimensions: [
    { key: 'customer', title: 'Customer', description: 'Whose session.', column: 'customer_id' },
    {
      key: 'sessionId',
      title: 'Session id',
      description: "The session's id, as its calls and usage name it.",
      column: 'session_id',
    },
    { key: 'tool', title: 'Tool', description: 'Which tool was called; null for usage.', column: 'tool' },
    {
      key: 'currency',
      title: 'Currency',
      description: "The revenue's currency; null for calls.",
      column: 'currency',
    },
  ],
  rollups: (['1d', '1h', '15m'] as const).map((width) => ({
    relation: `session_revenue_${width}`,
    width,
    dimensions: DIMENSIONS,
    partials: ['calls', 'revenue'],
  })),
};
