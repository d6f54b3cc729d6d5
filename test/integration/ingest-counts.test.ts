import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Raw, usage } from './support-ingest/events.js';
import { TRANSPORTS } from './support-ingest/transports.js';
import { openWorkbench, type Workbench } from './support-ingest/workbench.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.stop());

describe.each(TRANSPORTS)('what is counted over $name', ({ name, most, send }) => {
  const unit = (what: string): string => `${what} over ${name}`;
  const sendAll = (events: Parameters<typeof send>[2]): ReturnType<typeof send> =>
    send(bench.node, bench.key, events);

  test('identical events count once', async () => {
    const event = usage(unit('same'), unit('same'), 7, { time: new Date().toISOString() });
    const answer = await sendAll(Array.from({ length: most }, () => event));
    expect(answer).toMatchObject({ accepted: 1, duplicates: most - 1, conflicts: 0, rejected: 0 });
    expect(answer.events.map(({ index }) => index)).toEqual([...Array(most).keys()]);
    expect(await bench.total(unit('same'))).toEqual({ quantity: '7', events: 1 });
  });

  test('100 and then two of 100 are 300', async () => {
    await sendAll([usage(unit('a'), unit('sum'), 100)]);
    const answer = await sendAll([
      usage(unit('b'), unit('sum'), 100),
      usage(unit('c'), unit('sum'), new Raw('1.00E+2')),
    ]);
    expect(answer).toMatchObject({ accepted: 2 });
    expect(await bench.total(unit('sum'))).toEqual({ quantity: '300', events: 3 });
  });

  test.each([
    { what: 'a number and a text', given: [123, '0.4567890123456789'], sum: '123.4567890123456789' },
    {
      what: 'more digits than a double has',
      given: [new Raw('12345678901234567890.123456789012345678901'), new Raw('0.000000000000000000009')],
      sum: '12345678901234567890.12345678901234567891',
    },
    { what: 'tenths', given: [0.1, new Raw('0.2'), '0.3'], sum: '0.6' },
    {
      what: 'a correction',
      given: [new Raw('9007199254740993'), new Raw('-9007199254740992.5')],
      sum: '0.5',
    },
  ])('sums are exact: $what', async ({ what, given, sum }) => {
    const events = given.map((quantity, i) => usage(`${unit(what)} ${i}`, unit(what), quantity));
    expect(await sendAll(events)).toMatchObject({ accepted: given.length });
    expect(await bench.total(unit(what))).toEqual({ quantity: sum, events: given.length });
  });

  test('one bad event is rejected by its field and takes nobody along', async () => {
    const bad = unit('bad');
    const answer = await sendAll([
      usage(`${bad} 0`, bad, 1),
      usage(`${bad} 1`, bad, new Raw('NaN')),
      usage(`${bad} 2`, bad, null),
      usage(`${bad} 3`, bad, undefined),
      usage(`${bad} 4`, bad, 1, { tenantid: 'globex' }),
      usage(`${bad} 5`, bad, 'Infinity'),
      usage(`${bad} 6`, bad, 1, { type: 'usage.recorder' }),
      usage(`${bad} 7`, bad, 1, { time: new Date(Date.now() + 10 * 60_000).toISOString() }),
      usage(`${bad} 8`, bad, 1, { time: '2001-01-01T00:00:00Z' }),
      usage(`${bad} 9`, bad, 1, { source: undefined }),
      usage(`${bad} 10`, bad, 2),
    ]);
    expect(answer).toMatchObject({ accepted: 2, duplicates: 0, conflicts: 0, rejected: 9 });
    expect(answer.events.map(({ id }) => id)).toEqual([...Array(11).keys()].map((i) => `${bad} ${i}`));
    expect(answer.events.map(({ reason }) => reason?.split(':')[0] ?? null)).toEqual([
      null,
      'data.quantity',
      'data.quantity',
      'data.quantity',
      'tenantid',
      'data.quantity',
      'type',
      'time',
      'time',
      'source',
      null,
    ]);
    expect(await bench.total(bad)).toEqual({ quantity: '3', events: 2 });
  });
});

describe('what is no batch', () => {
  test.each([
    { what: 'an empty batch', type: 'application/cloudevents-batch+json', body: '[]', status: 200 },
    { what: 'an empty stream', type: 'application/x-ndjson', body: '\n \n', status: 200 },
    { what: 'a malformed body', type: 'application/cloudevents-batch+json', body: '[{', status: 400 },
    {
      what: 'a single event as a batch',
      type: 'application/cloudevents-batch+json',
      body: '{}',
      status: 400,
    },
    { what: 'another format', type: 'text/csv', body: 'a,b', status: 415 },
  ])('$what answers $status', async ({ type, body, status }) => {
    const response = await bench.node.events(bench.key, type, body);
    expect(response.status).toBe(status);
    if (status === 200) {
      expect(await response.json()).toMatchObject({ accepted: 0, duplicates: 0, conflicts: 0, rejected: 0 });
    } else {
      expect(await response.json()).toMatchObject({ error: { message: expect.any(String) } });
    }
  });

  test('a body past the limit answers 413 and counts nothing', async () => {
    const event = usage('large', 'large', 1, { subject: 'x'.repeat(2000) });
    const body = JSON.stringify(Array.from({ length: 9000 }, (_, i) => ({ ...event, id: `large ${i}` })));
    const response = await bench.node.events(bench.key, 'application/cloudevents-batch+json', body);
    expect(response.status).toBe(413);
    expect(await bench.total('large')).toBeNull();
  });

  test('a batch of bad events only writes nothing', async () => {
    const before = await bench.sql('SELECT count(*) FROM event_identities');
    const response = await bench.node.events(bench.key, 'application/json', '[1,null,"x",[],{}]');
    expect(await response.json()).toMatchObject({ accepted: 0, rejected: 5 });
    expect(await bench.sql('SELECT count(*) FROM event_identities')).toEqual(before);
  });
});
