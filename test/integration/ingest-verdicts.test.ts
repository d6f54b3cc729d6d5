import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { json, Raw, usage, type TestEvent } from './support-ingest/events.js';
import { batch, ndjson, TRANSPORTS, type Answer } from './support-ingest/transports.js';
import { openWorkbench, type Workbench } from './support-ingest/workbench.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.stop());

const send = (events: readonly TestEvent[]): Promise<Answer> => batch.send(bench.node, bench.key, events);
const verdicts = ({ events }: Answer): string[] => events.map(({ verdict }) => verdict);

describe.each(TRANSPORTS)('an event that came over $name', (first) => {
  const unit = `first over ${first.name}`;
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const event: TestEvent = {
    id: unit,
    source: '/meter/ä',
    type: 'usage.recorded',
    time: `${day}T08:00:00Z`,
    subject: 'seat 7',
    data: {
      customerId: 'c1',
      billableUnit: unit,
      quantity: new Raw('1.50'),
      revenue: { amount: '0.20', currency: 'eur' },
      attributes: { b: new Raw('10'), a: ['x', null] },
    },
  };
  const respelt: TestEvent = {
    ...event,
    time: `${day}T09:30:00.000+01:30`,
    data: {
      attributes: { a: ['x', null], b: new Raw('1.0e1') },
      revenue: { currency: 'EUR', amount: new Raw('2e-1') },
      productId: null,
      quantity: '+1.5',
      billableUnit: unit,
      customerId: 'c1',
    },
  };
  const others: TestEvent[] = [
    { ...event, data: { ...event.data, quantity: new Raw('1.5000000000000000000001') } },
    { ...event, data: { ...event.data, attributes: { b: '10', a: ['x', null] } } },
    { ...event, time: `${day}T08:00:00.001Z` },
    { ...event, time: undefined },
    { ...event, subject: 'seat 8' },
    { id: unit, source: '/meter/ä', type: 'system.deployed', data: { message: 'v2' } },
  ];

  test('is a duplicate over all, however it is spelt, and a conflict with other content', async () => {
    expect(await first.send(bench.node, bench.key, [event])).toMatchObject({ accepted: 1 });
    for (const { name, send } of TRANSPORTS) {
      const answer = await send(bench.node, bench.key, [event, respelt, ...others]);
      expect([name, ...verdicts(answer)]).toEqual([
        name,
        'DUPLICATE',
        'DUPLICATE',
        ...others.map(() => 'CONFLICT'),
      ]);
      for (const { verdict, reason } of answer.events) {
        expect(reason).toEqual(verdict === 'CONFLICT' ? expect.stringMatching(/^id: /) : null);
      }
    }
    expect(await bench.total(unit)).toEqual({ quantity: '1.5', events: 1 });
    expect(await bench.sql('SELECT source FROM event_log WHERE id = $1', [unit])).toEqual([
      { source: '/meter/ä' },
    ]);
  });
});

