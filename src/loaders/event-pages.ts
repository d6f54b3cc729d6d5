import type { TenantScope } from '../db/tenant-scope.js';
import type { EventPlace } from '../event-log/event-cursor.js';
import { countStatement, pageStatement, slicesOf, type EventPageRequest } from '../event-log/event-page.js';
import type { EventQuery } from '../event-log/event-query.js';
import type { LogEvent } from '../feed/feed.js';
import type { InstantRange } from '../planner/ranges.js';
import type { SharedReads } from './shared-reads.js';

/** An event and its place in the list. */
export interface ListedEvent {
  readonly event: LogEvent;
  readonly place: EventPlace;
}

interface EventRow extends Record<string, unknown> {
  readonly seq: string;
  readonly micros: string;
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
  readonly attributes: Record<string, unknown>;
}

/** Reads pages of the event log for one operation. */
export class EventPages {
  constructor(private readonly reads: SharedReads) {}

  /** Up to `rows` events that are meant, in the order in which they are looked for. */
  async read(scope: TenantScope, query: EventQuery, request: EventPageRequest): Promise<ListedEvent[]> {
    const found: ListedEvent[] = [];
    for (const slice of slicesOf(request)) {
      const rest = { ...request, rows: request.rows - found.length };
      const statement = pageStatement(scope.tenantId, query, rest, slice);
      if (statement === null) break;
      const rows = await this.reads.read<EventRow>(scope, statement);
      found.push(...rows.map(listedOf));
      if (found.length >= request.rows) break;
    }
    return found;
  }

  /** How many events of a range are meant: each is looked at. */
  async count(scope: TenantScope, query: EventQuery, range: InstantRange): Promise<number> {
    const statement = countStatement(scope.tenantId, query, range);
    const [row] = await this.reads.read<{ events: number }>(scope, statement);
    return row?.events ?? 0;
  }
}

function listedOf(row: EventRow): ListedEvent {
  const seq = BigInt(row.seq);
  return {
    place: { micros: BigInt(row.micros), seq },
    event: {
      seq,
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
      attributes: row.attributes,
    },
  };
}
