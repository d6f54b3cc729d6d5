import type pg from 'pg';
import { usage } from '../catalogue/usage.js';
import { ANOMALY_WEEKS, anomalyOf, nextEpisode, type Anomaly, type Episode } from '../insight/anomaly.js';
import { AnalyticsReader } from '../loaders/analytics-reader.js';
import { rawSinceAt } from '../loaders/freshness.js';
import type { SharedReads } from '../loaders/shared-reads.js';

const HOUR = 3_600_000;
const WEEK = 168 * HOUR;
/** How long an hour is waited for after its end: most of what is late has come by then. */
const GRACE_MS = 600_000;

/** A unit's last closed hour. */
interface Judged {
  readonly unit: string;
  readonly anomaly: Anomaly | null;
}

/**
 * Judges the last hour that is over, of every tenant with usage: the usage events of each billable unit against those of
 * the same hour of the weeks before. Each hour is judged once, by one node; an episode writes one event when it begins.
 */
export async function watchAnomalies(
  pool: pg.Pool,
  reads: SharedReads,
  now: number,
  factRetentionDays: number,
): Promise<void> {
  const hour = Math.floor((now - GRACE_MS) / HOUR) * HOUR - HOUR;
  const { rows } = await pool.query<{ id: string }>(
    `SELECT t.id FROM tenants t LEFT JOIN anomaly_progress p ON p.tenant_id = t.id
     WHERE p.judged_to IS NULL OR p.judged_to <= $1::timestamptz ORDER BY t.id`,
    [new Date(hour).toISOString()],
  );
  for (const { id } of rows) {
    const judged = await judge(new AnalyticsReader(reads, rawSinceAt(now, factRetentionDays)), id, hour);
    await write(pool, id, hour, judged);
  }
}

/** Every unit with usage in the hour or in the same hours before. */
async function judge(reader: AnalyticsReader, tenantId: string, hour: number): Promise<Judged[]> {
  const starts = Array.from(
    { length: ANOMALY_WEEKS + 1 },
    (_, weeks) => hour - (ANOMALY_WEEKS - weeks) * WEEK,
  );
  const [first = hour] = starts;
  const { rows } = await reader.read(
    { tenantId, customerId: null },
    {
      dataset: usage,
      measures: ['events'],
      dimensions: ['billableUnit'],
      filters: [],
      range: { from: first, to: hour + HOUR },
      // An hour, and what lies between it and that of the next week.
      buckets: starts.flatMap((start) => (start === hour ? [start] : [start, start + HOUR])),
    },
  );
  const units = new Map<string, Map<number, number>>();
  for (const { billableUnit: unit, slot, events } of rows) {
    if (unit == null) continue;
    const slots = units.get(unit) ?? new Map<number, number>();
    units.set(unit, slots.set(Number(slot), Number(events ?? 0)));
  }
  return Array.from(units, ([unit, slots]) => {
    const earliest = Math.min(...slots.keys());
    // Before the unit's first event there is nothing to compare with.
    const values = starts.map((_, week) => (2 * week < earliest ? null : (slots.get(2 * week) ?? 0)));
    const observed = values.pop() ?? 0;
    return { unit, anomaly: anomalyOf(observed, values.reverse()) };
  });
}

async function write(
  pool: pg.Pool,
  tenantId: string,
  hour: number,
  judged: readonly Judged[],
): Promise<void> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query('BEGIN');
    const claimed = await client.query(
      `INSERT INTO anomaly_progress (tenant_id, judged_to) VALUES ($1, $3::timestamptz)
       ON CONFLICT (tenant_id) DO UPDATE SET judged_to = excluded.judged_to
       WHERE anomaly_progress.judged_to <= $2::timestamptz`,
      [tenantId, new Date(hour).toISOString(), new Date(hour + HOUR).toISOString()],
    );
    if (claimed.rowCount === 1) {
      const { rows } = await client.query<{ unit: string; since: number; quiet: number }>(
        `SELECT billable_unit_id AS unit, (extract(epoch FROM since) * 1000)::float8 AS since, quiet
         FROM anomaly_episodes WHERE tenant_id = $1`,
        [tenantId],
      );
      const open = new Map(rows.map(({ unit, since, quiet }): [string, Episode] => [unit, { since, quiet }]));
      // A unit that nobody has used for weeks has no figures: its episode ends by that.
      const silent = [...open.keys()].filter((unit) => judged.every((one) => one.unit !== unit));
      for (const { unit, anomaly } of [...judged, ...silent.map((unit) => ({ unit, anomaly: null }))]) {
        const { episode, begins } = nextEpisode(open.get(unit) ?? null, hour, anomaly);
        await keep(client, tenantId, unit, episode);
        if (begins && anomaly !== null) await tell(client, tenantId, unit, hour, anomaly);
      }
    }
    await client.query('COMMIT');
  } catch (error) {
    broken = await client.query('ROLLBACK').then(
      () => false,
      () => true,
    );
    throw error;
  } finally {
    client.release(broken);
  }
}

async function keep(
  client: pg.PoolClient,
  tenantId: string,
  unit: string,
  episode: Episode | null,
): Promise<void> {
  if (episode === null) {
    await client.query('DELETE FROM anomaly_episodes WHERE tenant_id = $1 AND billable_unit_id = $2', [
      tenantId,
      unit,
    ]);
    return;
  }
  await client.query(
    `INSERT INTO anomaly_episodes (tenant_id, billable_unit_id, since, quiet) VALUES ($1, $2, $3::timestamptz, $4)
     ON CONFLICT (tenant_id, billable_unit_id) DO UPDATE SET since = excluded.since, quiet = excluded.quiet`,
    [tenantId, unit, new Date(episode.since).toISOString(), episode.quiet],
  );
}

async function tell(
  client: pg.PoolClient,
  tenantId: string,
  unit: string,
  hour: number,
  { observed, baseline, deviation }: Anomaly,
): Promise<void> {
  const bucket = new Date(hour).toISOString();
  await client.query(
    `INSERT INTO log_events (tenant_id, time, source, event_id, category, type, severity, message, attributes)
     VALUES ($1, $2::timestamptz, 'gaugeway', $3, 'USAGE', 'usage.anomaly_detected', 'WARNING', $4, $5::jsonb)`,
    [
      tenantId,
      new Date(hour + HOUR).toISOString(),
      `anomaly ${unit} ${bucket}`,
      `${unit}: ${observed} usage events in the hour from ${bucket}, usually ${baseline}`,
      JSON.stringify({
        billableUnit: unit,
        bucket,
        observed,
        baseline,
        deviation: Number(deviation.toFixed(2)),
      }),
    ],
  );
}
