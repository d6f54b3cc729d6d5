import type { LogEvent } from '../../../src/feed/log-event.js';
import type { OracleBench } from './oracle-bench.js';

/** An event as it is stored, with its time in microseconds. */
export interface StoredEvent extends LogEvent {
  readonly micros: bigint;
}

interface Row
  extends
    Record<string, unknown>,
    Pick<LogEvent, 'id' | 'source' | 'type' | 'category' | 'severity' | 'message' | 'actor' | 'attributes'> {
  readonly seq: string;
  readonly micros: string;
  readonly at: number;
  readonly customer_id: string | null;
  readonly product_id: string | null;
  readonly status_code: number | null;
  readonly latency_ms: number | null;
}

/** All events of the bench's tenant, newest first, read at once without a filter. */
export async function storedEvents({ db }: OracleBench, tenant = 'acme'): Promise<StoredEvent[]> {
  const { rows } = await db.write.query<Row>(
    `SELECT *, (extract(epoch FROM time) * 1000000)::bigint AS micros, (extract(epoch FROM recorded_at) * 1000)::float8 AS at
     FROM event_log WHERE tenant_id = $1`,
    [tenant],
  );
  const events = rows.map((row): StoredEvent => ({
    ...{
      seq: BigInt(row.seq),
      micros: BigInt(row.micros),
      recordedAt: row.at,
      id: row.id,
      source: row.source,
    },
    ...{ type: row.type, category: row.category, severity: row.severity, message: row.message },
    ...{ actor: row.actor, customerId: row.customer_id, productId: row.product_id },
    ...{ statusCode: row.status_code, latencyMs: row.latency_ms, attributes: row.attributes },
    time: Number(row.micros) / 1000,
    size: 0,
  }));
  return events.sort((a, b) =>
    a.micros === b.micros ? Number(b.seq - a.seq) : a.micros > b.micros ? -1 : 1,
  );
}
