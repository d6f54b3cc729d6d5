import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { setTimeout as pause } from 'node:timers/promises';
import { type FeedClient, following, LIVE } from './support-feed/feed-client.js';
import { token } from './support-feed/feed-node.js';
import { note, recorded } from './support-feed/feed-writer.js';
import { twoNodes } from './support-feed/two-nodes.js';

const two = twoNodes();
const { open } = two;

/** The payloads of a subscription behind that which tells where it begins, as text. */
const payloads = (client: FeedClient, id: string): string[] =>
  client
    .framesOf(id)
    .slice(1)
    .map(({ text }) => text.slice(text.indexOf('"payload":')));

describe('sharing', () => {
  test('who asks the same shares one execution, and gets the same bytes', async () => {
    const clients = await Promise.all(Array.from({ length: 5 }, () => open(token('same'))));
    const [first] = clients;
    if (first === undefined) throw new Error('no client');
    for (const [i, client] of clients.entries()) await client.live(`id "${i}"`);
    await first.live('again');
    const before = two.nodes[0].contexts();
    const sent: string[] = [];
    for (const count of [1, 3, 40]) {
      sent.push(...(await two.writer.notes('same', count)));
      for (const [i, client] of clients.entries()) await client.has(`id "${i}"`, sent.length);
    }
    await first.has('again', sent.length);
    expect(new Set(first.events('again'))).toEqual(new Set(sent));
    expect(two.nodes[0].contexts() - before).toBe(payloads(first, 'again').length);
    for (const [i, client] of clients.entries()) {
      expect(client.events(`id "${i}"`)).toHaveLength(sent.length);
      expect(payloads(client, `id "${i}"`)).toEqual(payloads(first, 'again'));
    }
    await Promise.all(clients.map((client) => client.close()));
  });

  test('other tenants, customers, rights and filters share nothing', async () => {
    const who: [key: string, variables: Record<string, unknown>][] = [
      [token('apart'), {}],
      [token('apart', '', ['events:read', 'analytics:read']), {}],
      [token('apart', 'c1'), {}],
      [token('apart', 'c2'), {}],
      [token('apart'), { filter: { customerId: 'c1' } }],
      [token('other'), {}],
      [token('any', '', ['admin']), {}],
    ];
    const clients = await Promise.all(who.map(([key]) => open(key)));
    for (const [i, client] of clients.entries()) await client.live('1', who[i]?.[1]);
    const before = two.nodes[0].contexts();
    const request = (customerId: string) =>
      note({ customerId, method: 'GET', path: '/', statusCode: 200, latencyMs: 3 }, 'api.request');
    const events = ['c1', 'c2', 'c1'].map(request);
    const ids = await two.writer.write('apart', events);
    const others = await two.writer.notes('other', 2);
    const [first, second, third] = ids;
    const expected = [ids, ids, [first, third], [second], [first, third], others, []];
    await Promise.all(clients.map((client, i) => client.has('1', expected[i]?.length ?? 0)));
    await pause(300);
    expect(clients.map((client) => client.events('1'))).toEqual(expected);
    expect(two.nodes[0].contexts() - before).toBe(6);
    await Promise.all(clients.map((client) => client.close()));
  });

  test('a range that ends relative to now is that of each subscription', async () => {
    const early = await open(token('now'));
    await early.live('1', { filter: { to: 'now+2s' } });
    await pause(2_500);
    const late = await open(token('now'));
    await late.live('1', { filter: { to: 'now+20s' } });
    const same = await open(token('now'));
    await same.live('1', { filter: { to: 'now+2s' } });
    const sent = await two.writer.notes('now', 1);
    await late.has('1', 1);
    await pause(300);
    expect({ early: early.events('1'), late: late.events('1'), same: same.events('1') }).toEqual({
      early: [],
      late: sent,
      same: sent,
    });
    await Promise.all([early, late, same].map((client) => client.close()));
  });

  test('a number of many digits is not the text of it', async () => {
    const client = await open(token('digits'));
    const alone = await open(token('digits', '', ['events:read', 'analytics:read']));
    const digits = '0.12345678901234567890';
    const query = JSON.stringify(following(LIVE));
    const subscribe = async (id: string, a: string, client: FeedClient): Promise<void> => {
      client.socket.send(
        `{"type":"subscribe","id":"${id}","payload":{"query":${query},"variables":{"filter":{"attributes":{"a":${a}}}}}}`,
      );
      await client.until(() => client.framesOf(id).length > 0);
    };
    await subscribe('number', digits, client);
    await subscribe('text', `"${digits}"`, client);
    await subscribe('text', `"${digits}"`, alone);
    const sent = await two.writer.write('digits', [note({ a: digits }), note({ a: 1 })]);
    await alone.has('text', 1);
    await pause(300);
    expect(alone.events('text')).toEqual(sent.slice(0, 1));
    expect([client.events('number'), client.events('text')]).toEqual([[], sent.slice(0, 1)]);
    await Promise.all([client.close(), alone.close()]);
  });
});

