import { setTimeout as sleep } from 'node:timers/promises';
import {
  connectClients,
  gatewayContestant,
  plainContestant,
  stockContestant,
  type Contestant,
} from './fanout-contestants.js';
import { documents, type EventSource } from './fanout-events.js';
import { untilSubscribed } from './fanout-run.js';
import { inspectable, Inspector } from './inspector.js';
import { freePort, startNodeProcess } from './node-process.js';
import { median } from './report.js';

/** Bytes. `used` is what is alive: the heap and the buffers outside of it; `uncollected` is resident before garbage is collected. */
export interface Memory {
  readonly uncollected: number;
  readonly resident: number;
  readonly used: number;
}

/** So few leave hardly a free page behind that the others would take. */
const FIRST_ONES = 20;

const SAMPLES = 5;

/**
 * Bytes that an idle subscriber costs the gateway, stock graphql-ws and plain `ws`, the least there is: of new processes, in which some subscribers
 * have come and gone before. Garbage is collected through the inspector before each sample, in all alike.
 */
export async function memoryOfSubscribers(
  subscribers: number,
  next: EventSource,
): Promise<{ readonly gateway: Memory; readonly stock: Memory; readonly plain: Memory }> {
  return {
    gateway: await memoryOf(
      async (flags) => gatewayContestant(await startNodeProcess({ flags })),
      subscribers,
      next,
    ),
    stock: await memoryOf(stockContestant, subscribers, next),
    plain: await memoryOf(plainContestant, subscribers, next),
  };
}

async function memoryOf(
  start: (flags: readonly string[]) => Promise<Contestant>,
  subscribers: number,
  next: EventSource,
): Promise<Memory> {
  const port = await freePort();
  const contestant = await start(inspectable(port));
  try {
    const held = async (many: number): Promise<Memory> => {
      const client = await connectClients(contestant, documents(1), many);
      try {
        if (contestant.target.kind === 'graphql') await untilSubscribed(contestant, client, next);
        return await settled(inspector);
      } finally {
        await client.stop();
      }
    };
    const inspector = await Inspector.attach(contestant.pid, port);
    try {
      await held(FIRST_ONES); // what the first ones load and compile is nobody's
      const without = await settled(inspector);
      const withAll = await held(subscribers);
      return {
        uncollected: (withAll.uncollected - without.resident) / subscribers,
        resident: (withAll.resident - without.resident) / subscribers,
        used: (withAll.used - without.used) / subscribers,
      };
    } finally {
      inspector.close();
    }
  } finally {
    await contestant.stop();
  }
}

async function settled(inspector: Inspector): Promise<Memory> {
  await sleep(1_000);
  const uncollected = (await inspector.memory()).rss;
  const samples: NodeJS.MemoryUsage[] = [];
  for (let i = -2; i < SAMPLES; i++) {
    await inspector.collectGarbage();
    await sleep(500);
    if (i >= 0) samples.push(await inspector.memory());
  }
  return {
    uncollected,
    resident: median(samples.map(({ rss }) => rss)),
    used: median(samples.map(({ heapUsed, external }) => heapUsed + external)),
  };
}
