import type { TenantScope } from '../db/tenant-scope.js';
import type { ChurnFacts } from '../insight/churn-risk.js';
import { LATEST_FIRST } from './invoice-order.js';
import type { SharedReads } from './shared-reads.js';

/** What billing knows of a customer that matters for its churn risk. */
export type ChurnBilling = Pick<ChurnFacts, 'failedPayments' | 'overdueInvoices' | 'scheduledCancellation'>;

interface Row extends Record<string, unknown> {
  readonly kind: 'FAILED' | 'OVERDUE' | 'CANCELLATION';
  readonly customer: string;
  readonly id: string;
  /** When it failed, was due, or takes effect; epoch milliseconds. */
  readonly at: number;
  /** Of a cancellation: when it was recorded. */
  readonly recorded: number | null;
  readonly amount: string | null;
  readonly currency: string | null;
}

/**
 * Events before the instant $2 alone count; $3: the customers that are meant, null for all. Invoices and subscriptions
 * that changed hands are read whole, and are their last customer's.
 */
const FACTS = `
  WITH invoice AS (
    SELECT invoice_id AS id,
           (array_agg(customer_id ORDER BY ${LATEST_FIRST}))[1] AS customer,
           (array_agg(status ORDER BY ${LATEST_FIRST}))[1] AS status,
           (array_agg(due_at ORDER BY ${LATEST_FIRST}) FILTER (WHERE due_at IS NOT NULL))[1] AS due_at,
           (array_agg(amount ORDER BY ${LATEST_FIRST}))[1] AS amount,
           (array_agg(currency ORDER BY ${LATEST_FIRST}))[1] AS currency
    FROM tenant.invoice_events
    WHERE tenant_id = $1 AND time < $2::timestamptz
      AND ($3::text[] IS NULL OR invoice_id IN (SELECT invoice_id FROM tenant.invoice_events
                                                WHERE tenant_id = $1 AND customer_id = ANY ($3)))
    GROUP BY invoice_id
  ), unpaid AS (SELECT * FROM invoice WHERE status IN ('FINALIZED', 'PAYMENT_FAILED'))
  SELECT 'OVERDUE' AS kind, customer, id, (extract(epoch FROM due_at) * 1000)::float8 AS at, NULL::float8 AS recorded,
         amount::text AS amount, currency
  FROM unpaid WHERE due_at < $2::timestamptz
  UNION ALL
  SELECT 'FAILED', unpaid.customer, unpaid.id, (extract(epoch FROM failed.time) * 1000)::float8, NULL,
         failed.amount::text, failed.currency
  FROM unpaid JOIN tenant.invoice_events AS failed ON failed.invoice_id = unpaid.id
  WHERE failed.tenant_id = $1 AND failed.status = 'PAYMENT_FAILED'
    AND failed.time < $2::timestamptz AND failed.time >= $2::timestamptz - interval '720 hours'
  UNION ALL
  SELECT 'CANCELLATION', customer, id, (extract(epoch FROM effective_at) * 1000)::float8,
         (extract(epoch FROM time) * 1000)::float8, NULL, NULL
  FROM (SELECT DISTINCT ON (subscription_id) subscription_id AS id, customer_id AS customer, change, effective_at, time
        FROM tenant.subscription_events
        WHERE tenant_id = $1 AND time < $2::timestamptz
          AND ($3::text[] IS NULL OR subscription_id IN (SELECT subscription_id FROM tenant.subscription_events
                                                         WHERE tenant_id = $1 AND customer_id = ANY ($3)))
        ORDER BY subscription_id, time DESC, seq DESC) AS subscription
  WHERE change = 'CANCELLED' AND effective_at > $2::timestamptz`;

const NOTHING: ChurnBilling = { failedPayments: [], overdueInvoices: [], scheduledCancellation: null };

/** What billing knew at an instant of some customers, or of all. */
export async function readChurnBilling(
  reads: SharedReads,
  scope: TenantScope,
  asOf: number,
  customers: readonly string[] | null,
): Promise<(customer: string) => ChurnBilling> {
  const rows = await reads.read<Row>(scope, {
    text: FACTS,
    values: [scope.tenantId, new Date(asOf).toISOString(), customers],
  });
  const byCustomer = new Map<string, Row[]>();
  for (const row of rows) {
    const present = byCustomer.get(row.customer);
    if (present === undefined) byCustomer.set(row.customer, [row]);
    else present.push(row);
  }
  return (customer) => {
    const own = byCustomer.get(customer);
    return own === undefined ? NOTHING : billingOf(own);
  };
}

const compareIds = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function billingOf(rows: readonly Row[]): ChurnBilling {
  const owed = ({ amount, currency }: Row) => ({ amount: amount ?? '0', currency: currency ?? '' });
  const cancellations = rows
    .filter(({ kind }) => kind === 'CANCELLATION')
    .map(({ id, at, recorded }) => ({
      subscriptionId: id,
      recordedAt: Math.floor(recorded ?? at),
      effectiveAt: Math.floor(at),
    }))
    .sort((a, b) => a.effectiveAt - b.effectiveAt || compareIds(a.subscriptionId, b.subscriptionId));
  return {
    failedPayments: rows
      .filter(({ kind }) => kind === 'FAILED')
      .map((row) => ({ invoiceId: row.id, at: Math.floor(row.at), ...owed(row) })),
    overdueInvoices: rows
      .filter(({ kind }) => kind === 'OVERDUE')
      .map((row) => ({ invoiceId: row.id, dueAt: Math.floor(row.at), ...owed(row) })),
    scheduledCancellation: cancellations[0] ?? null,
  };
}
