import fc from 'fast-check';
import { AGENTS, sessionKey, type KnownAgent } from './mcp-agents.js';
import { CUSTOMERS, PRODUCTS, decimal, eventTime, micros, rfc3339 } from './usage-events.js';

/** A tool call as the oracle knows it: nothing of rollups, planners or SQL. */
export interface OracleCall {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Microseconds after that. */
  readonly micros: number;
  readonly server: string;
  readonly session: string;
  readonly tool: string;
  readonly agent: KnownAgent;
  readonly customer: string | null;
  readonly product: string | null;
  readonly duration: number | null;
  readonly error: boolean | string | null;
  readonly revenue: { readonly amount: string; readonly currency: string } | null;
}

/** Two servers and two sessions run together are the same text. */
export const SERVERS = ['s', 's1', 'S1', '\u{1d4b3}'] as const;
/** What people are told of a server; the id where it is not here. */
export const SERVER_NAMES: Readonly<Record<string, string>> = { s1: 'Search', S1: 'Storage' };
export const TOOLS = ['search', 'Search', 'read', '\u{fb01}nd', '\u{1d4b3}'] as const;
const CURRENCIES = ['USD', 'EUR'] as const;

/** Ids that many sessions share, so that they go on for months and over several servers; and ids of their own. */
const sessionId: fc.Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('1a', 'a', 'b', '\u{fb01}') },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 9999 }).map((number) => `session ${number}`) },
);

/** Milliseconds from one call of a session to the next, at edges of the histogram of durations, too. */
const pause = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 2_400_000 }) },
  { weight: 2, arbitrary: fc.constantFrom(0, 1000, 15_000, 60_000, 900_000, 3_600_000) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 200_000_000 }) },
);

/** Milliseconds: none, nothing, tiny and huge ones, equal ones, and usual ones. */
const duration = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(null, 0, 1e-300, 1e300, 0.1, 100, 86_400_000) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 5000 }) },
  { weight: 1, arbitrary: fc.double({ min: -6, max: 6, noNaN: true }).map((power) => 10 ** power) },
);

const error = fc.constantFrom(true, 'tool_error', false, null, null, '');

/** What the calls of a session need not share. */
const callOf = (agents: readonly KnownAgent[], customers: readonly (string | null)[]) =>
  fc.record({
    pause,
    micros,
    tool: fc.constantFrom(...TOOLS),
    agent: fc.constantFrom(...agents),
    customer: fc.constantFrom(...customers),
    product: fc.constantFrom(...PRODUCTS, null),
    duration,
    error,
    revenue: fc.option(fc.record({ amount: decimal, currency: fc.constantFrom(...CURRENCIES) })),
  });

/** Calls of one session up to an instant; most sessions have one agent and one customer. */
export function sessionCalls(now: number): fc.Arbitrary<readonly Omit<OracleCall, 'id'>[]> {
  const oneOrMore = <T>(values: readonly T[]): fc.Arbitrary<T[]> =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...values).map((value) => [value]) },
      { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(...values), { minLength: 2, maxLength: 3 }) },
    );
  return fc
    .record({
      time: eventTime(now),
      server: fc.constantFrom(...SERVERS),
      session: sessionId,
      agents: oneOrMore(AGENTS),
      customers: oneOrMore([...CUSTOMERS, null]),
    })
    .chain(({ time, server, session, agents, customers }) =>
      fc.array(callOf(agents, customers), { minLength: 1, maxLength: 7 }).map((calls) => {
        let at = time;
        return calls.flatMap(({ pause: after, ...call }, i) => {
          if (i > 0) at += after;
          return at > now ? [] : [{ ...call, time: at, server, session }];
        });
      }),
    );
}

/** Microseconds since 1970. */
export const microsecondsOf = ({ time, micros: after }: OracleCall): number => time * 1000 + after;

/** What tells sessions apart. */
export const keyOf = ({ server, session }: OracleCall): string => sessionKey(server, session);

/** The event as its sender writes it. */
export function callEvent(call: OracleCall): Record<string, unknown> {
  return {
    id: call.id,
    source: 'oracle',
    type: 'mcp.tool.called',
    time: rfc3339(call.time, call.micros),
    data: {
      serverId: call.server,
      tool: call.tool,
      sessionId: call.session,
      customerId: call.customer,
      productId: call.product,
      agent: call.agent.given,
      durationMs: call.duration,
      error: call.error,
      revenue: call.revenue,
    },
  };
}
