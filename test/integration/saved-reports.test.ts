import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MOST_REPORTS, MOST_VERSIONS } from '../../src/saved-reports/saved-report.js';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';
import type { Database } from '../../src/db/database.js';
import type { Scope } from '../../src/auth/principal.js';

const SAVE = `mutation ($input: SaveReportInput!, $tenantId: ID) {
  saveReport(input: $input, tenantId: $tenantId) { id name description shared version query owner customerId editable updatedBy }
}`;
const RUN = `query ($id: ID!, $window: WindowInput, $filters: [ReportFilter!], $limit: Int, $offset: Int, $version: Int) {
  savedReport(id: $id) { run(window: $window, filters: $filters, limit: $limit, offset: $offset, version: $version) { total objects } }
}`;
const LIST = '{ savedReports { name editable version versions { version name query } } }';
const RIGHTS: Scope[] = ['analytics:read', 'reports:write'];
const QUERY = {
  dataset: 'USAGE',
  measures: ['quantity'],
  dimensions: ['customer'],
  window: { period: '7d' },
};

interface Saved {
  readonly id: string;
  readonly version: number;
  readonly [field: string]: unknown;
}
type Fault = { message: string; extensions: Record<string, unknown> };

let db: Database;
let node: TestNode;
let keys: Record<'ann' | 'bob' | 'customer' | 'other' | 'admin' | 'globex', string>;

beforeAll(async () => {
  db = await openTestDatabase(4);
  node = await startTestNode(db);
  keys = {
    ann: await node.key('acme', [...RIGHTS, 'events:write']),
    bob: await node.key('acme', RIGHTS),
    customer: await node.key('acme', RIGHTS, 'c1'),
    other: await node.key('acme', RIGHTS, 'c2'),
    admin: await node.key('platform', ['admin']),
    globex: await node.key('globex', RIGHTS),
  };
  const day = 86_400_000;
  const events = [
    ['c1', 'calls', 1, 1],
    ['c1', 'calls', 2, 3],
    ['c2', 'calls', 4, 1],
    ['c2', 'tokens', 8, 2],
    ['c2', 'calls', 16, 20],
  ].map(([customerId, billableUnit, quantity, days], i) => ({
    specversion: '1.0',
    ...{ id: `u${i}`, source: 'test', type: 'usage.recorded' },
    time: new Date(Date.now() - Number(days) * day).toISOString(),
    data: { customerId, billableUnit, quantity },
  }));
  const sent = await node.events(keys.ann, 'application/cloudevents-batch+json', JSON.stringify(events));
  expect(sent.status).toBe(200);
});
afterAll(() => node.stop());

async function save(key: string, input: Record<string, unknown>, tenantId?: string): Promise<Saved> {
  const variables = { input, ...(tenantId === undefined ? {} : { tenantId }) };
  const { data, errors } = await node.graphql<{ saveReport: Saved }>(key, SAVE, variables);
  if (data === null) throw new Error(JSON.stringify(errors));
  return data.saveReport;
}

async function fault(key: string, query: string, variables: Record<string, unknown>): Promise<Fault> {
  const { errors = [] } = await node.graphql(key, query, variables);
  expect(errors).toHaveLength(1);
  return errors[0] ?? { message: '', extensions: {} };
}

async function run(key: string, id: string, how: Record<string, unknown> = {}): Promise<unknown> {
  const { data, errors } = await node.graphql<{ savedReport: { run: unknown } | null }>(key, RUN, {
    id,
    ...how,
  });
  expect(errors).toBeUndefined();
  return data?.savedReport?.run;
}

const names = async (key: string): Promise<string[]> =>
  ((await node.graphql<{ savedReports: { name: string }[] }>(key, LIST)).data?.savedReports ?? []).map(
    ({ name }) => name,
  );

