import type pg from 'pg';
import type { Dataset } from '../src/catalogue/dataset.js';
import { usage } from '../src/catalogue/usage.js';
import type { Database } from '../src/db/database.js';
import { refreshDirty } from '../src/db/refresher.js';

export const DAY = 86_400_000;
export const UNITS = 8;
export const PRODUCTS = 6;

/** The midnight (UTC) that the rows end at, epoch milliseconds. */
export const END = Math.floor(Date.now() / DAY) * DAY;
/** A day more than a year: so that a year of New York's days lies in it whole. */
const DAYS = 366;

/** Usage without its rollups of readings, which are most of the work and answer none of the questions. */
const SUMS_ONLY: Dataset = {
  ...usage,
  rollups: usage.rollups.filter(({ partials }) => partials.includes('events')),
};

/** What the tenants are filled with. */
export interface Filling {
  readonly customers: number;
  /** Raw events of the tenant `one`; `five` has five times as many. */
  readonly events: number;
  /** `wide`: a customer has used a pair of unit and product on one in so many days. */
  readonly oneIn: number;
}

/**
 * Fills three tenants, says how long each took:
 * - `one` and `five` with raw events, refreshed into the rollups. Each customer uses one pair of unit and product a day,
 *   another each day, within a quarter-hour of its own: both tenants have the same groups, and so do their rollups.
 * - `wide` with rows of rollups that no events stand behind: by customer and day, and tenant-wide by day and hour, all
 *   the same sums. Written last: a refresh would delete them.
 */
export async function fill({ write }: Database, filling: Filling): Promise<void> {
  const step = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const started = performance.now();
    await work();
    process.stdout.write(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  };
  await step(`one: ${filling.events} events`, () => insertEvents(write, 'one', filling.events, filling));
  await step(`five: ${filling.events * 5} events`, () =>
    insertEvents(write, 'five', filling.events * 5, filling),
  );
  await step('their rollups', () => refreshDirty(write, SUMS_ONLY, new Date()));
  await step('wide', () => insertRollups(write, filling));
  // What autovacuum would do in the middle of the measurements.
  await step('vacuum', () => write.query('VACUUM (ANALYZE)'));
}

/** Rows by relation and tenant, of the relations that are read. */
export async function countRows({ write }: Database): Promise<Map<string, Map<string, number>>> {
  const counts = new Map<string, Map<string, number>>();
  for (const relation of ['usage_events', 'usage_by_customer_1d', 'usage_1d', 'usage_1h']) {
    const { rows } = await write.query<{ tenant_id: string; many: string }>(
      `SELECT tenant_id, count(*) AS many FROM ${relation} GROUP BY 1`,
    );
    counts.set(relation, new Map(rows.map(({ tenant_id, many }) => [tenant_id, Number(many)])));
  }
  return counts;
}

/** At most so many rows a statement: the embedded database holds them in memory for the triggers. */
const MOST_ROWS = 50_000;

async function insertEvents(
  pool: pg.Pool,
  tenantId: string,
  events: number,
  { customers }: Filling,
): Promise<void> {
  const daily = Math.ceil(events / DAYS);
  const step = Math.max(1, Math.floor(MOST_ROWS / daily));
  for (let first = 0; first < DAYS; first += step) {
    await pool.query(
      `INSERT INTO usage_events (tenant_id, time, source, event_id, customer_id, billable_unit_id, product_id, quantity, revenue, currency, attributes)
       SELECT $1, $2::timestamptz + make_interval(days => d, mins => 15 * (c % 96), secs => x % 900), 'bench', d || '/' || k, 'customer-' || c,
              'unit-' || pair % ${UNITS}, 'product-' || pair / ${UNITS}, (x % 100000)::numeric / 100, (x % 1000)::numeric / 1000, 'USD', '{}'
       FROM generate_series($3::int, $4::int) AS d, generate_series(0, $5::int) AS k,
            LATERAL (SELECT k % $6::int AS c, hashint8(d::bigint * 1000000 + k) & 2147483647 AS x) AS a,
            LATERAL (SELECT (c / 20 + d) % ${UNITS * PRODUCTS} AS pair) AS b`,
      [
        tenantId,
        new Date(END - DAYS * DAY).toISOString(),
        first,
        Math.min(DAYS, first + step) - 1,
        daily - 1,
        customers,
      ],
    );
  }
}

