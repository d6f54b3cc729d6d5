import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { storefront } from '../../src/catalogue/storefront.js';
import { STEP_TYPES, stepEvent, ways, type Step } from '../support/oracle/funnel-events.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';
import { draw } from '../support/oracle/oracle-run.js';
import { countReads } from '../support/statements.js';

const NOW = Date.parse('2026-03-31T13:37:11.123Z');
const DAY = 86_400_000;
const SIX_TO_TWENTY = 'window: { from: "2026-03-30T06:00:00Z", to: "2026-03-30T20:00:00Z" }';

let bench: OracleBench;
const sent = { count: 0 };

beforeAll(async () => {
  bench = await openOracleBench(NOW);
}, 60_000);
afterAll(() => bench.stop());

/** A step: whose, which, when (a time of 30 March 2026, or any instant), and what else is said of it. */
type Given = readonly [visitor: string, step: Step, time: string, more?: Readonly<Record<string, string>>];

async function send(tenantId: string, given: readonly Given[]): Promise<void> {
  const events = given.map(([visitorId, step, time, more]) => ({
    ...{ id: `step ${sent.count++}`, source: 'test', type: STEP_TYPES[step] },
    time: time.length === 5 ? `2026-03-30T${time}:00Z` : time,
    data: { visitorId, ...more },
  }));
  expect(await bench.send(events, tenantId)).toEqual({ ACCEPTED: events.length });
}

/** A tenant's key, and its events. */
async function tenant(tenantId: string, given: readonly Given[]): Promise<string> {
  await send(tenantId, given);
  return bench.key(undefined, ['analytics:read'], tenantId);
}

async function ask(key: string, args: string, fields: string): Promise<unknown> {
  const answer = await bench.ask(key, `{ funnel(${args}) { ${fields} } }`, {});
  expect(answer).toEqual({ data: expect.anything() });
  return (answer.data as { funnel: unknown }).funnel;
}

const iso = (at: number): string => new Date(at).toISOString();

describe('people who visit and look at a product', () => {
  test.each([
    ['"14d"', 2, 600],
    ['"PT15M"', 2, 600],
    ['"PT14M59.999S"', 1, 300],
    ['"5m"', 1, 300],
    ['"PT4M59.999S"', 0, null],
  ])('within %s', async (conversionWindow, visitors, meanSeconds) => {
    const key = await tenant(`views ${conversionWindow}`, [
      ['A', 'VISIT', '14:00'],
      ['A', 'PRODUCT_VIEW', '14:05'],
      ['B', 'VISIT', '14:03'],
      ['C', 'VISIT', '12:00'],
      ['C', 'PRODUCT_VIEW', '12:15'],
    ]);
    const input = `input: { steps: [VISIT, PRODUCT_VIEW], conversionWindow: ${conversionWindow} }`;
    const steps = 'steps { step visitors fromPrevious fromStart dropOff meanSeconds }';
    expect(await ask(key, `${SIX_TO_TWENTY}, ${input}`, steps)).toEqual({
      steps: [
        { step: 'VISIT', visitors: 3, fromPrevious: null, fromStart: 1, dropOff: 0, meanSeconds: null },
        {
          ...{ step: 'PRODUCT_VIEW', visitors, fromPrevious: visitors / 3, fromStart: visitors / 3 },
          ...{ dropOff: 3 - visitors, meanSeconds },
        },
      ],
    });
  });
});

test('how long three people took for two steps', async () => {
  const key = await tenant('times', [
    ['P1', 'VISIT', '12:00'],
    ['P1', 'PRODUCT_VIEW', '13:00'],
    ['P1', 'PRICING_VIEW', '15:00'],
    ['P2', 'VISIT', '14:00'],
    ['P2', 'PRODUCT_VIEW', '16:00'],
    ['P3', 'VISIT', '14:00'],
    ['P3', 'PRODUCT_VIEW', '16:00'],
    ['P3', 'PRICING_VIEW', '17:00'],
  ]);
  const input = 'input: { steps: [VISIT, PRODUCT_VIEW, PRICING_VIEW] }';
  expect(
    await ask(key, `${SIX_TO_TWENTY}, ${input}`, 'steps { visitors meanSeconds medianSeconds p90Seconds }'),
  ).toEqual({
    steps: [
      { visitors: 3, meanSeconds: null, medianSeconds: null, p90Seconds: null },
      { visitors: 3, meanSeconds: 6000, medianSeconds: 7200, p90Seconds: 7200 },
      { visitors: 2, meanSeconds: 5400, medianSeconds: 5400, p90Seconds: 6840 },
    ],
  });
});

