import { aggregated } from '../catalogue/catalogue.js';
import type { Database } from './database.js';
import { purgeFeed } from './purge-feed.js';
import { compactDirty, refreshDirty } from './refresher.js';

/** What a node does for the database in the background. */
export interface Jobs {
  /** Stops, and resolves when the turn that is under way has ended. */
  stop(): Promise<void>;
}

/** The part of a logger that jobs need. */
export interface JobLog {
  debug(details: object, message: string): void;
  warn(details: object, message: string): void;
}

const REFRESH_EVERY_MS = 5_000;
const VACUUM_EVERY_MS = 3_600_000;
const PURGE_EVERY_MS = 6 * 3_600_000;
const REFRESH_LOCK = 1196773192;

/**
 * Keeps the rollups fresh: every 5 s the dirty buckets that have closed are materialized, by one node at a time.
 * The embedded database has no background workers, so there the node also runs the policies' jobs when they
 * are due, and vacuums.
 */
export function startJobs(db: Database, log: JobLog): Jobs {
  const lastRuns = new Map<number | string, number>();
  let lastPurge = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();

  const next = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      turn = takeTurn().then(next);
    }, REFRESH_EVERY_MS);
  };
  const takeTurn = async (): Promise<void> => {
    try {
      await refreshElected(db);
      if (Date.now() - lastPurge >= PURGE_EVERY_MS) {
        lastPurge = Date.now();
        await purgeFeed(db.write);
      }
      if (db.kind === 'embedded' && !stopped) await runDueJobs(db, lastRuns);
    } catch (error) {
      // Nothing is lost: the dirty buckets stay and are read from the raw rows.
      log.warn({ err: error }, 'a background job failed and will be tried again');
    }
  };
  next();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return turn;
    },
  };
}

async function refreshAll(db: Database): Promise<void> {
  const now = new Date();
  for (const dataset of aggregated) await refreshDirty(db.write, dataset, now);
  await compactDirty(db.write);
}

/** Refreshes unless another node is at it. */
async function refreshElected(db: Database): Promise<void> {
  // One backend serves the embedded database: a transaction held open here would wait for itself.
  if (db.kind === 'embedded') return refreshAll(db);
  const client = await db.write.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ elected: boolean }>(
      'SELECT pg_try_advisory_xact_lock($1) AS elected',
      [REFRESH_LOCK],
    );
    if (rows[0]?.elected === true) await refreshAll(db);
  } finally {
    await client.query('ROLLBACK').then(
      () => client.release(),
      () => client.release(true),
    );
  }
}

/** Tables whose rows come and go: without autovacuum their dead rows would stay. */
const CHURNING = ['dirty_buckets', 'feed_ticks', 'feed_commits', 'feed_entries', 'event_identities'] as const;

/** Runs each TimescaleDB job whose interval has passed since this process last ran it (or never did). */
async function runDueJobs(db: Database, lastRuns: Map<number | string, number>): Promise<void> {
  const isDue = (job: number | string, everyMs: number): boolean => {
    if (Date.now() - (lastRuns.get(job) ?? 0) < everyMs) return false;
    lastRuns.set(job, Date.now());
    return true;
  };
  const { rows } = await db.write.query<{ job_id: number; seconds: number }>(
    `SELECT job_id, extract(epoch FROM schedule_interval)::float8 AS seconds
     FROM timescaledb_information.jobs WHERE job_id >= 1000 AND scheduled ORDER BY job_id`,
  );
  for (const { job_id: id, seconds } of rows) {
    if (!isDue(id, seconds * 1000)) continue;
    await db.write.query('CALL run_job($1)', [id]);
    return; // one a turn: the database has one backend and readers wait for it
  }
  for (const table of CHURNING) {
    if (!isDue(table, VACUUM_EVERY_MS)) continue;
    await db.write.query(`VACUUM (ANALYZE) ${table}`);
    return;
  }
}