async function insertRollups(pool: pg.Pool, { customers, oneIn }: Filling): Promise<void> {
  const byCustomer = await materialization(pool, 'usage_by_customer_1d');
  const byDay = await materialization(pool, 'usage_1d');
  const byHour = await materialization(pool, 'usage_1h');
  const byQuarter = await materialization(pool, 'usage_15m');
  const start = new Date(END - DAYS * DAY).toISOString();
  const columns = '(tenant_id, billable_unit_id, product_id, currency, bucket, quantity, events, revenue)';
  for (let first = 0; first < DAYS; first += 10) {
    await pool.query(
      `INSERT INTO ${byCustomer} (tenant_id, customer_id, billable_unit_id, product_id, currency, bucket, quantity, events, revenue)
       SELECT 'wide', 'customer-' || c, 'unit-' || pair % ${UNITS}, 'product-' || pair / ${UNITS}, 'USD', $1::timestamptz + make_interval(days => d),
              (x % 100000)::numeric / 100, 1 + x % 40 + c % 17, (x % 1000)::numeric / 1000
       FROM generate_series($2::int, $3::int) AS d, generate_series(0, $4::int) AS c, generate_series(0, ${UNITS * PRODUCTS - 1}) AS pair,
            LATERAL (SELECT hashint8((d::bigint * 10000 + c) * 100 + pair) & 2147483647 AS x) AS a
       WHERE x / 1000 % $5::int = 0`,
      [start, first, Math.min(DAYS, first + 10) - 1, customers - 1, oneIn],
    );
  }
  await pool.query(
    `INSERT INTO ${byDay} ${columns}
     SELECT tenant_id, billable_unit_id, product_id, currency, bucket, sum(quantity), sum(events), sum(revenue)
     FROM ${byCustomer} WHERE tenant_id = 'wide' GROUP BY 1, 2, 3, 4, 5`,
  );
  await splitEvenly(pool, { from: byDay, into: byHour, columns, pieces: 24, width: '1 hour' });
  // The finest rollup tells when the first event was, and nothing else is asked of it.
  await splitEvenly(pool, {
    from: byHour,
    into: byQuarter,
    columns,
    pieces: 4,
    width: '15 minutes',
    before: start,
  });
}

/** Splits each row of a rollup into equal pieces of a finer one, the last of which has what is left over. */
async function splitEvenly(
  pool: pg.Pool,
  split: { from: string; into: string; columns: string; pieces: number; width: string; before?: string },
): Promise<void> {
  const { from, into, columns, pieces, width, before } = split;
  const piece = (column: string): string =>
    `CASE WHEN i < ${pieces - 1} THEN trunc(${column} / ${pieces}, 4) ELSE ${column} - ${pieces - 1} * trunc(${column} / ${pieces}, 4) END`;
  await pool.query(
    `INSERT INTO ${into} ${columns}
     SELECT tenant_id, billable_unit_id, product_id, currency, bucket + i * interval '${width}',
            ${piece('quantity')}, events / ${pieces} + (i < events % ${pieces})::int, ${piece('revenue')}
     FROM ${from}, generate_series(0, ${pieces - 1}) AS i
     WHERE tenant_id = 'wide' AND bucket < $1::timestamptz + interval '1 day'`,
    [before ?? new Date(END).toISOString()],
  );
}

/** The hypertable behind a continuous aggregate. */
async function materialization(pool: pg.Pool, relation: string): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', materialization_hypertable_schema, materialization_hypertable_name) AS name
     FROM timescaledb_information.continuous_aggregates WHERE view_schema = 'public' AND view_name = $1`,
    [relation],
  );
  if (rows[0] === undefined) throw new Error(`${relation} is no continuous aggregate`);
  return rows[0].name;
}
