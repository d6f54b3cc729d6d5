import { fixed, fixedOf, ratioOf, sum, type Fixed } from './fixed.js';
import { SERVER_NAMES, keyOf, microsecondsOf, type OracleCall } from './mcp-calls.js';
import { near } from './near.js';
import { compareKeys, groups, revenue, within, type Key } from './usage-oracle.js';

/** What the arithmetic of doubles and PostgreSQL's decimals of a double's first 15 digits add to a mean. */
const OF_DOUBLES = 1e-13;
/** The promised relative error of a percentile. */
const OF_PERCENTILES = 0.02 * (1 + 1e-9);

type Calls = readonly OracleCall[];

export const countOf = (calls: Calls): Fixed => fixedOf(calls.length);
const failed = ({ error }: OracleCall): boolean => error === true || (error !== false && Boolean(error));
const distinct = (calls: Calls, key: Key<OracleCall>): number =>
  new Set(calls.map(key).filter((value) => value !== null)).size;
export const agentOf: Key<OracleCall> = ({ agent }) => agent.family;
export const versionOf: Key<OracleCall> = ({ agent }) => agent.version;

/** The value of nearest rank, `percent` of 100. */
function nearestRank(sorted: readonly number[], percent: number): number | null {
  return sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? null;
}

/** All of `McpStats`. */
export function stats(calls: Calls): object {
  const durations = calls.flatMap(({ duration }) => duration ?? []).sort((a, b) => a - b);
  const mean = durations.reduce((whole, ms) => whole + ms / durations.length, 0);
  const errors = calls.filter(failed).length;
  return {
    invocations: calls.length,
    errors,
    errorRate: calls.length === 0 ? null : errors / calls.length,
    sessions: distinct(calls, keyOf),
    agents: distinct(calls, agentOf),
    revenue: revenue(calls),
    meanDurationMs: near(durations.length === 0 ? null : mean, OF_DOUBLES),
    p50DurationMs: near(nearestRank(durations, 50), OF_PERCENTILES),
    p95DurationMs: near(nearestRank(durations, 95), OF_PERCENTILES),
    p99DurationMs: near(nearestRank(durations, 99), OF_PERCENTILES),
  };
}

/** The points of a series; `first` is when the first call of all happened, null where there is none. */
export function series(
  calls: Calls,
  { starts, end }: { starts: readonly number[]; end: number },
  { first, now }: { first: number | null; now: number },
): object[] {
  return starts.map((start, i) => {
    const next = starts[i + 1] ?? end;
    const members = within(calls, start, next);
    const isMissing = members.length === 0 && (first === null || next <= first);
    return {
      bucket: new Date(start).toISOString(),
      invocations: members.length,
      errors: members.filter(failed).length,
      activeSessions: distinct(members, keyOf),
      status: isMissing ? 'MISSING' : next > now ? 'INCOMPLETE' : members.length === 0 ? 'ZERO' : 'OK',
    };
  });
}

const SHARE = 10n ** 40n;
type Paid = readonly Pick<OracleCall, 'revenue'>[];

/**
 * What revenue weighs: the shares that it has in each currency's total, each cut to 40 digits, added. `whole` is what
 * everything together weighs: each currency counts once, by its sign.
 */
export function revenueWeights(all: Paid): { weigh: (some: Paid) => Fixed; whole: Fixed } {
  const amount = (calls: Paid, currency: string): Fixed =>
    sum(calls.flatMap(({ revenue: own }) => (own?.currency === currency ? [fixed(own.amount)] : [])));
  const totals = [...new Set(all.flatMap(({ revenue: own }) => own?.currency ?? []))].flatMap((currency) => {
    const total = amount(all, currency);
    return total === 0n ? [] : [{ currency, total }];
  });
  const size = (value: Fixed): Fixed => (value < 0n ? -value : value);
  return {
    weigh: (calls) =>
      sum(totals.map(({ currency, total }) => (amount(calls, currency) * SHARE) / size(total))),
    whole: sum(totals.map(({ total }) => (total < 0n ? -SHARE : SHARE))),
  };
}

/** A session with its calls. */
export interface OracleSession {
  readonly key: string;
  readonly server: string;
  readonly session: string;
  readonly calls: Calls;
  /** Microseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** The sessions of some calls: the one that began last first, equal ones in the order of their keys. */
export function sessionsOf(calls: Calls): OracleSession[] {
  const byKey = new Map<string, OracleCall[]>();
  for (const call of calls) byKey.set(keyOf(call), [...(byKey.get(keyOf(call)) ?? []), call]);
  return [...byKey]
    .flatMap(([key, own]) => {
      const times = own.map(microsecondsOf);
      const ends = { from: Math.min(...times), to: Math.max(...times) };
      return own.slice(0, 1).map(({ server, session }) => ({ key, server, session, calls: own, ...ends }));
    })
    .sort((a, b) => b.from - a.from || compareKeys(a.key, b.key));
}

/** The values that calls have, those of most calls first. */
const ranked = (calls: Calls, key: Key<OracleCall>): (string | null)[] =>
  groups({ events: calls, previous: null }, key, countOf).map((group) => group.key);

/** A session as it is listed. */
export function listed({ server, session, calls, from, to }: OracleSession): object {
  const [agent = null] = ranked(calls, agentOf);
  const [version = null] = ranked(
    calls.filter((call) => agentOf(call) === agent),
    versionOf,
  );
  const [customer = null] = ranked(calls, (call) => call.customer);
  const iso = (micros: number): string => new Date(Math.floor(micros / 1000)).toISOString();
  return {
    id: session,
    server: { id: server, name: SERVER_NAMES[server] ?? server },
    agent,
    agentVersion: version,
    customer: customer === null ? null : { id: customer },
    startedAt: iso(from),
    endedAt: iso(to),
    durationMs: (to - from) / 1000,
    invocations: calls.length,
    errors: calls.filter(failed).length,
    tools: ranked(calls, ({ tool }) => tool),
    revenue: revenue(calls),
  };
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Where the buckets of the histogram begin. */
const EDGES = [
  ...[0, SECOND, 5 * SECOND, 15 * SECOND, 30 * SECOND],
  ...[MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE],
];

/** How long sessions lasted. */
export function durations(calls: Calls): object {
  const lasted = sessionsOf(calls)
    .map(({ from, to }) => to - from)
    .sort((a, b) => a - b);
  const whole = lasted.reduce((total, micros) => total + BigInt(micros), 0n);
  const inMs = (micros: number | null): number | null => (micros === null ? null : micros / 1000);
  return {
    count: lasted.length,
    meanMs: near(lasted.length === 0 ? null : ratioOf(whole, BigInt(lasted.length) * 1000n), OF_DOUBLES),
    medianMs: inMs(nearestRank(lasted, 50)),
    p95Ms: inMs(nearestRank(lasted, 95)),
    histogram: EDGES.map((fromMs, i) => {
      const toMs = EDGES[i + 1] ?? null;
      const isIn = (micros: number): boolean =>
        micros >= fromMs * 1000 && (toMs === null || micros < toMs * 1000);
      return { fromMs, toMs, count: lasted.filter(isIn).length };
    }),
  };
}
