import fc from 'fast-check';
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

/** A usage event (it has a unit) or a tool call (it has a tool) as the oracle knows it. */
export interface OracleEarning {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Microseconds after that. */
  readonly micros: number;
  readonly unit: string | null;
  readonly tool: string | null;
  readonly customer: string | null;
  readonly product: string | null;
  readonly subscription: string | null;
  readonly revenue: { readonly amount: string; readonly currency: string } | null;
}

/** Products with what is told of them; the last two are sold to nobody. */
export const PRODUCT_KINDS: Readonly<Record<string, string | null>> = {
  p1: 'STANDARD_API',
  p2: 'AGENTIC_API',
  'P"3': null,
  p4: 'STANDARD_API',
  p5: 'MCP_SERVER',
};
const TOOLS = ['search', 'Search', 'read', '\u{fb01}nd', '\u{1d4b3}'] as const;

/** Amounts that often tie and cancel out, and all others. */
const amount = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: -2, max: 6 }).map(String) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 99_999 }).map((cents) => (cents / 100).toFixed(2)) },
  { weight: 1, arbitrary: decimal },
);

const shared = (now: number) => ({
  time: eventTime(now),
  micros,
  product: fc.constantFrom(...PRODUCTS, null),
  subscription: fc.constantFrom('s1', 's2', null, null),
  revenue: fc.option(fc.record({ amount, currency: fc.constantFrom(...CURRENCIES) }), { freq: 3 }),
});

/** Usage events and tool calls up to `now`. */
export function earnings(now: number): fc.Arbitrary<Omit<OracleEarning, 'id'>> {
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        ...shared(now),
        unit: fc.constantFrom(...UNITS),
        tool: fc.constant(null),
        customer: fc.constantFrom(...CUSTOMERS),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        ...shared(now),
        unit: fc.constant(null),
        tool: fc.constantFrom(...TOOLS),
        customer: fc.constantFrom(...CUSTOMERS, null),
      }),
    },
  );
}

/** The event as its sender writes it. */
export function earningEvent(earning: OracleEarning): Record<string, unknown> {
  const { id, time, micros: after, unit, tool, customer, product, subscription, revenue } = earning;
  const own =
    unit === null
      ? { serverId: 'srv', sessionId: `session ${customer ?? ''}`, tool }
      : { billableUnit: unit, quantity: '1' };
  return {
    id,
    source: 'oracle',
    type: unit === null ? 'mcp.tool.called' : 'usage.recorded',
    time: rfc3339(time, after),
    data: { ...own, customerId: customer, productId: product, subscriptionId: subscription, revenue },
  };
}

/** Events that describe the products. */
export const productEvents = (): Record<string, unknown>[] =>
  Object.entries(PRODUCT_KINDS).map(([id, kind]) => ({
    ...{ id: `product ${id}`, source: 'oracle', type: 'product.upserted' },
    data: { id, name: `Product ${id}`, kind },
  }));
