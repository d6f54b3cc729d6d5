import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Scope } from '../../src/auth/principal.js';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';

const RIGHTS: Scope[] = ['analytics:read', 'reports:write'];
const QUERY = {
  dataset: 'USAGE',
  measures: ['quantity'],
  dimensions: ['customer'],
  window: { period: '7d' },
};
const SAVE = 'mutation ($input: SaveReportInput!) { saveReport(input: $input) { id } }';

let node: TestNode;
let keys: Record<'ann' | 'bob' | 'customer' | 'globex', string>;

beforeAll(async () => {
  node = await startTestNode(await openTestDatabase(4));
  keys = {
    ann: await node.key('acme', [...RIGHTS, 'events:write']),
    bob: await node.key('acme', RIGHTS),
    customer: await node.key('acme', RIGHTS, 'c1'),
    globex: await node.key('globex', RIGHTS),
  };
  const events = [
    ['c1', 'calls', 3, 1],
    ['c2', 'calls', 4, 1],
    ['c2', 'tokens', 8, 2],
    ['c2', 'calls', 16, 20],
  ].map(([customerId, billableUnit, quantity, days], i) => ({
    specversion: '1.0',
    ...{ id: `u${i}`, source: 'test', type: 'usage.recorded' },
    time: new Date(Date.now() - Number(days) * 86_400_000).toISOString(),
    data: { customerId, billableUnit, quantity },
  }));
  const sent = await node.events(keys.ann, 'application/cloudevents-batch+json', JSON.stringify(events));
  expect(sent.status).toBe(200);
});
afterAll(() => node.stop());

describe('a saved report as a file', () => {
  const get = (key: string, path: string): Promise<Response> =>
    fetch(`${node.url}/v1/reports/${path}`, { headers: { authorization: `Bearer ${key}` } });
  let id: string;
  beforeAll(async () => {
    const input = { name: 'Größe', query: QUERY, shared: true };
    const { data } = await node.graphql<{ saveReport: { id: string } }>(keys.ann, SAVE, { input });
    id = data?.saveReport.id ?? '';
  });

  test('has what the report has, with another window and more filters', async () => {
    const csv = await get(keys.bob, `${id}.csv`);
    expect(csv.headers.get('content-disposition')).toContain("filename*=UTF-8''Gr%C3%B6%C3%9Fe.csv");
    expect((await csv.text()).trim().split(/\r?\n/)).toEqual(['customer,quantity', 'c2,12', 'c1,3']);
    const other = await get(keys.bob, `${id}.csv?period=30d&filter=billableUnit:EQ:calls&limit=1`);
    expect((await other.text()).trim().split(/\r?\n/)).toEqual(['customer,quantity', 'c2,20']);
  });

  test('takes what a run asks for as JSON, too', async () => {
    const post = (body: unknown): Promise<Response> =>
      fetch(`${node.url}/v1/reports/${id}.csv`, {
        method: 'POST',
        headers: { authorization: `Bearer ${keys.bob}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const filters = [{ field: 'billableUnit', op: 'EQ', values: ['calls'] }];
    const other = await post({ window: { period: '30d' }, filters, limit: 1 });
    expect((await other.text()).trim().split(/\r?\n/)).toEqual(['customer,quantity', 'c2,20']);
    for (const [body, field] of [
      [{ measures: ['events'] }, 'measures'],
      [{ window: { perod: '30d' } }, 'window.perod'],
      [{ filters: [{ field: 'colour', op: 'EQ', values: ['red'] }] }, 'filters[0].field'],
    ] as const) {
      const refused = await post(body);
      expect([refused.status, await refused.json()]).toMatchObject([400, { error: { field } }]);
    }
  });

  test.each([
    ['period', 400, () => `${id}.csv?period=long`],
    ['filter[0].field', 400, () => `${id}.csv?filter=colour:EQ:red`],
    ['measures', 400, () => `${id}.csv?measures=events`],
    ['id', 404, () => 'nobody.csv'],
  ])('that cannot be made says why: %s', async (field, status, path) => {
    const response = await get(keys.ann, path());
    expect([response.status, await response.json()]).toMatchObject([status, { error: { field } }]);
  });

  test('with others and no limit is what a run of it is, and takes no offset', async () => {
    const query = { ...QUERY, others: true, limit: null };
    const saved = await node.graphql<{ saveReport: { id: string } }>(keys.ann, SAVE, {
      input: { name: 'with others', query },
    });
    const kept = saved.data?.saveReport.id ?? '';
    const run = await node.graphql<{ savedReport: { run: { rows: unknown[][] } } }>(
      keys.ann,
      'query ($id: ID!) { savedReport(id: $id) { run { rows } } }',
      { id: kept },
    );
    expect(run.data?.savedReport.run.rows).toHaveLength(2);
    expect(await (await get(keys.ann, `${kept}.json`)).json()).toMatchObject(run.data?.savedReport.run ?? {});
    const paged = await node.graphql(
      keys.ann,
      'query ($id: ID!) { savedReport(id: $id) { run(offset: 5) { rows } } }',
      { id: kept },
    );
    expect(paged.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'offset' } }]);
    const file = await get(keys.ann, `${kept}.json?offset=5`);
    expect([file.status, await file.json()]).toMatchObject([400, { error: { field: 'offset' } }]);
  });

  test('is of those who see the report', async () => {
    const { status } = await get(keys.globex, `${id}.csv`);
    expect(status).toBe(404);
    expect((await get(keys.customer, `${id}.csv`)).status).toBe(404);
  });
});