test('an entry is in the month that the zone shows', async () => {
  bench.now = Date.parse('2020-06-15T12:00:00Z');
  try {
    const key = await tenant('zones', [
      ['A', 'VISIT', '2020-05-01T00:00:00Z'],
      ['A', 'PRODUCT_VIEW', '2020-05-01T08:00:00Z'],
    ]);
    const input = 'input: { steps: [VISIT, PRODUCT_VIEW] }';
    const trend = async (timeZone: string): Promise<unknown> => {
      const range = 'from: "2020-04-01T12:00:00Z", to: "2020-06-01T00:00:00Z"';
      const window = `window: { ${range}, timeZone: "${timeZone}", granularity: MONTH }`;
      return ask(key, `${window}, ${input}`, 'trend { bucket visitors conversion status }');
    };
    const entered = { visitors: [1, 1], conversion: 1, status: 'OK' };
    const quiet = { visitors: [0, 0], conversion: null };
    expect(await trend('US/Pacific')).toEqual({
      trend: [
        { bucket: '2020-04-01T07:00:00.000Z', ...entered },
        { bucket: '2020-05-01T07:00:00.000Z', ...quiet, status: 'ZERO' },
      ],
    });
    expect(await trend('UTC')).toEqual({
      trend: [
        { bucket: '2020-04-01T00:00:00.000Z', ...quiet, status: 'MISSING' },
        { bucket: '2020-05-01T00:00:00.000Z', ...entered },
      ],
    });
  } finally {
    bench.now = NOW;
  }
});

const STEP = `{ step visitors fromPrevious fromStart dropOff dropOffRate maturing meanSeconds medianSeconds
  p90Seconds change { previous absolute ratio } }`;
const COMPARED = STEP.replace(/\}$/, `previous ${STEP} }`);
const WHOLE = `meta { from to granularity timeZone sources watermark complete staleSeconds }
  steps ${COMPARED} biggestDropOff ${COMPARED} trend { bucket visitors conversion status }
  breakdown(first: 2) { value others product { id name } conversion steps ${COMPARED} }`;

test('a late event changes the answer, and what is asked again is answered the same', async () => {
  const key = await tenant('late', [
    ['A', 'VISIT', '08:00'],
    ['A', 'PRODUCT_VIEW', '09:00'],
    ['B', 'VISIT', '10:00'],
  ]);
  const args = `${SIX_TO_TWENTY}, input: { steps: [VISIT, PRODUCT_VIEW], breakdown: PRODUCT }`;
  const short = 'steps { visitors meanSeconds }';
  const before = {
    steps: [
      { visitors: 2, meanSeconds: null },
      { visitors: 1, meanSeconds: 3600 },
    ],
  };
  expect(await ask(key, args, short)).toEqual(before);
  await bench.refresh(storefront, NOW + DAY);
  expect(await ask(key, args, short)).toEqual(before);
  await send('late', [
    ['B', 'PRODUCT_VIEW', '10:30'],
    ['C', 'VISIT', '07:00'],
    ['C', 'PRODUCT_VIEW', '07:30'],
  ]);
  const after = {
    steps: [
      { visitors: 3, meanSeconds: null },
      { visitors: 3, meanSeconds: 2400 },
    ],
  };
  expect(await ask(key, args, short)).toEqual(after);
  const whole = await ask(key, args, WHOLE);
  expect(await ask(key, args, WHOLE)).toEqual(whole);
  await bench.refresh(storefront, NOW + DAY);
  expect(await ask(key, args, short)).toEqual(after);
});

