import type { ClientCalls, RecordedFrame, SubscriberTarget } from './fanout-client.js';
import { ID_DIGITS, ID_PREFIX, insertEvents, TENANT, type FanoutEvent } from './fanout-events.js';
import { startHelper, type Helper } from './fanout-helper.js';
import type { Parcel, SenderCalls } from './fanout-senders.js';
import type { StockCalls } from './fanout-stock.js';
import type { NodeProcess } from './node-process.js';

/** What is sent together, and when: milliseconds since the run began. */
export interface Step {
  readonly at: number;
  /** The number of its newest event. */
  readonly last: number;
}

/** What a run is to deliver. */
export interface Load {
  /** One event a frame, each waiting for all subscribers; otherwise as many a second as `rate` says. */
  readonly isClosedLoop: boolean;
  readonly rate: number;
  readonly events: readonly FanoutEvent[];
  /** What the gateway made of the same events; empty where it is the gateway's turn. */
  readonly frames: readonly RecordedFrame[];
}

/** A server under test, in a process of its own. */
export interface Contestant {
  readonly title: string;
  readonly pid: number;
  readonly target: Pick<SubscriberTarget, 'kind' | 'url' | 'connectionParams'>;
  /** Makes ready what is to be sent, outside of what is measured. */
  prepare(load: Load): Promise<readonly Step[]>;
  /** Sends the steps from one to before another. */
  send(from: number, to: number): Promise<void>;
  stop(): Promise<void>;
}

/** The events of a frame, and the payload around them. */
export function readFrame(text: string): {
  readonly payload: string;
  readonly events: readonly Record<string, unknown>[];
  readonly numbers: readonly number[];
  readonly cursor: string;
} {
  const { payload } = JSON.parse(text) as {
    payload: { data?: { events: { events: { id: string }[]; cursor: string } } };
  };
  if (payload.data === undefined) throw new Error(`no data: ${text.slice(0, 500)}`);
  const { events, cursor } = payload.data.events;
  const numbers = events.map(({ id }) => Number(id.slice(ID_PREFIX.length, ID_PREFIX.length + ID_DIGITS)));
  return { payload: JSON.stringify(payload), events, numbers, cursor };
}

const stepOf = (load: Load, { number }: FanoutEvent, i: number): Step => ({
  at: (i * 1000) / load.rate,
  last: number,
});

/** The gateway, fed by SQL from this process. */
export async function gatewayContestant(node: NodeProcess): Promise<Contestant> {
  let events: readonly FanoutEvent[] = [];
  return {
    title: 'gateway',
    pid: node.pid,
    target: {
      kind: 'graphql',
      url: `${node.url.replace(/^http/, 'ws')}/graphql`,
      connectionParams: { authorization: `Bearer ${await node.key(TENANT)}` },
    },
    prepare: async (load) => {
      events = load.events;
      return events.map((event, i) => stepOf(load, event, i));
    },
    send: (from, to) => insertEvents(node.db.write, events.slice(from, to)),
    stop: () => node.stop(),
  };
}

/** Stock graphql-ws: a message for each event, whatever the gateway puts together. */
export async function stockContestant(flags: readonly string[] = []): Promise<Contestant> {
  const server = startHelper<StockCalls>('fanout-stock.ts', flags);
  let load: Load = { isClosedLoop: true, rate: 1, events: [], frames: [] };
  const cursors = new Map<number, string>();
  const recorded = new Map<number, number>();
  return {
    title: 'stock graphql-ws',
    pid: server.pid,
    target: {
      kind: 'graphql',
      url: `ws://127.0.0.1:${await server.ask('listen', null)}/graphql`,
      connectionParams: { tenantId: TENANT },
    },
    prepare: async (next) => {
      load = next;
      cursors.clear();
      recorded.clear();
      for (const { text } of load.frames) {
        const { events, numbers, cursor } = readFrame(text);
        for (const [i, number] of numbers.entries()) {
          cursors.set(number, cursor);
          const at = events[i]?.['recordedAt'];
          if (typeof at === 'string') recorded.set(number, Date.parse(at));
        }
      }
      return load.events.map((event, i) => stepOf(load, event, i));
    },
    send: async (from, to) => {
      const some = load.events.slice(from, to);
      await server.ask(
        'publish',
        some.map((event) => ({
          event: {
            ...event,
            recordedAt: recorded.get(event.number) ?? event.time,
            customer: { id: event.customerId, name: event.customerId },
          },
          cursor: cursors.get(event.number) ?? '',
        })),
      );
    },
    stop: () => server.stop(),
  };
}

/** Plain `ws`: the gateway's frames, those of all documents together where a frame waits for the one before. */
export function plainContestant(flags: readonly string[] = []): Promise<Contestant> {
  return senderContestant('plain ws', 'ws', 'fanout-plain.ts', flags, ({ isClosedLoop, events, frames }) => {
    const frame = ({ document, text }: RecordedFrame): Parcel => [{ document, text }];
    if (!isClosedLoop) {
      const inTime = [...frames].sort((a, b) => a.at - b.at);
      const newest = events.at(-1)?.number ?? NaN;
      return inTime.map((one) => ({ at: one.at, last: newest, parcel: frame(one) }));
    }
    return events.map(({ number }) => {
      const same = frames.filter(({ text }) => readFrame(text).numbers[0] === number);
      return { at: 0, last: number, parcel: same.flatMap(frame) };
    });
  });
}

/** Plain server-sent events: the same payload, one event a message. */
export function sseContestant(): Promise<Contestant> {
  return senderContestant('plain SSE', 'sse', 'fanout-sse.ts', [], (load) => {
    const parcels = new Map<number, Parcel[number][]>(load.events.map(({ number }) => [number, []]));
    for (const { document, text } of load.frames) {
      const { events, numbers, cursor } = readFrame(text);
      for (const [i, number] of numbers.entries()) {
        const payload = JSON.stringify({ data: { events: { events: [events[i]], cursor } } });
        parcels.get(number)?.push({ document, text: `event: next\ndata: ${payload}\n\n` });
      }
    }
    return load.events.map((event, i) => ({
      ...stepOf(load, event, i),
      parcel: parcels.get(event.number) ?? [],
    }));
  });
}

async function senderContestant(
  title: string,
  kind: 'ws' | 'sse',
  script: string,
  flags: readonly string[],
  stepsOf: (load: Load) => readonly (Step & { readonly parcel: Parcel })[],
): Promise<Contestant> {
  const server = startHelper<SenderCalls>(script, flags);
  const scheme = kind === 'ws' ? 'ws' : 'http';
  return {
    title,
    pid: server.pid,
    target: {
      kind,
      url: `${scheme}://127.0.0.1:${await server.ask('listen', null)}`,
      connectionParams: {},
    },
    prepare: async (load) => {
      const steps = stepsOf(load);
      await server.ask(
        'prepare',
        steps.map(({ parcel }) => parcel),
      );
      return steps;
    },
    send: (from, to) => server.ask('send', { from, to }),
    stop: () => server.stop(),
  };
}

/** A process of subscribers, all connected. */
export async function connectClients(
  { target }: Contestant,
  documents: readonly string[],
  subscribers: number,
): Promise<Helper<ClientCalls>> {
  const client = startHelper<ClientCalls>('fanout-client.ts');
  try {
    await client.ask('connect', { ...target, documents, subscribers });
    return client;
  } catch (error) {
    await client.stop();
    throw error;
  }
}
