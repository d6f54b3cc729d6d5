import { describe, expect, test } from '@jest/globals';
import { errorsOf, type Cast } from './cast.js';
import type { Answer } from './socket.js';

/** What comes in, and what the live stream shows, each by tenant and by customer. */
export function doorsAndStream(given: () => Cast): void {
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
      const rest = (await (await given().node.events(key, BATCH, JSON.stringify(events))).json()) as Verdicts;
      const { data } = await given().node.graphql<{ ingest: Verdicts }>(key, MUTATION, { events });
      const lines = await given().node.events(
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
        for (const [verdict] of await verdicts(given().keys.acme, event('foreign', { tenantid }))) {
          expect(verdict).toMatchObject({
            verdict: 'REJECTED',
            reason: expect.stringMatching(/^tenantid: /),
          });
        }
      }
      const [first] = await verdicts(given().keys.acme, event('own', { tenantid: 'acme' }));
      expect(first).toMatchObject([{ verdict: 'ACCEPTED' }]);
      expect(await verdicts(given().keys.admin, event('platform', { tenantid: 'globex' }))).toMatchObject([
        ...[[{ verdict: 'ACCEPTED' }], [{ verdict: 'DUPLICATE' }], [{ verdict: 'DUPLICATE' }]],
      ]);
    });

    test('an identity of another tenant is not known', async () => {
      expect((await verdicts(given().keys.globex, event('shared')))[0]).toMatchObject([
        { verdict: 'ACCEPTED' },
      ]);
      expect((await verdicts(given().keys.acme, event('shared', {}, 'acme-c2')))[0]).toMatchObject([
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
      for (const answers of await verdicts(given().keys.narrowed, ...foreign)) {
        expect(answers.map(({ verdict }) => verdict)).toEqual(foreign.map(() => 'REJECTED'));
      }
      expect((await verdicts(given().keys.narrowed, event('n6')))[0]).toMatchObject([
        { verdict: 'ACCEPTED' },
      ]);
      const rightless = await given().node.events(given().keys.rightless, BATCH, '[]');
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
      const whole = await given().socket(given().keys.acme);
      const narrowed = await given().socket(given().keys.narrowed);
      const [fromWhole, fromNarrowed] = [whole.start(STREAM), narrowed.start(STREAM)];
      await Promise.all([whole, narrowed].map((socket) => socket.start('{ viewer { tenantId } }')()));
      // Written until both streams are seen to run, each time in the same order.
      const seen = { whole: new Set<unknown>(), narrowed: new Set<unknown>() };
      const collect = async (
        next: () => Promise<Answer>,
        into: Set<unknown>,
        until: string,
      ): Promise<void> => {
        while (!into.has(until))
          for (const { customer } of batch(await next()).events) into.add(customer?.id);
      };
      await given().whileWriting(
        Promise.all([
          collect(fromWhole, seen.whole, 'acme-c1').then(() => collect(fromWhole, seen.whole, 'acme-c2')),
          collect(fromNarrowed, seen.narrowed, 'acme-c1'),
        ]),
      );
      expect([...seen.whole].sort()).toEqual(['acme-c1', 'acme-c2']);
      expect([...seen.narrowed]).toEqual(['acme-c1']);
    });

    test('takes no cursor of another tenant, nor a forged one', async () => {
      const stream = await given().socket(given().keys.globex);
      const next = stream.start(STREAM);
      const { cursor } = batch(await given().whileWriting(next()));
      const forged = cursor.replace(/\.\d+\./, '.1.');
      for (const after of [cursor, forged, `${cursor}x`, '', 'x', '1.2.3.4']) {
        const socket = await given().socket(given().keys.acme);
        const errors = errorsOf(await socket.start(STREAM, { after })());
        expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'after' } }]);
        expect(JSON.stringify(errors)).not.toContain('globex');
      }
    });
  });
}