test('visitors who become one customer are one person, also where they became it later', async () => {
  const key = await tenant('people', [
    ['phone', 'VISIT', '08:00'],
    ['laptop', 'PRODUCT_VIEW', '09:00'],
    ['phone', 'SIGNUP', '2026-03-31T10:00:00Z', { customerId: 'c' }],
    ['laptop', 'SIGNUP', '2026-03-31T11:00:00Z', { customerId: 'c' }],
    ['c', 'PRODUCT_VIEW', '12:00'],
  ]);
  const of = (steps: string): Promise<unknown> =>
    ask(key, `${SIX_TO_TWENTY}, input: { steps: [${steps}] }`, 'steps { visitors }');
  expect(await of('VISIT, PRODUCT_VIEW')).toEqual({ steps: [{ visitors: 1 }, { visitors: 1 }] });
  // The visitor of the customer's name is somebody else.
  expect(await of('PRODUCT_VIEW')).toEqual({ steps: [{ visitors: 2 }] });
});

test('who is who is kept once a visitor, customer and day, and told as a source', async () => {
  const hours = ['06', '07', '08', '09'];
  const key = await tenant('once', [
    ...hours.flatMap((hour): Given[] => [
      ['v', 'VISIT', `${hour}:00`, { customerId: 'c' }],
      ['v', 'PRODUCT_VIEW', `${hour}:01`, { customerId: 'c' }],
      ['w', 'VISIT', `${hour}:02`, { customerId: 'c' }],
      ['w', 'VISIT', `${hour}:03`],
    ]),
    ['v', 'VISIT', '2026-03-29T06:00:00Z', { customerId: 'd' }],
  ]);
  const asked = `${SIX_TO_TWENTY}, input: { steps: [VISIT, PRODUCT_VIEW] }`;
  const steps = [{ visitors: 1 }, { visitors: 1 }];
  expect(await ask(key, asked, 'steps { visitors }')).toEqual({ steps });
  await bench.refresh(storefront, NOW + DAY);
  const kept = await bench.db.write.query(
    `SELECT bucket::text, events::int, octet_length(identities) AS bytes FROM storefront_identities_1d
     WHERE tenant_id = 'once' ORDER BY bucket`,
  );
  // A head, two keys and a step.
  const one = 4 + 16 + 16 + 8;
  expect(kept.rows.map(({ events, bytes }) => ({ events, bytes }))).toEqual([
    { events: 1, bytes: one },
    { events: 12, bytes: 2 * one },
  ]);
  // Besides the days that are over what holds the present one.
  const sources = expect.arrayContaining(['storefront_days_1d', 'storefront_identities_1d']);
  expect(await ask(key, asked, 'steps { visitors } meta { sources }')).toEqual({ steps, meta: { sources } });
});

describe('who still has time', () => {
  const args = `window: { from: "2026-02-01T00:00:00Z", to: "2026-04-01T00:00:00Z", granularity: MONTH }
    input: { steps: [VISIT, PRODUCT_VIEW, PRICING_VIEW] }`;
  const daysAgo = (days: number, later = 0): string => iso(NOW - days * DAY + later);

  test('counts as dropped off, and not in the rate', async () => {
    const key = await tenant('maturing', [
      ['young', 'VISIT', daysAgo(1)],
      ['edge', 'VISIT', daysAgo(14)],
      ['old', 'VISIT', daysAgo(14, -1)],
      ['far', 'VISIT', daysAgo(20)],
      ['far', 'PRODUCT_VIEW', daysAgo(19)],
      ['further', 'VISIT', daysAgo(13)],
      ['further', 'PRODUCT_VIEW', daysAgo(12)],
    ]);
    const fields = 'visitors dropOff maturing dropOffRate';
    const second = { visitors: 2, dropOff: 3, maturing: 2, dropOffRate: 1 / 3 };
    const third = { visitors: 0, dropOff: 2, maturing: 1, dropOffRate: 1 };
    const trend = 'trend { visitors conversion status }';
    expect(
      await ask(
        key,
        args,
        `steps { ${fields} } biggestDropOff { step ${fields} } ${trend} meta { complete }`,
      ),
    ).toEqual({
      steps: [{ visitors: 5, dropOff: 0, maturing: 0, dropOffRate: null }, second, third],
      biggestDropOff: { step: 'PRICING_VIEW', ...third },
      trend: [
        { visitors: [0, 0, 0], conversion: null, status: 'MISSING' },
        { visitors: [5, 2, 0], conversion: 0, status: 'INCOMPLETE' },
      ],
      meta: { complete: false },
    });
  });

  test('nobody is lost while all have', async () => {
    const key = await tenant('all maturing', [['young', 'VISIT', daysAgo(1)]]);
    expect(await ask(key, args, 'steps { maturing dropOffRate } biggestDropOff { step }')).toEqual({
      steps: [
        { maturing: 0, dropOffRate: null },
        { maturing: 1, dropOffRate: null },
        { maturing: 0, dropOffRate: null },
      ],
      biggestDropOff: null,
    });
  });
});