describe('a saved report', () => {
  test('is kept as it was asked, and every save is a version', async () => {
    const query = {
      ...QUERY,
      measures: ['quantity', 'events'],
      dimensions: ['customer', 'billableUnit'],
      window: { from: '2026-01-02', to: 'now+1d/d', timeZone: 'Europe/Berlin', granularity: 'DAY' },
      timeDimension: true,
      filters: [{ field: 'billableUnit', op: 'IN', values: ['calls', 'tokens'] }],
      having: [{ field: 'quantity', op: 'GT', values: ['0'] }],
      orderBy: [{ field: 'quantity', direction: 'DESC' }, { field: 'customer' }],
      limit: 7,
    };
    const first = await save(keys.ann, { name: ' As asked ', query });
    expect(first).toMatchObject({
      ...{ name: 'As asked', description: null, shared: false, version: 1, query },
      ...{ owner: expect.stringMatching(/^key:/), customerId: null, editable: true },
    });
    const { id } = first;
    await save(keys.ann, { id, name: 'Renamed', description: 'What for', expectedVersion: 1 });
    const third = await save(keys.ann, { id, query: QUERY, shared: true });
    expect(third).toMatchObject({
      ...{ id, name: 'Renamed', description: 'What for', shared: true, version: 3, query: QUERY },
    });
    expect(await save(keys.ann, { id, description: '' })).toMatchObject({ description: null, version: 4 });
    const { data } = await node.graphql<{ savedReport: { versions: unknown } }>(
      keys.ann,
      'query ($id: ID!) { savedReport(id: $id) { versions { version name shared query savedBy } } }',
      { id },
    );
    const savedBy = first['owner'];
    expect(data?.savedReport.versions).toEqual([
      { version: 4, name: 'Renamed', shared: true, query: QUERY, savedBy },
      { version: 3, name: 'Renamed', shared: true, query: QUERY, savedBy },
      { version: 2, name: 'Renamed', shared: false, query, savedBy },
      { version: 1, name: 'As asked', shared: false, query, savedBy },
    ]);
  });

  test('is answered, with another window, more filters and other pages', async () => {
    const { id } = await save(keys.ann, { name: 'Run', query: QUERY });
    const rows = (...quantities: [string, string][]): unknown => ({
      total: quantities.length,
      objects: quantities.map(([customer, quantity]) => ({ customer, quantity })),
    });
    expect(await run(keys.ann, id)).toEqual(rows(['c2', '12'], ['c1', '3']));
    expect(await run(keys.ann, id, { window: { period: '30d' } })).toEqual(rows(['c2', '28'], ['c1', '3']));
    const calls = { field: 'billableUnit', op: 'EQ', values: ['calls'] };
    expect(await run(keys.ann, id, { filters: [calls] })).toEqual(rows(['c2', '4'], ['c1', '3']));
    expect(await run(keys.ann, id, { limit: 1, offset: 1 })).toEqual({
      total: 2,
      objects: [{ customer: 'c1', quantity: '3' }],
    });
    await save(keys.ann, {
      id,
      query: { ...QUERY, filters: [{ field: 'customer', op: 'EQ', values: ['c2'] }] },
    });
    expect(await run(keys.ann, id, { filters: [calls] })).toEqual(rows(['c2', '4']));
    expect(await run(keys.ann, id, { version: 1 })).toEqual(rows(['c2', '12'], ['c1', '3']));
    expect(await fault(keys.ann, RUN, { id, version: 9 })).toMatchObject({
      extensions: { field: 'version' },
    });
  });

  test.each([
    ['window.period', { window: { period: 'long' } }],
    ['filters[0].field', { filters: [{ field: 'colour', op: 'EQ', values: ['red'] }] }],
    ['limit', { limit: 0 }],
    ['offset', { offset: -1 }],
  ])('names the argument of a run that is wrong: %s', async (field, wrong) => {
    const { id } = await save(keys.ann, {
      name: field,
      query: { ...QUERY, filters: [{ field: 'customer', op: 'EXISTS' }] },
    });
    expect(await fault(keys.ann, RUN, { id, ...wrong })).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field },
    });
  });

  test.each([
    ['query.measures[0]', 'there is no measure "noise"', { measures: ['noise'] }],
    [
      'query.filters[0].field',
      'there is no dimension "colour"',
      { filters: [{ field: 'colour', op: 'EQ', values: ['x'] }] },
    ],
    ['query.dataset', 'there is no value "WEATHER"', { dataset: 'WEATHER' }],
  ])('that no longer fits says where: %s', async (field, message, gone) => {
    const { id } = await save(keys.ann, { name: field, query: QUERY });
    await db.write.query('UPDATE saved_report_versions SET query = $2 WHERE report_id = $1', [
      id,
      { ...QUERY, ...gone },
    ]);
    const added = { filters: [{ field: 'billableUnit', op: 'EQ', values: ['calls'] }] };
    const told = await fault(keys.ann, RUN, { id, ...added });
    expect(told).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', field } });
    expect(told.message).toContain(`the saved query cannot be answered: ${message}`);
  });

  test('needs the right of its dataset to be answered', async () => {
    const { id } = await save(keys.ann, {
      name: 'Log',
      query: { dataset: 'EVENTS', measures: ['events'], dimensions: ['type'] },
    });
    expect(await fault(keys.ann, RUN, { id })).toMatchObject({
      message: expect.stringContaining('events:read'),
      extensions: { code: 'FORBIDDEN' },
    });
  });

  test('is answered only so often in one request', async () => {
    for (let i = (await names(keys.bob)).length; i < 21; i += 1)
      await save(keys.bob, { name: `Many ${i}`, query: QUERY });
    const { errors = [] } = await node.graphql(keys.bob, '{ savedReports { run(limit: 1) { total } } }');
    expect(errors.map(({ extensions }) => extensions['field'])).toContain('run');
  });
});

