import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { AppsScript } from './support-examples/apps-script.js';
import type { UserError } from './support-examples/data-studio.js';
import { example, openExampleStage, type ExampleStage } from './support-examples/stage.js';

const CODE = readFileSync(example('looker-studio/Code.js'), 'utf8');
const DAY = 86_400_000;
const dayOf = (ago: number): string => new Date(Date.now() - ago * DAY).toISOString().slice(0, 10);
const RANGE = { startDate: dayOf(20), endDate: dayOf(10) };
/** The same as the gateway says it: half-open. */
const WINDOW = {
  from: RANGE.startDate,
  to: new Date(Date.parse(RANGE.endDate) + DAY).toISOString().slice(0, 10),
  granularity: 'DAY',
};

let stage: ExampleStage;
let script: AppsScript;
beforeAll(async () => {
  stage = await openExampleStage();
});
afterAll(() => stage.node.stop());
beforeEach(async () => {
  script = new AppsScript(CODE, new Map([['GATEWAY', `${stage.node.url}/`]]));
  expect(await script.call('setCredentials', { key: stage.key })).toEqual({ errorCode: 'NONE' });
});

interface Schema {
  readonly name: string;
  readonly label: string;
  readonly defaultAggregationType?: string;
  readonly semantics: {
    readonly conceptType: string;
    readonly semanticType: string;
    readonly isReaggregatable?: boolean;
  };
}
interface Data {
  readonly schema: readonly Schema[];
  readonly rows: readonly { readonly values: readonly unknown[] }[];
  readonly filtersApplied: boolean;
}

const data = async (fields: readonly string[], more: object = {}, dataset = 'USAGE'): Promise<Data> =>
  (await script.call('getData', {
    configParams: { dataset },
    dateRange: RANGE,
    fields: fields.map((name) => ({ name })),
    ...more,
  })) as Data;
const valuesOf = ({ rows }: Data): unknown[] => rows.map(({ values }) => values);

/** The report as GraphQL answers it, by the names of fields. */
async function reported(fields: readonly string[], query: object): Promise<unknown[]> {
  const asked = 'query ($query: ReportQuery!) { report(query: $query) { objects(numbers: FLOAT) } }';
  const { data: answer, errors } = await stage.node.graphql<{
    report: { objects: Record<string, unknown>[] };
  }>(stage.key, asked, { query: { window: WINDOW, fill: false, ...query } });
  if (answer === null || errors !== undefined) throw new Error(JSON.stringify(errors));
  const days = (cell: unknown): string => String(cell).slice(0, 10).replaceAll('-', '');
  return answer.report.objects.map((row) =>
    fields.map((name) => (name === 'day' ? days(row['bucket']) : row[name])),
  );
}

const told = async (call: Promise<unknown>): Promise<UserError> => {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'UserError' });
  return error as UserError;
};

describe('credentials', () => {
  test('are a key, which is tried before it is kept', async () => {
    expect(await script.call('getAuthType')).toEqual({ type: 'KEY' });
    expect(await script.call('isAuthValid')).toBe(true);
    expect(await script.call('setCredentials', { key: 'gw_wrong' })).toEqual({
      errorCode: 'INVALID_CREDENTIALS',
    });
    expect(await script.call('isAuthValid')).toBe(true);
    await script.call('resetAuth');
    expect(script.user.size).toBe(0);
    expect(await script.call('isAuthValid')).toBe(false);
    expect(await script.call('isAdminUser')).toBe(false);
  });

  test('go to the gateway of the script, in a header', async () => {
    await data(['events']);
    for (const { url, options } of script.requests) {
      expect(url.startsWith(`${stage.node.url}/`)).toBe(true);
      expect(url).not.toContain(stage.key);
      expect(options.headers).toEqual({ Authorization: `Bearer ${stage.key}` });
    }
  });
});

