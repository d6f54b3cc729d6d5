import type { DecimalText } from '../decimal.js';

/** API requests and tool calls of a period: how many, and how many of them failed. */
export interface Attempts {
  readonly count: number;
  readonly errors: number;
}

/** An attempt to collect an invoice that failed; `at` in epoch milliseconds. */
export interface FailedPayment {
  readonly invoiceId: string;
  readonly at: number;
  /** What was to be collected, in units of the currency. */
  readonly amount: DecimalText;
  /** ISO 4217. */
  readonly currency: string;
}

/** An invoice that is past its due date; `dueAt` in epoch milliseconds. */
export interface OverdueInvoice {
  readonly invoiceId: string;
  readonly dueAt: number;
  /** What is owed, in units of the currency. */
  readonly amount: DecimalText;
  /** ISO 4217. */
  readonly currency: string;
}

/** A cancellation that is known before it takes effect; both instants in epoch milliseconds. */
export interface ScheduledCancellation {
  readonly subscriptionId: string;
  readonly recordedAt: number;
  readonly effectiveAt: number;
}

/** All that the churn risk of one customer is made from. Nothing in it may lie after `asOf` but `effectiveAt`. */
export interface ChurnFacts {
  /** The instant of the assessment, in epoch milliseconds. */
  readonly asOf: number;
  /** Usage events and tool calls, a whole number for each slot of `churnSlots(asOf)`. */
  readonly activity: readonly number[];
  /**
   * The customer's first usage event or tool call ever, or any instant of its slot, or any before all slots if it lies
   * there; epoch milliseconds, null for none.
   */
  readonly firstActivity: number | null;
  /** API requests and tool calls of the seven days before `asOf`, and of the 28 days before these. */
  readonly attempts: { readonly recent: Attempts; readonly before: Attempts };
  /** Of the 30 days before `asOf`, of invoices that are still unpaid at `asOf`; in any order. */
  readonly failedPayments: readonly FailedPayment[];
  /** Issued, unpaid, not voided, and due before `asOf`; in any order. */
  readonly overdueInvoices: readonly OverdueInvoice[];
  /** The earliest that is recorded and takes effect after `asOf`; null for none. */
  readonly scheduledCancellation: ScheduledCancellation | null;
}
