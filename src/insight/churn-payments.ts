import { decimalText } from '../decimal.js';
import type { FailedPayment, OverdueInvoice } from './churn-facts.js';
import { ramp, type ChurnEvidence } from './churn-signal.js';
import { DAY_MS } from './churn-slots.js';
import { amountsText, counted, dateText } from './churn-text.js';

/** Strength by the number of failed attempts, from one on; further ones as the last. */
const BY_ATTEMPTS = [0.5, 0.75, 1] as const;
/** The age in days up to which the last attempt counts in full, and that at which it counts least. */
const [FRESH_DAYS, OLD_DAYS] = [7, 30];
/** How much an attempt of 30 days ago still counts. */
const OLD_SHARE = 0.5;
/** Days past due that have full strength. */
const LONG_OVERDUE_DAYS = 30;

/**
 * FAILED_PAYMENT: attempts to collect invoices that are still unpaid. `strength = n * r`: n is 0.5 for one attempt,
 * 0.75 for two, 1 from three on, whichever invoices they were for; r is 1 while the last one is at most seven days old
 * and falls straight to 0.5 at 30 days.
 *
 * Null for none. `observed` is the number of attempts, `since` the first of them. Amounts are told, not weighed.
 */
export function failedPayment(payments: readonly FailedPayment[], asOf: number): ChurnEvidence | null {
  // Attempts of one instant are put in an order of their own, so that the order given never shows.
  const ordered = [...payments].sort((a, b) => a.at - b.at || (keyOf(a) < keyOf(b) ? -1 : 1));
  const [first] = ordered;
  const last = ordered.at(-1);
  if (first === undefined || last === undefined) return null;
  const byAttempts = BY_ATTEMPTS[Math.min(ordered.length, BY_ATTEMPTS.length) - 1] ?? 1;
  const recency = 1 - (1 - OLD_SHARE) * ramp((asOf - last.at) / DAY_MS, FRESH_DAYS, OLD_DAYS);
  const unpaid = [...new Map(ordered.map((payment) => [payment.invoiceId, payment])).values()];
  return {
    kind: 'FAILED_PAYMENT',
    strength: byAttempts * recency,
    observed: decimalText(ordered.length, 0),
    baseline: null,
    since: first.at,
    explanation:
      `${counted(ordered.length, 'payment')} of ${counted(unpaid.length, 'unpaid invoice')} (${amountsText(unpaid)}) ` +
      `failed in the last 30 days, the last on ${dateText(last.at)}.`,
  };
}

/**
 * OVERDUE_INVOICE: whole days since the oldest unpaid due date; the strength goes from 0 to 1 at 30 days.
 *
 * Null for less than a day. `observed` is those days, `since` that due date. Amounts are told, not weighed.
 */
export function overdueInvoice(invoices: readonly OverdueInvoice[], asOf: number): ChurnEvidence | null {
  const oldest = Math.min(...invoices.map(({ dueAt }) => dueAt));
  const days = Math.floor((asOf - oldest) / DAY_MS);
  if (invoices.length === 0 || days < 1) return null;
  const [what, which] = invoices.length === 1 ? ['is', 'it was'] : ['are', 'the oldest was'];
  return {
    kind: 'OVERDUE_INVOICE',
    strength: ramp(days, 0, LONG_OVERDUE_DAYS),
    observed: decimalText(days, 0),
    baseline: null,
    since: oldest,
    explanation:
      `${counted(invoices.length, 'invoice')} (${amountsText(invoices)}) ${what} unpaid past the due date; ` +
      `${which} due on ${dateText(oldest)}, ${counted(days, 'day')} ago.`,
  };
}

function keyOf({ invoiceId, currency, amount }: FailedPayment): string {
  return JSON.stringify([invoiceId, currency, amount]);
}
