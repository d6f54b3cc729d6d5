import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { at, COMPARED, openReportBench, type Reader, type ReportBench } from '../support/report-bench.js';
import { countReads } from '../support/statements.js';

let on: ReportBench;
beforeAll(async () => {
  on = await openReportBench();
}, 300_000);
afterAll(() => on.bench.stop());

describe('pages', () => {
  const query = { dimensions: ['customer'], orderBy: [{ field: 'customer', direction: 'DESC' }] };

  test.each([
    [{ limit: 2 }, ['c3', 'c2'], 2],
    [{ limit: 2, offset: 2 }, ['c1'], null],
    [{ limit: 1, offset: 1 }, ['c2'], 2],
    [{ offset: 3 }, [], null],
    [{ offset: 50 }, [], null],
  ])('%j', async (page, customers, nextOffset) => {
    const answer = await on.report({ ...query, ...page });
    expect(answer.rows.map(([customer]) => customer)).toEqual(customers);
    expect(answer).toMatchObject({ total: 3, nextOffset });
  });

  test('without rows the columns are there', async () => {
    const answer = await on.report({
      ...{ measures: ['quantity'], dimensions: ['customer'], timeDimension: true, others: true },
      window: { from: at(-20), to: at(-19), compareTo: 'PREVIOUS_PERIOD' },
    });
    expect(answer).toMatchObject({ rows: [], total: 0, nextOffset: null });
    expect(answer.columns).toEqual([
      { name: 'bucket', title: 'Time', type: 'DATETIME', role: 'TIME', unit: null },
      { name: 'customer', title: 'Customer', type: 'STRING', role: 'DIMENSION', unit: null },
      { name: 'others', title: 'Others', type: 'BOOLEAN', role: 'OTHERS', unit: null },
      { name: 'quantity', title: 'Quantity', type: 'DECIMAL', role: 'MEASURE', unit: 'quantity' },
      {
        ...{ name: 'quantity__previous', title: 'Quantity, before', type: 'DECIMAL', role: 'PREVIOUS' },
        unit: 'quantity',
      },
      {
        ...{ name: 'quantity__change', title: 'Quantity, change', type: 'DECIMAL', role: 'CHANGE' },
        unit: 'quantity',
      },
      {
        ...{ name: 'quantity__change_ratio', title: 'Quantity, change by what it was', type: 'FLOAT' },
        ...{ role: 'CHANGE', unit: 'ratio' },
      },
    ]);
  });

  test('doubles have an order', async () => {
    const measures = ['meanLatency'];
    const latencies = { dataset: 'LATENCIES', measures, dimensions: ['statusCode'] };
    const codesOf = async (direction: string) =>
      (await on.rowsOf({ ...latencies, orderBy: [{ field: 'meanLatency', direction }] })).slice(0, 3);
    const rising = [
      [200, 10],
      [503, 20],
      [404, 30],
    ];
    const filters = [{ field: 'statusCode', op: 'EXISTS', values: [] }];
    expect(await on.rowsOf({ ...latencies, filters, orderBy: [{ field: 'meanLatency' }] })).toEqual(rising);
    expect(await on.rowsOf({ ...latencies, filters })).toEqual([...rising].reverse());
    expect(await codesOf('ASC')).toEqual(rising);
  });
});

describe('numbers', () => {
  const query = { dataset: 'COGS', measures: ['cost', 'inputTokens'] };

  test('are exact', async () => {
    const { rows, objects } = await on.report(query, 'all', 'rows objects');
    expect(rows).toEqual([['USD', '0.5', '9223372036854775807']]);
    expect(objects).toEqual([{ currency: 'USD', cost: '0.5', inputTokens: '9223372036854775807' }]);
  });

  test('or the nearest doubles', async () => {
    const fields = 'rows(numbers: FLOAT) objects(numbers: FLOAT)';
    const { rows, objects } = await on.report(query, 'all', fields);
    expect(rows).toEqual([['USD', 0.5, 2 ** 63]]);
    expect(objects).toEqual([{ currency: 'USD', cost: 0.5, inputTokens: 2 ** 63 }]);
  });
});

