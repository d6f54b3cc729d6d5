import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { errorsOf, startCast, type Cast } from './support-tenants/cast.js';
import type { Answer } from './support-tenants/socket.js';

let cast: Cast;
let node: Cast['node'];
let keys: Cast['keys'];

beforeAll(async () => {
  cast = await startCast();
  ({ node, keys } = cast);
});
afterAll(() => cast.stop());

describe('what is written', () => {
  const event = (id: string, extra: object = {}, customerId = 'acme-c1') => ({
    ...{ specversion: '1.0', id, source: 'write', type: 'usage.recorded', ...extra },
    data: { customerId, billableUnit: 'acme-unit', quantity: 1 },
  });
  const BATCH = 'application/cloudevents-batch+json';
  const MUTATION =
    'mutation ($events: [CloudEventInput!]!) { ingest(events: $events) { events { verdict reason } } }';
  type Verdicts = { events: { verdict: string; reason: string | null }[] };

  /** Verdicts through each door. */
  async function verdicts(key: string, ...events: object[]): Promise<Verdicts['events'][]> {
    const rest = (await (await node.events(key, BATCH, JSON.stringify(events))).json()) as Verdicts;
    const { data } = await node.graphql<{ ingest: Verdicts }>(key, MUTATION, { events });
    const lines = await node.events(
      key,
      'application/x-ndjson',
      events.map((one) => JSON.stringify(one)).join('\n'),
    );
    const streamed = (await lines.text()).trim().split('\n').slice(0, -1);
    return [
      rest.events,
      data?.ingest.events ?? [],
      streamed.map((line) => JSON.parse(line) as Verdicts['events'][0]),
    ];
  }

  test('a foreign tenant is refused in every door, whether it exists or not', async () => {
    for (const tenantid of ['globex', 'nobody']) {
      for (const [verdict] of await verdicts(keys.acme, event('foreign', { tenantid }))) {
        expect(verdict).toMatchObject({ verdict: 'REJECTED', reason: expect.stringMatching(/^tenantid: /) });
      }
    }
    const [first] = await verdicts(keys.acme, event('own', { tenantid: 'acme' }));
    expect(first).toMatchObject([{ verdict: 'ACCEPTED' }]);
    expect(await verdicts(keys.admin, event('platform', { tenantid: 'globex' }))).toMatchObject([
      ...[[{ verdict: 'ACCEPTED' }], [{ verdict: 'DUPLICATE' }], [{ verdict: 'DUPLICATE' }]],
    ]);
  });

  test('an identity of another tenant is not known', async () => {
    expect((await verdicts(keys.globex, event('shared')))[0]).toMatchObject([{ verdict: 'ACCEPTED' }]);
    expect((await verdicts(keys.acme, event('shared', {}, 'acme-c2')))[0]).toMatchObject([
      { verdict: 'ACCEPTED' },
    ]);
  });

  test('a narrowed credential writes only of its customer', async () => {
    const foreign = [
      event('n1', {}, 'acme-c2'),
      { ...event('n2'), type: 'system.deployed', data: { message: 'x' } },
      { ...event('n3'), type: 'customer.upserted', data: { id: 'acme-c2', name: 'taken' } },
      { ...event('n4'), type: 'product.upserted', data: { id: 'acme-product', name: 'taken' } },
      event('n5', { tenantid: 'globex' }),
    ];
    for (const answers of await verdicts(keys.narrowed, ...foreign)) {
      expect(answers.map(({ verdict }) => verdict)).toEqual(foreign.map(() => 'REJECTED'));
    }
    expect((await verdicts(keys.narrowed, event('n6')))[0]).toMatchObject([{ verdict: 'ACCEPTED' }]);
    const rightless = await node.events(keys.rightless, BATCH, '[]');
    expect([rightless.status, await rightless.text()]).toEqual([
      403,
      expect.stringContaining('events:write'),
    ]);
  });
});

describe('the stream', () => {
  const STREAM =
    'subscription ($after: String) { events(after: $after) { cursor events { id customer { id } message attributes } } }';
  const batch = (answer: Answer) =>
    answer.payload.data?.['events'] as { cursor: string; events: { customer: { id: string } | null }[] };

  test('holds one tenant, and one customer where the credential is narrowed', async () => {
    const whole = await cast.socket(keys.acme);
    const narrowed = await cast.socket(keys.narrowed);
    const [fromWhole, fromNarrowed] = [whole.start(STREAM), narrowed.start(STREAM)];
    await Promise.all([whole, narrowed].map((socket) => socket.start('{ viewer { tenantId } }')()));
    // Written until both streams are seen to run, each time in the same order.
    const seen = { whole: new Set<unknown>(), narrowed: new Set<unknown>() };
    const collect = async (next: () => Promise<Answer>, into: Set<unknown>, until: string): Promise<void> => {
      while (!into.has(until)) for (const { customer } of batch(await next()).events) into.add(customer?.id);
    };
    await cast.whileWriting(
      Promise.all([
        collect(fromWhole, seen.whole, 'acme-c1').then(() => collect(fromWhole, seen.whole, 'acme-c2')),
        collect(fromNarrowed, seen.narrowed, 'acme-c1'),
      ]),
    );
    expect([...seen.whole].sort()).toEqual(['acme-c1', 'acme-c2']);
    expect([...seen.narrowed]).toEqual(['acme-c1']);
  });

  test('takes no cursor of another tenant, nor a forged one', async () => {
    const stream = await cast.socket(keys.globex);
    const next = stream.start(STREAM);
    const { cursor } = batch(await cast.whileWriting(next()));
    const forged = cursor.replace(/\.\d+\./, '.1.');
    for (const after of [cursor, forged, `${cursor}x`, '', 'x', '1.2.3.4']) {
      const socket = await cast.socket(keys.acme);
      const errors = errorsOf(await socket.start(STREAM, { after })());
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'after' } }]);
      expect(JSON.stringify(errors)).not.toContain('globex');
    }
  });
});