describe('what makes an event the same', () => {
  test('without a time a retry is a duplicate, though the default has moved on', async () => {
    expect(verdicts(await send([usage('timeless', 'timeless', 1)]))).toEqual(['ACCEPTED']);
    expect(verdicts(await send([usage('timeless', 'timeless', '1.0')]))).toEqual(['DUPLICATE']);
  });

  test('context extensions do not matter, and data may come in base64', async () => {
    const data = { customerId: 'c1', billableUnit: 'extended', quantity: 1 };
    const envelope = { id: 'extended', source: 'test', type: 'usage.recorded' };
    const spellings = [
      { ...envelope, specversion: '1.0', traceparent: 'one', data },
      { ...envelope, traceparent: 'another', datacontenttype: 'application/json', data },
      { ...envelope, data_base64: Buffer.from(JSON.stringify(data)).toString('base64') },
    ];
    expect(verdicts(await send(spellings))).toEqual(['ACCEPTED', 'DUPLICATE', 'DUPLICATE']);
  });

  test('source and id are not glued together', async () => {
    const answer = await send([
      { ...usage('c', 'glue', 1), source: 'a-b' },
      { ...usage('b-c', 'glue', 1), source: 'a' },
      { ...usage('', 'glue', 1), source: 'a-b-c' },
      { ...usage('1:c', 'glue', 1), source: 'a-b' },
      { ...usage('C', 'glue', 1), source: 'a-b' },
    ]);
    expect(verdicts(answer)).toEqual(['ACCEPTED', 'ACCEPTED', 'REJECTED', 'ACCEPTED', 'ACCEPTED']);
    expect(await bench.total('glue')).toEqual({ quantity: '4', events: 4 });
  });

  test('the same id in two tenants is two events', async () => {
    const globex = await bench.node.key('globex', ['analytics:read', 'events:write']);
    const event = usage('mine', 'tenants', 5);
    for (const expected of ['ACCEPTED', 'DUPLICATE']) {
      for (const key of [bench.key, globex]) {
        expect(verdicts(await batch.send(bench.node, key, [event]))).toEqual([expected]);
      }
    }
    expect(await bench.total('tenants')).toEqual({ quantity: '5', events: 1 });
    expect(await bench.total('tenants', globex)).toEqual({ quantity: '5', events: 1 });
  });

  test.each([batch, ndjson])(
    'one $name with duplicates and conflicts inside itself',
    async ({ name, send }) => {
      const id = (i: number): string => `${name} inner ${i}`;
      const unit = `${name} inner`;
      await send(bench.node, bench.key, [usage(id(0), unit, 1)]);
      const answer = await send(bench.node, bench.key, [
        usage(id(1), unit, 10),
        usage(id(1), unit, 10),
        usage(id(1), unit, 11),
        usage(id(1), unit, '10.0'),
        usage(id(0), unit, 2),
        usage(id(0), unit, 1),
        usage(id(0), unit, 2),
        usage(id(2), unit, undefined),
        usage(id(2), unit, 100),
      ]);
      expect(verdicts(answer)).toEqual([
        ...['ACCEPTED', 'DUPLICATE', 'CONFLICT', 'DUPLICATE'],
        ...['CONFLICT', 'DUPLICATE', 'CONFLICT'],
        ...['REJECTED', 'ACCEPTED'],
      ]);
      expect(answer).toMatchObject({ accepted: 2, duplicates: 3, conflicts: 3, rejected: 1 });
      expect(await bench.total(unit)).toEqual({ quantity: '111', events: 3 });
    },
  );

  test('a rejected event has no identity: mended, it is accepted', async () => {
    expect(verdicts(await send([usage('mended', 'mended', 'x')]))).toEqual(['REJECTED']);
    expect(verdicts(await send([usage('mended', 'mended', 3)]))).toEqual(['ACCEPTED']);
  });

  test('1,000 events and then all of them again, one transaction each', async () => {
    const events = Array.from({ length: 1000 }, (_, i) => usage(`bulk ${i}`, 'bulk', '0.001'));
    expect(await send(events)).toMatchObject({ accepted: 1000 });
    expect(await ndjson.send(bench.node, bench.key, events)).toMatchObject({ duplicates: 1000 });
    expect(await bench.total('bulk')).toEqual({ quantity: '1', events: 1000 });
  });
});

test('what came over the wire is what the verdict echoes', async () => {
  const response = await bench.node.events(
    bench.key,
    'application/json',
    json([usage('echo ü', 'echo', 1), { source: 's' }, 7]),
  );
  const { events } = (await response.json()) as Answer;
  expect(events.map(({ index, id }) => [index, id])).toEqual([
    [0, 'echo ü'],
    [1, null],
    [2, null],
  ]);
  expect(events[1]?.reason).toMatch(/^id: missing; type: missing; data: missing/);
  expect(events[2]?.reason).toMatch(/^event: /);
});
