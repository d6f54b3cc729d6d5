import fc from 'fast-check';
import { invoiceHistory, type OracleInvoiceEvent } from './revenue-invoices.js';
import { CUSTOMERS, eventTime, micros, rfc3339 } from './usage-events.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Customers of all kinds of ids, and some more. */
export const LIVES: readonly string[] = [...CUSTOMERS, ...Array.from({ length: 9 }, (_, i) => `d${i}`)];

/** A usage event, a tool call or a request. */
export interface OracleAct {
  readonly kind: 'usage' | 'call' | 'request';
  readonly customer: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Microseconds after that. */
  readonly micros: number;
  readonly isError: boolean;
}

/** An event of a subscription. */
export interface OracleSubscriptionEvent {
  readonly subscription: string;
  readonly change: 'created' | 'changed' | 'cancelled';
  readonly customer: string;
  readonly time: number;
  readonly micros: number;
  /** Epoch milliseconds. */
  readonly effective: number | null;
}

/** All that happened to some customers. */
export interface OracleLives {
  readonly acts: readonly OracleAct[];
  /** In the order in which they came, as are the next ones. */
  readonly invoices: readonly OracleInvoiceEvent[];
  readonly subscriptions: readonly OracleSubscriptionEvent[];
}

/** Days in which a customer does much the same. */
interface Stretch {
  readonly days: number;
  /** Active on one of so many days. */
  readonly every: number;
  readonly perDay: number;
  readonly kinds: readonly OracleAct['kind'][];
  /** Of a hundred. */
  readonly errors: number;
  readonly salt: number;
}

const stretch: fc.Arbitrary<Stretch> = fc.record({
  days: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 20, max: 200 })),
  every: fc.constantFrom(1, 1, 1, 2, 7, 30),
  perDay: fc.constantFrom(0, 0, 1, 1, 2, 4, 8),
  kinds: fc.subarray(['usage', 'call', 'request'] as const, { minLength: 1 }),
  errors: fc.constantFrom(0, 0, 2, 10, 40, 100),
  salt: fc.nat(9999),
});

/** Four weeks and one in which more of a customer's requests and calls fail, the latest first. */
const trouble: fc.Arbitrary<readonly Stretch[]> = fc
  .record({
    days: fc.integer({ min: 5, max: 9 }),
    errors: fc.constantFrom(5, 10, 25, 60),
    salt: fc.nat(9999),
  })
  .map(({ days, errors, salt }) => [
    { days, every: 1, perDay: 10, kinds: ['request', 'call'], errors, salt },
    { days: 30, every: 1, perDay: 5, kinds: ['request', 'call'], errors: 2, salt },
  ]);

/** What a customer did in stretches that end at `end`, the latest first. */
function actsOf(customer: string, stretches: readonly Stretch[], end: number): OracleAct[] {
  let to = end;
  return stretches.flatMap(({ days, every, perDay, kinds, errors, salt }) => {
    const from = to - days * DAY;
    const acts: OracleAct[] = [];
    for (let day = 0; day < days; day += every) {
      for (let i = 0; i < perDay; i++) {
        const mixed = (salt + 7919 * day + 104_729 * i) % 99_991;
        const kind = kinds[mixed % kinds.length] ?? 'usage';
        // In few quarter-hours: those that are not materialized are read one by one.
        const time = from + day * DAY + (mixed % 4) * 6 * HOUR + (mixed % 900) * 1000;
        acts.push({ kind, customer, time, micros: mixed % 3, isError: mixed % 100 < errors });
      }
    }
    to = from;
    return acts;
  });
}

/** Lives of all customers, up to `now`: busy, declining, silent, seasonal, new ones and some that never did anything. */
export function lives(now: number): fc.Arbitrary<readonly OracleAct[]> {
  const life = fc.record({
    stretches: fc.array(stretch, { maxLength: 6 }),
    trouble,
    silent: fc.constantFrom(0, 0, 0, 1, 3, 20, 60, 430),
    odd: fc.array(eventTime(now), { maxLength: 4 }),
  });
  return fc.tuple(...LIVES.map(() => life)).map((all) =>
    all.flatMap(({ stretches, trouble: bad, silent, odd }, i) => {
      const customer = LIVES[i] ?? '';
      const single = odd.map((time): OracleAct => ({
        ...{ kind: 'usage', customer, time, micros: 0, isError: false },
      }));
      // Every third has troubles now.
      const isBad = i % 3 === 0;
      const days = isBad ? [...bad, ...stretches] : stretches;
      const acts = actsOf(customer, days, isBad ? now : now - silent * DAY);
      // What is stored goes back 800 days, requests a year.
      return [...acts, ...single].filter(
        ({ kind, time }) => time <= now && time > now - (kind === 'request' ? 360 : 790) * DAY,
      );
    }),
  );
}

/** Invoices of the customers. */
export const bills = (now: number): fc.Arbitrary<readonly Omit<OracleInvoiceEvent, 'id'>[]> => {
  const names = fc.constantFrom(...LIVES);
  // Most customers of the invoices are the same few: here they are dealt out to all.
  return fc.tuple(invoiceHistory(now), names).map(([events, name]) => {
    const [first] = events;
    return events.map((event) => (event.customer === first?.customer ? { ...event, customer: name } : event));
  });
};

/** The events of one subscription, in any order. */
export function subscriptionHistory(now: number): fc.Arbitrary<readonly OracleSubscriptionEvent[]> {
  const effective = fc.option(fc.integer({ min: now - 100 * DAY, max: now + 200 * DAY }), { freq: 2 });
  const event = fc.record({
    change: fc.constantFrom('created', 'changed', 'cancelled', 'cancelled' as const),
    time: fc.integer({ min: now - 90 * DAY, max: now }),
    micros,
    effective,
  });
  return fc
    .record({
      subscription: fc.integer({ min: 0, max: 99_999 }).map((number) => `sub-${number}`),
      customer: fc.constantFrom(...LIVES),
      later: fc.option(fc.constantFrom(...LIVES), { freq: 1, nil: null }),
      events: fc.array(event, { minLength: 1, maxLength: 3 }),
    })
    .map(({ subscription, customer, later, events }) =>
      events.map((one, i) => ({
        ...one,
        subscription,
        customer: i === 2 && later !== null ? later : customer,
      })),
    );
}

/** The event as its sender writes it. */
export function actEvent({ kind, customer, time, micros: after, isError }: OracleAct, id: string): object {
  const data = {
    usage: { billableUnit: 'calls', quantity: '1' },
    call: { serverId: 'srv', tool: 'search', sessionId: `session ${customer}`, error: isError },
    request: { method: 'GET', path: '/', statusCode: isError ? 404 : 200, latencyMs: 5 },
  }[kind];
  const type = { usage: 'usage.recorded', call: 'mcp.tool.called', request: 'api.request' }[kind];
  return { id, source: 'oracle', type, time: rfc3339(time, after), data: { ...data, customerId: customer } };
}

/** The event as its sender writes it. */
export function subscriptionEvent(event: OracleSubscriptionEvent, id: string): object {
  const { subscription, change, customer, time, micros: after, effective } = event;
  return {
    ...{ id, source: 'oracle', type: `subscription.${change}`, time: rfc3339(time, after) },
    data: {
      ...{ subscriptionId: subscription, customerId: customer },
      effectiveAt: effective === null ? null : new Date(effective).toISOString(),
    },
  };
}
