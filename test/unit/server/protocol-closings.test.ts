import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import {
  complete,
  connect,
  init,
  next,
  say,
  SLOW,
  subscribe,
  ticking,
  TICKS,
  type State,
} from './protocol-client.js';
import { SocketClient } from './socket-client.js';
import { deferred, KEY, openStage, USUAL_HOOKS, type Stage } from './stage.js';

/** Each way in which PROTOCOL.md of graphql-ws lets a server close a socket, over real sockets. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.gateway.close());
afterEach(() => {
  Object.assign(stage.hooks, USUAL_HOOKS);
});

const LONG = 'ä'.repeat(100);

/** [what the protocol says, in which state, what the client sends, the close code and its reason] */
type Closing = [edge: string, state: State, sent: readonly unknown[], code: number, reason: string];

const INVALID = 'Invalid message received';
const invalid = (edge: string, message: unknown, state: State = 'acknowledged'): Closing => [
  edge,
  state,
  [message],
  4400,
  INVALID,
];

const CLOSINGS: readonly Closing[] = [
  ['a second init', 'acknowledged', [init], 4429, 'Too many initialisation requests'],
  ['a second init at any time', 'initialising', [init], 4429, 'Too many initialisation requests'],
  ['an init that is rejected', 'opened', [{ type: 'connection_init' }], 4403, 'Forbidden'],
  ['an operation before the init', 'opened', [subscribe('1', '{ hello }')], 4401, 'Unauthorized'],
  ['one before the acknowledgement', 'initialising', [subscribe('1', '{ hello }')], 4401, 'Unauthorized'],
  ...(
    [
      ['a subscription and a subscription', TICKS, TICKS],
      ['a subscription and a query', TICKS, SLOW],
      ['a query and a subscription', SLOW, TICKS],
      ['a query and a mutation', SLOW, 'mutation { touch }'],
      ['a query and one that is not valid', SLOW, '{ nosuch }'],
    ] as const
  ).map(([edge, first, second]): Closing => [
    `an id twice: ${edge}`,
    'acknowledged',
    [subscribe('a b', first), subscribe('a b', second)],
    4409,
    'Subscriber for a b already exists',
  ]),
  [
    'an id twice that does not fit into a close frame',
    'acknowledged',
    [subscribe(LONG, SLOW), subscribe(LONG, SLOW)],
    4409,
    'Subscriber already exists',
  ],
  invalid('no JSON', '{'),
  invalid('no JSON before the init', '', 'opened'),
  invalid('an array', []),
  invalid('a text', '"ping"'),
  invalid('null', null),
  invalid('no type', { id: '1' }),
  invalid('a type that is no text', { type: 7 }),
  invalid('an unknown type', { type: 'start', id: '1', payload: { query: TICKS } }),
  invalid('an unknown type before the init', { type: 'connection_terminate' }, 'opened'),
  invalid('an unknown type while the init is judged', { type: 'data' }, 'initialising'),
  invalid('an acknowledgement, which is the server’s', { type: 'connection_ack' }),
  invalid('a result, which is the server’s', next('1', {})),
  invalid('an error, which is the server’s', { type: 'error', id: '1', payload: [{ message: 'No' }] }),
  invalid('an init whose payload is a text', { type: 'connection_init', payload: KEY }, 'opened'),
  invalid('an init whose payload is an array', { type: 'connection_init', payload: [KEY] }, 'opened'),
  invalid('a ping whose payload is a number', { type: 'ping', payload: 1 }),
  invalid('a pong whose payload is an array', { type: 'pong', payload: [] }),
  invalid('a subscription without an id', { type: 'subscribe', payload: { query: TICKS } }),
  invalid('one with an empty id', subscribe('', TICKS)),
  invalid('one whose id is a number', { ...subscribe('1', TICKS), id: 1 }),
  invalid('one without a payload', { type: 'subscribe', id: '1' }),
  invalid('one whose payload is a text', { type: 'subscribe', id: '1', payload: TICKS }),
  invalid('one without a query', { type: 'subscribe', id: '1', payload: {} }),
  invalid('one whose query is no text', { type: 'subscribe', id: '1', payload: { query: 1 } }),
  invalid('an operation name that is no text', subscribe('1', TICKS, { operationName: 1 })),
  invalid('variables that are no object', subscribe('1', TICKS, { variables: 'x' })),
  invalid('variables that are an array', subscribe('1', TICKS, { variables: [] })),
  invalid('extensions that are no object', subscribe('1', TICKS, { extensions: 'x' })),
  invalid('a completion without an id', { type: 'complete' }),
  invalid('a completion with an empty id', complete('')),
];

test.each(CLOSINGS)('%s (%s)', async (_, state, sent, code, reason) => {
  stage.hooks.slow = () => new Promise(() => undefined);
  ticking(stage);
  const client = await connect(stage, state);
  for (const message of sent) say(client, message);
  expect(await client.closed).toEqual({ code, reason });
});

test('at once: what comes behind an invalid message has no effect, and what runs is ended', async () => {
  const ticks = ticking(stage);
  const client = await connect(stage, 'acknowledged');
  client.send(subscribe('1', TICKS));
  ticks.push(1);
  expect(await client.next()).toEqual(next('1', { ticks: 1 }));
  const before = stage.contexts.length;
  say(client, '{');
  client.send(subscribe('2', 'mutation { touch }'));
  await ticks.returned;
  expect((await client.closed).code).toBe(4400);
  expect(stage.contexts).toHaveLength(before);
});

test('4408 without an init within the waiting time, which a ping is not; one in time may be judged later', async () => {
  const brief = await openStage({ options: { connectionInitMs: 200 } });
  const judged = deferred<undefined>();
  brief.hooks.judged = () => judged.promise;
  const [silent, pinging, initialising] = await Promise.all(
    [1, 2, 3].map(() => SocketClient.open(brief.socketUrl)),
  );
  pinging?.send({ type: 'ping' });
  initialising?.send(init);
  const late = { code: 4408, reason: 'Connection initialisation timeout' };
  expect([await silent?.closed, await pinging?.closed]).toEqual([late, late]);
  judged.resolve(undefined);
  expect(await initialising?.next()).toEqual({ type: 'connection_ack' });
  await brief.gateway.close();
});

test('4406 without the subprotocol; among several it is chosen, and in place of none that is known', async () => {
  const bare = new WebSocket(stage.socketUrl);
  expect(await once(bare, 'close')).toEqual([4406, Buffer.from('Subprotocol not acceptable')]);
  const legacy = new WebSocket(stage.socketUrl, 'graphql-ws');
  // The server takes none of those that are offered, which this client then refuses by itself.
  expect(String(await once(legacy, 'error'))).toContain('Server sent no subprotocol');
  const several = new WebSocket(stage.socketUrl, ['graphql-ws', 'graphql-transport-ws']);
  await once(several, 'open');
  expect(several.protocol).toBe('graphql-transport-ws');
  several.close(1000);
  await once(several, 'close');
});

test('4500 where a subscription has no source', async () => {
  stage.hooks.ticks = () => 7 as never;
  const client = await connect(stage, 'acknowledged');
  client.send(subscribe('1', TICKS));
  expect(await client.closed).toEqual({ code: 4500, reason: 'Internal server error' });
});

test('1000 by the client: it is answered, and what runs is ended', async () => {
  const ticks = ticking(stage);
  const client = await connect(stage, 'acknowledged');
  client.send(subscribe('1', TICKS));
  ticks.push(1);
  await client.next();
  client.socket.close(1000);
  await ticks.returned;
  expect((await client.closed).code).toBe(1000);
});
