import type { Queryable } from './database.js';
import { LOG_RETENTION_DAYS } from './relations.js';

/**
 * Forgets the feed's ticks and commits that are older than the event log. The newest tick stays: what comes next is
 * told apart from what came before by it.
 */
export async function purgeFeed(db: Queryable): Promise<void> {
  await db.query('DELETE FROM feed_commits WHERE recorded_at < now() - make_interval(days => $1::int)', [
    LOG_RETENTION_DAYS,
  ]);
  await db.query(
    `DELETE FROM feed_ticks WHERE taken_at < now() - make_interval(days => $1::int)
       AND tick < (SELECT max(tick) FROM feed_ticks)`,
    [LOG_RETENTION_DAYS],
  );
}
