import type { DatasetName } from '../../../src/reports/offered.js';
import { fixed, fixedOf, sum, type Fixed } from './fixed.js';
import { compareFigures, exactly, roughly, type Figure } from './report-figure.js';
import type { ReportFact } from './report-facts.js';

type Facts = readonly ReportFact[];
/** Places in the order in which events were recorded, by their ids. */
export type Orders = ReadonlyMap<string, bigint>;

/** A measure: of no facts it is null, or 0 where it counts or adds up. */
export interface OracleMeasure {
  readonly type: 'DECIMAL' | 'INTEGER' | 'FLOAT' | 'DATETIME';
  /** Whether it is of one currency each. */
  readonly isMoney: boolean;
  readonly of: (facts: Facts, orders: Orders) => Figure | null;
}

const ONE = fixed('1');
/** The promised relative error of a percentile, and what doubles add. */
const OF_PERCENTILES = 0.02 * (1 + 1e-9);
/** Digits of quotients. */
const OF_QUOTIENTS = 1e-15;

const all = (facts: Facts, what: string): Fixed[] => facts.flatMap(({ has }) => has[what] ?? []);
const microsOf = ({ time, micros }: ReportFact): bigint => BigInt(time) * 1000n + BigInt(micros);
const least = (values: readonly bigint[]): bigint => values.reduce((a, b) => (b < a ? b : a));
const most = (values: readonly bigint[]): bigint => values.reduce((a, b) => (b > a ? b : a));

const total = (what: string, type: OracleMeasure['type'] = 'DECIMAL'): OracleMeasure => ({
  ...{ type, isMoney: false },
  of: (facts) => exactly(sum(all(facts, what))),
});
const money = (what: string): OracleMeasure => ({ ...total(what), isMoney: true });
const counted: OracleMeasure = {
  ...{ type: 'INTEGER', isMoney: false },
  of: (facts) => exactly(fixedOf(facts.length)),
};
const distinct = (dimension: string): OracleMeasure => ({
  ...{ type: 'INTEGER', isMoney: false },
  of: (facts) => exactly(fixedOf(new Set(facts.flatMap(({ of }) => of[dimension] ?? [])).size)),
});
const extreme = (
  what: string,
  which: (values: readonly bigint[]) => bigint,
  type: OracleMeasure['type'],
): OracleMeasure => ({
  ...{ type, isMoney: false },
  of: (facts) => (all(facts, what).length === 0 ? null : exactly(which(all(facts, what)))),
});
const reading = (which: 'first' | 'last'): OracleMeasure => ({
  ...{ type: 'DECIMAL', isMoney: false },
  of: (facts, orders) => {
    const order = ({ id }: ReportFact): bigint => orders.get(id) ?? 0n;
    const isBefore = (a: ReportFact, b: ReportFact): boolean =>
      microsOf(a) === microsOf(b) ? order(a) < order(b) : microsOf(a) < microsOf(b);
    const [first, ...rest] = facts;
    if (first === undefined) return null;
    const found = rest.reduce(
      (best, one) => (isBefore(one, best) === (which === 'first') ? one : best),
      first,
    );
    return exactly(found.has['quantity'] ?? 0n);
  },
});
const instant = (which: (values: readonly bigint[]) => bigint): OracleMeasure => ({
  ...{ type: 'DATETIME', isMoney: false },
  of: (facts) => (facts.length === 0 ? null : exactly(which(facts.map(microsOf)), 1_000_000n)),
});
/** A sum by the number of those that have it. */
const mean = (what: string, type: OracleMeasure['type']): OracleMeasure => ({
  ...{ type, isMoney: false },
  of: (facts) => {
    const values = all(facts, what);
    return values.length === 0 ? null : roughly(sum(values), ONE * BigInt(values.length), OF_QUOTIENTS);
  },
});
const percentile = (what: string, percent: number): OracleMeasure => ({
  ...{ type: 'FLOAT', isMoney: false },
  of: (facts) => {
    const values = all(facts, what).sort((a, b) => (a < b ? -1 : 1));
    const value = values[Math.ceil((percent * values.length) / 100) - 1];
    return value === undefined ? null : roughly(value, ONE, OF_PERCENTILES);
  },
});
const span: OracleMeasure = {
  ...{ type: 'FLOAT', isMoney: false },
  of: (facts) => {
    const at = facts.map(microsOf);
    return at.length === 0 ? null : exactly(most(at) - least(at), 1000n);
  },
};