describe('what can be asked', () => {
  test('the form offers the datasets that the key may read', async () => {
    const reader = await stage.node.key('acme', ['analytics:read']);
    await script.call('setCredentials', { key: reader });
    const config = (await script.call('getConfig')) as {
      DateRangeRequired: boolean;
      configParams: { Id: string; options: { Value: string }[] }[];
    };
    expect(config.DateRangeRequired).toBe(true);
    expect(config.configParams.map(({ Id }) => Id)).toEqual(['dataset', 'timeZone']);
    const offered = config.configParams[0]?.options.map(({ Value }) => Value);
    expect(offered).toEqual(expect.arrayContaining(['USAGE', 'REVENUE', 'MCP', 'COGS']));
    expect(offered).not.toContain('EVENTS');
  });

  test('the schema has the measures and dimensions of the dataset, and a day', async () => {
    const { schema } = (await script.call('getSchema', { configParams: { dataset: 'MCP' } })) as {
      schema: Schema[];
    };
    const kinds = new Map(schema.map(({ name, semantics, ...field }) => [name, { ...semantics, ...field }]));
    expect(kinds.get('day')).toMatchObject({ conceptType: 'DIMENSION', semanticType: 'YEAR_MONTH_DAY' });
    expect(kinds.get('tool')).toMatchObject({
      conceptType: 'DIMENSION',
      semanticType: 'TEXT',
      label: 'Tool',
    });
    expect(kinds.get('invocations')).toMatchObject({ semanticType: 'NUMBER', defaultAggregationType: 'SUM' });
    expect(kinds.get('errorRate')).toMatchObject({ semanticType: 'PERCENT', isReaggregatable: false });
    expect(kinds.get('sessions')).toMatchObject({ defaultAggregationType: 'AUTO', isReaggregatable: false });
  });

  test('the catalogue is asked for once', async () => {
    await data(['events']);
    await data(['customers']);
    expect(script.requests.filter(({ options }) => options.payload?.includes('catalogue'))).toHaveLength(1);
  });
});

describe('data', () => {
  test.each([
    ['totals', ['events', 'customers'], { measures: ['events', 'customers'] }],
    ['by customer', ['customer', 'quantity'], { measures: ['quantity'], dimensions: ['customer'] }],
    [
      'by day and unit',
      ['billableUnit', 'day', 'events'],
      { measures: ['events'], dimensions: ['billableUnit'], timeDimension: true },
    ],
  ])('%s is what the report says', async (_, fields, query) => {
    const answer = await data(fields);
    expect(answer.schema.map(({ name }) => name)).toEqual(fields);
    const expected = await reported(fields, { dataset: 'USAGE', ...query });
    expect(expected.length).toBeGreaterThan(0);
    expect(valuesOf(answer)).toEqual(expected);
  });

  test('of eleven days, both ends among them', async () => {
    const days = valuesOf(await data(['day', 'events'])).map((row) => (row as unknown[])[0]);
    expect(days).toHaveLength(11);
    expect(days).toEqual(
      expect.arrayContaining([RANGE.startDate, RANGE.endDate].map((day) => day.replaceAll('-', ''))),
    );
  });

  test('days are those of the zone', async () => {
    const answer = await data(['day'], {
      configParams: { dataset: 'USAGE', timeZone: 'Pacific/Kiritimati' },
    });
    const days = valuesOf(answer).flat();
    expect(days).toHaveLength(11);
    expect(days).toEqual(
      expect.arrayContaining([RANGE.startDate, RANGE.endDate].map((day) => day.replaceAll('-', ''))),
    );
  });

  test('dimensions alone are those that occur', async () => {
    expect(
      valuesOf(await data(['billableUnit']))
        .flat()
        .sort(),
    ).toEqual(['api_calls', 'storage_gb']);
  });

  test('amounts of one currency', async () => {
    expect(valuesOf(await data(['customer', 'revenue'], {}, 'REVENUE'))).toEqual(
      await reported(['customer', 'revenue'], {
        dataset: 'REVENUE',
        measures: ['revenue'],
        dimensions: ['customer'],
      }),
    );
  });
});

