import type { Queryable } from './database.js';
import { LOG_RETENTION_DAYS } from './relations.js';

/** Nodes that are behind with their turns ask for ticks of this time. */
const TICKS_KEPT = '1 day';

/**
 * Forgets entries of the feed that are older than the event log, and what is needed no more once it is in an entry. The
 * newest tick stays: what comes next is told apart from what came before by it.
 */
export async function purgeFeed(db: Queryable): Promise<void> {
  await db.query(
    `WITH forgotten AS (
       DELETE FROM feed_entries WHERE taken_at < now() - make_interval(days => $1::int) RETURNING tick
     ), newest AS (SELECT max(tick) AS tick FROM forgotten)
     UPDATE feed_floor SET tick = newest.tick, at = now() - make_interval(days => $1::int)
     FROM newest WHERE newest.tick > feed_floor.tick`,
    [LOG_RETENTION_DAYS],
  );
  await db.query(
    `DELETE FROM feed_commits
     WHERE xid < (SELECT pg_snapshot_xmin(snapshot) FROM feed_ticks ORDER BY tick DESC LIMIT 1)`,
  );
  await db.query(
    `DELETE FROM feed_ticks WHERE taken_at < now() - $1::interval AND tick < (SELECT max(tick) FROM feed_ticks)`,
    [TICKS_KEPT],
  );
}