test('each bucket of the trend is the funnel of that bucket', async () => {
  const events = draw(ways(NOW), 60, 5).flat();
  const named = events.map((event, i) => stepEvent({ ...event, id: `way ${i}` }));
  expect(await bench.send(named, 'trend')).toEqual({ ACCEPTED: named.length });
  const key = await bench.key(undefined, ['analytics:read'], 'trend');
  const range = { from: NOW - 50 * DAY, to: NOW - 3_600_000 };
  for (const order of ['ORDERED', 'STRICT', 'UNORDERED']) {
    const input = `input: { order: ${order}, conversionWindow: "20d" }`;
    const window = `from: "${iso(range.from)}", to: "${iso(range.to)}"`;
    const asked = `window: { ${window}, granularity: WEEK, timeZone: "Asia/Kathmandu" }, ${input}`;
    const { trend } = (await ask(key, asked, 'trend { bucket visitors }')) as {
      trend: { bucket: string; visitors: number[] }[];
    };
    const starts = trend.map(({ bucket }) => Date.parse(bucket));
    const buckets = starts.map((start, i) => {
      const from = iso(Math.max(start, range.from));
      const to = iso(Math.min(starts[i + 1] ?? range.to, range.to));
      return `b${i}: funnel(window: { from: "${from}", to: "${to}" }, ${input}) { steps { visitors } }`;
    });
    const { data } = await bench.ask(key, `{ ${buckets.join('\n')} }`, {});
    const alone = Object.values(data as Record<string, { steps: { visitors: number }[] }>);
    expect(trend.map(({ visitors }) => visitors)).toEqual(
      alone.map(({ steps }) => steps.map(({ visitors }) => visitors)),
    );
    expect(trend.some(({ visitors: [, second = 0] }) => second > 0)).toBe(true);
  }
});

