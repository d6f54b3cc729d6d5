import { randomUUID } from 'node:crypto';
import type { SentEvent } from './ingest.js';

const CUSTOMERS = [
  'brightwater-health',
  'copperline-retail',
  'grebe-analytics',
  'feldspar',
  'goldfinch-media',
];
const PATHS = ['/v1/completions', '/v1/embeddings', '/v1/files', '/v1/agents/run'];
const STATUSES = [200, 200, 201, 200, 429, 200, 204, 200, 503, 200, 200];

/** Events of all severities and categories, as a company's log has them; the same ones for a number each time. */
export function showcaseEvent(number: number, time: Date): SentEvent {
  const customerId = CUSTOMERS[number % CUSTOMERS.length];
  const made = (type: string, data: Record<string, unknown>): SentEvent => ({
    id: randomUUID(),
    source: '/showcase',
    type,
    time: time.toISOString(),
    data,
  });
  switch (number % 16) {
    case 3:
      return made('auth.login', { actor: 'maya@feldspar.example', method: 'password', ip: '203.0.113.7' });
    case 5:
      return made('system.health_alert', {
        message: 'Queue of the embeddings workers is 4 min behind',
        attributes: { queue: 'embeddings', behindSeconds: 241, workers: 6 },
      });
    case 7:
      return made('auth.login_failed', { actor: 'ops@copperline.example', reason: 'wrong password' });
    case 9:
      return made('invoice.paid', {
        invoiceId: `INV-${20_000 + number}`,
        customerId,
        amount: '1249.00',
        currency: 'USD',
      });
    case 11:
      return made('system.database_down', {
        message: 'The primary of cluster eu-west-1b does not answer; the replica takes over',
        severity: 'CRITICAL',
        attributes: { cluster: 'eu-west-1b', replica: 'pg-3', lagSeconds: 0.4 },
      });
    case 13:
      return made('system.deployed', { message: 'billing 4.18.2', severity: 'DEBUG' });
    case 15:
      return made('invoice.payment_failed', {
        invoiceId: `INV-${20_000 + number}`,
        customerId,
        amount: '89.90',
        currency: 'EUR',
        reason: 'card declined',
      });
    default:
      return made('api.request', {
        method: 'POST',
        path: PATHS[number % PATHS.length],
        statusCode: STATUSES[number % STATUSES.length],
        latencyMs: 12.4 + ((number * 37) % 400),
        customerId,
        productId: 'core-api',
      });
  }
}