describe('what is refused', () => {
  test.each([
    ['input.name', { name: ' ', query: QUERY }],
    ['input.name', { name: 'x'.repeat(201), query: QUERY }],
    ['input.name', { name: 'a\u0000b', query: QUERY }],
    ['input.name', { query: QUERY }],
    ['input.query', { name: 'x' }],
    ['input.description', { name: 'x', query: QUERY, description: 'x'.repeat(2_001) }],
    ['input.expectedVersion', { name: 'x', query: QUERY, expectedVersion: 1 }],
    ['input.query.measures', { name: 'x', query: { dataset: 'USAGE', measures: [] } }],
    ['input.query.measures[0]', { name: 'x', query: { dataset: 'USAGE', measures: ['quantty'] } }],
    ['input.query.window.period', { name: 'x', query: { ...QUERY, window: { period: 'long' } } }],
    [
      'input.query.filters[0].values',
      { name: 'x', query: { ...QUERY, filters: [{ field: 'customer', op: 'EQ' }] } },
    ],
    [
      'input.query',
      {
        name: 'x',
        query: { ...QUERY, filters: [{ field: 'customer', op: 'IN', values: ['x'.repeat(65_536)] }] },
      },
    ],
    ['input.id', { id: 'nobody', name: 'x' }],
  ])('%s is named', async (field, input) => {
    expect(await fault(keys.ann, SAVE, { input })).toMatchObject({ extensions: { field } });
  });

  test('a change of a version that is not the newest, and a name that its owner has', async () => {
    const { id } = await save(keys.ann, { name: 'Contested', query: QUERY });
    await save(keys.ann, { id, shared: true, expectedVersion: 1 });
    expect(await fault(keys.ann, SAVE, { input: { id, name: 'Lost', expectedVersion: 1 } })).toMatchObject({
      message: 'input.expectedVersion: the newest version is 2',
      extensions: { code: 'CONFLICT', field: 'input.expectedVersion' },
    });
    const named = { code: 'CONFLICT', field: 'input.name' };
    expect(await fault(keys.ann, SAVE, { input: { name: 'Contested', query: QUERY } })).toMatchObject({
      extensions: named,
    });
    const { id: second } = await save(keys.ann, { name: 'Second', query: QUERY });
    expect(await fault(keys.ann, SAVE, { input: { id: second, name: 'Contested' } })).toMatchObject({
      extensions: named,
    });
    await save(keys.bob, { name: 'Contested', query: QUERY });
  });

  test('of changes that were made of the same version, one is kept', async () => {
    const { id } = await save(keys.ann, { name: 'Raced', query: QUERY });
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        node.graphql(keys.ann, SAVE, { input: { id, name: `Raced by ${i}`, expectedVersion: 1 } }),
      ),
    );
    expect(outcomes.filter(({ errors }) => errors === undefined)).toHaveLength(1);
    await Promise.all(Array.from({ length: 6 }, (_, i) => save(keys.ann, { id, description: `${i}` })));
    const { data } = await node.graphql<{ savedReport: { version: number; versions: unknown[] } }>(
      keys.ann,
      'query ($id: ID!) { savedReport(id: $id) { version versions { version } } }',
      { id },
    );
    expect(data?.savedReport).toMatchObject({ version: 8 });
    expect(data?.savedReport.versions).toHaveLength(8);
  });
});

