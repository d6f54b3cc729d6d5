import { describe, expect, test } from '@jest/globals';
import { datasets } from '../../../src/catalogue/catalogue.js';
import { entry } from '../../../src/catalogue/dataset.js';
import { plan, type PlannedQuery } from '../../../src/planner/plan.js';
import type { AnalyticsQuery, DimensionFilter } from '../../../src/planner/query.js';
import { GRANULARITIES, type Granularity } from '../../../src/planner/granularity.js';
import { resolveWindow } from '../../../src/planner/window.js';

/** A question as a table writes it: days of October 2026 and the like, in the words of the API. */
interface Question {
  readonly dataset?: 'usage' | 'mcp';
  readonly measures?: readonly string[];
  readonly by?: readonly string[];
  readonly filters?: readonly DimensionFilter[];
  readonly from?: string;
  readonly to?: string;
  readonly grain?: Granularity | null;
  readonly timeZone?: string;
  readonly customerId?: string | null;
  readonly top?: AnalyticsQuery['top'];
  readonly dirty?: readonly (readonly [from: string, to: string])[];
}

function planned({ customerId = null, dirty = [], ...question }: Question): PlannedQuery {
  const range = {
    from: Date.parse(question.from ?? '2026-09-28T00:00Z'),
    to: Date.parse(question.to ?? '2026-10-12T00:00Z'),
  };
  const { grain = null, timeZone = 'UTC' } = question;
  const absolute = (epochMs: number) => ({ kind: 'absolute', epochMs }) as const;
  const window = grain && {
    from: absolute(range.from),
    to: absolute(range.to),
    timeZone,
    granularity: grain,
  };
  const dataset = entry(datasets, question.dataset ?? 'usage');
  const query: AnalyticsQuery = {
    dataset,
    measures: question.measures ?? (dataset.key === 'usage' ? ['quantity'] : ['invocations']),
    dimensions: question.by ?? [],
    filters: question.filters ?? [],
    range,
    buckets: window && resolveWindow(window, range.to).buckets,
    top: question.top ?? null,
  };
  const ranges = dirty.map(([from, to]) => ({ from: Date.parse(from), to: Date.parse(to) }));
  const [part] = plan([query], { tenantId: 'acme', customerId }, ranges).parts;
  if (part === undefined) throw new Error('nothing was planned');
  return part;
}

/** Every rollup is either read or has a reason why not, and what else is read is the raw rows. */
function expectReasons({ query, sources, considered }: PlannedQuery): void {
  expect(considered.map(({ relation }) => relation)).toEqual(
    query.dataset.rollups.map(({ relation }) => relation),
  );
  const read = considered.filter(({ passedOver }) => passedOver === null).map(({ relation }) => relation);
  expect([...read, query.dataset.relation].slice(0, sources.length)).toEqual(sources);
  expect(sources.length - read.length).toBeLessThanOrEqual(1);
  for (const { passedOver } of considered) expect(passedOver).not.toBe('');
}

