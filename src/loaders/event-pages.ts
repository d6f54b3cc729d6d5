import type { TenantScope } from '../db/tenant-scope.js';
import type { EventPlace } from '../event-log/event-cursor.js';
import { countStatement, pageStatement, slicesOf, type EventPageRequest } from '../event-log/event-page.js';
import type { EventQuery } from '../event-log/event-query.js';
import { logEvent, type LogEvent, type LogEventRow } from '../feed/log-event.js';
import type { InstantRange } from '../planner/ranges.js';
import type { SharedReads } from './shared-reads.js';

/** An event and its place in the list. */
export interface ListedEvent {
  readonly event: LogEvent;
  readonly place: EventPlace;
}

interface ListedRow extends LogEventRow {
  readonly micros: string;
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
      const rows = await this.reads.read<ListedRow>(scope, statement);
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

function listedOf(row: ListedRow): ListedEvent {
  const event = logEvent(row);
  return { event, place: { micros: BigInt(row.micros), seq: event.seq } };
}
