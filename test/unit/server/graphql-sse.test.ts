import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { StageFeed } from './stage-feed.js';
import { deferred, KEY, openStage, principal, type Stage, type StageOverrides } from './stage.js';

let stage: Stage;
const clients: Socket[] = [];
const open = async (overrides: StageOverrides = {}): Promise<void> => {
  stage = await openStage({
    ...overrides,
    options: { drainMs: 60_000, socketDrainMs: 1, ...overrides.options },
  });
};
beforeEach(() => open());
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await stage.gateway.close();
});

const sse = (query: string, key = KEY): Promise<Response> =>
  stage.fetch(`/graphql?query=${encodeURIComponent(query)}`, {
    key,
    headers: { accept: 'text/event-stream' },
  });

/** A subscription whose client reads its head, and then no more; and the response that it is. */
async function unread(query: string, key = KEY): Promise<ServerResponse> {
  const asked = once(stage.gateway.server, 'request');
  const client = connect(Number(new URL(stage.url).port), '127.0.0.1');
  clients.push(client);
  client.on('error', () => undefined);
  client.write(
    `GET /graphql?query=${encodeURIComponent(query)} HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key}\r\nAccept: text/event-stream\r\n\r\n`,
  );
  const response = (await asked)[1] as ServerResponse;
  await once(client, 'data');
  client.pause();
  return response;
}

/** Has a live client leave something unread, though not so much that it is slow. */
async function fill(feed: StageFeed, response: ServerResponse): Promise<void> {
  while (response.writableLength === 0 && !response.destroyed) {
    feed.push('x'.repeat(16 * 1024));
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A source that tells when it is returned. */
function source(): { iterator: AsyncIterableIterator<number>; returned: Promise<void> } {
  const returned = deferred<undefined>();
  const iterator: AsyncIterableIterator<number> = {
    next: () => new Promise(() => undefined),
    return: async () => {
      returned.resolve(undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return { iterator, returned: returned.promise };
}

/** Someone whose credentials end so many milliseconds after they were judged. */
const brief = (ms: number) => ({
  ...principal(['events:read']),
  get expiresAt() {
    return Date.now() + ms;
  },
});

describe('a subscription over Server-Sent Events', () => {
  test('that the node cuts is sent nothing more, and its client broken off if it does not read', async () => {
    const feed = new StageFeed();
    stage.hooks.batches = () => feed.stream;
    const response = await unread('subscription { batches }');
    await fill(feed, response);
    const gone = once(response, 'close');
    const closing = stage.gateway.close();
    expect([response.writableEnded, response.destroyed, feed.listeners]).toEqual([true, false, 0]);
    feed.push('late');
    await gone;
    await closing;
  });

  test('whose key is revoked is cut at the next look', async () => {
    await stage.gateway.close();
    await open({ options: { pingMs: 20 } });
    const feed = new StageFeed();
    stage.hooks.batches = () => feed.stream;
    stage.keys.set('revoked', principal(['events:read']));
    const response = await unread('subscription { batches }', 'revoked');
    const gone = once(response, 'close');
    stage.keys.delete('revoked');
    await gone;
    expect(feed.listeners).toBe(0);
  });

  test('whose client reads nothing of what was sent is broken off at a ping', async () => {
    await stage.gateway.close();
    await open({ options: { pingMs: 20 } });
    const feed = new StageFeed();
    stage.hooks.batches = () => feed.stream;
    const response = await unread('subscription { batches }');
    const gone = once(response, 'close');
    await fill(feed, response);
    await gone;
    expect(feed.listeners).toBe(0);
  });

  test('whose credentials end while it is being opened is refused, and closed', async () => {
    stage.keys.set('brief', brief(20));
    const ticks = source();
    stage.hooks.ticks = async () => {
      // Set behind theirs, and for longer.
      await new Promise((resolve) => setTimeout(resolve, 30));
      return ticks.iterator;
    };
    const response = await sse('subscription { ticks }', 'brief');
    expect([response.status, await response.json()]).toEqual([
      401,
      { errors: [{ message: 'The credentials have ended', extensions: { code: 'UNAUTHENTICATED' } }] },
    ]);
    await ticks.returned;
  });

  test('that is still being opened when the node begins to drain is refused, and closed', async () => {
    const begun = deferred<undefined>();
    const opened = deferred<AsyncIterableIterator<number>>();
    stage.hooks.ticks = () => {
      begun.resolve(undefined);
      return opened.promise;
    };
    const asked = sse('subscription { ticks }');
    await begun.promise;
    const closing = stage.gateway.close();
    const ticks = source();
    opened.resolve(ticks.iterator);
    const response = await asked;
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
    await ticks.returned;
    await closing;
  });

  test('that ends by itself is complete, and one whose client goes is closed', async () => {
    stage.hooks.ticks = async function* () {
      yield* [1, 2];
    };
    expect(await (await sse('subscription { ticks }')).text()).toBe(
      'event: next\ndata: {"data":{"ticks":1}}\n\nevent: next\ndata: {"data":{"ticks":2}}\n\nevent: complete\ndata:\n\n',
    );
    const ticks = source();
    stage.hooks.ticks = () => ticks.iterator;
    await (await sse('subscription { ticks }')).body?.cancel();
    await ticks.returned;
  });
});
