import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import {
  eventSource,
  ID_DIGITS,
  ID_PREFIX,
  insertEvents,
  TENANT,
  type EventSource,
} from './fanout-events.js';
import { inspectable, Inspector } from './inspector.js';
import { freePort, startNodeProcess, type NodeProcess } from './node-process.js';
import { median, report } from './report.js';

/** What fills the buffers of the system between the node and a client that reads nothing. */
const FILL = { steps: 20, events: 300, everyMs: 100, message: 'x'.repeat(2_000) };
const PROBE_EVERY_MS = 40;
/** The longest that a stalled client may stay. */
const STAY_MS = 15_000;
const BARS = { memory: 1, delays: 2, stay: STAY_MS / 1000 } as const;
const ID = Buffer.from(`"${ID_PREFIX}`);

/** What one phase, with or without a client that reads nothing, came to. */
interface Phase {
  /** Bytes of the node that are alive while the client is stalled. */
  readonly used: number;
  /** Milliseconds from an event's commit to each of the others, the slowest hundredth left out. */
  readonly p99: number;
  /** Seconds until the client was closed; NaN where there was none, or it was not. */
  readonly stay: number;
}

/**
 * What a client that reads nothing costs the node and its other subscribers: memory, the delay of their events, and how
 * long it stays. Phases with and without one take turns, with the same load.
 */
export async function benchStalled(options: ReadonlyMap<string, string>): Promise<boolean> {
  const rounds = Number(options.get('rounds') ?? 3);
  const subscribers = Number(options.get('subscribers') ?? 20);
  const port = await freePort();
  const node = await startNodeProcess({ logs: true, flags: inspectable(port) });
  try {
    const inspector = await Inspector.attach(node.pid, port);
    const key = await node.key(TENANT);
    const next = eventSource();
    await insertEvents(node.db.write, next(1));
    const others = await Promise.all(Array.from({ length: subscribers }, () => subscribe(node, key)));
    const phase = (isStalled: boolean): Promise<Phase> =>
      measure({ node, key, others, inspector, next, isStalled });
    await phase(false); // warms up, and fills what the feed keeps
    const without: Phase[] = [];
    const withOne: Phase[] = [];
    for (let round = 0; round < rounds; round++) {
      without.push(await phase(false));
      withOne.push(await phase(true));
    }
    for (const { socket } of others) socket.terminate();
    inspector.close();
    const of = (phases: readonly Phase[], figure: keyof Phase): number =>
      median(phases.map((one) => one[figure]));
    return report(`stalled (${node.kind} database, ${subscribers} other subscribers, ${rounds} rounds)`, [
      {
        name: 'memory of the node beside a client that reads nothing, more than without',
        value: (of(withOne, 'used') - of(without, 'used')) / 2 ** 20,
        unit: 'MiB',
        bar: { most: BARS.memory },
      },
      { name: 'p99 of the others’ delays without one', value: of(without, 'p99'), unit: 'ms' },
      { name: 'p99 of the others’ delays beside one', value: of(withOne, 'p99'), unit: 'ms' },
      {
        name: 'beside one / without',
        value: median(withOne.map(({ p99 }, i) => p99 / (without[i]?.p99 ?? NaN))),
        unit: '',
        bar: { most: BARS.delays },
      },
      {
        name: 'until it was closed, longest',
        value: Math.max(...withOne.map(({ stay }) => stay)),
        unit: 's',
        bar: { most: BARS.stay },
      },
    ]);
  } finally {
    await node.stop();
  }
}

interface Setting {
  readonly node: NodeProcess;
  readonly key: string;
  readonly others: readonly Subscriber[];
  readonly inspector: Inspector;
  readonly next: EventSource;
  readonly isStalled: boolean;
}

async function measure({ node, key, others, inspector, next, isStalled }: Setting): Promise<Phase> {
  const stalled = isStalled ? await subscribe(node, key) : null;
  // Its log tells when the node has ended the operation of a client whom nothing else can be learned of.
  const ended = await endedOperations(node);
  const since = Date.now();
  stalled?.stream.pause();
  for (let step = 0; step < FILL.steps; step++) {
    await insertEvents(
      node.db.write,
      next(FILL.events).map((event) => ({ ...event, message: FILL.message })),
    );
    await wait(FILL.everyMs);
  }
  await arrived(others, next, node);
  await inspector.collectGarbage();
  const { heapUsed, external } = await inspector.memory();

  const delays: number[] = [];
  while (Date.now() - since < STAY_MS) {
    const events = next(1);
    // Not known before it is: what arrives until then took no time.
    let committed = Infinity;
    for (const one of others)
      one.awaited.set(events[0]?.number ?? NaN, (at) => delays.push(Math.max(0, at - committed)));
    await insertEvents(node.db.write, events);
    committed = performance.now();
    await wait(PROBE_EVERY_MS);
  }
  await arrived(others, next, node);
  const [end] = (await endedOperations(node)).slice(ended.length);
  stalled?.socket.terminate();
  const sorted = delays.toSorted((a, b) => a - b);
  return {
    used: heapUsed + external,
    p99: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? NaN,
    stay: end === undefined ? NaN : (end - since) / 1000,
  };
}

/** Resolves when one more event has come to all. */
async function arrived(others: readonly Subscriber[], next: EventSource, { db }: NodeProcess): Promise<void> {
  const events = next(1);
  const all = others.map(
    ({ awaited, socket }) =>
      new Promise<void>((resolve, reject) => {
        const onClose = (code: number): void => reject(new Error(`a subscriber was closed with ${code}`));
        socket.once('close', onClose);
        awaited.set(events[0]?.number ?? NaN, () => {
          socket.off('close', onClose);
          resolve();
        });
      }),
  );
  await insertEvents(db.write, events);
  await Promise.all(all);
}

/** When operations of sockets came to their end, epoch milliseconds. */
async function endedOperations({ database }: NodeProcess): Promise<number[]> {
  const log = await readFile(join(database.dataDir, 'log'), 'utf8');
  const lines = log.split('\n').filter((line) => line.includes('"transport":"ws"'));
  return lines.map((line) => (JSON.parse(line) as { time: number }).time);
}

/** A subscriber that waits for some events. */
interface Subscriber {
  readonly socket: WebSocket;
  readonly stream: Socket;
  /** By the number of an event, what is to be told when it arrived. */
  readonly awaited: Map<number, (at: number) => void>;
}

async function subscribe({ url }: NodeProcess, key: string): Promise<Subscriber> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
  const awaited: Subscriber['awaited'] = new Map();
  socket.on('message', (frame: Buffer) => {
    const now = performance.now();
    for (let at = frame.indexOf(ID); at >= 0; at = frame.indexOf(ID, at + 1)) {
      const from = at + ID.length;
      const number = Number(frame.toString('latin1', from, from + ID_DIGITS));
      awaited.get(number)?.(now);
      awaited.delete(number);
    }
  });
  await once(socket, 'open');
  const send = (message: object): void => socket.send(JSON.stringify(message));
  send({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } });
  await once(socket, 'message');
  const query = 'subscription { events(replay: 1) { events { id message } cursor } }';
  send({ id: '1', type: 'subscribe', payload: { query } });
  // An event that was there before is replayed at once.
  await once(socket, 'message');
  return { socket, stream: (socket as unknown as { _socket: Socket })._socket, awaited };
}