/** Subscribes on each node in turn, one batch or more each time, until so many events have come. */
async function hop(key: string, after: string, count: number): Promise<string[]> {
  const seen: string[] = [];
  for (let i = 1, cursor: string | null = after; seen.length < count; i += 1) {
    const client = await open(key, two.nodes[i % 2]);
    client.subscribe('1', { after: cursor });
    await client.has('1', 1);
    seen.push(...client.events('1'));
    cursor = client.cursor('1');
    await client.close();
  }
  return seen;
}

describe('resuming', () => {
  test('on the other node, again and again: nothing is lost, nothing comes twice', async () => {
    const client = await open(token('resume'));
    await client.live('1');
    await two.writer.notes('resume', 1);
    await client.has('1', 1);
    const cursor = client.cursor('1') ?? '';
    for (const count of [1_300, 2, 700]) await two.writer.notes('resume', count);
    await client.has('1', 2_003);
    expect(await hop(token('resume'), cursor, 2_002)).toEqual(client.events('1').slice(1));
    expect(client.events('1')).toEqual(await recorded(two.db, 'resume'));
    await client.close();
  });

  test('behind a cursor that the other node does not know of yet', async () => {
    const here = await open(token('ahead'));
    const there = await open(token('ahead'), two.nodes[1]);
    await there.live('watching');
    await here.live('1');
    const sent: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      sent.push(...(await two.writer.notes('ahead', 2)));
      await here.has('1', sent.length);
      there.subscribe(`${round}`, { after: here.cursor('1') });
      sent.push(...(await two.writer.notes('ahead', 1)));
      await there.has(`${round}`, 1);
      await here.has('1', sent.length);
      expect(there.events(`${round}`)).toEqual(here.events('1').slice(-1));
      there.complete(`${round}`);
    }
    await Promise.all([here.close(), there.close()]);
  });

  test('behind a cursor of another tenant, or a made-up one, is refused', async () => {
    const client = await open(token('mine'));
    await client.live('1');
    await two.writer.notes('mine', 1);
    await client.has('1', 1);
    const cursor = client.cursor('1') ?? '';
    const other = await open(token('theirs'), two.nodes[1]);
    for (const [i, after] of [cursor, `${cursor}x`, cursor.replace(/.$/, ''), ''].entries()) {
      other.subscribe(`${i}`, { after });
      expect(await other.fault(`${i}`)).toMatchObject({
        extensions: { code: 'BAD_USER_INPUT', field: 'after' },
      });
    }
    await Promise.all([client.close(), other.close()]);
  });
});

