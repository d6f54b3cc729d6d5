import fc from 'fast-check';
import { AGENTS, sessionKey } from './mcp-agents.js';
import {
  CURRENCIES,
  CUSTOMERS,
  PRODUCTS,
  UNITS,
  decimal,
  eventTime,
  micros,
  rfc3339,
} from './usage-events.js';

/** A usage event or an MCP call, as what measures can be made of. */
export interface Fact {
  readonly id: string;
  readonly time: number;
  readonly micros: number;
  /** Values by the catalogue's dimensions. */
  readonly dimensions: Readonly<Record<string, string | null>>;
  readonly customer: string | null;
  readonly quantity: string;
  readonly revenue: string | null;
  readonly duration: number | null;
  readonly failed: boolean;
  /** The `data` that its sender writes. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** Two servers and two sessions run together are the same text. */
const SERVERS = ['s', 's1', 'S1', '\u{1d4b3}'] as const;
const SESSIONS = ['1a', 'a', 'b', '\u{fb01}'] as const;
const TOOLS = ['search', 'read', '\u{1d4b3}'] as const;
const SUBSCRIPTIONS = ['sub 1', 'sub 2'] as const;

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** The values that dimensions can have. */
export const VALUES: Readonly<Record<string, readonly (string | null)[]>> = {
  customer: CUSTOMERS,
  billableUnit: UNITS,
  product: [...PRODUCTS, null],
  currency: [...CURRENCIES, null],
  server: SERVERS,
  tool: TOOLS,
  agent: distinct(AGENTS.map(({ family }) => family)),
  agentVersion: distinct(AGENTS.map(({ version }) => version)),
  subscription: [...SUBSCRIPTIONS, null],
  session: SERVERS.flatMap((server) => SESSIONS.map((session) => sessionKey(server, session))),
  sessionId: SESSIONS,
  durationBin: [binOf(0), binOf(1), binOf(86_400_000), null],
};

/** The logarithmic bin of a duration: i of (g^(i-1), g^i], and one of its own for 0. */
function binOf(ms: number | null): string | null {
  if (ms === null) return null;
  return ms === 0 ? '-100000' : String(Math.ceil(Math.log(ms) / Math.log(1.02 / 0.98)));
}

const revenue = fc.option(fc.record({ amount: decimal, currency: fc.constantFrom(...CURRENCIES) }));

type FactOf = (now: number) => fc.Arbitrary<Omit<Fact, 'id'>>;

const usage: FactOf = (now) =>
  fc
    .record({
      time: eventTime(now),
      micros,
      customer: fc.constantFrom(...CUSTOMERS),
      billableUnit: fc.constantFrom(...UNITS),
      product: fc.constantFrom(...PRODUCTS, null),
      quantity: decimal,
      revenue,
    })
    .map(({ customer, billableUnit, product, quantity, revenue: money, ...when }) => ({
      ...when,
      dimensions: { customer, billableUnit, product, currency: money?.currency ?? null },
      customer,
      quantity,
      revenue: money?.amount ?? null,
      duration: null,
      failed: false,
      content: { customerId: customer, billableUnit, productId: product, quantity, revenue: money },
    }));

/** Milliseconds: none, nothing, usual ones, edges of bins, and the ends of what is measured or could be. */
const duration = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(null, 0, 1, 1.02 / 0.98, 1e-300, 1e300, 0.1, 86_400_000) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 5000 }) },
  { weight: 2, arbitrary: fc.double({ min: -9, max: 9, noNaN: true }).map((power) => 10 ** power) },
);

const mcp: FactOf = (now) =>
  fc
    .record({
      time: eventTime(now),
      micros,
      customer: fc.constantFrom(...CUSTOMERS, null),
      product: fc.constantFrom(...PRODUCTS, null),
      subscription: fc.constantFrom(...SUBSCRIPTIONS, null),
      server: fc.constantFrom(...SERVERS),
      session: fc.constantFrom(...SESSIONS),
      tool: fc.constantFrom(...TOOLS),
      agent: fc.constantFrom(...AGENTS),
      duration,
      error: fc.constantFrom(true, 'boom', false, null, ''),
      revenue,
    })
    .map((call) => ({
      time: call.time,
      micros: call.micros,
      dimensions: {
        server: call.server,
        tool: call.tool,
        agent: call.agent.family,
        agentVersion: call.agent.version,
        customer: call.customer,
        product: call.product,
        subscription: call.subscription,
        session: sessionKey(call.server, call.session),
        sessionId: call.session,
        currency: call.revenue?.currency ?? null,
        durationBin: binOf(call.duration),
      },
      customer: call.customer,
      quantity: '0',
      revenue: call.revenue?.amount ?? null,
      duration: call.duration,
      failed: call.error === true || call.error === 'boom',
      content: {
        serverId: call.server,
        tool: call.tool,
        sessionId: call.session,
        customerId: call.customer,
        productId: call.product,
        subscriptionId: call.subscription,
        agent: call.agent.given,
        durationMs: call.duration,
        error: call.error,
        revenue: call.revenue,
      },
    }));

/** Facts up to an instant, by dataset. */
export const FACTS: Readonly<Record<string, FactOf>> = { usage, mcp };

const TYPES: Readonly<Record<string, string>> = { usage: 'usage.recorded', mcp: 'mcp.tool.called' };

/** The event as its sender writes it. */
export function factEvent(
  dataset: string,
  { id, time, micros: micro, content }: Fact,
): Record<string, unknown> {
  return { id, source: 'oracle', type: TYPES[dataset], time: rfc3339(time, micro), data: content };
}