describe('filters', () => {
  const is = (fieldName: string, operator: string, values: string[], type = 'INCLUDE'): object => ({
    ...{ fieldName, operator, values, type },
  });
  test.each([
    ['IN_LIST', is('customer', 'IN_LIST', ['=cem', 'bob, inc']), { op: 'IN', values: ['=cem', 'bob, inc'] }],
    ['EQUALS, excluded', is('customer', 'EQUALS', ['=cem'], 'EXCLUDE'), { op: 'NEQ', values: ['=cem'] }],
    ['CONTAINS', is('customer', 'CONTAINS', ['b']), { op: 'CONTAINS', values: ['b'] }],
    ['IS_NULL', is('product', 'IS_NULL', []), { field: 'product', op: 'EXISTS', values: ['false'] }],
  ])('%s is applied by the gateway', async (_, filter, expected) => {
    const fields = [{ name: 'customer' }, { name: 'events' }, { name: 'product', forFilterOnly: true }];
    const answer = await data([], { fields, dimensionsFilters: [[filter]] });
    expect(answer.filtersApplied).toBe(true);
    const query = { dataset: 'USAGE', measures: ['events'], dimensions: ['customer'] };
    const rows = await reported(['customer', 'events'], {
      ...query,
      filters: [{ field: 'customer', ...expected }],
    });
    expect(rows.length).toBeGreaterThan(0);
    expect(valuesOf(answer)).toEqual(rows);
  });

  test('one that the gateway does not have leaves all of them to Looker Studio, with the fields that it needs', async () => {
    const fields = [{ name: 'events' }, { name: 'customer', forFilterOnly: true }];
    const dimensionsFilters = [
      [is('customer', 'REGEXP_EXACT_MATCH', ['a.*'])],
      [is('customer', 'EQUALS', ['ada'])],
    ];
    const answer = await data([], { fields, dimensionsFilters });
    expect(answer.filtersApplied).toBe(false);
    expect(answer.schema.map(({ name }) => name)).toEqual(['events', 'customer']);
    expect(valuesOf(answer)).toHaveLength(3);
  });
});

describe('the user is told', () => {
  test('that amounts have several currencies', async () => {
    const dollars = {
      customerId: 'ada',
      billableUnit: 'api_calls',
      quantity: '1',
      revenue: { amount: '1', currency: 'USD' },
    };
    const event = { specversion: '1.0', id: 'usd', source: '/us', type: 'usage.recorded', data: dollars };
    const other = await stage.node.key('globex', ['analytics:read', 'events:write']);
    for (const [id, currency] of Object.entries({ usd: 'USD', eur: 'EUR' })) {
      const revenue = { amount: '1', currency };
      const one = { ...event, id, time: `${RANGE.startDate}T12:00:00Z`, data: { ...dollars, revenue } };
      await stage.node.events(other, 'application/cloudevents+json', JSON.stringify(one));
    }
    await script.call('setCredentials', { key: other });
    expect((await told(data(['revenue']))).message).toMatch(
      /are in (EUR, USD|USD, EUR): add the dimension Currency/,
    );
    expect(valuesOf(await data(['revenue', 'currency']))).toHaveLength(2);
  });

  test('what the gateway refuses, and what to do', async () => {
    const zone = { configParams: { dataset: 'USAGE', timeZone: 'Mars/Olympus' } };
    expect((await told(data(['events'], zone))).message).toMatch(/timeZone: expected an IANA zone/);
    expect((await told(data(['events'], {}, 'NONE'))).message).toMatch(/Choose a dataset/);
    script.user.set('dscc.key', 'gw_gone');
    expect((await told(data(['events']))).message).toMatch(/edit the credentials/);
  });

  test('that the script has no gateway', async () => {
    const none = new AppsScript(CODE, new Map());
    expect((await told(none.call('setCredentials', { key: 'k' }))).message).toMatch(/GATEWAY is not set/);
  });
});