describe('filters', () => {
  const CUSTOMERS = ['c1', 'c2', 'c3'];
  const PRODUCTS = ['p1', 'p2'];
  const ACTORS = ['ann', 'bob'];
  const some = <T>(items: readonly T[]) => fc.uniqueArray(fc.constantFrom(...items), { maxLength: 2 });
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const filters = fc.record({
    customerId: maybe(fc.constantFrom(...CUSTOMERS, 'c9')),
    productId: maybe(fc.constantFrom(...PRODUCTS)),
    actor: maybe(fc.constantFrom(...ACTORS)),
    types: maybe(some(['usage.recorded', 'api.request', 'auth.login', 'auth.*', 'system.*'])),
    categories: maybe(some(['USAGE', 'API', 'AUTH', 'SYSTEM'])),
  });
  const events = fc.array(
    fc.oneof(
      fc
        .record({ customerId: fc.constantFrom(...CUSTOMERS), productId: maybe(fc.constantFrom(...PRODUCTS)) })
        .map((data) => ({ type: 'usage.recorded', category: 'USAGE', actor: undefined, ...data })),
      fc
        .record({
          customerId: maybe(fc.constantFrom(...CUSTOMERS)),
          productId: maybe(fc.constantFrom(...PRODUCTS)),
        })
        .map((data) => ({ type: 'api.request', category: 'API', actor: undefined, ...data })),
      fc.constantFrom(...ACTORS).map((actor) => ({
        type: 'auth.login',
        category: 'AUTH',
        actor,
        customerId: undefined,
        productId: undefined,
      })),
      maybe(fc.constantFrom(...ACTORS)).map((actor) => ({
        type: 'system.deployed',
        category: 'SYSTEM',
        actor,
        customerId: undefined,
        productId: undefined,
      })),
    ),
    { minLength: 1, maxLength: 40 },
  );
  type Told = { type: string; category: string; actor?: string; customerId?: string; productId?: string };
  type Filter = {
    types?: string[];
    categories?: string[];
    customerId?: string;
    productId?: string;
    actor?: string;
  };
  const details: Record<string, object> = {
    'usage.recorded': { billableUnit: 'calls', quantity: 1 },
    'api.request': { method: 'GET', path: '/', statusCode: 200, latencyMs: 1 },
  };
  const fits = (event: Told, { types, categories, ...same }: Filter): boolean =>
    (types?.some(
      (type) => event.type === type || (type.endsWith('.*') && event.type.startsWith(type.slice(0, -1))),
    ) ??
      true) &&
    (categories?.includes(event.category) ?? true) &&
    Object.entries(same).every(([key, value]) => value === undefined || event[key as keyof Told] === value);

  test('each subscriber gets what its filter says, live and resumed', async () => {
    const client = await open(token('filters'));
    await client.live('all');
    await two.writer.notes('filters', 1);
    await client.has('all', 1);
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(filters, { minLength: 8, maxLength: 16 }), events, async (asked, told) => {
        round += 1;
        const ids = asked.map((_, i) => `${round}-${i}`);
        const cursor = client.cursor('all');
        await Promise.all(asked.map((filter, i) => client.live(ids[i] ?? '', { filter })));
        const sent = told.map(({ type, category: _, ...data }) =>
          note({ ...(JSON.parse(JSON.stringify(data)) as object), ...details[type] }, type),
        );
        await two.writer.write('filters', sent);
        const last = await two.writer.notes('filters', 1);
        await client.until(() => client.events('all').at(-1) === last[0]);
        for (const [i, filter] of asked.entries())
          client.subscribe(`again ${ids[i]}`, { filter, after: cursor });
        const ordered = (filter: Filter): string[] =>
          client.events('all').filter((id) => {
            const at = sent.findIndex((event) => event.id === id);
            const event: Told | undefined =
              id === last[0]
                ? { type: 'system.deployed', category: 'SYSTEM' }
                : (told[at] as Told | undefined);
            return event !== undefined && fits(event, filter);
          });
        for (const [i, filter] of asked.entries()) {
          const expected = ordered(filter as Filter);
          for (const id of [ids[i] ?? '', `again ${ids[i]}`]) await client.has(id, expected.length);
        }
        // What nobody asked for would have come by now.
        await pause(100);
        for (const [i, filter] of asked.entries()) {
          const expected = ordered(filter as Filter);
          expect({ filter, live: client.events(ids[i] ?? '') }).toEqual({ filter, live: expected });
          expect({ filter, resumed: client.events(`again ${ids[i]}`) }).toEqual({
            filter,
            resumed: expected,
          });
        }
        for (const id of ids) {
          client.complete(id);
          client.complete(`again ${id}`);
        }
      }),
      { numRuns: 12, endOnFailure: true },
    );
    await client.close();
  });
});