describe('who sees and changes what', () => {
  const DELETE = 'mutation ($id: ID!, $tenantId: ID) { deleteReport(id: $id, tenantId: $tenantId) }';
  const FIND = 'query ($id: ID!) { savedReport(id: $id) { name editable } }';
  const find = async (key: string, id: string): Promise<unknown> =>
    (await node.graphql<{ savedReport: unknown }>(key, FIND, { id })).data?.savedReport;

  test('what is not shared is its owner’s', async () => {
    const { id } = await save(keys.ann, { name: 'Private', query: QUERY });
    expect(await find(keys.ann, id)).toEqual({ name: 'Private', editable: true });
    for (const key of [keys.bob, keys.customer, keys.globex, keys.admin])
      expect(await find(key, id)).toBeNull();
    expect(await names(keys.bob)).not.toContain('Private');
    for (const key of [keys.bob, keys.globex, keys.customer]) {
      expect(await fault(key, DELETE, { id })).toMatchObject({
        extensions: { code: 'NOT_FOUND', field: 'id' },
      });
      expect(await fault(key, SAVE, { input: { id, name: 'Mine' } })).toMatchObject({
        extensions: { code: 'NOT_FOUND', field: 'input.id' },
      });
    }
  });

  test('what is shared is seen by all of the tenant, and changed by its owner and admins', async () => {
    const { id } = await save(keys.ann, { name: 'Shared', query: QUERY, shared: true });
    expect(await find(keys.bob, id)).toEqual({ name: 'Shared', editable: false });
    expect(await run(keys.bob, id)).toMatchObject({ total: 2 });
    for (const key of [keys.customer, keys.globex]) expect(await find(key, id)).toBeNull();
    expect(await fault(keys.bob, DELETE, { id })).toMatchObject({
      extensions: { code: 'FORBIDDEN', field: 'id' },
    });
    expect(await fault(keys.bob, SAVE, { input: { id, name: 'Mine' } })).toMatchObject({
      extensions: { code: 'FORBIDDEN', field: 'input.id' },
    });
    const changed = await save(keys.admin, { id, shared: false }, 'acme');
    expect(changed).toMatchObject({
      version: 2,
      updatedBy: expect.stringMatching(/^admin of platform, key:/),
    });
    expect(await find(keys.bob, id)).toBeNull();
    const { data } = await node.graphql(keys.admin, DELETE, { id, tenantId: 'acme' });
    expect(data).toEqual({ deleteReport: id });
    expect(await find(keys.ann, id)).toBeNull();
    const { rows } = await db.write.query('SELECT FROM saved_report_versions WHERE report_id = $1', [id]);
    expect(rows).toEqual([]);
  });

  test('a credential of one customer makes and sees its own, and reads its own rows', async () => {
    const { id } = await save(keys.customer, { name: 'Of c1', query: QUERY, shared: true });
    expect(await names(keys.customer)).toEqual(['Of c1']);
    expect(await names(keys.other)).toEqual([]);
    expect(await names(keys.bob)).toContain('Of c1');
    expect(await run(keys.customer, id)).toEqual({ total: 1, objects: [{ customer: 'c1', quantity: '3' }] });
    expect(await run(keys.bob, id)).toMatchObject({ total: 2 });
    const colleague = await node.key('acme', RIGHTS, 'c1');
    expect(await find(colleague, id)).toEqual({ name: 'Of c1', editable: false });
    const cogs = { name: 'Costs', query: { dataset: 'COGS', measures: ['events'] } };
    expect(await fault(keys.customer, SAVE, { input: cogs })).toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
  });

  test('an admin of another tenant sees all, and what it makes is its own', async () => {
    const list = async (): Promise<string[]> =>
      (
        await node.graphql<{ savedReports: { name: string }[] }>(
          keys.admin,
          '{ savedReports(tenantId: "acme") { name } }',
        )
      ).data?.savedReports.map(({ name }) => name) ?? [];
    expect(await list()).toEqual(expect.arrayContaining(['Private', 'Of c1']));
    await save(keys.admin, { name: 'By an admin', query: QUERY }, 'acme');
    expect(await list()).toContain('By an admin');
    expect(await names(keys.ann)).not.toContain('By an admin');
    expect(
      await fault(keys.admin, SAVE, { input: { name: 'x', query: QUERY }, tenantId: 'nobody' }),
    ).toMatchObject({ extensions: { code: 'NOT_FOUND', field: 'tenantId' } });
  });
});