describe('who sees what', () => {
  const given: Given[] = [
    ['v', 'VISIT', '08:00'],
    ['v', 'SIGNUP', '09:00', { customerId: 'c1' }],
    ['v', 'FIRST_API_CALL', '10:00', { customerId: 'c1' }],
    ['v', 'VISIT', '11:00', { customerId: 'c2' }],
  ];
  const fields = 'steps { visitors } trend { visitors status }';
  const args = `window: { from: "2026-03-29T00:00:00Z", to: "2026-03-31T00:00:00Z", granularity: DAY }
    input: { steps: [SIGNUP, FIRST_API_CALL], conversionWindow: "1h" }`;

  test('a key that is narrowed to a customer sees the steps that were taken as it', async () => {
    await send('narrow', given);
    const narrowed = await bench.key('c1', ['analytics:read'], 'narrow');
    expect(await ask(narrowed, args, fields)).toEqual({
      steps: [{ visitors: 1 }, { visitors: 1 }],
      trend: [
        { visitors: [0, 0], status: 'MISSING' },
        { visitors: [1, 1], status: 'OK' },
      ],
    });
    const visits = `${SIX_TO_TWENTY}, input: { steps: [VISIT] }`;
    expect(await ask(narrowed, visits, 'steps { visitors }')).toEqual({ steps: [{ visitors: 0 }] });
  });

  test("another tenant's steps are not there", async () => {
    await send('full', given);
    const empty = await bench.key(undefined, ['analytics:read'], 'empty');
    expect(await ask(empty, args, fields)).toEqual({
      steps: [{ visitors: 0 }, { visitors: 0 }],
      trend: [
        { visitors: [0, 0], status: 'MISSING' },
        { visitors: [0, 0], status: 'MISSING' },
      ],
    });
    const { errors } = await bench.ask(empty, '{ funnel(tenantId: "full") { steps { visitors } } }', {});
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  test('a key without the right sees nothing', async () => {
    const key = await bench.key(undefined, ['events:write'], 'full');
    const { errors } = await bench.ask(key, '{ funnel { steps { visitors } } }', {});
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('what cannot be asked is refused by the name of its field', () => {
  test.each([
    ['input.steps', 'funnel(input: { steps: [] }) { steps { visitors } }'],
    ['input.steps', 'funnel(input: { steps: [VISIT, SIGNUP, VISIT] }) { steps { visitors } }'],
    ['input.conversionWindow', 'funnel(input: { conversionWindow: "PT0S" }) { steps { visitors } }'],
    ['input.conversionWindow', 'funnel(input: { conversionWindow: "PT0.999S" }) { steps { visitors } }'],
    ['input.conversionWindow', 'funnel(input: { conversionWindow: "400d" }) { steps { visitors } }'],
    ['input.conversionWindow', 'funnel(input: { conversionWindow: "P366DT0.001S" }) { steps { visitors } }'],
    ['input.productId', 'funnel(input: { productId: "\\u0000" }) { steps { visitors } }'],
    ['filter.utmSources', 'funnel(filter: { utmSources: ["a", "\\u0000"] }) { steps { visitors } }'],
    ['first', 'funnel { breakdown(first: 0) { value } }'],
    ['first', 'funnel(input: { breakdown: COUNTRY }) { breakdown(first: 1001) { value } }'],
    ['window.to', 'funnel(window: { from: "2026-03-30", to: "2026-03-30" }) { steps { visitors } }'],
  ])('%s: %s', async (field, query) => {
    const { errors } = await bench.ask(await bench.key(), `{ ${query} }`, {});
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
  });

  test('an unknown zone, written out and as a variable', async () => {
    const key = await bench.key();
    const written = '{ funnel(window: { timeZone: "Mars/Olympus" }) { steps { visitors } } }';
    expect((await bench.ask(key, written, {})).errors).toMatchObject([
      { message: expect.stringMatching(/"TimeZone".*"Mars\/Olympus"/) },
    ]);
    const asked = 'query ($window: WindowInput) { funnel(window: $window) { steps { visitors } } }';
    expect((await bench.ask(key, asked, { window: { timeZone: 'Mars/Olympus' } })).errors).toMatchObject([
      { message: expect.stringContaining('"window.timeZone"') },
    ]);
  });

  test.each(['PT1S', '366d', 'P52W'])('a conversion window of %s is none of it', async (conversionWindow) => {
    const args = `input: { steps: [VISIT], conversionWindow: "${conversionWindow}" }`;
    expect(await ask(await bench.key(), args, 'steps { step }')).toEqual({ steps: [{ step: 'VISIT' }] });
  });
});

test('every field at once: at most eight statements', async () => {
  const events = draw(ways(NOW), 100, 9).flat();
  const named = events.map((event, i) => stepEvent({ ...event, id: `much ${i}` }));
  expect(await bench.send(named, 'much')).toEqual({ ACCEPTED: named.length });
  const key = await bench.key(undefined, ['analytics:read'], 'much');
  const args = 'window: { period: "30d", compareTo: PREVIOUS_PERIOD }, input: { breakdown: PRODUCT }';
  // The key, and what a node knows of dirty ranges, are known from then on.
  await ask(key, args, 'steps { visitors }');
  const { result, statements } = await countReads(() => ask(key, args, WHOLE));
  expect(result).toMatchObject({ steps: { length: 6 }, breakdown: { length: 3 } });
  expect(statements.length).toBeGreaterThan(0);
  expect(statements.length).toBeLessThanOrEqual(8);
});
