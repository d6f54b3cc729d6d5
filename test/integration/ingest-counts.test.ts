import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';

let node: TestNode;
let key: string;

beforeAll(async () => {
  node = await startTestNode(await openTestDatabase());
  key = await node.key('acme', ['analytics:read', 'events:write']);
});
afterAll(() => node.stop());

const usage = (id: string, quantity: unknown, extra: object = {}) => ({
  specversion: '1.0',
  id,
  source: 'test',
  type: 'usage.recorded',
  data: { customerId: 'c1', billableUnit: 'calls', quantity },
  ...extra,
});

const BATCH = 'application/cloudevents-batch+json';

async function total(unit: string): Promise<{ quantity: string; events: number } | null> {
  const { data } = await node.graphql<{
    usage: { byBillableUnit: { quantity: string; events: number; billableUnit: { id: string } }[] };
  }>(key, `{ usage { byBillableUnit { quantity events billableUnit { id } } } }`);
  const row = data?.usage.byBillableUnit.find(({ billableUnit }) => billableUnit.id === unit);
  return row === undefined ? null : { quantity: row.quantity, events: row.events };
}

describe('what is counted', () => {
  test('1,000 identical events count once', async () => {
    const event = {
      ...usage('same', 7, { time: new Date().toISOString() }),
      data: { customerId: 'c1', billableUnit: 'same', quantity: 7 },
    };
    const response = await node.events(key, BATCH, JSON.stringify(Array.from({ length: 1000 }, () => event)));
    expect(await response.json()).toMatchObject({ accepted: 1, duplicates: 999, conflicts: 0, rejected: 0 });
    expect(await total('same')).toEqual({ quantity: '7', events: 1 });
  });
});
