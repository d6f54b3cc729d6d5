import type { Database } from '../db/database.js';
import { aggregated } from '../catalogue/catalogue.js';
import { refreshDirty } from '../db/refresher.js';
import type { Ingestor } from '../ingest/ingestor.js';
import { demoTenants, estimateDemo, generateDemo, type DemoEvent } from './generate-demo.js';

const BATCH = 2_000;

/** Told while the demo is made: a step's name, and how much of it is done. */
export type SeedProgress = (step: 'events' | 'rollups', done: number, all: number) => void;

/** What a demo is made from. */
export interface DemoRun {
  readonly seed: number;
  readonly now: Date;
  readonly scale: number;
}

/** Days of history that the demo has. */
export const DEMO_DAYS = 90;

/**
 * Fills the database with the demo's tenants and events, through ingestion like everybody's, and materializes the
 * rollups. Running it again with the same seed and instant changes nothing. Returns the number of accepted events.
 */
export async function seedDemo(
  db: Database,
  ingestor: Ingestor,
  run: DemoRun,
  progress: SeedProgress,
): Promise<number> {
  const options = { ...run, days: DEMO_DAYS };
  await noteRun(db, run, false);
  for (const { id, name } of demoTenants) {
    await db.write.query(
      'INSERT INTO tenants (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = $2',
      [id, name],
    );
  }
  const all = estimateDemo(options);
  let done = 0;
  let accepted = 0;
  const send = async (batch: readonly DemoEvent[]): Promise<void> => {
    const values = batch.map(({ tenantId, event }) => ({ ...event, tenantid: tenantId }));
    const verdicts = await ingestor.ingest(values, { tenantId: 'demo', platform: true, customerId: null });
    const refused = verdicts.find(({ verdict }) => verdict === 'REJECTED');
    if (refused !== undefined)
      throw new Error(`the demo made an event that is not valid: ${refused.reason ?? ''}`);
    accepted += verdicts.filter(({ verdict }) => verdict === 'ACCEPTED').length;
    done += batch.length;
    progress('events', Math.min(done, all), all);
  };
  let batch: DemoEvent[] = [];
  for (const event of generateDemo(options)) {
    batch.push(event);
    if (batch.length === BATCH) {
      await send(batch);
      batch = [];
    }
  }
  await send(batch);
  progress('events', all, all);
  for (const dataset of aggregated) {
    await refreshDirty(db.write, dataset, run.now, (part, parts) => progress('rollups', part, parts));
  }
  await noteRun(db, run, true);
  return accepted;
}

/**
 * The demo that a new database still has to be filled with: one that was interrupted is taken up again as it was, so
 * that what is there already is a duplicate. Null where it is complete, or where there are tenants of other origin.
 */
export async function pendingDemo(db: Database, fresh: DemoRun): Promise<DemoRun | null> {
  const { rows } = await db.write.query<{ value: string | null; tenants: boolean }>(
    `SELECT (SELECT value FROM applied_settings WHERE name = 'demo') AS value, EXISTS (SELECT FROM tenants) AS tenants`,
  );
  const [state] = rows;
  if (state?.value == null) return state?.tenants === true ? null : fresh;
  const { done, now, ...run } = JSON.parse(state.value) as {
    seed: number;
    scale: number;
    now: string;
    done: boolean;
  };
  return done ? null : { ...run, now: new Date(now) };
}

async function noteRun(db: Database, run: DemoRun, done: boolean): Promise<void> {
  await db.write.query(
    `INSERT INTO applied_settings (name, value) VALUES ('demo', $1)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [JSON.stringify({ ...run, done })],
  );
}
