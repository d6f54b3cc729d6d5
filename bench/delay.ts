import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { eventSource, insertEvents, TENANT } from './fanout-events.js';
import { startNodeProcess } from './node-process.js';
import { median, report } from './report.js';

const LONGEST_PAUSE_MS = 250;

/**
 * How long an event takes from its commit, by plain SQL on a connection of the bench's, to a subscriber's socket on a node
 * that has nothing else to do.
 */
export async function benchDelay(options: ReadonlyMap<string, string>): Promise<boolean> {
  const rounds = Number(options.get('rounds') ?? 200);
  const node = await startNodeProcess();
  const key = await node.key(TENANT);
  const client = createClient({
    url: `${node.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${key}` },
  });
  try {
    const arrivals = client.iterate({ query: 'subscription { events { events { id } } }' });
    const next = eventSource();
    const delays: number[] = [];
    for (let round = -5; round < rounds; round++) {
      const arrival = arrivals.next();
      // Commits fall anywhere between two ticks. The first ones wait until the subscription is there.
      await wait(round < 0 ? 500 : Math.random() * LONGEST_PAUSE_MS);
      await insertEvents(node.db.write, next(1));
      const committed = performance.now();
      await arrival;
      if (round >= 0) delays.push(performance.now() - committed);
    }
    await arrivals.return?.();
    const sorted = delays.toSorted((a, b) => a - b);
    return report(`delay (${node.kind} database, ${rounds} events)`, [
      {
        name: 'from commit to socket, median',
        value: median(delays),
        unit: 'ms',
        bar: { most: 150 },
      },
      { name: 'p99', value: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? NaN, unit: 'ms' },
    ]);
  } finally {
    await client.dispose();
    await node.stop();
  }
}
