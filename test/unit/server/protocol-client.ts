import { SocketClient, type Message } from './socket-client.js';
import { deferred, KEY, type Stage } from './stage.js';

/** How far a connection is: `opened` has said nothing, `initialising` waits for its acknowledgement. */
export type State = 'opened' | 'initialising' | 'acknowledged';

/** An init that is acknowledged. */
export const init = { type: 'connection_init', payload: { 'X-API-Key': KEY } };
/** What clients send, and are sent. */
export const subscribe = (id: string, query: string, more: object = {}) => ({
  id,
  type: 'subscribe',
  payload: { query, ...more },
});
export const complete = (id: string) => ({ id, type: 'complete' });
export const next = (id: string, data: object) => ({ id, type: 'next', payload: { data } });
/** The answers to `{ hello }`. */
export const hello = (id: string) => [next(id, { hello: 'world' }), complete(id)];

/** A client whose connection has come so far; one that is initialising stays so. */
export async function connect(stage: Stage, state: State): Promise<SocketClient> {
  const client = await SocketClient.open(stage.socketUrl);
  if (state === 'opened') return client;
  if (state === 'initialising') stage.hooks.judged = () => new Promise(() => undefined);
  client.send(init);
  if (state === 'acknowledged') await client.next();
  return client;
}

/** Sends a message, or a text as it is. */
export function say(client: SocketClient, message: unknown): void {
  client.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
}

/** All that comes before the answer to a ping that is sent now. */
export async function untilNow(client: SocketClient): Promise<Message[]> {
  client.send({ type: 'ping', payload: { until: 'now' } });
  const before: Message[] = [];
  for (;;) {
    const message = await client.next();
    if (message.type === 'pong' && JSON.stringify(message.payload) === '{"until":"now"}') return before;
    before.push(message);
  }
}

/** The numbers of the subscription `ticks` as they are pushed, until it is returned. */
export function ticking(stage: Stage): {
  push: (tick: number) => void;
  end: () => void;
  returned: Promise<undefined>;
} {
  const returned = deferred<undefined>();
  const queue: IteratorResult<number>[] = [];
  let wake = (): void => undefined;
  const iterator: AsyncIterableIterator<number> = {
    next: async () => {
      for (;;) {
        const step = queue.shift();
        if (step !== undefined) return step;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    return: async () => {
      returned.resolve(undefined);
      queue.push({ done: true, value: undefined });
      wake();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  stage.hooks.ticks = () => iterator;
  const put = (step: IteratorResult<number>) => {
    queue.push(step);
    wake();
  };
  return {
    push: (value) => put({ done: false, value }),
    end: () => put({ done: true, value: undefined }),
    returned: returned.promise,
  };
}

/** A subscription to them, and a query that waits for as long as the test lets it. */
export const TICKS = 'subscription { ticks }';
export const SLOW = '{ slow }';
