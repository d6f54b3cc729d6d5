import fc from 'fast-check';
import { fixed, sum, textOf } from './fixed.js';
import { CURRENCIES, CUSTOMERS, eventTime, micros, rfc3339 } from './usage-events.js';
import { within } from './usage-oracle.js';

const DAY = 86_400_000;

/** What happens to an invoice, in the order in which it usually does. */
export const STATUSES = ['CREATED', 'FINALIZED', 'PAYMENT_FAILED', 'PAID', 'VOIDED'] as const;
export type OracleStatus = (typeof STATUSES)[number];

/** An event of an invoice. */
export interface OracleInvoiceEvent {
  readonly id: string;
  readonly invoice: string;
  readonly status: OracleStatus;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Microseconds after that. */
  readonly micros: number;
  readonly customer: string;
  readonly amount: string;
  readonly currency: string;
  /** Epoch milliseconds. */
  readonly due: number | null;
}

const TYPES: Readonly<Record<OracleStatus, string>> = {
  CREATED: 'invoice.created',
  FINALIZED: 'invoice.finalized',
  PAYMENT_FAILED: 'invoice.payment_failed',
  PAID: 'invoice.paid',
  VOIDED: 'invoice.voided',
};

const mostly = <T>(value: T, seldom: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: seldom });

/** Up to `now`: the events of one invoice, from none but a draft to any in any order, some at the very same instant. */
export function invoiceHistory(now: number): fc.Arbitrary<readonly Omit<OracleInvoiceEvent, 'id'>[]> {
  const amount = fc.integer({ min: 0, max: 50_000 }).map((cents) => (cents / 100).toFixed(2));
  const ages = [0, 1, 30, 60, 90].map((days) => now - days * DAY);
  const due = fc.option(
    fc.oneof(
      fc.constantFrom(...ages, ...ages.map((at) => at - 1)),
      fc.integer({ min: now - 150 * DAY, max: now + 60 * DAY }),
    ),
    { freq: 2 },
  );
  const order = fc.oneof(
    { weight: 3, arbitrary: fc.subarray([...STATUSES], { minLength: 1 }) },
    { weight: 2, arbitrary: fc.array(fc.constantFrom(...STATUSES), { minLength: 1, maxLength: 6 }) },
  );
  return fc
    .record({
      invoice: fc.integer({ min: 0, max: 9999 }).map((number) => `in-${number}`),
      begun: eventTime(now),
      order,
      customer: fc.constantFrom(...CUSTOMERS),
      currency: fc.constantFrom(...CURRENCIES),
      amount,
      due,
    })
    .chain((base) =>
      fc
        .tuple(
          ...base.order.map((status) =>
            fc.record({
              invoice: fc.constant(base.invoice),
              status: fc.constant(status),
              pause: fc.oneof(fc.constantFrom(0, 0, 1, 1000), fc.integer({ min: -DAY, max: 40 * DAY })),
              micros,
              customer: mostly(base.customer, fc.constantFrom(...CUSTOMERS)),
              amount: mostly(base.amount, amount),
              currency: mostly(base.currency, fc.constantFrom(...CURRENCIES)),
              due: mostly(base.due, due),
            }),
          ),
        )
        .map((events) => {
          let time = base.begun;
          return events.map(({ pause, ...event }) => {
            time = Math.min(now, time + pause);
            return { ...event, time };
          });
        }),
    );
}

/** The event as its sender writes it. */
export const invoiceEvent = (event: OracleInvoiceEvent): Record<string, unknown> => ({
  id: event.id,
  source: 'oracle',
  type: TYPES[event.status],
  time: rfc3339(event.time, event.micros),
  data: {
    invoiceId: event.invoice,
    customerId: event.customer,
    amount: event.amount,
    currency: event.currency,
    dueAt: event.due === null ? null : new Date(event.due).toISOString(),
  },
});

/** An invoice as it stands. */
export interface OracleInvoice {
  readonly id: string;
  readonly customer: string;
  /** When it was issued; a draft, when it was created. */
  readonly time: number;
  readonly status: OracleStatus;
  readonly amount: string;
  readonly currency: string;
  readonly due: number | null;
}

/** Microseconds since 1970, which doubles hold. */
export const microsOf = ({ time, micros: after }: { time: number; micros: number }): number =>
  time * 1000 + after;

