import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aggregated } from '../../src/catalogue/catalogue.js';
import { refreshDirty } from '../../src/db/refresher.js';
import { LOG_SAMPLES } from './support-ingest/log-samples.js';
import { FACT_SAMPLES } from './support-ingest/samples.js';
import { usage } from './support-ingest/events.js';
import { batch } from './support-ingest/transports.js';
import { openWorkbench, type Workbench } from './support-ingest/workbench.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.stop());

/** One sample of each table, at a time. */
function oneOfEach(time: string, prefix: string): Parameters<typeof batch.send>[2] {
  const byTable = new Map([...FACT_SAMPLES, ...LOG_SAMPLES].map((sample) => [sample.table, sample]));
  return [...byTable.values()].map(({ table, type, data }) => ({
    id: `${prefix} ${table}`,
    source: 'late',
    type,
    time,
    data,
  }));
}

/** Turns every chunk of the facts columnar; how many are. */
async function compressAll(): Promise<number> {
  const chunks = await bench.sql<{ chunk: string }>(
    `SELECT format('%I.%I', chunk_schema, chunk_name) AS chunk FROM timescaledb_information.chunks
     WHERE hypertable_schema = 'public' AND hypertable_name <> 'event_identities'`,
  );
  for (const { chunk } of chunks) await bench.sql('SELECT compress_chunk($1::regclass)', [chunk]);
  const [row] = await bench.sql<{ compressed: number }>(
    'SELECT count(*)::int AS compressed FROM timescaledb_information.chunks WHERE is_compressed',
  );
  return row?.compressed ?? 0;
}

const daysAgo = (days: number, minutes = 0): string =>
  new Date(Date.now() - days * 86_400_000 + minutes * 60_000).toISOString();

test('late events go into compressed chunks of every table', async () => {
  const early = oneOfEach(daysAgo(40), 'early');
  expect(await batch.send(bench.node, bench.key, early)).toMatchObject({ accepted: 7 });
  expect(await compressAll()).toBe(7);
  const late = oneOfEach(daysAgo(40, 1), 'late');
  expect(await batch.send(bench.node, bench.key, late)).toMatchObject({ accepted: 7 });
  expect(await batch.send(bench.node, bench.key, [...late, ...early])).toMatchObject({ duplicates: 14 });
  expect(await bench.sql('SELECT count(*)::int AS events FROM event_log')).toEqual([{ events: 14 }]);
});

test('late usage counts, though its bucket is in the rollups and its chunk compressed', async () => {
  const day = (id: string, quantity: string) => usage(id, 'late', quantity, { time: daysAgo(30) });
  await batch.send(bench.node, bench.key, [day('on time 1', '1'), day('on time 2', '2.5')]);
  for (const dataset of aggregated) await refreshDirty(bench.db.write, dataset, new Date());
  await compressAll();
  expect(await bench.total('late')).toEqual({ quantity: '3.5', events: 2 });

  expect(await batch.send(bench.node, bench.key, [day('late', '0.000000000000000000001')])).toMatchObject({
    accepted: 1,
  });
  const counted = { quantity: '3.500000000000000000001', events: 3 };
  expect(await bench.total('late')).toEqual(counted);
  for (const dataset of aggregated) await refreshDirty(bench.db.write, dataset, new Date());
  expect(await bench.total('late')).toEqual(counted);
});

test('what is past retention is rejected with the earliest instant that is not', async () => {
  const answer = await batch.send(bench.node, bench.key, [
    usage('past', 'past', 1, { time: daysAgo(400) }),
    usage('not past', 'past', 1, { time: daysAgo(398) }),
    { id: 'log', source: 'late', type: 'system.deployed', time: daysAgo(366), data: { message: 'm' } },
  ]);
  expect(answer.events.map(({ verdict }) => verdict)).toEqual(['REJECTED', 'ACCEPTED', 'REJECTED']);
  expect(answer.events[0]?.reason).toMatch(
    /^time: past the retention of 400 days; the earliest accepted is /,
  );
  expect(answer.events[2]?.reason).toMatch(/^time: past the retention of 365 days/);
});
