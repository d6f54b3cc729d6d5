import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aggregated } from '../../src/catalogue/catalogue.js';
import { feedsOf } from '../../src/catalogue/dataset.js';
import { eventLog } from '../../src/catalogue/event-log.js';
import { LOG_RETENTION_DAYS } from '../../src/db/relations.js';
import { filterInput, filters, isMeant, type AskedFilter } from '../support/oracle/event-filters.js';
import { eventSample } from '../support/oracle/event-samples.js';
import { eventStats } from '../support/oracle/event-stats.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';
import { NOW, SEED, assertProperty, draw, runsOr, seldom } from '../support/oracle/oracle-run.js';
import { runParts } from '../support/oracle/rollup-states.js';
import { seenBy, writeFindings } from '../support/oracle/seller-events.js';
import { storedEvents, type StoredEvent } from '../support/oracle/stored-events.js';
import { CUSTOMERS } from '../support/oracle/usage-events.js';
import { resolve, windowInput, windows, type AskedWindow } from '../support/oracle/usage-window.js';

/** Cases; they are dealt out to the states that rollups can be in. */
const RUNS = runsOr(56);
const FED = aggregated.filter(({ key }) => feedsOf(eventLog).includes(key));

let bench: OracleBench;
let keys: ReadonlyMap<string | null, string>;
let stored: StoredEvent[];
const sent = { count: 0 };

async function send(count: number, seed: number, tenant?: string): Promise<void> {
  const events = draw(eventSample(bench.now), count, seed).map((event) => ({
    ...event,
    id: `event ${sent.count++}`,
  }));
  expect(await bench.send(events, tenant)).toEqual({ ACCEPTED: count });
  stored = await storedEvents(bench);
}

beforeAll(async () => {
  bench = await openOracleBench(NOW);
  for (let batch = 0; batch < 3; batch++) await send(300, SEED + batch);
  await writeFindings(bench);
  await send(100, SEED, 'other');
  const readers = [null, ...CUSTOMERS];
  const made = await Promise.all(
    readers.map((customer) => bench.key(customer ?? undefined, ['events:read'])),
  );
  keys = new Map(readers.map((customer, i) => [customer, made[i] ?? '']));
}, 300_000);
afterAll(() => bench.stop());

interface Case {
  readonly filter: AskedFilter;
  readonly window: AskedWindow;
  readonly first: number;
  readonly narrowed: string | null;
}

const cases = (now: number): fc.Arbitrary<Case> =>
  fc.record({
    filter: filters(now, true),
    window: windows(now),
    first: fc.integer({ min: 1, max: 8 }),
    narrowed: seldom(fc.constantFrom(...CUSTOMERS)),
  });

const POINT = '{ bucket events errors status }';
const ROW = `{ key others events share change { previous absolute ratio } series ${POINT} }`;
const QUERY = `query ($window: WindowInput, $filter: EventFilter, $first: Int!) {
  eventStats(window: $window, filter: $filter) { meta { from to granularity timeZone }
    total errors errorRate byCategory ${ROW} bySeverity ${ROW} byType(first: $first) ${ROW} byStatusClass ${ROW}
    latency { meanMs p50Ms p95Ms p99Ms } series ${POINT} } }`;

async function check({ filter, window: asked, first, narrowed }: Case): Promise<void> {
  const window = resolve(asked, bench.now);
  const visible = stored.filter(seenBy(narrowed));
  const events = visible.filter((event) => isMeant(event, filter, () => false));
  const times = visible.map(({ time }) => time);
  const view = { events, window, first: times.length === 0 ? null : Math.min(...times), now: bench.now };
  const answer = await bench.ask(keys.get(narrowed) ?? '', QUERY, {
    ...{ window: windowInput(asked), filter: filterInput(filter), first },
  });
  const { from, to, granularity, timeZone } = window;
  const meta = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), granularity, timeZone };
  const kept = { from, since: bench.now - LOG_RETENTION_DAYS * 86_400_000 };
  expect(asKept(answer, kept)).toEqual(
    asKept({ data: { eventStats: { meta, ...eventStats(view, first) } } }, kept),
  );
}

/**
 * An answer in which points that reach behind the retention of the log are told as quiet or not alone: what of them comes from
 * raw rows, which depends on what is filtered and on the state of the rollups, may have been dropped.
 */
function asKept(value: unknown, kept: { readonly from: number; readonly since: number }): unknown {
  if (Array.isArray(value)) return value.map((one) => asKept(one, kept));
  if (typeof value !== 'object' || value === null || 'asymmetricMatch' in value) return value;
  const point = value as Record<string, unknown>;
  const isOld =
    typeof point['bucket'] === 'string' && Math.max(Date.parse(point['bucket']), kept.from) < kept.since;
  if (isOld) return { ...point, status: Number(point['events']) === 0 ? 'quiet' : 'not quiet' };
  return Object.fromEntries(Object.entries(point).map(([key, one]) => [key, asKept(one, kept)]));
}

describe('counts and latencies of events equal a recomputation from the events', () => {
  test.each(runParts(RUNS, 1))(
    'part $part: $name',
    async ({ part, enter, runs }) => {
      bench.now += part * 300_000;
      await send(25, SEED + 100 + part);
      const ends = await Promise.all(FED.map((dataset) => enter(bench, dataset)));
      try {
        await assertProperty(cases(bench.now), check, { runs, part, all: RUNS });
      } finally {
        await Promise.all(ends.map((end) => end()));
      }
    },
    300_000,
  );
});