/** Events in the order in which they count: drafts, then by time, then as things usually happen, then as they came. */
function inOrder(events: readonly OracleInvoiceEvent[]): OracleInvoiceEvent[] {
  const isIssue = ({ status }: OracleInvoiceEvent): number => (status === 'CREATED' ? 0 : 1);
  const rank = ({ status }: OracleInvoiceEvent): number => STATUSES.indexOf(status);
  return [...events].sort(
    (a, b) => isIssue(a) - isIssue(b) || microsOf(a) - microsOf(b) || rank(a) - rank(b),
  );
}

/** Invoices by all that had happened before an instant, in microseconds; `events` in the order in which they came. */
export function invoicesAt(events: readonly OracleInvoiceEvent[], before: number): OracleInvoice[] {
  const byId = new Map<string, OracleInvoiceEvent[]>();
  for (const event of events) {
    if (microsOf(event) < before) byId.set(event.invoice, [...(byId.get(event.invoice) ?? []), event]);
  }
  return [...byId].flatMap(([id, own]) => {
    const ordered = inOrder(own);
    const last = ordered.at(-1);
    if (last === undefined) return [];
    const issues = own.filter(({ status }) => status !== 'CREATED');
    const { customer, status, amount, currency } = last;
    const time = Math.min(...(issues.length === 0 ? own : issues).map((event) => event.time));
    const due = ordered.findLast((event) => event.due !== null)?.due ?? null;
    return [{ id, customer, time, status, amount, currency, due }];
  });
}

const STATES = { DRAFT: 'CREATED', OPEN: 'FINALIZED', PAYMENT_FAILED: 'PAYMENT_FAILED' } as const;
const AGES = ['NOT_DUE', 'DAYS_1_30', 'DAYS_31_60', 'DAYS_61_90', 'DAYS_OVER_90'] as const;

const isUnpaid = ({ status }: OracleInvoice): boolean =>
  status === 'FINALIZED' || status === 'PAYMENT_FAILED';

/** The fields of `InvoiceTotals`. */
export const INVOICE_FIELDS = ['issued', 'paid', 'overdue', 'failed']
  .map((field) => `${field} { count amounts { amount currency } }`)
  .concat(
    'byState { state count amounts { amount currency } } byAge { age count amounts { amount currency } }',
  )
  .join(' ');

/** All of `InvoiceTotals`, of the invoices that were issued within a range, as they stand at `now`. */
export function invoiceTotals(
  events: readonly OracleInvoiceEvent[],
  isMeant: (invoice: OracleInvoice) => boolean,
  { from, to, now }: { from: number; to: number; now: number },
): object {
  const meant = within(invoicesAt(events, now * 1000 + 1), from, to).filter(isMeant);
  const figures = (isOne: (invoice: OracleInvoice) => boolean): object => {
    const own = meant.filter(isOne);
    const currencies = [...new Set(own.map(({ currency }) => currency))].sort();
    return {
      count: own.length,
      amounts: currencies.map((currency) => ({
        amount: textOf(sum(own.flatMap((one) => (one.currency === currency ? [fixed(one.amount)] : [])))),
        currency,
      })),
    };
  };
  const ageOf = ({ due }: OracleInvoice): (typeof AGES)[number] => {
    if (due === null || due >= now) return 'NOT_DUE';
    const past = now - due;
    if (past <= 30 * DAY) return 'DAYS_1_30';
    if (past <= 60 * DAY) return 'DAYS_31_60';
    return past <= 90 * DAY ? 'DAYS_61_90' : 'DAYS_OVER_90';
  };
  return {
    issued: figures(({ status }) => status !== 'CREATED'),
    paid: figures(({ status }) => status === 'PAID'),
    overdue: figures((one) => isUnpaid(one) && ageOf(one) !== 'NOT_DUE'),
    failed: figures(({ status }) => status === 'PAYMENT_FAILED'),
    byState: (['DRAFT', 'OPEN', 'PAYMENT_FAILED', 'PAID', 'VOIDED'] as const).map((state) => ({
      state,
      ...figures(({ status }) => status === ({ ...STATES, PAID: 'PAID', VOIDED: 'VOIDED' } as const)[state]),
    })),
    byAge: AGES.map((age) => ({ age, ...figures((one) => isUnpaid(one) && ageOf(one) === age) })),
  };
}
