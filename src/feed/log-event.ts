/** An event as the log has it; instants are epoch milliseconds. */
export interface LogEvent {
  /** Its place in the order in which events were recorded. */
  readonly seq: bigint;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: number;
  readonly recordedAt: number;
  readonly category: string;
  readonly severity: string;
  readonly message: string;
  readonly actor: string | null;
  readonly customerId: string | null;
  readonly productId: string | null;
  readonly statusCode: number | null;
  readonly latencyMs: number | null;
  readonly attributes: Record<string, unknown>;
  /** About how many bytes it takes: letters of what it says, and as much again as every event takes. */
  readonly size: number;
}

/** What an event takes beside its texts. */
const LEAST_SIZE = 512;

/** What is selected of a view of the log. */
export const LOG_EVENT_COLUMNS = `seq, id, source, type, (extract(epoch FROM time) * 1000)::float8 AS time,
       (extract(epoch FROM recorded_at) * 1000)::float8 AS recorded_at, category, severity, message, actor,
       customer_id, product_id, status_code, latency_ms, attributes::text AS attributes`;

/** A row of `LOG_EVENT_COLUMNS`. */
export interface LogEventRow extends Record<string, unknown> {
  readonly seq: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: number;
  readonly recorded_at: number;
  readonly category: string;
  readonly severity: string;
  readonly message: string;
  readonly actor: string | null;
  readonly customer_id: string | null;
  readonly product_id: string | null;
  readonly status_code: number | null;
  readonly latency_ms: number | null;
  /** JSON. */
  readonly attributes: string;
}

/** The event of a row. */
export function logEvent(row: LogEventRow): LogEvent {
  return {
    seq: BigInt(row.seq),
    id: row.id,
    source: row.source,
    type: row.type,
    time: row.time,
    recordedAt: row.recorded_at,
    category: row.category,
    severity: row.severity,
    message: row.message,
    actor: row.actor,
    customerId: row.customer_id,
    productId: row.product_id,
    statusCode: row.status_code,
    latencyMs: row.latency_ms,
    attributes: JSON.parse(row.attributes) as Record<string, unknown>,
    size: LEAST_SIZE + row.message.length + 2 * row.attributes.length,
  };
}
