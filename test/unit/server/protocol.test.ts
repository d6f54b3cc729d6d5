import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import {
  complete,
  connect,
  hello,
  init,
  next,
  say,
  SLOW,
  subscribe,
  ticking,
  TICKS,
  untilNow,
  type State,
} from './protocol-client.js';
import { SocketClient, type Message } from './socket-client.js';
import { deferred, KEY, openStage, USUAL_HOOKS, type Stage } from './stage.js';

/** What PROTOCOL.md of graphql-ws lets a client say, and what it is answered, over real sockets. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.gateway.close());
afterEach(() => {
  Object.assign(stage.hooks, USUAL_HOOKS);
});

/** [what the protocol says, in which state, what the client sends, what it is answered, in this order and nothing else] */
type Talk = [edge: string, state: State, sent: readonly unknown[], answers: readonly object[]];

const TALKS: readonly Talk[] = [
  ['an init is acknowledged', 'opened', [init], [{ type: 'connection_ack' }]],
  [
    'an init within its time, a moment later',
    'opened',
    [{ type: 'pong' }, init],
    [{ type: 'connection_ack' }],
  ],
  ['a ping before the init', 'opened', [{ type: 'ping' }], [{ type: 'pong' }]],
  ['a ping while the init is judged', 'initialising', [{ type: 'ping' }], [{ type: 'pong' }]],
  ['a ping without a payload', 'acknowledged', [{ type: 'ping', payload: null }], [{ type: 'pong' }]],
  [
    'a ping’s payload comes back',
    'acknowledged',
    [{ type: 'ping', payload: { a: [1, null] } }],
    [{ type: 'pong', payload: { a: [1, null] } }],
  ],
  ['a pong that nobody asked for', 'opened', [{ type: 'pong', payload: { a: 1 } }], []],
  ['a pong that nobody asked for, later', 'acknowledged', [{ type: 'pong', payload: null }], []],
  ['a query: one result, then its completion', 'acknowledged', [subscribe('1', '{ hello }')], hello('1')],
  [
    'a mutation',
    'acknowledged',
    [subscribe('1', 'mutation { touch }')],
    [next('1', { touch: 'touched' }), complete('1')],
  ],
  [
    'what may be null',
    'acknowledged',
    [subscribe('1', '{ hello }', { operationName: null, variables: null, extensions: null })],
    hello('1'),
  ],
  [
    'the operation’s name and variables',
    'acknowledged',
    [
      subscribe('1', 'query A { hello } query B ($x: Float) { echo(number: $x) }', {
        operationName: 'B',
        variables: { x: 1.5 },
        extensions: { any: 'thing' },
      }),
    ],
    [next('1', { echo: null }), complete('1')],
  ],
  [
    'ids that are names of objects’ own',
    'acknowledged',
    [subscribe('__proto__', '{ hello }')],
    hello('__proto__'),
  ],
  [
    'an error is the last of its operation, no completion follows',
    'acknowledged',
    [subscribe('1', '{ nosuch }')],
    [{ id: '1', type: 'error', payload: expect.anything() }],
  ],
  [
    'an error within a result is none of these',
    'acknowledged',
    [subscribe('1', '{ forbidden }')],
    [
      { id: '1', type: 'next', payload: expect.objectContaining({ errors: expect.anything() }) },
      complete('1'),
    ],
  ],
  ['a completion of what never was', 'acknowledged', [complete('never')], []],
  ['a completion before the init', 'opened', [complete('never')], []],
  [
    'a completion of a query that runs: its result is not sent',
    'acknowledged',
    [subscribe('1', SLOW), complete('1')],
    [],
  ],
];

test.each(TALKS)('%s (%s)', async (_, state, sent, answers) => {
  const client = await connect(stage, state);
  for (const message of sent) say(client, message);
  const came: Message[] = [];
  while (came.length < answers.length) came.push(await client.next());
  came.push(...(await untilNow(client)));
  expect(came).toEqual(answers);
});

test('an init without a payload, where the upgrade had the credentials', async () => {
  for (const payload of [{}, { payload: null }]) {
    const client = await SocketClient.open(stage.socketUrl, { 'x-api-key': KEY });
    client.send({ type: 'connection_init', ...payload });
    expect(await client.next()).toEqual({ type: 'connection_ack' });
  }
});

