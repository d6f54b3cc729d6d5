import fc from 'fast-check';
import type { DatasetName } from '../../../src/reports/offered.js';
import { pricedTokens } from './cogs-prices.js';
import { fixed, fixedOf, type Fixed } from './fixed.js';
import { COUNTRIES, DEVICES, STEP_TYPES, STEPS, UTM_SOURCES, VISITORS } from './funnel-events.js';
import { AGENTS, sessionKey } from './mcp-agents.js';
import { CUSTOMERS, PRODUCTS, UNITS, decimal, eventTime, micros, rfc3339 } from './usage-events.js';

/** What an event is in one dataset: nothing of rollups, planners or SQL. */
export interface ReportFact {
  /** The event's id. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Microseconds after that. */
  readonly micros: number;
  /** Values by dimension. */
  readonly of: Readonly<Record<string, string | null>>;
  /** What of it can be measured; what is not known is left out. */
  readonly has: Readonly<Record<string, Fixed>>;
}

/** An event with what it is in each dataset. */
export interface ReportEvent {
  readonly id: string;
  readonly sent: Record<string, unknown>;
  readonly facts: Readonly<Partial<Record<DatasetName, ReportFact>>>;
}

interface Happening {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly facts: Partial<Record<DatasetName, Pick<ReportFact, 'of' | 'has'>>>;
  /** The log is kept for a year. */
  readonly isLogged: boolean;
}

const LOG_DAYS = 363;
const SUBSCRIPTIONS = ['s1', 'S1', '\u{1d4b3}'] as const;
const SESSIONS = ['1a', 'a', '\u{fb01}'] as const;
const SERVERS = ['s', 's1', '\u{1d4b3}'] as const;
const TOOLS = ['search', 'Search', '\u{fb01}nd'] as const;

const some = <T>(values: readonly T[]): fc.Arbitrary<T | null> =>
  fc.option(fc.constantFrom(...values), { freq: 2 });
const money = fc.option(fc.record({ amount: decimal, currency: fc.constantFrom('USD', 'USD', 'EUR') }), {
  freq: 2,
});
/** Milliseconds that a double of 15 digits holds. */
const milliseconds: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 0, 1, 0.001, 100, 86_400_000),
  fc.integer({ min: 0, max: 5_000_000 }).map((thousandths) => thousandths / 1000),
);
const names = { customer: some(CUSTOMERS), product: some(PRODUCTS), subscription: some(SUBSCRIPTIONS) };

type Named = Readonly<Record<'customer' | 'product' | 'subscription', string | null>>;
type Money = { readonly amount: string; readonly currency: string } | null;

const amountOf = (given: Money): Record<string, Fixed> =>
  given === null ? {} : { revenue: fixed(given.amount) };
const named = ({ customer, product, subscription }: Named): Record<string, unknown> => ({
  ...{ customerId: customer, productId: product, subscriptionId: subscription },
});

/** What the log tells of an event; `statusCode` only of requests. */
function logged(
  about: { category: string; type: string; severity: string; actor?: string | null } & Partial<Named>,
  statusCode: number | null = null,
): Pick<ReportFact, 'of' | 'has'> {
  const { category, type, severity, actor = null, customer = null, product = null } = about;
  const isError = severity === 'ERROR' || severity === 'CRITICAL';
  const statusClass = statusCode === null ? null : `${Math.floor(statusCode / 100)}xx`;
  const status = { statusCode: statusCode === null ? null : String(statusCode), statusClass };
  return {
    of: { category, type, severity, actor, customer, product, ...status },
    has: { errors: fixedOf(isError ? 1 : 0) },
  };
}

const timed = (entry: Pick<ReportFact, 'of'>, latency: number): Pick<ReportFact, 'of' | 'has'> => ({
  of: entry.of,
  has: { latency: fixed(String(latency)) },
});

const usage: fc.Arbitrary<Happening> = fc
  .record({
    ...names,
    customer: fc.constantFrom(...CUSTOMERS),
    unit: fc.constantFrom(...UNITS),
    quantity: decimal,
    money,
    session: some(SESSIONS),
  })
  .map(({ unit, quantity, money: revenue, session, ...who }) => {
    const type = 'usage.recorded';
    const currency = revenue?.currency ?? null;
    return {
      type,
      isLogged: false,
      data: {
        ...named(who),
        ...{ billableUnit: unit, quantity, revenue },
        attributes: session === null ? {} : { sessionId: session },
      },
      facts: {
        USAGE: {
          of: { ...who, billableUnit: unit, session, currency },
          has: { quantity: fixed(quantity), ...amountOf(revenue) },
        },
        EVENTS: logged({ category: 'USAGE', type, severity: 'INFO', ...who }),
        ...(revenue === null
          ? {}
          : {
              REVENUE: { of: { ...who, billableUnit: unit, tool: null, currency }, has: amountOf(revenue) },
            }),
      },
    };
  });

