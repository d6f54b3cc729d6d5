import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../src/db/database.js';
import { DatabaseIngestor } from '../../src/ingest/store/database-ingestor.js';
import { openTestDatabase } from '../support/database.js';
import { docCases } from '../support/doc-cases.js';
import { startTestNode, type TestNode } from '../support/node.js';

interface Given {
  readonly allocation: string;
  readonly events: readonly { readonly type: string; readonly data: Record<string, unknown> }[];
}

let db: Database;
let node: TestNode;
beforeAll(async () => {
  db = await openTestDatabase();
  node = await startTestNode(db);
});
afterAll(() => node.stop());

const COST =
  'key others cost { amount currency } share inputTokens outputTokens unpriced { quantity unit reason }';
const MARGIN =
  'others margins { currency revenue cost margin marginRate } directCost { amount currency } allocatedCost { amount currency }';
const QUERY = `query ($allocation: CostAllocation) {
  cogs(window: { period: "1d" }, allocation: $allocation) {
    totals { currency revenue cost margin marginRate }
    byCategory { ${COST} } byModel { ${COST} }
    byCustomer { customer { id } ${MARGIN} } bySubscription { subscription { id } ${MARGIN} }
    unallocated { amount currency }
  }
}`;

const cases = docCases<Given, Record<string, unknown>>('cogs.md');

test.each(cases.map((one, place) => [one.title, place, one] as const))(
  'docs/cogs.md: %s',
  async (_, place, { given: { allocation, events }, expected }) => {
    const tenantId = `case-${place}`;
    const time = new Date(Date.now() - 60_000).toISOString();
    const sent = events.map((event, i) => ({ id: String(i), source: 'docs', time, ...event }));
    const ingestor = new DatabaseIngestor(db.write, { factRetentionDays: 400 });
    const verdicts = await ingestor.ingest(sent, { tenantId, platform: false, customerId: null });
    expect(verdicts.filter(({ verdict }) => verdict !== 'ACCEPTED')).toEqual([]);
    const key = await node.key(tenantId, ['analytics:read']);
    const { data, errors } = await node.graphql(key, QUERY, { allocation });
    expect(errors).toBeUndefined();
    expect(data?.['cogs']).toMatchObject(expected);
  },
);