describe('what cannot be asked', () => {
  test.each<[name: string, query: object, field: string, message: string]>([
    ['no measures', { measures: [] }, 'measures', 'expected at least one, such as quantity, events, revenue'],
    [
      ...(['a measure misspelt', { measures: ['quantty'] }, 'measures[0]'] as const),
      'there is no measure "quantty"; the nearest are quantity, quantityMin, quantityMax',
    ],
    [
      ...(['a dimension misspelt', { dimensions: ['customers'] }, 'dimensions[0]'] as const),
      'there is no dimension "customers"; the nearest are customer, currency, product',
    ],
    [
      ...(['a dimension twice', { dimensions: ['customer', 'customer'] }, 'dimensions[1]'] as const),
      '"customer" is asked for twice',
    ],
    [
      ...(['a filter of no dimension', { filters: [{ field: 'x', op: 'EXISTS' }] }] as const),
      ...(['filters[0].field', 'there is no dimension "x"'] as const),
    ],
    [
      ...(['having of no column', { having: [{ field: 'quantity', op: 'EXISTS' }] }] as const),
      ...(['having[0].field', 'there is no measure\'s column "quantity"; there are events'] as const),
    ],
    [
      ...(['an order by no column', { orderBy: [{ field: 'bucket' }] }] as const),
      ...(['orderBy[0].field', 'there is no column "bucket"; there are events'] as const),
    ],
    ['too many rows', { limit: 10_001 }, 'limit', 'expected a whole number from 1 to 10000, got 10001'],
    ['no rows', { limit: 0 }, 'limit', 'expected a whole number from 1 to 10000, got 0'],
    ['before the first', { offset: -1 }, 'offset', 'expected a whole number from 0 to 100000000, got -1'],
    [
      ...(['others beside having', { dimensions: ['customer'], others: true }] as const),
      ...(['others', 'expected none beside `having`'] as const),
    ],
    ['others of nothing', { others: true }, 'others', 'expected a dimension whose groups have others'],
    [
      ...(['others of currencies alone', { measures: ['revenue'], others: true }] as const),
      ...(['others', 'expected a dimension whose groups have others'] as const),
    ],
    [
      ...(['others on pages', { dimensions: ['customer'], others: true, offset: 1 }] as const),
      ...(['offset', 'expected none beside `others`'] as const),
    ],
    [
      ...([
        'several values of one',
        { filters: [{ field: 'product', op: 'GT', values: ['a', 'b'] }] },
      ] as const),
      ...(['filters[0].values', 'expected one value for GT'] as const),
    ],
  ])('%s', async (name, query, field, message) => {
    const having = name === 'others beside having' ? [{ field: 'events', op: 'EXISTS' }] : undefined;
    const { data, errors } = await on.ask(having === undefined ? query : { ...query, having });
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining(`${field}: ${message}`),
        extensions: { code: 'BAD_USER_INPUT', field },
      },
    ]);
  });

  test('more rows than an answer has, with others', async () => {
    const query = { dimensions: ['customer'], timeDimension: true, others: true };
    const { errors } = await on.ask({
      ...query,
      window: { from: at(-30), to: at(10), granularity: 'MINUTE_15' },
      limit: 3,
    });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'limit' } }]);
  });
});

describe('rights', () => {
  test.each<[name: string, key: Reader, query: object]>([
    ['costs, for credentials of one customer', 'narrowed', { dataset: 'COGS' }],
    ['events without their right', 'analyst', { dataset: 'EVENTS' }],
    ['latencies without the right of events', 'analyst', { dataset: 'LATENCIES' }],
  ])('%s: forbidden', async (_, key, query) => {
    const { data, errors } = await on.ask(query, key);
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  test('credentials of one customer see its rows alone', async () => {
    const { rows } = await on.report({ dimensions: ['customer'] }, 'narrowed');
    expect(rows).toEqual([['c1', 2]]);
  });

  test.each<[key: Reader, names: string[]]>([
    ['all', ['USAGE', 'REVENUE', 'MCP', 'EVENTS', 'LATENCIES', 'STOREFRONT', 'COGS', 'INVOICES']],
    ['narrowed', ['USAGE', 'REVENUE', 'MCP', 'EVENTS', 'LATENCIES', 'STOREFRONT', 'INVOICES']],
    ['analyst', ['USAGE', 'REVENUE', 'MCP', 'STOREFRONT', 'COGS', 'INVOICES']],
    ['log', ['EVENTS', 'LATENCIES']],
  ])('the catalogue of %s', async (key, names) => {
    const { data } = await on.bench.ask(on.keys[key], '{ catalogue { datasets { name } } }', {});
    expect(data).toEqual({ catalogue: { datasets: names.map((name) => ({ name })) } });
  });
});

test('the catalogue is not for who has no right to any of it', async () => {
  const writer = await on.bench.key(undefined, ['events:write']);
  const { errors } = await on.bench.ask(writer, '{ catalogue { datasets { name } } }', {});
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
});

describe('what is read', () => {
  test.each<[name: string, query: object, sources: string[]]>([
    ['usage by unit', { dimensions: ['billableUnit'] }, ['usage_1d']],
    ['usage by customer', { dimensions: ['customer'], timeDimension: true }, ['usage_by_customer_1d']],
    ['readings', { measures: ['quantityLast'], dimensions: ['customer'] }, ['usage_readings_1d']],
    ['both ranges', { window: COMPARED }, ['usage_1d']],
    [
      ...(['sums and readings', { measures: ['quantity', 'quantityMax'] }] as const),
      ['usage_1d', 'usage_readings_1d'],
    ],
    ['hours', { window: { from: at(0, 1), to: at(0, 5) } }, ['usage_1h']],
  ])('%s', async (_, query, sources) => {
    const { meta } = await on.report(query);
    expect([...meta.sources].sort()).toEqual(sources);
  });

  test('in one statement, whatever is asked', async () => {
    const fields = 'columns { name } rows objects total nextOffset';
    const query = {
      ...{ measures: ['quantity', 'revenue', 'customers', 'quantityLast'], dimensions: ['customer'] },
      ...{ window: COMPARED, timeDimension: true, others: true, limit: 1 },
    };
    await on.report({}, 'all', fields);
    const plain = await countReads(() => on.report({}, 'all', fields));
    const full = await countReads(() => on.report(query, 'all', fields));
    // The other one tells what is dirty.
    expect([plain.statements.length, full.statements.length]).toEqual([2, 2]);
    expect(full.statements.filter((text) => text.includes('tenant.usage'))).toHaveLength(1);
  });
});