const call: fc.Arbitrary<Happening> = fc
  .record({
    ...names,
    server: fc.constantFrom(...SERVERS),
    session: fc.constantFrom(...SESSIONS),
    tool: fc.constantFrom(...TOOLS),
    agent: fc.constantFrom(...AGENTS),
    duration: fc.option(milliseconds, { freq: 4 }),
    error: fc.constantFrom(true, 'boom', false, null, ''),
    money,
  })
  .map(({ server, session, tool, agent, duration, error, money: revenue, ...who }) => {
    const type = 'mcp.tool.called';
    const isFailed = error === true || error === 'boom';
    const severity = isFailed ? 'ERROR' : 'INFO';
    const currency = revenue?.currency ?? null;
    const actor = agent.family === null ? null : (agent.given?.name ?? null);
    const entry = logged({ category: 'USAGE', type, severity, actor, ...who });
    return {
      type,
      isLogged: false,
      data: {
        ...named(who),
        ...{ serverId: server, tool, sessionId: session, agent: agent.given },
        ...{ durationMs: duration, error, revenue },
      },
      facts: {
        MCP: {
          of: {
            ...who,
            ...{ server, tool, severity, currency, agent: agent.family, agentVersion: agent.version },
            ...{ session: sessionKey(server, session), sessionId: session },
          },
          has: {
            errors: fixedOf(isFailed ? 1 : 0),
            ...amountOf(revenue),
            ...(duration === null ? {} : { duration: fixed(String(duration)) }),
          },
        },
        EVENTS: entry,
        ...(duration === null ? {} : { LATENCIES: timed(entry, duration) }),
        ...(revenue === null
          ? {}
          : { REVENUE: { of: { ...who, billableUnit: null, tool, currency }, has: amountOf(revenue) } }),
      },
    };
  });

const request: fc.Arbitrary<Happening> = fc
  .record({
    customer: names.customer,
    product: names.product,
    statusCode: fc.constantFrom(100, 200, 201, 404, 429, 500, 599),
    latency: milliseconds,
    actor: some(['ann', 'Ann', "o'c\\%"]),
  })
  .map(({ statusCode, latency, actor, ...who }) => {
    const type = 'api.request';
    const severity = statusCode >= 500 ? 'ERROR' : statusCode >= 400 ? 'WARNING' : 'INFO';
    const entry = logged({ category: 'API', type, severity, actor, ...who }, statusCode);
    return {
      type,
      isLogged: true,
      data: {
        ...{ method: 'GET', path: '/', statusCode, latencyMs: latency, actor },
        ...{ customerId: who.customer, productId: who.product },
      },
      facts: { EVENTS: entry, LATENCIES: timed(entry, latency) },
    };
  });

const told: fc.Arbitrary<Happening> = fc.oneof(
  fc.constantFrom('ann', 'Bob').map((actor) => {
    const type = 'auth.login_failed';
    const facts = { EVENTS: logged({ category: 'AUTH', type, severity: 'WARNING', actor }) };
    return { type, data: { actor }, facts, isLogged: true };
  }),
  fc
    .record({
      type: fc.constantFrom('system.deployed', 'system.x.y'),
      severity: fc.constantFrom('DEBUG', 'INFO', 'ERROR', 'CRITICAL'),
    })
    .map(({ type, severity }) => ({
      ...{ type, data: { message: 'm', severity }, isLogged: true },
      facts: { EVENTS: logged({ category: 'SYSTEM', type, severity }) },
    })),
);

const step: fc.Arbitrary<Happening> = fc
  .record({
    customer: names.customer,
    product: names.product,
    step: fc.constantFrom(...STEPS),
    visitor: fc.constantFrom(...VISITORS),
    utmSource: some(UTM_SOURCES),
    country: some(COUNTRIES),
    device: some(DEVICES),
  })
  .map((taken) => {
    const { customer, product, visitor, utmSource, country, device } = taken;
    const type = STEP_TYPES[taken.step];
    const of = { customer, product, step: taken.step, visitor, utmSource, country, device };
    return {
      type,
      isLogged: false,
      data: { customerId: customer, productId: product, visitorId: visitor, utmSource, country, device },
      facts: {
        STOREFRONT: { of, has: {} },
        EVENTS: logged({ category: 'USAGE', type, severity: 'INFO', actor: visitor, customer, product }),
      },
    };
  });