describe('grain x zone x alignment x filter', () => {
  type Alignment = 'day' | 'hour' | 'quarter-hour' | 'second';
  type Source = '1d' | '1h' | '15m' | 'raw';
  const SOURCES: readonly Source[] = ['1d', '1h', '15m', 'raw'];
  const ZONES = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'] as const;
  type ZoneName = (typeof ZONES)[number];

  /**
   * The coarsest buckets whose edges all edges of the answer's buckets are, with the dates of the fortnight below:
   * New York is 4 or 5 hours behind UTC, Kathmandu 5:45 ahead, Lord Howe 10:30 ahead until 4 October and 11 from then
   * on, as on 1 January.
   */
  const COARSEST: Readonly<Record<'TOTAL' | Granularity, readonly Source[]>> = {
    TOTAL: ['1d', '1d', '1d', '1d'],
    MINUTE_15: ['15m', '15m', '15m', '15m'],
    HOUR: ['1h', '1h', '15m', '15m'],
    DAY: ['1d', '1h', '15m', '15m'],
    // The one edge inside the fortnight is 5 October, when Lord Howe is 11 hours ahead.
    WEEK: ['1d', '1h', '15m', '1h'],
    MONTH: ['1d', '1h', '15m', '15m'],
    QUARTER: ['1d', '1h', '15m', '15m'],
    // The year began before the fortnight: nothing cuts it.
    YEAR: ['1d', '1d', '1d', '1d'],
  };

  /** The same fortnight, its ends aligned, and the coarsest buckets on whose edges both of them lie. */
  const ENDS: Readonly<
    Record<Alignment, (zone: ZoneName) => readonly [from: string, to: string, edge: Source]>
  > = {
    day: (zone) => {
      switch (zone) {
        case 'UTC':
          return ['2026-09-28T00:00Z', '2026-10-12T00:00Z', '1d'];
        case 'America/New_York':
          return ['2026-09-28T04:00Z', '2026-10-12T04:00Z', '1h'];
        case 'Asia/Kathmandu':
          return ['2026-09-27T18:15Z', '2026-10-11T18:15Z', '15m'];
        case 'Australia/Lord_Howe':
          return ['2026-09-27T13:30Z', '2026-10-11T13:00Z', '15m'];
      }
    },
    hour: () => ['2026-09-28T05:00Z', '2026-10-11T17:00Z', '1h'],
    'quarter-hour': () => ['2026-09-28T05:15Z', '2026-10-11T17:45Z', '15m'],
    second: () => ['2026-09-28T05:15:10Z', '2026-10-11T17:45:20Z', 'raw'],
  };

  const FILTERS: Readonly<Record<string, Question & { readonly family: string }>> = {
    'no filter': { family: 'usage' },
    'a customer': { filters: [{ dimension: 'customer', values: ['ada'] }], family: 'usage_by_customer' },
    'a product and a unit': {
      filters: [
        { dimension: 'product', values: ['api', null] },
        { dimension: 'billableUnit', values: ['calls'] },
      ],
      family: 'usage',
    },
    'a narrowed credential': { customerId: 'ada', family: 'usage_by_customer' },
  };

  const cases = (['TOTAL', ...GRANULARITIES] as const).flatMap((grain) =>
    ZONES.flatMap((zone, column) =>
      (['day', 'hour', 'quarter-hour', 'second'] as const).flatMap((alignment) =>
        Object.keys(FILTERS).map((filter) => ({ grain, zone, column, alignment, filter })),
      ),
    ),
  );

  test('is 512 cases', () => expect(cases).toHaveLength(8 * 4 * 4 * 4));

  test.each(cases)(
    '$grain in $zone, ends on the $alignment, $filter',
    ({ grain, zone, column, alignment, filter }) => {
      const [from, to, edge] = ENDS[alignment](zone);
      const { family = '', ...question } = FILTERS[filter] ?? {};
      const coarsest = SOURCES.indexOf(COARSEST[grain][column] ?? 'raw');
      // From the coarsest that the answer's buckets allow down to the one that its ends need.
      const finest = Math.max(coarsest, SOURCES.indexOf(edge));
      const part = planned({
        ...question,
        by: ['billableUnit'],
        from,
        to,
        grain: grain === 'TOTAL' ? null : grain,
        timeZone: zone,
      });
      expect(part.sources).toEqual(
        SOURCES.slice(coarsest, finest + 1).map((source) =>
          source === 'raw' ? 'usage_events' : `${family}_${source}`,
        ),
      );
      expectReasons(part);
      // No usage rollup by session keeps a quantity.
      const ofSessions = part.considered.filter(({ relation }) => relation.startsWith('usage_sessions'));
      expect(ofSessions.filter(({ passedOver }) => passedOver === null)).toEqual([]);
      const others = part.considered.filter((one) => !ofSessions.includes(one));
      expect(others.map(({ passedOver }) => reasonKind(passedOver))).toEqual(
        (['1d', '1h', '15m'] as const).flatMap((width) => {
          const place = SOURCES.indexOf(width);
          const own = place < coarsest ? 'straddles' : place > finest ? 'not needed' : 'read';
          return family === 'usage'
            ? [own, place < coarsest ? 'straddles' : 'smaller', 'lacks quantity']
            : ['lacks customer', own, 'lacks quantity'];
        }),
      );
    },
  );

  function reasonKind(reason: string | null): string {
    if (reason === null) return 'read';
    const lacks = /^it does not keep (\w+)$/.exec(reason)?.[1];
    if (lacks !== undefined) return `lacks ${lacks}`;
    if (/^its buckets of \w+ straddle the bucket at 20\d\d-\d\d-\d\dT[\d:.]+Z$/.test(reason))
      return 'straddles';
    if (/^a smaller rollup of \w+ serves$/.test(reason)) return 'smaller';
    return reason === 'no whole and clean bucket of it is left in the range' ? 'not needed' : reason;
  }
});

