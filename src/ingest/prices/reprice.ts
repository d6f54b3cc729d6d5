import type pg from 'pg';
import type { Queryable } from '../../db/database.js';
import { DecimalSum, type DecimalText } from '../../decimal.js';
import { marginalCharge, needsCumulation } from '../../pricing/charge.js';
import { periodOf, PriceBook } from '../../pricing/price-book.js';
import { readPrices } from './price-store.js';
import { RATING_LOCK } from './rating.js';

/** Whole calendar months of UTC: starts, and the end of the last one, epoch milliseconds. */
export interface MonthRange {
  readonly from: number;
  readonly to: number;
}

/** What pricing anew has changed for one unit and currency; null stands for usage that had no price, or has none now. */
export interface Repriced {
  readonly tenantId: string;
  readonly billableUnitId: string;
  readonly currency: string | null;
  /** Events whose revenue, currency or price changed. */
  readonly events: number;
  /** Sums over all events without revenue of their own, the unchanged ones among them. */
  readonly before: DecimalText;
  readonly after: DecimalText;
}

/** The months that a range touches: tiers and packages are reckoned by the month. */
export function monthsOf(from: number, to: number): MonthRange {
  return { from: periodOf(from), to: nextMonth(periodOf(Math.max(from, to - 1))) };
}

function nextMonth(start: number): number {
  const date = new Date(start);
  return date.setUTCMonth(date.getUTCMonth() + 1);
}

interface UsageRow {
  readonly time: string;
  readonly epoch: number;
  readonly seq: string;
  readonly customer_id: string;
  readonly billable_unit_id: string;
  readonly product_id: string | null;
  readonly quantity: DecimalText;
  readonly revenue: DecimalText | null;
  readonly currency: string | null;
  readonly price_id: string | null;
}

/** Rows that are read and written at a time. */
const BATCH = 5_000;

/**
 * Prices a tenant's usage of whole months anew, in the order in which it happened, by the prices as they are now. Revenue
 * that events say themselves stays. One transaction a month: readers see a month before or after, and what comes in for
 * the tenant meanwhile waits.
 *
 * `dryRun` tells what would change and changes nothing.
 */
export async function reprice(
  pool: pg.Pool,
  tenantId: string,
  { from, to }: MonthRange,
  dryRun: boolean,
): Promise<Repriced[]> {
  const told = new Map<string, { -readonly [K in keyof Repriced]: Repriced[K] }>();
  const note = (row: UsageRow, currency: string | null): { -readonly [K in keyof Repriced]: Repriced[K] } => {
    const key = JSON.stringify([row.billable_unit_id, currency]);
    const present = told.get(key);
    if (present !== undefined) return present;
    const fresh = {
      tenantId,
      billableUnitId: row.billable_unit_id,
      currency,
      events: 0,
      before: '0',
      after: '0',
    };
    told.set(key, fresh);
    return fresh;
  };
  for (let month = from; month < to; month = nextMonth(month)) {
    await repriceMonth(pool, tenantId, month, dryRun, note);
  }
  return [...told.values()];
}

type Note = (row: UsageRow, currency: string | null) => { -readonly [K in keyof Repriced]: Repriced[K] };

async function repriceMonth(
  pool: pg.Pool,
  tenantId: string,
  month: number,
  dryRun: boolean,
  note: Note,
): Promise<void> {
  const range = [tenantId, new Date(month).toISOString(), new Date(nextMonth(month)).toISOString()];
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [RATING_LOCK, tenantId]);
    const book = new PriceBook(await readPrices(client, tenantId));
    const used = new Map<string, DecimalText>();
    // Columnar chunks take no updates that can be relied on: the policy turns them columnar again.
    if (!dryRun) await decompress(client, month, nextMonth(month));
    let after: UsageRow | null = null;
    for (;;) {
      const rows: UsageRow[] = await nextRows(client, range, after);
      const changes = rows.flatMap((row) => {
        const change = priced(row, book, used, month);
        const isChanged =
          change.revenue !== row.revenue ||
          change.currency !== row.currency ||
          change.price_id !== row.price_id;
        const before = note(row, row.currency);
        before.before = new DecimalSum()
          .add(before.before)
          .add(row.revenue ?? '0')
          .toString();
        const now = note(row, change.currency);
        now.after = new DecimalSum()
          .add(now.after)
          .add(change.revenue ?? '0')
          .toString();
        if (isChanged) now.events += 1;
        return isChanged ? [change] : [];
      });
      if (!dryRun && changes.length > 0) await write(client, tenantId, changes);
      after = rows.at(-1) ?? null;
      if (rows.length < BATCH) break;
    }
    if (!dryRun) await keepQuantities(client, tenantId, month, used);
    await client.query(dryRun ? 'ROLLBACK' : 'COMMIT');
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

