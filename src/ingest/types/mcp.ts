import { optional, required } from '../fields.js';
import { defineType, revenue, type EventType } from './event-type.js';
import { count, errorText, id, label, magnitude, object, text } from './readers.js';

const agent = object('agent', {
  name: optional(label),
  version: optional(label),
  userAgent: optional(text),
});

export const MCP_TYPES: readonly EventType[] = [
  defineType(
    'mcp',
    {
      type: 'mcp.tool.called',
      category: 'USAGE',
      description: 'An agent called a tool of an MCP server',
      fields: {
        serverId: required(id),
        tool: required(label),
        sessionId: required(id),
        customerId: optional(id),
        productId: optional(id),
        subscriptionId: optional(id),
        agent: optional(agent),
        durationMs: optional(magnitude, 'Milliseconds'),
        error: optional(errorText, 'Given for a call that failed'),
        inputTokens: optional(count),
        outputTokens: optional(count),
        revenue,
      },
    },
    (values, attributes) => ({
      dataset: 'mcp',
      serverId: values.serverId,
      tool: values.tool,
      sessionId: values.sessionId,
      customerId: values.customerId,
      productId: values.productId,
      subscriptionId: values.subscriptionId,
      agentName: values.agent?.name ?? null,
      agentVersion: values.agent?.version ?? null,
      userAgent: values.agent?.userAgent ?? null,
      agentFamily: null,
      durationMs: values.durationMs,
      error: values.error,
      inputTokens: values.inputTokens,
      outputTokens: values.outputTokens,
      revenue: values.revenue?.amount ?? null,
      currency: values.revenue?.currency ?? null,
      attributes,
    }),
  ),
];
