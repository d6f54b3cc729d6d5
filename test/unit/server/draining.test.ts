import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { SocketClient } from './socket-client.js';
import { deferred, KEY, openStage, type Stage } from './stage.js';

let stage: Stage;
let isOpen = true;
beforeEach(async () => {
  stage = await openStage({ options: { drainMs: 300, socketDrainMs: 100 } });
  isOpen = true;
});
afterEach(async () => {
  if (isOpen) await stage.gateway.close();
});

function close(): Promise<void> {
  isOpen = false;
  return stage.gateway.close();
}

test('sockets are closed with 1012, their subscriptions end, and new ones are refused', async () => {
  const returned = deferred<undefined>();
  const iterator: AsyncIterableIterator<number> = {
    next: () => new Promise(() => undefined),
    return: async () => {
      returned.resolve(undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  stage.hooks.ticks = () => iterator;
  const client = await SocketClient.connect(stage.socketUrl, { 'X-API-Key': KEY });
  client.subscribe('1', 'subscription { ticks }');
  client.subscribe('2', '{ hello }');
  await client.next();
  const closing = close();
  expect(await client.closed).toEqual({ code: 1012, reason: 'Service restart' });
  await returned.promise;
  await closing;
  await expect(SocketClient.open(stage.socketUrl)).rejects.toThrow();
});

test('a client that does not answer the close does not hold it up', async () => {
  const socket = connect(Number(new URL(stage.url).port), '127.0.0.1');
  socket.write(
    'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  );
  await once(socket, 'data');
  await close();
  socket.destroy();
});

test('a running request gets its answer, an idle connection holds nothing up', async () => {
  const agent = new Agent({ keepAlive: true });
  const [idle] = (await once(request(`${stage.url}/healthz`, { agent }).end(), 'response')) as [
    IncomingMessage,
  ];
  await idle.resume().toArray();
  const begun = deferred<undefined>();
  const answer = deferred<string>();
  stage.hooks.slow = () => {
    begun.resolve(undefined);
    return answer.promise;
  };
  const running = stage.graphql({ query: '{ slow }' });
  await begun.promise;
  const closing = close();
  answer.resolve('at last');
  const { status, data, headers } = await running;
  expect([status, data, headers.get('connection')]).toEqual([200, { slow: 'at last' }, 'close']);
  await closing;
  agent.destroy();
});

test('a large answer that is still on its way is not broken off', async () => {
  const [response] = (await once(
    request(`${stage.url}/graphql?query=${encodeURIComponent('{ big }')}`, {
      headers: { 'x-api-key': KEY },
    }).end(),
    'response',
  )) as [IncomingMessage];
  const closing = close();
  const bytes = Buffer.concat((await response.toArray()) as Buffer[]);
  expect((JSON.parse(bytes.toString()) as { data: { big: string[] } }).data.big).toHaveLength(4000);
  await closing;
});

test('a request that never ends is given up', async () => {
  const begun = deferred<undefined>();
  stage.hooks.slow = () => {
    begun.resolve(undefined);
    return new Promise(() => undefined);
  };
  const running = stage.graphql({ query: '{ slow }' });
  const failed = expect(running).rejects.toThrow();
  await begun.promise;
  await close();
  await failed;
});

test('a stream of events ends between two batches, and says so', async () => {
  const post = request(`${stage.url}/v1/events`, {
    method: 'POST',
    headers: { 'x-api-key': KEY, 'content-type': 'application/x-ndjson' },
  });
  post.on('error', () => undefined);
  post.write('{"id":"a"}\n');
  const [response] = (await once(post, 'response')) as [IncomingMessage];
  const closing = close();
  const text = Buffer.concat((await response.toArray()) as Buffer[]).toString();
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { index: 0, id: 'a', verdict: 'ACCEPTED', reason: null },
    { error: { code: 'UNAVAILABLE', message: expect.stringContaining('shutting down') } },
  ]);
  await closing;
});

test('closing twice is closing once, and readiness ends with it', async () => {
  const begun = deferred<undefined>();
  const answer = deferred<string>();
  stage.hooks.slow = () => {
    begun.resolve(undefined);
    return answer.promise;
  };
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const [first] = (await once(request(`${stage.url}/healthz`, { agent }).end(), 'response')) as [
    IncomingMessage,
  ];
  await first.resume().toArray();
  const running = stage.graphql({ query: '{ slow }' });
  await begun.promise;
  const closing = [close(), close()];
  const [late] = (await once(request(`${stage.url}/readyz`, { agent }).end(), 'response')) as [
    IncomingMessage,
  ];
  expect([late.statusCode, late.headers.connection]).toEqual([503, 'close']);
  late.resume();
  answer.resolve('done');
  await running;
  await Promise.all(closing);
  agent.destroy();
});
