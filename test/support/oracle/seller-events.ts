import type { OracleBench } from './oracle-bench.js';
import type { StoredEvent } from './stored-events.js';
import { CUSTOMERS } from './usage-events.js';

const FOUND = ['usage.threshold_breached', 'usage.anomaly_detected'];

/** Writes what the gateway may find in figures, as it does: some of each kind, of each customer and of nobody. */
export async function writeFindings({ db, now }: OracleBench): Promise<void> {
  const found = [...CUSTOMERS, null].flatMap((customer) => FOUND.map((type) => ({ customer, type })));
  for (const [place, { customer, type }] of found.entries()) {
    await db.write.query(
      `INSERT INTO log_events (tenant_id, time, source, event_id, category, type, severity, message, customer_id, attributes)
       VALUES ('acme', $1::timestamptz, 'gaugeway', $2, 'USAGE', $3, 'WARNING', 'timeout', $4, '{"region": "eu"}')`,
      [new Date(now - place * 7_200_000).toISOString(), `found ${place}`, type, customer],
    );
  }
}

/** The events that credentials see, narrowed to a customer or not. */
export const seenBy =
  (narrowed: string | null) =>
  ({ type, customerId }: Pick<StoredEvent, 'type' | 'customerId'>): boolean =>
    narrowed === null || (customerId === narrowed && ![...FOUND, 'cost.incurred'].includes(type));
