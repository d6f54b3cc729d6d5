import DataLoader from 'dataloader';
import type { TenantScope } from '../db/tenant-scope.js';
import type { DecimalText } from '../decimal.js';
import type { InstantRange } from '../planner/ranges.js';
import { LATEST_FIRST } from './invoice-order.js';
import type { SharedReads } from './shared-reads.js';

/** What has become of an invoice; OVERDUE ones are among OPEN and PAYMENT_FAILED. */
export type InvoiceState = 'DRAFT' | 'OPEN' | 'PAYMENT_FAILED' | 'PAID' | 'VOIDED';

/** By how many days an unpaid invoice is past its due date. */
export type InvoiceAge = 'NOT_DUE' | 'DAYS_1_30' | 'DAYS_31_60' | 'DAYS_61_90' | 'DAYS_OVER_90';

/** Invoices of one state, age and currency, added up. */
export interface InvoiceSum {
  readonly state: InvoiceState;
  /** Of unpaid invoices; null for all others. */
  readonly age: InvoiceAge | null;
  readonly currency: string;
  readonly count: number;
  readonly amount: DecimalText;
}

interface Row extends Record<string, unknown>, InvoiceSum {
  readonly customer: string | null;
}

/**
 * An invoice is of the window in which it was issued: its first event that is not CREATED; a draft, of that in which it
 * was created. Its state, amount, customer and due date are those that the latest events say, up to $4. $5: the
 * customers that are meant, null for all together.
 */
const TOTALS = `
  SELECT CASE WHEN $5::text[] IS NULL THEN NULL ELSE customer END AS customer, state,
         CASE WHEN state NOT IN ('OPEN', 'PAYMENT_FAILED') THEN NULL
              WHEN due_at IS NULL OR due_at >= $4::timestamptz THEN 'NOT_DUE'
              WHEN due_at >= $4::timestamptz - interval '720 hours' THEN 'DAYS_1_30'
              WHEN due_at >= $4::timestamptz - interval '1440 hours' THEN 'DAYS_31_60'
              WHEN due_at >= $4::timestamptz - interval '2160 hours' THEN 'DAYS_61_90'
              ELSE 'DAYS_OVER_90' END AS age,
         currency, count(*)::int AS count, sum(amount)::text AS amount
  FROM (
    SELECT coalesce(min(time) FILTER (WHERE status <> 'CREATED'), min(time)) AS issued_at,
           (array_agg(customer_id ORDER BY ${LATEST_FIRST}))[1] AS customer,
           (array_agg(CASE status WHEN 'CREATED' THEN 'DRAFT' WHEN 'FINALIZED' THEN 'OPEN' ELSE status END
                      ORDER BY ${LATEST_FIRST}))[1] AS state,
           (array_agg(due_at ORDER BY ${LATEST_FIRST}) FILTER (WHERE due_at IS NOT NULL))[1] AS due_at,
           (array_agg(amount ORDER BY ${LATEST_FIRST}))[1] AS amount,
           (array_agg(currency ORDER BY ${LATEST_FIRST}))[1] AS currency
    FROM tenant.invoice_events
    WHERE tenant_id = $1 AND time <= $4::timestamptz
      AND invoice_id IN (SELECT invoice_id FROM tenant.invoice_events
                         WHERE tenant_id = $1 AND time >= $2::timestamptz AND time < $3::timestamptz)
    GROUP BY invoice_id
  ) AS invoice
  WHERE issued_at >= $2::timestamptz AND issued_at < $3::timestamptz
    AND ($5::text[] IS NULL OR customer = ANY ($5))
  GROUP BY 1, 2, 3, 4
  ORDER BY 1, 2, 3, 4`;

/** Reads invoices of one operation, as of when it began. */
export class Invoices {
  private readonly loaders = new Map<string, DataLoader<string, readonly InvoiceSum[]>>();

  constructor(
    private readonly reads: SharedReads,
    private readonly now: number,
  ) {}

  /** Sums of the invoices that were issued, or drafted and not issued, within a range; null stands for all customers. */
  async totals(
    scope: TenantScope,
    range: InstantRange,
    customers: readonly (string | null)[] | null,
  ): Promise<readonly InvoiceSum[]> {
    return this.read(scope, range, customers?.filter((customer) => customer !== null) ?? null);
  }

  /** The same of one customer; those of several customers are one statement. */
  totalsOf(
    scope: TenantScope,
    { from, to }: InstantRange,
    customerId: string,
  ): Promise<readonly InvoiceSum[]> {
    const key = JSON.stringify([scope.tenantId, scope.customerId, from, to]);
    let loader = this.loaders.get(key);
    if (loader === undefined) {
      loader = new DataLoader(async (customers) => {
        const rows = await this.read(scope, { from, to }, customers);
        return customers.map((wanted) => rows.filter(({ customer }) => customer === wanted));
      });
      this.loaders.set(key, loader);
    }
    return loader.load(customerId);
  }

  private read(
    scope: TenantScope,
    { from, to }: InstantRange,
    customers: readonly string[] | null,
  ): Promise<readonly Row[]> {
    const instants = [from, to, this.now].map((instant) => new Date(instant).toISOString());
    const meant = customers === null ? null : [...customers].sort();
    return this.reads.read<Row>(scope, { text: TOTALS, values: [scope.tenantId, ...instants, meant] });
  }
}