test('a socket that closes before its acknowledgement, without one', async () => {
  const judged = deferred<undefined>();
  stage.hooks.judged = () => judged.promise;
  const client = await connect(stage, 'opened');
  client.send(init);
  client.send(subscribe('1', '{ hello }'));
  expect((await client.closed).code).toBe(4401);
  judged.resolve(undefined);
  expect(client.pending).toEqual([]);
});

test('operations that run at once, each by its id, as results come', async () => {
  const answer = deferred<string>();
  stage.hooks.slow = () => answer.promise;
  const ticks = ticking(stage);
  const client = await connect(stage, 'acknowledged');
  client.send(subscribe('slow', SLOW));
  client.send(subscribe('ticks', TICKS));
  client.send(subscribe('quick', '{ hello }'));
  ticks.push(1);
  const first = [await client.next(), await client.next(), await client.next()];
  expect(first.filter(({ id }) => id === 'quick')).toEqual(hello('quick'));
  expect(first.filter(({ id }) => id === 'ticks')).toEqual([next('ticks', { ticks: 1 })]);
  answer.resolve('at last');
  expect([await client.next(), await client.next()]).toEqual([
    next('slow', { slow: 'at last' }),
    complete('slow'),
  ]);
  ticks.push(2);
  expect(await client.next()).toEqual(next('ticks', { ticks: 2 }));
});

test('a source that ends, with a completion behind its last result; the client’s own is ignored', async () => {
  const ticks = ticking(stage);
  const client = await connect(stage, 'acknowledged');
  client.send(subscribe('1', TICKS));
  ticks.push(1);
  ticks.push(2);
  ticks.end();
  client.send(complete('never'));
  expect([await client.next(), await client.next(), await client.next()]).toEqual([
    next('1', { ticks: 1 }),
    next('1', { ticks: 2 }),
    complete('1'),
  ]);
  client.send(complete('1'));
  expect(await untilNow(client)).toEqual([]);
});

test('a source that fails, with an error and no completion; the client’s own is ignored', async () => {
  // eslint-disable-next-line require-yield
  stage.hooks.ticks = async function* () {
    throw new Error('SELECT secret');
  };
  const client = await connect(stage, 'acknowledged');
  client.send(subscribe('1', TICKS));
  expect(await client.next()).toMatchObject({
    id: '1',
    type: 'error',
    payload: [{ message: 'Internal server error' }],
  });
  client.send(complete('1'));
  expect(await untilNow(client)).toEqual([]);
});

test('a client that completes: nothing more of that operation, neither a result nor a completion', async () => {
  const ticks = ticking(stage);
  const client = await connect(stage, 'acknowledged');
  client.send(subscribe('1', TICKS));
  ticks.push(1);
  await client.next();
  client.send(complete('1'));
  await ticks.returned;
  ticks.push(2);
  expect(await untilNow(client)).toEqual([]);
});

test('a query that was completed before it resolved, with nothing once it does', async () => {
  const begun = deferred<undefined>();
  const answer = deferred<string>();
  stage.hooks.slow = () => {
    begun.resolve(undefined);
    return answer.promise;
  };
  const client = await connect(stage, 'acknowledged');
  client.send(subscribe('1', SLOW));
  await begun.promise;
  client.send(complete('1'));
  expect(await untilNow(client)).toEqual([]);
  answer.resolve('too late');
  await answer.promise;
  expect(await untilNow(client)).toEqual([]);
});

const ends: [how: string, query: string, answers: number, end: (client: SocketClient) => void][] = [
  ['completed', '{ hello }', 2, () => undefined],
  ['failed', '{ nosuch }', 1, () => undefined],
  ['was completed by the client', SLOW, 0, (client) => client.send(complete('1'))],
];
test.each(ends)('an id again, once its operation has %s', async (_, query, answers, end) => {
  stage.hooks.slow = () => new Promise(() => undefined);
  const client = await connect(stage, 'acknowledged');
  client.send(subscribe('1', query));
  for (let i = 0; i < answers; i += 1) await client.next();
  end(client);
  client.send(subscribe('1', '{ hello }'));
  expect([await client.next(), await client.next()]).toEqual(hello('1'));
});

test('a message in a binary frame, as its text', async () => {
  const client = await connect(stage, 'acknowledged');
  client.socket.send(Buffer.from('{"type":"ping"}'), { binary: true });
  expect(await client.next()).toEqual({ type: 'pong' });
});
