import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import {
  connectClients,
  gatewayContestant,
  plainContestant,
  stockContestant,
  type Contestant,
} from './fanout-contestants.js';
import { documents, type EventSource } from './fanout-events.js';
import { untilSubscribed } from './fanout-run.js';
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
  const contestant = await start([`--inspect-port=127.0.0.1:${port}`, '--inspect-publish-uid=http']);
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
  const uncollected = (await memoryUsage(inspector)).rss;
  const samples: NodeJS.MemoryUsage[] = [];
  for (let i = -2; i < SAMPLES; i++) {
    await inspector.call('HeapProfiler.collectGarbage', {});
    await sleep(500);
    if (i >= 0) samples.push(await memoryUsage(inspector));
  }
  return {
    uncollected,
    resident: median(samples.map(({ rss }) => rss)),
    used: median(samples.map(({ heapUsed, external }) => heapUsed + external)),
  };
}

async function memoryUsage(inspector: Inspector): Promise<NodeJS.MemoryUsage> {
  const { result } = (await inspector.call('Runtime.evaluate', {
    expression: 'process.memoryUsage()',
    returnByValue: true,
  })) as { result: { value: NodeJS.MemoryUsage } };
  return result.value;
}

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** What a process tells of itself through Node's inspector. */
class Inspector {
  #calls = 0;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (reply: Reply) => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (raw: Buffer) => {
      const reply = JSON.parse(raw.toString()) as Reply;
      this.#waiting.get(reply.id)?.(reply);
      this.#waiting.delete(reply.id);
    });
  }

  /** Wakes the inspector of a process that was started with this `--inspect-port`. */
  static async attach(pid: number, port: number): Promise<Inspector> {
    process.kill(pid, 'SIGUSR1');
    for (let attempt = 0; ; attempt++) {
      await sleep(100);
      const response = await fetch(`http://127.0.0.1:${port}/json/list`).catch((error: unknown) => {
        if (attempt < 50) return null;
        throw error;
      });
      if (response === null) continue;
      const [target] = (await response.json()) as { webSocketDebuggerUrl: string }[];
      const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '', { perMessageDeflate: false });
      await once(socket, 'open');
      return new Inspector(socket);
    }
  }

  call(method: string, params: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = ++this.#calls;
      this.#waiting.set(id, ({ result, error }) =>
        error === undefined ? resolve(result) : reject(new Error(`${method}: ${error.message}`)),
      );
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  close(): void {
    this.#socket.close();
  }
}