describe('bounds', () => {
  test(`${MOST_VERSIONS} versions are kept`, async () => {
    const { id } = await save(keys.ann, { name: 'Often', query: QUERY });
    await db.write.query('UPDATE saved_reports SET version = 150 WHERE id = $1', [id]);
    await db.write.query(
      `INSERT INTO saved_report_versions SELECT tenant_id, report_id, n, customer_id, name, description, shared, query, saved_by
       FROM saved_report_versions, generate_series(2, 150) n WHERE report_id = $1`,
      [id],
    );
    expect((await save(keys.ann, { id, shared: true })).version).toBe(151);
    const { rows } = await db.write.query<{ versions: number; oldest: number }>(
      'SELECT count(*)::int AS versions, min(version) AS oldest FROM saved_report_versions WHERE report_id = $1',
      [id],
    );
    expect(rows).toEqual([{ versions: MOST_VERSIONS, oldest: 52 }]);
  });

  test(`a tenant has ${MOST_REPORTS} reports`, async () => {
    await db.write.query(
      `INSERT INTO saved_reports (tenant_id, owner, name, shared, version)
       SELECT 'globex', 'filler', n::text, false, 1 FROM generate_series(2, $1::int) n`,
      [MOST_REPORTS],
    );
    const outcomes = await Promise.all(
      [1, 2, 3].map((i) => node.graphql(keys.globex, SAVE, { input: { name: `${i}`, query: QUERY } })),
    );
    expect(outcomes.filter(({ errors }) => errors === undefined)).toHaveLength(1);
    expect(outcomes.flatMap(({ errors = [] }) => errors)).toMatchObject([
      { extensions: { code: 'CONFLICT', field: 'input' } },
      { extensions: { code: 'CONFLICT', field: 'input' } },
    ]);
  });
});

test('the list reads the versions of all reports at once', async () => {
  const { data } = await node.graphql<{ savedReports: { version: number; versions: unknown[] }[] }>(
    keys.ann,
    LIST,
  );
  const reports = data?.savedReports ?? [];
  expect(reports.length).toBeGreaterThan(5);
  expect(reports.every(({ version, versions }) => versions.length === Math.min(version, 20))).toBe(true);
});
