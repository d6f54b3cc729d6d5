import type { LogFact } from '../event.js';

/** A log fact with what a type does not say left null. */
export function logFact(
  fact: Pick<LogFact, 'category' | 'severity' | 'message' | 'attributes'> & Partial<LogFact>,
): LogFact {
  return {
    dataset: 'log',
    actor: null,
    customerId: null,
    productId: null,
    statusCode: null,
    latencyMs: null,
    reference: null,
    ...fact,
  };
}