describe('replay', () => {
  test('brings the last as one batch, then everything after, once', async () => {
    await two.writer.notes('replay', 30);
    // What no tick has yet is not replayed, but comes behind it.
    await pause(1_500);
    for (let round = 0; round < 20; round += 1) {
      const count = 1 + ((round * 7) % 45);
      const client = await open(token('replay'), two.nodes[round % 2]);
      const running = Array.from({ length: 3 }, async (_, i) => {
        await pause(((round + i) * 13) % 60);
        return two.writer.notes('replay', 1 + ((round + i) % 4));
      });
      await pause((round * 5) % 50);
      client.subscribe('1', { replay: count });
      const sent = (await Promise.all(running)).flat();
      const last = await two.writer.notes('replay', 1);
      await client.until(() => client.events('1').includes(last[0] ?? ''));
      const all = await recorded(two.db, 'replay');
      const seen = client.events('1');
      expect(seen).toEqual(all.slice(-seen.length));
      const [first] = client.framesOf('1');
      expect(first?.payload?.data?.events.events).toHaveLength(Math.min(count, all.length));
      expect(sent.length).toBeGreaterThan(0);
      await client.close();
    }
  });

  test('with a filter that few events match, looks further back', async () => {
    const rare = await two.writer.notes('rare', 3, { severity: 'CRITICAL' });
    for (let i = 0; i < 6; i += 1) await two.writer.notes('rare', 200);
    rare.push(...(await two.writer.notes('rare', 1, { severity: 'CRITICAL' })));
    const client = await open(token('rare'), two.nodes[1]);
    client.subscribe('1', { replay: 3, filter: { minSeverity: 'CRITICAL' } });
    client.subscribe('2', { replay: 50, filter: { minSeverity: 'CRITICAL' } });
    await client.live('3', { replay: 50, filter: { actor: 'nobody' } });
    await client.live('4', { replay: 0 });
    client.subscribe('5', { replay: 1000 });
    await Promise.all([client.has('1', 3), client.has('2', 4), client.has('5', 1000)]);
    expect(client.events('1')).toEqual(rare.slice(-3));
    expect(client.events('2')).toEqual(rare);
    expect(client.events('5')).toEqual((await recorded(two.db, 'rare')).slice(-1000));
    expect(client.framesOf('5')).toHaveLength(1);
    const next = await two.writer.notes('rare', 1, { severity: 'CRITICAL' });
    await client.has('4', 1);
    await client.has('2', 5);
    expect([client.events('4'), client.events('3'), client.events('2').slice(-1)]).toEqual([next, [], next]);
    await client.close();
  });

  test('is refused with a cursor beside it, and beyond its bounds', async () => {
    const client = await open(token('bounds'));
    await client.live('0');
    await two.writer.notes('bounds', 1);
    await client.has('0', 1);
    const cases: Record<string, object> = {
      both: { after: client.cursor('0'), replay: 3 },
      many: { replay: 1001 },
      negative: { replay: -1 },
    };
    for (const [id, variables] of Object.entries(cases)) {
      client.subscribe(id, variables as Record<string, unknown>);
      expect(await client.fault(id)).toMatchObject({
        message: expect.stringContaining('replay'),
        extensions: { code: 'BAD_USER_INPUT', field: 'replay' },
      });
    }
    client.subscribe('none', { after: client.cursor('0'), replay: 0 });
    const next = await two.writer.notes('bounds', 1);
    await client.has('none', 1);
    expect(client.events('none')).toEqual(next);
    await client.close();
  });
});