/** The next rows without revenue of their own, in the order in which they happened and were recorded. */
async function nextRows(
  db: Queryable,
  range: readonly string[],
  after: UsageRow | null,
): Promise<UsageRow[]> {
  const { rows } = await db.query<UsageRow & Record<string, unknown>>(
    `SELECT time::text, (extract(epoch FROM time) * 1000)::float8 AS epoch, seq::text, customer_id, billable_unit_id,
            product_id, quantity::text, trim_scale(revenue)::text AS revenue, currency, price_id
     FROM usage_events
     WHERE tenant_id = $1 AND time >= $2::timestamptz AND time < $3::timestamptz
       AND (revenue IS NULL OR price_id IS NOT NULL)
       AND ($4::timestamptz IS NULL OR (time, seq) > ($4::timestamptz, $5::bigint))
     ORDER BY time, seq LIMIT ${BATCH}`,
    [...range, after?.time ?? null, after?.seq ?? null],
  );
  return rows;
}

/** What a row is to have now; `used` is what came before it. */
function priced(row: UsageRow, book: PriceBook, used: Map<string, DecimalText>, month: number): UsageRow {
  const { billable_unit_id: billableUnitId, product_id: productId, customer_id: customerId } = row;
  const price = book.priceAt({ billableUnitId, productId, customerId, time: row.epoch });
  if (price === null) return { ...row, revenue: null, currency: null, price_id: null };
  const place = JSON.stringify([month, price.id, customerId]);
  const before = used.get(place) ?? '0';
  if (needsCumulation(price.terms)) {
    used.set(place, new DecimalSum().add(before).add(row.quantity).toString());
  }
  const revenue = marginalCharge(price.terms, before, row.quantity);
  return { ...row, revenue, currency: price.currency, price_id: price.id };
}

async function write(db: Queryable, tenantId: string, rows: readonly UsageRow[]): Promise<void> {
  const times = rows.map(({ time }) => time);
  await db.query(
    `UPDATE usage_events AS u SET revenue = n.revenue, currency = n.currency, price_id = n.price_id
     FROM unnest($2::timestamptz[], $3::bigint[], $4::numeric[], $5::text[], $6::text[])
       AS n (time, seq, revenue, currency, price_id)
     WHERE u.tenant_id = $1 AND u.time = n.time AND u.seq = n.seq`,
    [
      tenantId,
      times,
      rows.map(({ seq }) => seq),
      rows.map(({ revenue }) => revenue),
      rows.map(({ currency }) => currency),
      rows.map(({ price_id: id }) => id),
    ],
  );
  await db.query(
    `INSERT INTO dirty_buckets (dataset, tenant_id, bucket)
     SELECT DISTINCT 'usage', $1, time_bucket(interval '15 minutes', time) FROM unnest($2::timestamptz[]) AS changed (time)`,
    [tenantId, times],
  );
}

/** What later usage of the month is reckoned from. */
async function keepQuantities(
  db: Queryable,
  tenantId: string,
  month: number,
  used: ReadonlyMap<string, DecimalText>,
): Promise<void> {
  const period = new Date(month).toISOString();
  await db.query('DELETE FROM rated_quantities WHERE tenant_id = $1 AND period = $2::timestamptz', [
    tenantId,
    period,
  ]);
  const places = Array.from(used, ([place, quantity]) => {
    const [, price, customer] = JSON.parse(place) as [number, string, string];
    return { price, customer, quantity };
  });
  await db.query(
    `INSERT INTO rated_quantities (tenant_id, period, price_id, customer_id, quantity)
     SELECT $1, $2::timestamptz, * FROM unnest($3::text[], $4::text[], $5::numeric[])`,
    [
      tenantId,
      period,
      places.map(({ price }) => price),
      places.map(({ customer }) => customer),
      places.map(({ quantity }) => quantity),
    ],
  );
}

/** Turns the columnar chunks that a range touches back into rows. */
async function decompress(db: Queryable, from: number, to: number): Promise<void> {
  await db.query(
    `SELECT decompress_chunk(format('%I.%I', chunk_schema, chunk_name)::regclass, true)
     FROM timescaledb_information.chunks
     WHERE hypertable_schema = 'public' AND hypertable_name = 'usage_events' AND is_compressed
       AND range_start < $2::timestamptz AND range_end > $1::timestamptz`,
    [new Date(from).toISOString(), new Date(to).toISOString()],
  );
}