describe('told one by one', () => {
  const unitFilter = { dimension: 'billableUnit', values: ['calls'] };
  const customerFilter = { dimension: 'customer', values: ['ada', 'bob'] };
  const ranked = { dimension: 'billableUnit', by: 'quantity', rows: 3, within: [] };

  test.each<[string, Question, string[]]>([
    ['whole days', {}, ['usage_1d']],
    [
      'whole days of New York',
      { from: '2026-09-28T04:00Z', to: '2026-10-12T04:00Z' },
      ['usage_1d', 'usage_1h'],
    ],
    [
      'whole days of Kathmandu',
      { from: '2026-09-27T18:15Z', to: '2026-10-11T18:15Z' },
      ['usage_1d', 'usage_1h', 'usage_15m'],
    ],
    [
      'the last 30 days, to the second',
      { from: '2026-09-12T15:34:06Z', to: '2026-10-12T15:34:06Z' },
      ['usage_1d', 'usage_1h', 'usage_15m', 'usage_events'],
    ],
    [
      'today so far',
      { from: '2026-10-12T00:00Z', to: '2026-10-12T15:34:06Z' },
      ['usage_1h', 'usage_15m', 'usage_events'],
    ],
    ['an evening and the night after', { from: '2026-10-01T22:00Z', to: '2026-10-02T02:00Z' }, ['usage_1h']],
    ['half an hour', { from: '2026-10-01T10:15Z', to: '2026-10-01T10:45Z' }, ['usage_15m']],
    ['minutes of a quarter-hour', { from: '2026-10-01T10:16Z', to: '2026-10-01T10:20Z' }, ['usage_events']],
    [
      'minutes about a quarter-hour',
      { from: '2026-10-01T10:10Z', to: '2026-10-01T10:20Z' },
      ['usage_events'],
    ],

    ['days', { grain: 'DAY' }, ['usage_1d']],
    [
      'days of New York',
      { grain: 'DAY', timeZone: 'America/New_York', from: '2026-09-28T04:00Z', to: '2026-10-12T04:00Z' },
      ['usage_1h'],
    ],
    ['days of Kathmandu', { grain: 'DAY', timeZone: 'Asia/Kathmandu' }, ['usage_15m']],
    [
      'days of Lord Howe in winter',
      { grain: 'DAY', timeZone: 'Australia/Lord_Howe', from: '2026-09-20T13:30Z', to: '2026-10-01T13:30Z' },
      ['usage_15m'],
    ],
    [
      'days of Lord Howe in summer',
      { grain: 'DAY', timeZone: 'Australia/Lord_Howe', from: '2026-10-04T13:00Z', to: '2026-10-14T13:00Z' },
      ['usage_1h'],
    ],
    ['days of London in summer', { grain: 'DAY', timeZone: 'Europe/London' }, ['usage_1h']],
    [
      'days of London in winter',
      { grain: 'DAY', timeZone: 'Europe/London', from: '2026-10-26T00:00Z', to: '2026-11-10T00:00Z' },
      ['usage_1d'],
    ],
    [
      'weeks of London across the change',
      { grain: 'WEEK', timeZone: 'Europe/London', from: '2026-10-11T23:00Z', to: '2026-11-09T00:00Z' },
      ['usage_1h'],
    ],
    ['hours of Kathmandu', { grain: 'HOUR', timeZone: 'Asia/Kathmandu' }, ['usage_15m']],
    ['hours of New York', { grain: 'HOUR', timeZone: 'America/New_York' }, ['usage_1h']],
    ['quarter-hours', { grain: 'MINUTE_15' }, ['usage_15m']],
    [
      'months, the last one cut to the second',
      { grain: 'MONTH', from: '2026-08-01T00:00Z', to: '2026-10-12T15:34:06Z' },
      ['usage_1d', 'usage_1h', 'usage_15m', 'usage_events'],
    ],
    [
      'days of a zone that once was minutes off',
      { grain: 'DAY', timeZone: 'Africa/Monrovia', from: '1971-06-01T00:44:30Z', to: '1971-06-03T00:44:30Z' },
      ['usage_events'],
    ],

    ['by customer', { by: ['customer'] }, ['usage_by_customer_1d']],
    ['of customers', { filters: [customerFilter] }, ['usage_by_customer_1d']],
    ['of a narrowed credential', { customerId: 'ada' }, ['usage_by_customer_1d']],
    ['counting customers', { measures: ['customers'], by: ['product'] }, ['usage_by_customer_1d']],
    ['of a unit by product', { by: ['product'], filters: [unitFilter] }, ['usage_1d']],
    ['revenue', { measures: ['revenue'], by: ['currency'] }, ['usage_1d']],
    ['the mean', { measures: ['quantityMean'], by: ['billableUnit'] }, ['usage_1d']],
    ['readings', { measures: ['quantityFirst', 'quantityMax'], by: ['billableUnit'] }, ['usage_readings_1d']],
    [
      'readings of a narrowed credential',
      { measures: ['quantityLast'], customerId: 'ada' },
      ['usage_readings_1d'],
    ],
    ['readings by currency', { measures: ['quantityLast'], by: ['currency'] }, ['usage_events']],
    ['readings beside a sum', { measures: ['quantityLast', 'quantity'] }, ['usage_events']],
    [
      'readings of the units that are used most',
      { measures: ['quantityLast'], by: ['billableUnit'], top: ranked },
      ['usage_events'],
    ],

    [
      'a dirty quarter-hour',
      { dirty: [['2026-10-02T10:15Z', '2026-10-02T10:30Z']] },
      ['usage_1d', 'usage_1h', 'usage_15m', 'usage_events'],
    ],
    [
      'a dirty quarter-hour, by hour of Kathmandu',
      { grain: 'HOUR', timeZone: 'Asia/Kathmandu', dirty: [['2026-10-02T10:15Z', '2026-10-02T10:30Z']] },
      ['usage_15m', 'usage_events'],
    ],
    ['dirty where nobody asks', { dirty: [['2026-10-12T00:00Z', '2026-10-12T00:15Z']] }, ['usage_1d']],
    ['dirty all over', { dirty: [['2026-09-01T00:00Z', '2026-10-13T00:00Z']] }, ['usage_events']],

    ['calls by tool', { dataset: 'mcp', by: ['tool'] }, ['mcp_1d']],
    ['a percentile', { dataset: 'mcp', measures: ['p95Duration'], by: ['tool'] }, ['mcp_durations_1d']],
    [
      'a percentile by day of New York',
      {
        ...{ dataset: 'mcp', measures: ['p50Duration', 'p99Duration'], grain: 'DAY' },
        ...{ timeZone: 'America/New_York', from: '2026-09-28T04:00Z', to: '2026-10-12T04:00Z' },
      },
      ['mcp_durations_1h'],
    ],
    [
      'a percentile beside the calls',
      { dataset: 'mcp', measures: ['p95Duration', 'invocations'], by: ['tool'] },
      ['mcp_durations_1d'],
    ],
    [
      'a percentile by currency',
      { dataset: 'mcp', measures: ['p95Duration'], by: ['currency'] },
      ['mcp_calls'],
    ],
    [
      'percentiles of the tools that are called most',
      {
        ...{ dataset: 'mcp', measures: ['p95Duration'], by: ['tool'] },
        top: { dimension: 'tool', by: 'invocations', rows: 3, within: [] },
      },
      ['mcp_durations_1d'],
    ],
    [
      'percentiles of the tools that earn most',
      {
        ...{ dataset: 'mcp', measures: ['p95Duration'], by: ['tool'] },
        top: { dimension: 'tool', by: 'revenue', rows: 3, within: [] },
      },
      ['mcp_calls'],
    ],
    ['calls of a narrowed credential', { dataset: 'mcp', customerId: 'ada' }, ['mcp_by_customer_1d']],
    ['revenue of sessions', { measures: ['revenue'], by: ['session', 'currency'] }, ['usage_sessions_1d']],
    ['sessions by tool', { dataset: 'mcp', measures: ['sessions'], by: ['tool'] }, ['mcp_sessions_1d']],
    ['agents', { dataset: 'mcp', measures: ['agents'] }, ['mcp_1d']],
  ])('%s', (_, question, sources) => {
    const part = planned(question);
    expect(part.sources).toEqual(sources);
    expectReasons(part);
  });

  test('the reason is told of each rollup that is passed over', () => {
    const { considered } = planned({
      by: ['customer'],
      grain: 'DAY',
      timeZone: 'America/New_York',
      from: '2026-09-28T04:00Z',
      to: '2026-10-12T04:00Z',
    });
    const cut = (width: string): string =>
      `its buckets of ${width} straddle the bucket at 2026-09-29T04:00:00.000Z`;
    const unneeded = 'no whole and clean bucket of it is left in the range';
    expect(considered).toEqual([
      { relation: 'usage_1d', passedOver: 'it does not keep customer' },
      { relation: 'usage_by_customer_1d', passedOver: cut('1d') },
      { relation: 'usage_readings_1d', passedOver: 'it does not keep quantity' },
      { relation: 'usage_sessions_1d', passedOver: 'it does not keep quantity' },
      { relation: 'usage_1h', passedOver: 'it does not keep customer' },
      { relation: 'usage_by_customer_1h', passedOver: null },
      { relation: 'usage_readings_1h', passedOver: 'it does not keep quantity' },
      { relation: 'usage_sessions_1h', passedOver: 'it does not keep quantity' },
      { relation: 'usage_15m', passedOver: 'it does not keep customer' },
      { relation: 'usage_by_customer_15m', passedOver: unneeded },
      { relation: 'usage_readings_15m', passedOver: 'it does not keep quantity' },
      { relation: 'usage_sessions_15m', passedOver: 'it does not keep quantity' },
    ]);
  });

  test('all that is missing is told at once', () => {
    const { considered } = planned({
      dataset: 'mcp',
      measures: ['p95Duration', 'invocations', 'revenue'],
      by: ['tool'],
    });
    expect(considered.slice(0, 3)).toEqual([
      { relation: 'mcp_1d', passedOver: 'it does not keep durationBin' },
      { relation: 'mcp_by_customer_1d', passedOver: 'it does not keep durationBin' },
      { relation: 'mcp_durations_1d', passedOver: 'it does not keep revenue' },
    ]);
  });
});
