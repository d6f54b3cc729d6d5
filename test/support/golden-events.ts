import type { Database } from '../../src/db/database.js';
import { aggregated } from '../../src/catalogue/catalogue.js';
import { refreshDirty } from '../../src/db/refresher.js';
import { DatabaseIngestor } from '../../src/ingest/store/database-ingestor.js';

/** When the golden events are sent: they are up to ten weeks old then, well within retention. */
export const GOLDEN_CLOCK = new Date('2026-11-23T12:00:00Z');

/** What is not in the rollups when it is read: committed after the last refresh. */
const AFTER_REFRESH = true;

type Money = readonly [amount: string, currency: string];
type Usage = readonly [
  time: string,
  customer: string,
  unit: string,
  product: string | null,
  quantity: string,
  revenue?: Money | null,
  late?: typeof AFTER_REFRESH,
];
type Call = readonly [
  time: string,
  server: string,
  tool: string,
  agent: string | null,
  customer: string | null,
  durationMs: number | null,
  /** True: failed without a text. */
  error?: string | true | null,
  revenue?: Money,
];

/** Usage of the tenant `acme`. Quantities differ, so that a sum tells what is in it. */
const USAGE: readonly Usage[] = [
  // Three days in September; the late event is in the quarter-hour of the 4 and is not refreshed.
  ['2026-09-14T12:00:00Z', 'ada', 'calls', 'api', '3'],
  ['2026-09-15T10:20:00Z', 'ada', 'calls', 'api', '4'],
  ['2026-09-15T10:29:59.999Z', 'bob', 'calls', 'chat', '40', null, AFTER_REFRESH],
  ['2026-09-15T10:45:00Z', 'bob', 'calls', 'api', '5'],
  ['2026-09-16T09:00:00Z', 'bob', 'calls', 'api', '6'],
  // 1 October: about the seconds 08:00:05 and 10:00:06, and on both edges of the day.
  ['2026-10-01T00:00:00Z', 'ada', 'calls', 'api', '10', ['1.00', 'USD']],
  ['2026-10-01T08:00:04.999Z', 'bob', 'calls', 'chat', '7', ['0.70', 'USD']],
  ['2026-10-01T08:00:05Z', 'bob', 'calls', 'api', '5', ['0.50', 'USD']],
  ['2026-10-01T08:20:00Z', 'ada', 'calls', 'api', '20', ['2.00', 'EUR']],
  ['2026-10-01T09:30:00Z', 'bob', 'tokens', 'api', '9'],
  ['2026-10-01T10:00:05.999Z', 'cyd', 'tokens', 'chat', '1200.5', ['2.40', 'EUR']],
  ['2026-10-01T10:00:06Z', 'cyd', 'tokens', 'chat', '300', ['0.60', 'EUR']],
  ['2026-10-01T23:59:59.999Z', 'ada', 'gb', null, '2.25'],
  // 2 October: about 06:15 and 07:15, where hours of Kathmandu begin; a correction.
  ['2026-10-02T00:00:00Z', 'bob', 'gb', null, '3.75'],
  ['2026-10-02T06:14:59.999Z', 'ada', 'calls', 'api', '1', ['0.10', 'USD']],
  ['2026-10-02T06:15:00Z', 'ada', 'calls', 'chat', '2', ['0.20', 'USD']],
  ['2026-10-02T07:14:59.999Z', 'bob', 'calls', null, '4'],
  ['2026-10-02T07:15:00Z', 'cyd', 'calls', 'api', '-3', ['-0.30', 'EUR']],
  ['2026-10-02T12:00:00Z', 'dan', 'tokens', 'api', '50', ['0.10', 'USD']],
  // 3 October: readings of a gauge, two at a time at its first and at its last instant, recorded in this order.
  ['2026-10-03T01:00:00Z', 'ada', 'seats', null, '10'],
  ['2026-10-03T01:00:00Z', 'ada', 'seats', null, '12'],
  ['2026-10-03T05:00:00Z', 'bob', 'seats', 'api', '30'],
  ['2026-10-03T09:30:00Z', 'ada', 'seats', null, '25'],
  ['2026-10-03T09:30:00Z', 'ada', 'seats', null, '20'],
  // 4 October on Lord Howe: from 13:30 to 13:00 UTC, as the clock goes from 02:00 to 02:30 at 15:30 UTC.
  ['2026-10-03T13:29:59.999Z', 'bob', 'calls', 'api', '100'],
  ['2026-10-03T13:30:00Z', 'bob', 'calls', 'api', '200'],
  ['2026-10-03T15:29:59.999Z', 'cyd', 'calls', 'api', '400'],
  ['2026-10-03T15:30:00Z', 'cyd', 'calls', 'chat', '800'],
  ['2026-10-04T12:59:59.999Z', 'dan', 'calls', 'chat', '1600'],
  ['2026-10-04T13:00:00Z', 'dan', 'calls', 'chat', '3200'],
  // 31 October to 2 November in New York: from 04:00 UTC, and from 05:00 UTC after 1 November, which has 25 hours.
  ['2026-10-31T03:59:59.999Z', 'ada', 'calls', 'api', '1'],
  ['2026-10-31T04:00:00Z', 'ada', 'calls', 'api', '2'],
  ['2026-11-01T03:59:59.999Z', 'ada', 'tokens', 'api', '4'],
  ['2026-11-01T04:00:00Z', 'bob', 'calls', 'api', '8'],
  ['2026-11-01T05:30:00Z', 'bob', 'calls', 'api', '16'],
  ['2026-11-01T06:30:00Z', 'bob', 'calls', 'chat', '32'],
  ['2026-11-02T04:59:59.999Z', 'cyd', 'calls', 'api', '64'],
  ['2026-11-02T05:00:00Z', 'cyd', 'calls', 'api', '128'],
  ['2026-11-03T05:00:00Z', 'cyd', 'calls', 'api', '256'],
];