const tokens = fc.option(
  fc.constantFrom('0', '1', '199999', '200001', '9007199254740991', '9223372036854775807'),
  { freq: 3 },
);

const cost: fc.Arbitrary<Happening> = fc
  .record({
    ...names,
    category: fc.constantFrom('INFRASTRUCTURE', 'AI_MODEL', 'OTHER'),
    seller: fc.constantFrom(
      { provider: 'anthropic', model: 'claude-haiku-4-5' },
      { provider: 'Anthropic', model: 'claude-haiku-4-5' },
      { provider: 'self-hosted', model: '\u{fb01}-rerank' },
      { provider: null, model: null },
    ),
    given: money,
    inputTokens: tokens,
    cachedInputTokens: tokens,
    outputTokens: tokens,
  })
  .filter(
    ({ given, ...use }) =>
      given !== null ||
      [use.inputTokens, use.cachedInputTokens, use.outputTokens].some((one) => one !== null),
  )
  .map(({ category, seller, given, inputTokens, cachedInputTokens, outputTokens, ...who }) => {
    const type = 'cost.incurred';
    const counts = { inputTokens, cachedInputTokens, outputTokens };
    const price =
      given === null
        ? pricedTokens({ ...seller, ...counts })
        : { amount: fixed(given.amount), currency: given.currency };
    const isPriced = 'amount' in price;
    const currency = given?.currency ?? (isPriced ? 'USD' : null);
    const known = Object.entries(counts).flatMap(([kind, count]) =>
      count === null ? [] : [[kind, fixed(count)] as const],
    );
    return {
      type,
      isLogged: false,
      data: { ...named(who), category, ...given, ...seller, ...counts },
      facts: {
        COGS: {
          of: { ...who, ...seller, category, currency, unpriced: isPriced ? null : price.unpriced },
          has: { ...Object.fromEntries(known), ...(isPriced ? { amount: price.amount } : {}) },
        },
        EVENTS: logged({ category: 'USAGE', type, severity: 'INFO', ...who }),
      },
    };
  });

const contract: fc.Arbitrary<Happening> = fc
  .record({
    ...names,
    customer: fc.constantFrom(...CUSTOMERS),
    change: fc.constantFrom('created', 'cancelled'),
  })
  .map(({ change, ...who }) => {
    const type = `subscription.${change}`;
    const severity = change === 'cancelled' ? 'WARNING' : 'INFO';
    const facts = { EVENTS: logged({ category: 'BILLING', type, severity, ...who }) };
    return { type, data: named({ ...who, subscription: who.subscription ?? 's1' }), facts, isLogged: false };
  });

/** An event of any kind but those of invoices, up to `now`. */
export function reportEvent(now: number): fc.Arbitrary<(id: string) => ReportEvent> {
  const happening = fc.oneof(
    { weight: 6, arbitrary: usage },
    { weight: 4, arbitrary: call },
    { weight: 3, arbitrary: request },
    { weight: 1, arbitrary: told },
    { weight: 2, arbitrary: step },
    { weight: 3, arbitrary: cost },
    { weight: 1, arbitrary: contract },
  );
  return fc
    .record({ at: eventTime(now), micros, happening })
    .map(({ at, micros: after, happening: { type, data, facts, isLogged } }) => (id) => {
      const time = isLogged ? Math.max(at, now - LOG_DAYS * 86_400_000) : at;
      const dated = Object.entries(facts).map(([name, fact]) => [name, { id, time, micros: after, ...fact }]);
      return {
        id,
        sent: { id, source: 'oracle', type, time: rfc3339(time, after), data },
        facts: Object.fromEntries(dated) as ReportEvent['facts'],
      };
    });
}

/** What the log tells of an event of an invoice. */
export function billed(status: string, customer: string): Pick<ReportFact, 'of' | 'has'> {
  const severity = { PAYMENT_FAILED: 'ERROR', VOIDED: 'WARNING' }[status] ?? 'INFO';
  return logged({ category: 'BILLING', type: `invoice.${status.toLowerCase()}`, severity, customer });
}
