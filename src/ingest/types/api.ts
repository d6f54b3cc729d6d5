import type { Severity } from '../event.js';
import { optional, required } from '../fields.js';
import { defineType, withValues, type EventType } from './event-type.js';
import { logFact } from './log.js';
import { id, integer, label, magnitude, text } from './readers.js';

function severityOf(statusCode: number): Severity {
  if (statusCode >= 500) return 'ERROR';
  return statusCode >= 400 ? 'WARNING' : 'INFO';
}

export const API_TYPES: readonly EventType[] = [
  defineType(
    'log',
    {
      type: 'api.request',
      category: 'API',
      description: 'The API answered a request',
      fields: {
        method: required(label),
        path: required(text),
        statusCode: required(integer(100, 599)),
        latencyMs: required(magnitude, 'Milliseconds'),
        customerId: optional(id),
        productId: optional(id),
        actor: optional(label),
      },
    },
    ({ method, path, statusCode, latencyMs, customerId, productId, actor }, attributes) =>
      logFact({
        category: 'API',
        severity: severityOf(statusCode),
        message: `${method} ${path} → ${statusCode} (${latencyMs} ms)`,
        actor,
        customerId,
        productId,
        statusCode,
        latencyMs,
        attributes: withValues(attributes, { method, path }),
      }),
  ),
];
