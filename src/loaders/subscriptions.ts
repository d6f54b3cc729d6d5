import DataLoader from 'dataloader';
import type { TenantScope } from '../db/tenant-scope.js';
import type { SharedReads } from './shared-reads.js';

/** What a subscription has become. */
export type SubscriptionStatus = 'ACTIVE' | 'CANCELLATION_SCHEDULED' | 'CANCELLED';

/** A subscription as its events tell of it, in the order in which they happened. */
export interface SubscriptionRow {
  readonly id: string;
  readonly customerId: string;
  readonly productId: string | null;
  readonly plan: string | null;
  readonly status: SubscriptionStatus;
  /** When it took effect first, epoch milliseconds. */
  readonly startedAt: number;
  /** When its last event happened. */
  readonly changedAt: number;
  /** When it ends or ended; null for one that was not cancelled. */
  readonly endsAt: number | null;
}

interface Row extends Record<string, unknown> {
  readonly id: string;
  readonly customer_id: string;
  readonly product_id: string | null;
  readonly plan: string | null;
  readonly change: 'CREATED' | 'CHANGED' | 'CANCELLED';
  readonly started: number;
  readonly changed: number;
  readonly effective: number;
}

const SUBSCRIPTIONS = `
  SELECT subscription_id AS id,
         (array_agg(customer_id ORDER BY time DESC, seq DESC))[1] AS customer_id,
         (array_agg(product_id ORDER BY time DESC, seq DESC) FILTER (WHERE product_id IS NOT NULL))[1] AS product_id,
         (array_agg(plan ORDER BY time DESC, seq DESC) FILTER (WHERE plan IS NOT NULL))[1] AS plan,
         (array_agg(change ORDER BY time DESC, seq DESC))[1] AS change,
         (extract(epoch FROM min(coalesce(effective_at, time))) * 1000)::float8 AS started,
         (extract(epoch FROM max(time)) * 1000)::float8 AS changed,
         (extract(epoch FROM (array_agg(coalesce(effective_at, time) ORDER BY time DESC, seq DESC))[1]) * 1000)::float8
           AS effective
  FROM tenant.subscription_events
  WHERE tenant_id = $1 AND time <= $3::timestamptz`;

/** Reads subscriptions of one operation, as of when it began. */
export class Subscriptions {
  private readonly byCustomer = new Map<string, DataLoader<string, readonly SubscriptionRow[]>>();
  private readonly byId = new Map<string, DataLoader<string, SubscriptionRow | null>>();

  constructor(
    private readonly reads: SharedReads,
    private readonly now: number,
  ) {}

  /** A customer's subscriptions, the oldest first; those of several customers are one statement. */
  ofCustomer(scope: TenantScope, customerId: string): Promise<readonly SubscriptionRow[]> {
    const key = JSON.stringify([scope.tenantId, scope.customerId]);
    let loader = this.byCustomer.get(key);
    if (loader === undefined) {
      loader = new DataLoader(async (customers) => {
        // A subscription may have changed hands: it is read whole, wherever it was.
        const rows = await this.read(
          scope,
          `subscription_id IN (SELECT subscription_id FROM tenant.subscription_events
             WHERE tenant_id = $1 AND customer_id = ANY ($2::text[]))`,
          customers,
        );
        const byOwner = new Map<string, SubscriptionRow[]>(customers.map((customer) => [customer, []]));
        for (const row of rows) byOwner.get(row.customerId)?.push(row);
        return customers.map((customer) => byOwner.get(customer) ?? []);
      });
      this.byCustomer.set(key, loader);
    }
    return loader.load(customerId);
  }

  /** A subscription by its id; null where no event has told of it. */
  find(scope: TenantScope, id: string): Promise<SubscriptionRow | null> {
    const key = JSON.stringify([scope.tenantId, scope.customerId]);
    let loader = this.byId.get(key);
    if (loader === undefined) {
      loader = new DataLoader(async (ids) => {
        const rows = await this.read(scope, 'subscription_id = ANY ($2::text[])', ids);
        const known = new Map(rows.map((row) => [row.id, row]));
        return ids.map((wanted) => known.get(wanted) ?? null);
      });
      this.byId.set(key, loader);
    }
    return loader.load(id);
  }

  private async read(
    scope: TenantScope,
    condition: string,
    ids: readonly string[],
  ): Promise<SubscriptionRow[]> {
    const rows = await this.reads.read<Row>(scope, {
      text: `${SUBSCRIPTIONS} AND ${condition} GROUP BY subscription_id ORDER BY started, subscription_id COLLATE "C"`,
      values: [scope.tenantId, [...ids].sort(), new Date(this.now).toISOString()],
    });
    return rows.map(({ id, plan, change, started, changed, effective, ...row }) => ({
      id,
      customerId: row.customer_id,
      productId: row.product_id,
      plan,
      status:
        change !== 'CANCELLED' ? 'ACTIVE' : effective > this.now ? 'CANCELLATION_SCHEDULED' : 'CANCELLED',
      startedAt: started,
      changedAt: changed,
      endsAt: change === 'CANCELLED' ? effective : null,
    }));
  }
}
