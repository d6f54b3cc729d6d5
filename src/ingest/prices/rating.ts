import type { Queryable } from '../../db/database.js';
import { DecimalSum, difference, type DecimalText } from '../../decimal.js';
import { marginalCharge, needsCumulation } from '../../pricing/charge.js';
import { periodOf, PriceBook, type Price } from '../../pricing/price-book.js';
import type { IncomingEvent, UsageFact } from '../event.js';
import { readPrices } from './price-store.js';

/** The advisory lock that keeps pricing anew from what comes in meanwhile: with the tenant's hash beside it. */
export const RATING_LOCK = 1196773194;

/** The version of the prices of each tenant that has some. */
export type PriceVersions = ReadonlyMap<string, string>;

/** Usage and the price that it falls under. */
interface Rated {
  readonly event: IncomingEvent & { readonly fact: UsageFact };
  readonly price: Price;
}

/**
 * Prices usage that does not say its own revenue. Prices that a node has read are kept until their version changes;
 * what tiers and packages have cumulated is the database's, so that all nodes reckon from the same.
 */
export class Rating {
  readonly #books = new Map<string, { readonly version: string; readonly book: PriceBook }>();

  /**
   * The versions of the prices of the events' tenants, and a hold on these prices until the transaction ends. To be sent
   * along with what else the transaction begins with: most tenants have none.
   */
  async versions(db: Queryable, events: readonly IncomingEvent[]): Promise<PriceVersions> {
    const tenants = [...new Set(events.flatMap((event) => (isUnpriced(event) ? event.tenantId : [])))].sort();
    if (tenants.length === 0) return new Map();
    const { rows } = await db.query<{ tenant_id: string; version: string }>(
      `SELECT tenant_id, version, pg_advisory_xact_lock_shared(${RATING_LOCK}, hashtext(tenant_id))
       FROM price_versions WHERE tenant_id = ANY ($1::text[]) ORDER BY tenant_id`,
      [tenants],
    );
    return new Map(rows.map(({ tenant_id: tenant, version }) => [tenant, version]));
  }

  /** The events, those priced that fall under a price. Within the transaction in which they are written. */
  async rate(
    db: Queryable,
    events: readonly IncomingEvent[],
    versions: PriceVersions,
  ): Promise<readonly IncomingEvent[]> {
    if (versions.size === 0) return events;
    const rated: Rated[] = [];
    for (const [tenantId, version] of versions) {
      const book = await this.book(db, tenantId, version);
      for (const event of events) {
        if (event.tenantId !== tenantId || !isUnpriced(event)) continue;
        const price = book.priceAt({ ...event.fact, time: Date.parse(event.time) });
        if (price !== null) rated.push({ event, price });
      }
    }
    if (rated.length === 0) return events;
    const before = await cumulate(db, rated);
    const charged = new Map<IncomingEvent, IncomingEvent>();
    for (const { event, price } of rated) {
      const key = placeOf({ event, price });
      const used = before.get(key) ?? '0';
      const { quantity } = event.fact;
      const revenue = marginalCharge(price.terms, used, quantity);
      if (before.has(key)) before.set(key, new DecimalSum().add(used).add(quantity).toString());
      const fact = { ...event.fact, revenue, currency: price.currency, priceId: price.id };
      charged.set(event, { ...event, fact });
    }
    return events.map((event) => charged.get(event) ?? event);
  }

  private async book(db: Queryable, tenantId: string, version: string): Promise<PriceBook> {
    const kept = this.#books.get(tenantId);
    if (kept?.version === version) return kept.book;
    const book = new PriceBook(await readPrices(db, tenantId));
    this.#books.set(tenantId, { version, book });
    return book;
  }
}

function isUnpriced(event: IncomingEvent): event is IncomingEvent & { readonly fact: UsageFact } {
  return event.fact.dataset === 'usage' && event.fact.revenue === null;
}

/** What is cumulated: one customer's usage under one price within one month. */
function placeOf({ event: { tenantId, time, fact }, price }: Rated): string {
  return JSON.stringify([tenantId, periodOf(Date.parse(time)), price.id, fact.customerId]);
}

interface CumulatedRow extends Record<string, unknown> {
  readonly tenant_id: string;
  /** Epoch milliseconds. */
  readonly period: number;
  readonly price_id: string;
  readonly customer_id: string;
  readonly quantity: DecimalText;
}

/** Adds usage under prices with tiers or packages to what is cumulated; returns what was there before, by place. */
async function cumulate(db: Queryable, rated: readonly Rated[]): Promise<Map<string, DecimalText>> {
  const sums = new Map<string, DecimalSum>();
  for (const one of rated) {
    if (!needsCumulation(one.price.terms)) continue;
    const place = placeOf(one);
    const sum = sums.get(place);
    if (sum === undefined) sums.set(place, new DecimalSum().add(one.event.fact.quantity));
    else sum.add(one.event.fact.quantity);
  }
  if (sums.size === 0) return new Map();
  // In one order for all: two transactions that each wait for a row of the other would never end.
  const places = [...sums.keys()].sort();
  const columns = places.map((place) => JSON.parse(place) as [string, number, string, string]);
  const { rows } = await db.query<CumulatedRow>(
    `INSERT INTO rated_quantities AS kept (tenant_id, period, price_id, customer_id, quantity)
     SELECT tenant_id, to_timestamp(period / 1000.0), price_id, customer_id, quantity
     FROM unnest($1::text[], $2::float8[], $3::text[], $4::text[], $5::numeric[])
       AS used (tenant_id, period, price_id, customer_id, quantity)
     ON CONFLICT (tenant_id, period, price_id, customer_id) DO UPDATE SET quantity = kept.quantity + excluded.quantity
     RETURNING tenant_id, (extract(epoch FROM period) * 1000)::float8 AS period, price_id, customer_id, quantity::text`,
    [
      columns.map(([tenant]) => tenant),
      columns.map(([, period]) => period),
      columns.map(([, , price]) => price),
      columns.map(([, , , customer]) => customer),
      places.map((place) => sums.get(place)?.toString() ?? '0'),
    ],
  );
  return new Map(
    rows.map((row) => {
      const place = JSON.stringify([row.tenant_id, row.period, row.price_id, row.customer_id]);
      return [place, difference(row.quantity, sums.get(place)?.toString() ?? '0')];
    }),
  );
}