/** What can be asked of a dataset: `INTEGER` of dimensions that are numbers. */
export interface OracleDataset {
  readonly dimensions: Readonly<Record<string, 'STRING' | 'INTEGER'>>;
  readonly measures: Readonly<Record<string, OracleMeasure>>;
}

const texts = (names: string): Record<string, 'STRING'> =>
  Object.fromEntries(names.split(' ').map((name) => [name, 'STRING']));

const OF_LOG = {
  ...texts('category type severity'),
  statusCode: 'INTEGER' as const,
  ...texts('statusClass product customer actor'),
};

/** All datasets, as reports promise them. */
export const DATASETS: Readonly<Record<DatasetName, OracleDataset>> = {
  USAGE: {
    dimensions: texts('customer billableUnit product subscription currency session'),
    measures: {
      quantity: total('quantity'),
      events: counted,
      revenue: money('revenue'),
      customers: distinct('customer'),
      quantityMin: extreme('quantity', least, 'DECIMAL'),
      quantityMax: extreme('quantity', most, 'DECIMAL'),
      quantityFirst: reading('first'),
      quantityLast: reading('last'),
      quantityMean: mean('quantity', 'DECIMAL'),
    },
  },
  REVENUE: {
    dimensions: texts('customer subscription product billableUnit tool currency'),
    measures: { revenue: money('revenue'), customers: distinct('customer') },
  },
  MCP: {
    dimensions: texts(
      'server tool agent agentVersion customer product subscription session sessionId currency severity',
    ),
    measures: {
      invocations: counted,
      errors: total('errors', 'INTEGER'),
      errorRate: mean('errors', 'FLOAT'),
      revenue: money('revenue'),
      sessions: distinct('session'),
      agents: distinct('agent'),
      firstCall: instant(least),
      lastCall: instant(most),
      span,
      meanDuration: mean('duration', 'FLOAT'),
      minDuration: extreme('duration', least, 'FLOAT'),
      maxDuration: extreme('duration', most, 'FLOAT'),
      p50Duration: percentile('duration', 50),
      p95Duration: percentile('duration', 95),
      p99Duration: percentile('duration', 99),
    },
  },
  EVENTS: {
    dimensions: OF_LOG,
    measures: { events: counted, errors: total('errors', 'INTEGER'), errorRate: mean('errors', 'FLOAT') },
  },
  LATENCIES: {
    dimensions: OF_LOG,
    measures: {
      events: counted,
      meanLatency: mean('latency', 'FLOAT'),
      p50Latency: percentile('latency', 50),
      p95Latency: percentile('latency', 95),
      p99Latency: percentile('latency', 99),
    },
  },
  STOREFRONT: {
    dimensions: texts('step visitor customer product utmSource country device'),
    measures: { events: counted, visitors: distinct('visitor') },
  },
  COGS: {
    dimensions: texts('category provider model product customer subscription currency unpriced'),
    measures: {
      cost: money('amount'),
      events: counted,
      inputTokens: total('inputTokens', 'INTEGER'),
      cachedInputTokens: total('cachedInputTokens', 'INTEGER'),
      outputTokens: total('outputTokens', 'INTEGER'),
    },
  },
  INVOICES: {
    dimensions: texts('state age customer subscription currency'),
    measures: { invoices: counted, amount: money('amount'), customers: distinct('customer') },
  },
};

/** The measure of a dataset; throws where there is none. */
export function measureOf(dataset: DatasetName, name: string): OracleMeasure {
  const found = DATASETS[dataset].measures[name];
  if (found === undefined) throw new Error(`the oracle knows no ${name} of ${dataset}`);
  return found;
}

/** An order of figures, null last. */
export function compareOrNull(a: Figure | null, b: Figure | null, descending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return descending ? compareFigures(b, a) : compareFigures(a, b);
}
