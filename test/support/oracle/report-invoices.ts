import type fc from 'fast-check';
import { fixed } from './fixed.js';
import { billed, type ReportEvent, type ReportFact } from './report-facts.js';
import {
  invoiceEvent,
  invoiceHistory,
  invoicesAt,
  type OracleInvoice,
  type OracleInvoiceEvent,
} from './revenue-invoices.js';

const DAY = 86_400_000;

/** Under which subscription an invoice is, by its id. */
const subscriptionOf = (invoice: string): string | null =>
  [null, 's1', 'S1'][(invoice.codePointAt(invoice.length - 1) ?? 0) % 3] ?? null;

/** Events of an invoice up to `now`. What is due is so far from what changes its age that a day later it is the same. */
export const billedHistory = (now: number): fc.Arbitrary<Omit<OracleInvoiceEvent, 'id'>[]> =>
  invoiceHistory(now).map((history) =>
    history.map((event) => ({
      ...event,
      due: event.due === null ? null : now - (Math.round((now - event.due) / (10 * DAY)) * 10 + 5) * DAY,
    })),
  );

/** An event of an invoice as it is sent, and as the log has it. */
export function billedEvent(event: OracleInvoiceEvent): ReportEvent {
  const sent = invoiceEvent(event);
  const { id, time, micros, status, customer, invoice } = event;
  return {
    id,
    sent: { ...sent, data: { ...(sent['data'] as object), subscriptionId: subscriptionOf(invoice) } },
    facts: { EVENTS: { id, time, micros, ...billed(status, customer) } },
  };
}

const STATES = { CREATED: 'DRAFT', FINALIZED: 'OPEN' } as const;

function ageOf({ status, due }: OracleInvoice, at: number): string | null {
  if (status !== 'FINALIZED' && status !== 'PAYMENT_FAILED') return null;
  if (due === null || due >= at) return 'NOT_DUE';
  const days = (at - due) / DAY;
  if (days <= 30) return 'DAYS_1_30';
  if (days <= 60) return 'DAYS_31_60';
  return days <= 90 ? 'DAYS_61_90' : 'DAYS_OVER_90';
}

/** Invoices as they stand at `at`, each one fact. */
export function invoiceFacts(events: readonly OracleInvoiceEvent[], at: number): ReportFact[] {
  return invoicesAt(events, at * 1000).map((invoice) => ({
    ...{ id: invoice.id, time: invoice.time, micros: 0 },
    of: {
      state: STATES[invoice.status as keyof typeof STATES] ?? invoice.status,
      age: ageOf(invoice, at),
      customer: invoice.customer,
      subscription: subscriptionOf(invoice.id),
      currency: invoice.currency,
    },
    has: { amount: fixed(invoice.amount) },
  }));
}
