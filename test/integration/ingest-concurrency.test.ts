import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { onServer } from '../support/database.js';
import { usage, type TestEvent } from './support-ingest/events.js';
import { sequence, shuffled } from './support-ingest/random.js';
import { batch, ndjson, variables, type Answer } from './support-ingest/transports.js';
import { openWorkbench, type Workbench } from './support-ingest/workbench.js';

/** Many connections: on a server as many transactions at once. */
const CONNECTIONS = 12;
/** The embedded database has one backend: there transactions take turns, and a few of them show as much. */
const SENDERS = onServer ? 24 : 8;
const DOORS = [batch, ndjson, variables];

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench({}, CONNECTIONS);
});
afterAll(() => bench.stop());
afterEach(async () => {
  if (onServer) expect(await deadlocks()).toBe(0);
});

/** Sends all batches at once, each through another door. */
function sendAtOnce(batches: readonly (readonly TestEvent[])[]): Promise<Answer[]> {
  return Promise.all(
    batches.map((events, i) => (DOORS[i % DOORS.length] ?? batch).send(bench.node, bench.key, events)),
  );
}

/** Victims that the server picked to break up a circle of waiting transactions; the ingestor hides them by trying again. */
async function deadlocks(): Promise<number> {
  const [row] = await bench.sql<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(row?.deadlocks ?? 0);
}

test('overlapping batches at once: each event is accepted exactly once, and the sum is right', async () => {
  const random = sequence(7);
  // Over eight weeks, so that the transactions also make the chunks of these at once, each in its own order.
  const now = Date.now();
  const universe = Array.from({ length: 600 }, (_, i) =>
    usage(`shared ${i}`, 'shared', `${i}.25`, {
      time: new Date(now - (i % 56) * 86_400_000).toISOString(),
      data: { customerId: `c${i % 40}`, billableUnit: 'shared', productId: `p${i % 7}`, quantity: `${i}.25` },
    }),
  );
  const batches = Array.from({ length: SENDERS }, () => shuffled(universe, random).slice(0, 100));
  const answers = await sendAtOnce(batches);

  const accepted = answers.flatMap(({ events }) =>
    events.filter(({ verdict }) => verdict === 'ACCEPTED').map(({ id }) => id),
  );
  const sent = new Set(batches.flat().map(({ id }) => id));
  expect(accepted).toHaveLength(sent.size);
  expect(new Set(accepted)).toEqual(sent);
  for (const answer of answers) expect(answer).toMatchObject({ conflicts: 0, rejected: 0 });
  const whole = [...sent].reduce<number>((sum, id) => sum + Number(String(id).split(' ')[1]), 0);
  expect(await bench.total('shared')).toEqual({
    quantity: String(whole + sent.size / 4),
    events: sent.size,
  });
});

test('the same id with other content, at once: one is accepted, the others are conflicts', async () => {
  const answers = await sendAtOnce(
    Array.from({ length: 12 }, (_, sender) =>
      Array.from({ length: 20 }, (_, i) => usage(`contested ${i}`, 'contested', sender + 1)),
    ),
  );
  const sum = (count: 'accepted' | 'conflicts' | 'duplicates' | 'rejected'): number =>
    answers.reduce((all, answer) => all + answer[count], 0);
  expect([sum('accepted'), sum('conflicts'), sum('duplicates'), sum('rejected')]).toEqual([20, 220, 0, 0]);
  const won = answers.flatMap(({ events }, sender) =>
    events.filter(({ verdict }) => verdict === 'ACCEPTED').map(() => sender + 1),
  );
  expect(await bench.total('contested')).toEqual({
    quantity: String(won.reduce((all, quantity) => all + quantity, 0)),
    events: 20,
  });
});

test('facts and upserts of the same new references, in any order: no circle of waiting transactions', async () => {
  const random = sequence(11);
  for (let round = 0; round < SENDERS / 8; round++) {
    const name = (kind: string, i: number): string => `${kind} ${round}.${i}`;
    const about = (i: number): TestEvent[] => [
      { type: 'customer.upserted', data: { id: name('c', i), name: 'Customer' } },
      { type: 'product.upserted', data: { id: name('p', i), name: 'Product', kind: 'STANDARD_API' } },
      { type: 'billable_unit.upserted', data: { id: name('u', i), title: 'Unit', precision: 2 } },
      { type: 'mcp_server.upserted', data: { id: name('s', i), name: 'Server' } },
      {
        type: 'usage.recorded',
        data: {
          customerId: name('c', i),
          billableUnit: name('u', i + 1),
          productId: name('p', i + 2),
          quantity: 1,
        },
      },
      {
        type: 'mcp.tool.called',
        data: {
          serverId: name('s', i),
          tool: 't',
          sessionId: 'x',
          customerId: name('c', i + 3),
          productId: name('p', i),
        },
      },
    ];
    const universe = Array.from({ length: 12 }, (_, i) => about(i)).flat();
    const batches = Array.from({ length: CONNECTIONS }, (_, sender) =>
      shuffled(universe, random)
        .slice(0, 25)
        .map((event, i) => ({ ...event, id: `${round} ${sender} ${i}`, source: 'references' })),
    );
    const answers = await sendAtOnce(batches);
    for (const answer of answers) expect(answer).toMatchObject({ accepted: 25 });
  }
});
