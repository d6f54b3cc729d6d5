import { aggregated } from '../../src/catalogue/catalogue.js';
import { openOracleBench, type GraphqlAnswer, type OracleBench } from './oracle/oracle-bench.js';

const DAY = 86_400_000;
/** A day of UTC some weeks ago, from which days are counted. */
const ORIGIN = Math.floor(Date.now() / DAY) * DAY - 30 * DAY;
/** An hour of a day of UTC; days are counted from one some weeks ago. */
export const at = (day: number, hour = 0): string =>
  new Date(ORIGIN + day * DAY + hour * 3_600_000).toISOString();

const USD = (amount: string) => ({ amount, currency: 'USD' });
const EUR = (amount: string) => ({ amount, currency: 'EUR' });

/** Usage of days 0 to 2, and of the three days before: c4 is there only before, c3 only after. */
const USAGE = [
  [at(0, 1), 'c1', 'calls', 'p1', '10', USD('5')],
  [at(0, 2), 'c2', 'calls', null, '4', null],
  [at(1, 3), 'c1', 'tokens', 'p1', '7.50', EUR('2')],
  [at(2, 1), 'c3', 'calls', 'p2', '-1', USD('1')],
  [at(-2, 5), 'c2', 'calls', null, '8', USD('4')],
  [at(-1, 5), 'c4', 'gb', 'P1', '3', EUR('6')],
].map(([time, customerId, billableUnit, productId, quantity, revenue]) => ({
  type: 'usage.recorded',
  time,
  data: { customerId, billableUnit, productId, quantity, revenue },
}));

const REQUESTS = [
  [200, 10],
  [404, 30],
  [503, 20],
].map(([statusCode, latencyMs], i) => ({
  type: 'api.request',
  time: at(0, i),
  data: { method: 'GET', path: '/', statusCode, latencyMs, customerId: 'c1' },
}));
const LOGIN = { type: 'auth.login', time: at(0, 4), data: { actor: 'ann' } };
const COST = {
  type: 'cost.incurred',
  time: at(0),
  data: { category: 'AI_MODEL', ...USD('0.5'), inputTokens: '9223372036854775807' },
};

const CALL = {
  type: 'mcp.tool.called',
  time: at(1, 2),
  data: { serverId: 's', tool: 't', sessionId: 'x' },
};

/** Three days, and what they are with the three before. */
export const WINDOW = { from: at(0), to: at(3), granularity: 'DAY' };
export const COMPARED = { ...WINDOW, compareTo: 'PREVIOUS_PERIOD' };

const FIELDS = 'columns { name title type role unit } rows total nextOffset meta { sources }';

/** A report as it is answered. */
export interface AnsweredReport {
  readonly columns: readonly {
    readonly name: string;
    readonly title: string;
    readonly type: string;
    readonly role: string;
    readonly unit: string | null;
  }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly objects: readonly Record<string, unknown>[];
  readonly total: number;
  readonly nextOffset: number | null;
  readonly meta: { readonly sources: readonly string[] };
}

/** Who asks: everything, the customer c1 alone, or without the right of events. */
export type Reader = 'all' | 'narrowed' | 'analyst' | 'log';

/** A few events by hand, materialized, and reports of them: of the number of usage events in WINDOW, unless told. */
export interface ReportBench {
  readonly bench: OracleBench;
  readonly keys: Readonly<Record<Reader, string>>;
  ask(query: object, reader?: Reader, fields?: string): Promise<GraphqlAnswer>;
  /** Throws where there is no answer. */
  report(query: object, reader?: Reader, fields?: string): Promise<AnsweredReport>;
  rowsOf(query: object): Promise<AnsweredReport['rows']>;
}

export async function openReportBench(): Promise<ReportBench> {
  const bench = await openOracleBench(Date.now());
  const events = [...USAGE, ...REQUESTS, LOGIN, COST, CALL].map((event, i) => ({
    ...{ id: `e${i}`, source: 'test' },
    ...event,
  }));
  const verdicts = await bench.send(events);
  if (verdicts['ACCEPTED'] !== events.length) throw new Error(JSON.stringify(verdicts));
  for (const dataset of aggregated) await bench.refresh(dataset, bench.now);
  const keys = {
    all: await bench.key(undefined, ['analytics:read', 'events:read']),
    narrowed: await bench.key('c1', ['analytics:read', 'events:read']),
    analyst: await bench.key(),
    log: await bench.key(undefined, ['events:read']),
  };
  const ask: ReportBench['ask'] = (query, reader = 'all', fields = FIELDS) =>
    bench.ask(keys[reader], `query ($query: ReportQuery!) { report(query: $query) { ${fields} } }`, {
      query: { dataset: 'USAGE', measures: ['events'], window: WINDOW, ...query },
    });
  const report: ReportBench['report'] = async (...asked) => {
    const { data, errors } = await ask(...asked);
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return (data as { report: AnsweredReport }).report;
  };
  return { bench, keys, ask, report, rowsOf: async (query) => (await report(query)).rows };
}
