import { aggregated } from '../catalogue/catalogue.js';
import type { Queryable } from './database.js';
import { UnfitDatabaseError } from './preflight.js';
import { FACT_TABLES, LOG_RETENTION_DAYS, LOG_TABLE, RETENTION_MARGIN_DAYS } from './relations.js';

/** Raw rows turn columnar at this age; late events still go in. */
const COLUMNSTORE_AFTER_DAYS = 14;
/** Identities are dropped this long after their generation's end. */
const IDENTITY_DAYS = 36;
/** The refresh policies are the safety net below the refresher: they look back this far. */
const REFRESH_WINDOW_DAYS = 7;

/**
 * Sets retention, columnstore and refresh policies to what the configuration says, unless that was done before: setting
 * them anew would start their schedules over. A refresh over dropped raw rows would delete history, so a refresh window
 * that reaches past retention is refused.
 */
export async function applyPolicies(db: Queryable, factRetentionDays: number): Promise<void> {
  requireWindowInside(REFRESH_WINDOW_DAYS, factRetentionDays);
  const rollups = aggregated.flatMap((dataset) => dataset.rollups.map(({ relation }) => relation));
  const wanted = JSON.stringify({
    retention: [...FACT_TABLES.map((table) => [table, factRetentionDays]), [LOG_TABLE, LOG_RETENTION_DAYS]],
    identities: IDENTITY_DAYS,
    columnstore: COLUMNSTORE_AFTER_DAYS,
    refresh: [REFRESH_WINDOW_DAYS, rollups],
  });
  const { rows } = await db.query<{ value: string }>(
    "SELECT value FROM applied_settings WHERE name = 'policies'",
  );
  if (rows[0]?.value === wanted) return;

  for (const table of FACT_TABLES) await applyTablePolicies(db, table, factRetentionDays);
  await applyTablePolicies(db, LOG_TABLE, LOG_RETENTION_DAYS);
  await applyRetention(db, 'event_identities', IDENTITY_DAYS);
  for (const relation of rollups) {
    await db.query('SELECT remove_continuous_aggregate_policy($1::regclass, if_exists => true)', [relation]);
    await db.query(
      `SELECT add_continuous_aggregate_policy($1::regclass, start_offset => make_interval(days => $2::int),
                end_offset => interval '15 minutes', schedule_interval => interval '1 hour')`,
      [relation, REFRESH_WINDOW_DAYS],
    );
  }
  await db.query(
    `INSERT INTO applied_settings (name, value) VALUES ('policies', $1)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [wanted],
  );
}

/** Throws unless a refresh that looks back `windowDays` stays inside retention with its margin. */
export function requireWindowInside(windowDays: number, retentionDays: number): void {
  if (windowDays + RETENTION_MARGIN_DAYS <= retentionDays) return;
  throw new UnfitDatabaseError(
    `FACT_RETENTION_DAYS is ${retentionDays}: expected at least ${windowDays + RETENTION_MARGIN_DAYS}, ` +
      'because a refresh over dropped rows would delete history.',
  );
}

async function applyTablePolicies(db: Queryable, table: string, retentionDays: number): Promise<void> {
  await applyRetention(db, table, retentionDays);
  await db.query('CALL remove_columnstore_policy($1::regclass, if_exists => true)', [table]);
  await db.query(
    `CALL add_columnstore_policy($1::regclass, after => make_interval(days => ${COLUMNSTORE_AFTER_DAYS}),
            schedule_interval => interval '12 hours')`,
    [table],
  );
}

async function applyRetention(db: Queryable, table: string, days: number): Promise<void> {
  await db.query('SELECT remove_retention_policy($1::regclass, if_exists => true)', [table]);
  await db.query(
    `SELECT add_retention_policy($1::regclass, drop_after => make_interval(days => $2::int),
              schedule_interval => interval '6 hours')`,
    [table, days],
  );
}