/** MCP calls of the tenant `acme`. */
const CALLS: readonly Call[] = [
  ['2026-10-01T09:00:00Z', 'files', 'read', 'claude', 'ada', 10, null, ['0.01', 'USD']],
  ['2026-10-01T09:00:30Z', 'files', 'read', 'claude', 'ada', 20, null, ['0.01', 'USD']],
  ['2026-10-01T09:05:00Z', 'files', 'read', 'claude', 'bob', 30],
  ['2026-10-01T21:00:00Z', 'files', 'read', 'cursor', 'bob', 40, 'timeout'],
  ['2026-10-02T09:00:00Z', 'files', 'read', 'cursor', null, 100],
  ['2026-10-02T09:01:00Z', 'files', 'write', 'claude', 'ada', 200],
  // Failed without a text, and nobody knows how long it took.
  ['2026-10-02T09:02:00Z', 'files', 'write', 'claude', 'ada', null, true],
  ['2026-10-02T10:00:00Z', 'search', 'find', null, 'cyd', 0],
  ['2026-10-02T10:30:00Z', 'search', 'find', 'cursor', 'cyd', 1000, 'no index'],
  ['2026-10-02T23:59:59.999Z', 'search', 'find', 'cursor', 'cyd', 0.5],
  ['2026-10-03T00:00:00Z', 'search', 'find', 'cursor', 'cyd', 2000],
];

/** Of the tenant `globex`: in the same buckets, and in no answer. */
const FOREIGN_USAGE: readonly Usage[] = [
  ['2026-09-15T10:20:00Z', 'ada', 'calls', 'api', '1000000', ['1000000', 'USD']],
  ['2026-10-01T08:00:05Z', 'ada', 'calls', 'api', '1000000', ['1000000', 'USD']],
  ['2026-10-03T01:00:00Z', 'ada', 'seats', null, '1000000'],
  ['2026-11-01T05:30:00Z', 'bob', 'calls', 'chat', '1000000'],
];
const FOREIGN_CALLS: readonly Call[] = [
  ['2026-10-01T09:00:00Z', 'files', 'read', 'claude', 'ada', 1e6, 'foreign'],
];

/** Fills a database with the golden events; the rollups have all but the late one. */
export async function sendGoldenEvents(db: Database): Promise<void> {
  const ingestor = new DatabaseIngestor(db.write, { factRetentionDays: 400, clock: () => GOLDEN_CLOCK });
  const send = async (tenantId: string, events: readonly object[]): Promise<void> => {
    const verdicts = await ingestor.ingest(events, { tenantId, platform: false, customerId: null });
    const refused = verdicts.filter(({ verdict }) => verdict !== 'ACCEPTED');
    if (refused.length > 0) throw new Error(JSON.stringify(refused));
  };
  const usage = USAGE.map((event, i) => ({
    event: usageEvent(event, `usage-${i}`),
    isLate: event[6] === true,
  }));
  await send('acme', [
    ...usage.filter(({ isLate }) => !isLate).map(({ event }) => event),
    ...CALLS.map((call, i) => callEvent(call, `call-${i}`)),
  ]);
  await send('globex', [
    ...FOREIGN_USAGE.map((event, i) => usageEvent(event, `usage-${i}`)),
    ...FOREIGN_CALLS.map((call, i) => callEvent(call, `call-${i}`)),
  ]);
  for (const dataset of aggregated) await refreshDirty(db.write, dataset, GOLDEN_CLOCK);
  await send(
    'acme',
    usage.filter(({ isLate }) => isLate).map(({ event }) => event),
  );
}

function usageEvent(
  [time, customerId, billableUnit, productId, quantity, revenue]: Usage,
  id: string,
): object {
  const data = { customerId, billableUnit, productId, quantity, revenue: money(revenue) };
  return { specversion: '1.0', id, source: 'golden', type: 'usage.recorded', time, data };
}

function callEvent(
  [time, serverId, tool, agent, customerId, durationMs, error, revenue]: Call,
  id: string,
): object {
  const data = {
    ...{ serverId, tool, sessionId: 'session', customerId, durationMs, error: error ?? null },
    agent: agent === null ? null : { name: agent },
    revenue: money(revenue),
  };
  return { specversion: '1.0', id, source: 'golden', type: 'mcp.tool.called', time, data };
}

function money(revenue: Money | null | undefined): object | null {
  return revenue == null ? null : { amount: revenue[0], currency: revenue[1] };
}
