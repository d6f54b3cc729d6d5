import fc from 'fast-check';
import { TOKENS, type TokenUse } from './cogs-prices.js';
import { CUSTOMERS, PRODUCTS, UNITS, decimal, eventTime, micros, rfc3339 } from './usage-events.js';

/** Subscriptions of customers, of several, and of nobody that an event tells of; their order differs from an alphabet's. */
export const SUBSCRIPTIONS = ['s1', 's10', 'S1', 's\u{fb01}', 's\u{1d4b3}', 'orphan'] as const;
const CATEGORIES = ['INFRASTRUCTURE', 'AI_MODEL', 'THIRD_PARTY', 'SUPPORT', 'OTHER'] as const;

export interface Amount {
  readonly amount: string;
  readonly currency: string;
}

interface Happening {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Microseconds after that. */
  readonly micros: number;
  readonly customer: string | null;
  readonly product: string | null;
  readonly subscription: string | null;
}

/** A cost as its sender tells it. */
export interface CostEvent extends Happening, TokenUse {
  readonly kind: 'cost';
  readonly category: (typeof CATEGORIES)[number];
  readonly given: Amount | null;
}

/** Usage of a unit, or, without one, a tool call. */
export interface UseEvent extends Happening {
  readonly kind: 'use';
  readonly unit: string | null;
  readonly quantity: string;
  readonly revenue: Amount | null;
}

/** What a subscription has become, and whose it is. */
export interface ContractEvent extends Happening {
  readonly kind: 'contract';
  readonly customer: string;
  readonly subscription: string;
  readonly change: 'created' | 'changed' | 'cancelled';
}

export type CogsEvent = CostEvent | UseEvent | ContractEvent;

const amount: fc.Arbitrary<Amount> = fc.record({
  amount: decimal,
  currency: fc.constantFrom('USD', 'USD', 'EUR'),
});
const tokens: fc.Arbitrary<string | null> = fc.oneof(
  fc.constant(null),
  fc.constantFrom('0', '1', '199999', '200000', '200001', '9223372036854775807'),
  fc.integer({ min: 0, max: 300_000 }).map(String),
);
/** Sellers and models: known ones, those that the list prices in part, and others. */
const sold: fc.Arbitrary<Pick<TokenUse, 'provider' | 'model'>> = fc.constantFrom(
  { provider: 'anthropic', model: 'claude-sonnet-4-5' },
  { provider: 'Anthropic', model: 'claude-sonnet-4-5' },
  { provider: 'openai', model: 'gpt-5' },
  { provider: null, model: 'claude-haiku-4-5' },
  { provider: 'openai', model: 'text-embedding-3-small' },
  { provider: 'perplexity', model: 'sonar' },
  { provider: 'self-hosted', model: '\u{fb01}-rerank' },
  { provider: 'self-hosted', model: '\u{1d4b3}-rerank' },
  { provider: 'aws', model: null },
  { provider: null, model: null },
);

const some = <T>(values: readonly T[]): fc.Arbitrary<T | null> =>
  fc.option(fc.constantFrom(...values), { freq: 2 });

const happening = (now: number) => ({
  time: eventTime(now),
  micros,
  customer: some(CUSTOMERS),
  product: some(PRODUCTS),
  subscription: some(SUBSCRIPTIONS),
});

/** Whose a subscription is, more often than not the same customer: some change hands, one is nobody's. */
const contract = (now: number): fc.Arbitrary<Omit<ContractEvent, 'id'>> =>
  fc
    .record({
      ...happening(now),
      kind: fc.constant('contract' as const),
      place: fc.integer({ min: 0, max: SUBSCRIPTIONS.length - 2 }),
      by: fc.constantFrom(0, 0, 0, 1),
      change: fc.constantFrom('created' as const, 'changed' as const, 'cancelled' as const),
    })
    .map(({ place, by, ...rest }) => ({
      ...rest,
      subscription: SUBSCRIPTIONS[place] ?? '',
      customer: CUSTOMERS[place + by] ?? '',
    }));

const cost = (now: number): fc.Arbitrary<Omit<CostEvent, 'id'>> =>
  fc
    .tuple(
      fc.record({
        ...happening(now),
        kind: fc.constant('cost' as const),
        category: fc.constantFrom(...CATEGORIES),
        given: fc.option(amount, { freq: 2 }),
        inputTokens: tokens,
        cachedInputTokens: tokens,
        outputTokens: tokens,
      }),
      sold,
    )
    .map(([event, seller]) => ({ ...event, ...seller }))
    .filter(({ given, ...use }) => given !== null || TOKENS.some((kind) => use[kind] !== null));

const use = (now: number): fc.Arbitrary<Omit<UseEvent, 'id'>> =>
  fc
    .record({
      ...happening(now),
      kind: fc.constant('use' as const),
      unit: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...UNITS) }, fc.constant(null)),
      user: fc.constantFrom(...CUSTOMERS),
      quantity: decimal,
      revenue: fc.option(amount, { freq: 2 }),
    })
    .map(({ user, ...event }) =>
      event.unit === null ? { ...event, quantity: '1' } : { ...event, customer: user },
    );

/** Events of every kind, up to `now`. */
export const cogsEvent = (now: number): fc.Arbitrary<CogsEvent> =>
  fc
    .oneof(
      { weight: 10, arbitrary: cost(now) },
      { weight: 8, arbitrary: use(now) },
      { weight: 1, arbitrary: contract(now) },
    )
    .map((event) => ({ id: '', ...event }));

/** The event as its sender writes it. */
export function cogsCloudEvent(event: CogsEvent): Record<string, unknown> {
  const { customer: customerId, product: productId, subscription: subscriptionId } = event;
  return {
    id: event.id,
    source: 'oracle',
    time: rfc3339(event.time, event.micros),
    ...dataOf(event, { customerId, productId, subscriptionId }),
  };
}

function dataOf(event: CogsEvent, named: Record<string, string | null>): { type: string; data: object } {
  switch (event.kind) {
    case 'contract':
      return { type: `subscription.${event.change}`, data: named };
    case 'cost': {
      const { category, given, provider, model, inputTokens, cachedInputTokens, outputTokens } = event;
      const counts = { inputTokens, cachedInputTokens, outputTokens };
      return { type: 'cost.incurred', data: { ...named, category, ...given, provider, model, ...counts } };
    }
    case 'use': {
      const { unit, quantity, revenue } = event;
      const call = { serverId: 'server', tool: 'search', sessionId: 'session' };
      return unit === null
        ? { type: 'mcp.tool.called', data: { ...named, ...call, revenue } }
        : { type: 'usage.recorded', data: { ...named, billableUnit: unit, quantity, revenue } };
    }
  }
}
