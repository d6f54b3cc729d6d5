import type { Database } from '../../../src/db/database.js';
import { DatabaseIngestor } from '../../../src/ingest/store/database-ingestor.js';

let ids = 0;

/** An event of the log as a producer sends it. */
export interface SentEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly data: Record<string, unknown>;
}

/** A note of the system. */
export function note(data: Record<string, unknown> = {}, type = 'system.deployed'): SentEvent {
  const id = `e${(ids += 1)}`;
  return {
    id,
    source: 'feed',
    type,
    time: new Date().toISOString(),
    data: { message: `note ${id}`, ...data },
  };
}

/** Writes events through an ingestor of its own. */
export class FeedWriter {
  readonly #ingestor: DatabaseIngestor;

  constructor(db: Database) {
    this.#ingestor = new DatabaseIngestor(db.write, { factRetentionDays: 400 });
  }

  /** Resolves with the ids when they are committed. */
  async write(tenantId: string, events: readonly SentEvent[]): Promise<string[]> {
    const verdicts = await this.#ingestor.ingest(events, { tenantId, platform: false, customerId: null });
    const refused = verdicts.find(({ verdict }) => verdict !== 'ACCEPTED');
    if (refused !== undefined) throw new Error(`${refused.verdict}: ${JSON.stringify(refused)}`);
    return events.map(({ id }) => id);
  }

  notes(tenantId: string, count: number, data: Record<string, unknown> = {}): Promise<string[]> {
    return this.write(
      tenantId,
      Array.from({ length: count }, () => note(data)),
    );
  }
}

/** Where events of the log are. */
const LOGS = ['usage_events', 'mcp_calls', 'storefront_events', 'log_events'];

/**
 * The ids of a tenant's events in recorded order, found out without the feed: by the first tick that sees their
 * transaction, then by seq. Those that no tick sees yet come last.
 */
export async function recorded(db: Database, tenantId: string): Promise<string[]> {
  const { rows } = await db.write.query<{ id: string }>(
    `WITH logged AS (${LOGS.map((table) => `SELECT id, seq, xid FROM ${table}_log WHERE tenant_id = $1`).join(' UNION ALL ')}),
          commits AS MATERIALIZED (SELECT DISTINCT xid FROM logged),
          placed AS MATERIALIZED (
            SELECT xid, (SELECT tick FROM feed_ticks WHERE pg_visible_in_snapshot(xid, snapshot) ORDER BY tick LIMIT 1) AS tick
            FROM commits)
     SELECT id FROM logged JOIN placed USING (xid) ORDER BY tick NULLS LAST, seq`,
    [tenantId],
  );
  return rows.map(({ id }) => id);
}
