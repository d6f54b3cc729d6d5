import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { SocketClient } from './socket-client.js';
import { deferred, KEY, openStage, principal, type Stage, type StageOverrides } from './stage.js';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.gateway.close());

const CREDENTIALS = { 'X-API-Key': KEY };

/** Replaces the stage by one with other options. */
async function reopen(overrides: StageOverrides): Promise<void> {
  await stage.gateway.close();
  stage = await openStage(overrides);
}

/** Numbers as they are pushed; `returned` tells that the subscriber went. */
function source(): {
  iterator: AsyncIterableIterator<number>;
  push: (tick: number) => void;
  fail: (error: Error) => void;
  returned: Promise<void>;
} {
  const end = deferred<undefined>();
  let waiting = deferred<IteratorResult<number>>();
  let isAsked = false;
  const iterator: AsyncIterableIterator<number> = {
    next: async () => {
      isAsked = true;
      const step = await Promise.race([waiting.promise, end.promise]);
      isAsked = false;
      waiting = deferred();
      return step ?? { done: true, value: undefined };
    },
    return: async () => {
      end.resolve(undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return {
    iterator,
    push: (value) => {
      if (!isAsked) throw new Error('nobody waits');
      waiting.resolve({ done: false, value });
    },
    fail: (error) => waiting.resolve(Promise.reject(error) as never),
    returned: end.promise,
  };
}

describe('operations', () => {
  test('queries, mutations and subscriptions, each with a context of its own', async () => {
    const client = await SocketClient.connect(stage.socketUrl, CREDENTIALS);
    client.subscribe('1', '{ tenant }');
    expect(await client.next()).toEqual({ id: '1', type: 'next', payload: { data: { tenant: 'acme' } } });
    expect(await client.next()).toEqual({ id: '1', type: 'complete' });
    client.subscribe('2', 'mutation { touch }');
    expect(await client.next()).toMatchObject({ id: '2', payload: { data: { touch: 'touched' } } });
    expect(await client.next()).toEqual({ id: '2', type: 'complete' });

    stage.hooks.ticks = async function* () {
      yield* [1, 2];
    };
    client.subscribe('3', 'subscription { ticks }');
    expect([await client.next(), await client.next()]).toMatchObject([
      { id: '3', payload: { data: { ticks: 1 } } },
      { id: '3', payload: { data: { ticks: 2 } } },
    ]);
    expect(await client.next()).toEqual({ id: '3', type: 'complete' });
    expect(stage.contexts).toHaveLength(3);
    await client.close();
  });

  test('numbers in variables come in exactly', async () => {
    const client = await SocketClient.connect(stage.socketUrl, CREDENTIALS);
    const query = JSON.stringify('query ($x: Exact) { echo(exact: $x) }');
    client.socket.send(
      `{"type":"subscribe","id":"1","payload":{"query":${query},"variables":{"x":0.12345678901234567890}}}`,
    );
    expect((await client.next()).payload?.data).toEqual({ echo: 'exact 0.12345678901234567890' });
    await client.close();
  });

  test('completing a subscription, or closing the socket, returns its source while that waits', async () => {
    const client = await SocketClient.connect(stage.socketUrl, CREDENTIALS);
    for (const end of [() => client.send({ id: '1', type: 'complete' }), () => client.socket.close()]) {
      const ticks = source();
      stage.hooks.ticks = () => ticks.iterator;
      client.subscribe('1', 'subscription { ticks }');
      // The answer to a query behind it tells that the subscription has begun.
      client.subscribe('2', '{ hello }');
      await client.next();
      await client.next();
      ticks.push(7);
      expect((await client.next()).payload?.data).toEqual({ ticks: 7 });
      end();
      await ticks.returned;
    }
    await client.closed;
  });
});

const DEEP = `{ node ${'{ child '.repeat(12)} { id } ${'}'.repeat(12)} }`;

describe('the same pipeline as HTTP', () => {
  test.each([
    ['a syntax error', '{ hello', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ nosuch }', 'GRAPHQL_VALIDATION_FAILED'],
    ['too deep', DEEP, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'too many aliases',
      `{ ${Array.from({ length: 51 }, (_, i) => `a${i}: hello`).join(' ')} }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['too many tokens', `{ ${'hello '.repeat(2_000)} }`, 'GRAPHQL_PARSE_FAILED'],
    ['no single operation', 'query A { hello } query B { hello }', 'OPERATION_RESOLUTION_FAILURE'],
  ])('%s answers `error` for its id, as HTTP does, and leaves the socket alone', async (_, query, code) => {
    const client = await SocketClient.connect(stage.socketUrl, CREDENTIALS);
    client.subscribe('bad', query);
    const answer = await client.next();
    expect([answer.type, answer.id, answer.payload?.[0]?.extensions]).toEqual(['error', 'bad', { code }]);
    expect(answer.payload).toEqual((await stage.graphql({ query })).errors);
    client.subscribe('good', '{ hello }');
    expect(await client.next()).toMatchObject({ id: 'good', payload: { data: { hello: 'world' } } });
    await client.close();
  });

  test('the introspection switch', async () => {
    await reopen({ introspection: false });
    const client = await SocketClient.connect(stage.socketUrl, CREDENTIALS);
    client.subscribe('1', getIntrospectionQuery());
    expect(await client.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
    client.subscribe('2', '{ helo }');
    expect((await client.next()).payload?.[0]?.message).toBe('Cannot query field "helo" on type "Query".');
    await client.close();
  });

  test('masking: of results, of refused and broken subscriptions, of a source that fails', async () => {
    const client = await SocketClient.connect(stage.socketUrl, CREDENTIALS);
    client.subscribe('1', '{ forbidden secret }');
    const masked = {
      message: 'Internal server error',
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.stringMatching(/\/.$/) },
    };
    expect((await client.next()).payload?.errors).toEqual([
      expect.objectContaining({ message: 'No', extensions: { code: 'FORBIDDEN', field: 'tenantId' } }),
      expect.objectContaining(masked),
    ]);
    await client.next();
    client.subscribe('2', 'subscription { refused }');
    expect((await client.next()).payload?.errors).toMatchObject([
      { message: 'No', extensions: { code: 'FORBIDDEN' } },
    ]);
    await client.next();
    client.subscribe('3', 'subscription { broken }');
    expect((await client.next()).payload?.errors).toEqual([expect.objectContaining(masked)]);
    await client.next();
    // eslint-disable-next-line require-yield
    stage.hooks.ticks = async function* () {
      throw new Error('SELECT secret');
    };
    client.subscribe('4', 'subscription { ticks }');
    expect(await client.next()).toMatchObject({
      id: '4',
      type: 'error',
      payload: [{ message: 'Internal server error' }],
    });
    expect(JSON.stringify(stage.log)).toContain('SELECT secret');
    await client.close();
  });

  test('operations are logged, without the key', async () => {
    const client = await SocketClient.connect(stage.socketUrl, CREDENTIALS);
    client.subscribe('1', 'query Greeting { hello }');
    await client.next();
    await client.next();
    await client.close();
    expect(stage.log).toContainEqual(
      expect.objectContaining({ transport: 'ws', operation: 'Greeting', subject: 'key:good' }),
    );
    expect(JSON.stringify(stage.log)).not.toContain(KEY);
  });
});

describe('credentials', () => {
  test.each([
    ['none', {}],
    ['unknown ones', { Authorization: 'Bearer wrong' }],
    ['a malformed header', { Authorization: 3 }],
  ])('%s: 4403', async (_, payload) => {
    const client = await SocketClient.open(stage.socketUrl);
    client.send({ type: 'connection_init', payload });
    expect(await client.closed).toEqual({ code: 4403, reason: 'Forbidden' });
  });

  test.each(['outage', 'bug'])(
    'that cannot be judged (%s): 1013, for the client to come back',
    async (key) => {
      const client = await SocketClient.open(stage.socketUrl);
      client.send({ type: 'connection_init', payload: { apiKey: key } });
      expect(await client.closed).toEqual({ code: 1013, reason: 'Try again later' });
    },
  );

  test('of the upgrade request will do, those of connection_init win', async () => {
    const client = await SocketClient.open(stage.socketUrl, { 'x-api-key': KEY });
    client.send({ type: 'connection_init' });
    expect((await client.next()).type).toBe('connection_ack');
    await client.close();
    const other = await SocketClient.open(stage.socketUrl, { 'x-api-key': KEY });
    other.send({ type: 'connection_init', payload: { 'X-API-Key': 'wrong' } });
    expect((await other.closed).code).toBe(4403);
  });

  test('that expire close the socket, and its subscription ends', async () => {
    stage.keys.set('brief', principal(['events:read']));
    const ticks = source();
    stage.hooks.ticks = () => ticks.iterator;
    const client = await SocketClient.connect(stage.socketUrl, { apiKey: 'brief' });
    // From when they are looked at again, as a subscription begins.
    stage.keys.set('brief', {
      ...principal(['events:read']),
      get expiresAt() {
        return Date.now() + 20;
      },
    });
    client.subscribe('1', 'subscription { ticks }');
    expect(await client.closed).toEqual({ code: 4403, reason: 'Forbidden' });
    await ticks.returned;
  });

  test('that are revoked close the socket at the next look', async () => {
    await reopen({ options: { pingMs: 50 } });
    stage.keys.set('revoked', principal(['events:read']));
    const client = await SocketClient.connect(stage.socketUrl, { apiKey: 'revoked' });
    stage.keys.set('revoked', new Error('the database is away'));
    await once(client.socket, 'ping');
    await once(client.socket, 'ping');
    stage.keys.delete('revoked');
    expect((await client.closed).code).toBe(4403);
  });

  test('that are revoked start nothing more, without waiting for the next look', async () => {
    stage.keys.set('revoked', principal(['events:read']));
    const client = await SocketClient.connect(stage.socketUrl, { apiKey: 'revoked' });
    stage.keys.delete('revoked');
    client.subscribe('1', 'mutation { touch }');
    expect(await client.closed).toEqual({ code: 4403, reason: 'Forbidden' });
    expect(stage.contexts).toEqual([]);
  });
});

describe('beside the protocol', () => {
  test('another path: 404', async () => {
    const elsewhere = new WebSocket(`${stage.socketUrl}/else`, 'graphql-transport-ws');
    const [error] = (await once(elsewhere, 'error')) as [Error];
    expect(error.message).toContain('404');
  });

  test('a message that is too large: 1009; too many operations: an error for the one too many', async () => {
    await reopen({ options: { socketMessageBytes: 1000, socketOperations: 2 } });
    const large = await SocketClient.connect(stage.socketUrl, CREDENTIALS);
    large.subscribe('1', `{ hello } #${'x'.repeat(1000)}`);
    expect((await large.closed).code).toBe(1009);

    const ticks = [source(), source()];
    const left = [...ticks];
    stage.hooks.ticks = () => left.shift()?.iterator ?? source().iterator;
    const busy = await SocketClient.connect(stage.socketUrl, CREDENTIALS);
    for (const id of ['1', '2', '3']) busy.subscribe(id, 'subscription { ticks }');
    expect(await busy.next()).toMatchObject({
      id: '3',
      type: 'error',
      payload: [{ extensions: { code: 'TOO_MANY_REQUESTS' } }],
    });
    await busy.close();
    await Promise.all(ticks.map(({ returned }) => returned));
  });

  test('a socket that answers no ping is dropped', async () => {
    await reopen({ options: { pingMs: 50 } });
    const dead = await SocketClient.open(stage.socketUrl, {}, { autoPong: false });
    expect((await dead.closed).code).toBe(1006);
  });

  test('a subscription goes no faster than its client reads', async () => {
    await reopen({ options: { pingMs: 60_000 } });
    let made = 0;
    const stalled = deferred<undefined>();
    stage.hooks.ticks = () => {
      const iterator: AsyncIterableIterator<number> = {
        next: async () => ({ done: false, value: (made += 1) }),
        return: async () => {
          stalled.resolve(undefined);
          return { done: true, value: undefined };
        },
        [Symbol.asyncIterator]: () => iterator,
      };
      return iterator;
    };
    const client = await SocketClient.connect(stage.socketUrl, CREDENTIALS);
    client.socket.pause();
    client.subscribe('1', 'subscription { ticks }');
    // When a second client has been served often, the first would have gone far ahead.
    const other = await SocketClient.connect(stage.socketUrl, CREDENTIALS);
    let before = -1;
    while (made !== before) {
      before = made;
      for (let round = 0; round < 50; round += 1) {
        other.subscribe(String(round), '{ hello }');
        await other.next();
        await other.next();
      }
    }
    await other.close();
    client.socket.resume();
    client.socket.terminate();
    await stalled.promise;
  });
});
