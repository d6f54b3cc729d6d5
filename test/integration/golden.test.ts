import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/db/database.js';
import { readInScope } from '../../src/db/tenant-scope.js';
import { plan, type Plan } from '../../src/planner/plan.js';
import { openTestDatabase } from '../support/database.js';
import { sendGoldenEvents } from '../support/golden-events.js';
import {
  goldenCase,
  goldenFile,
  goldenRows,
  goldenSql,
  goldenStems,
  isUpdate,
  type GoldenCase,
  type GoldenRows,
} from '../support/golden.js';

const stems = await goldenStems();
/** All time as one dirty range: nothing may be read from rollups then. */
const ALL_DIRTY = [{ from: Date.parse('2026-01-01T00:00Z'), to: Date.parse('2027-01-01T00:00Z') }];

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  await sendGoldenEvents(db);
});
afterAll(() => db.close());

async function answer({ scope }: GoldenCase, planned: Plan): Promise<GoldenRows> {
  return goldenRows(planned, await readInScope(db.read, scope, planned));
}

test('the golden files are whole trios', () => {
  expect(Object.keys(stems).length).toBeGreaterThan(20);
  for (const [stem, endings] of Object.entries(stems)) {
    // In an update, the statement and the rows of a new query are still to be written.
    const expected = isUpdate ? expect.arrayContaining(['query.json']) : ['query.json', 'rows.json', 'sql'];
    expect([stem, endings]).toEqual([stem, expected]);
  }
});

test('the rollups lack the late event, and the database says that its quarter-hour is dirty', async () => {
  const asked = await goldenCase('dirty-quarter-hour');
  const { rows } = await db.write.query<{ dataset: string; tenant: string; bucket: number }>(
    `SELECT dataset, tenant_id AS tenant, (extract(epoch FROM bucket) * 1000)::float8 AS bucket FROM dirty_buckets`,
  );
  expect(rows).toEqual([{ dataset: 'usage', tenant: 'acme', bucket: asked.dirty[0]?.from }]);
  const products = (answers: GoldenRows): unknown[] => answers.flat().map(({ product }) => product);
  expect(products(await answer(asked, plan(asked.queries, asked.scope, [])))).not.toContain('chat');
  expect(products(await answer(asked, plan(asked.queries, asked.scope, asked.dirty)))).toContain('chat');
});

describe.each(Object.keys(stems))('%s', (stem) => {
  test('is planned as this SQL', async () => {
    const { queries, scope, dirty } = await goldenCase(stem);
    const sql = goldenSql(plan(queries, scope, dirty));
    expect(sql).toBe(await goldenFile(`${stem}.sql`, sql));
  });

  test('answers these rows', async () => {
    const asked = await goldenCase(stem);
    const rows = await answer(asked, plan(asked.queries, asked.scope, asked.dirty));
    const expected = JSON.parse(await goldenFile(`${stem}.rows.json`, JSON.stringify(rows))) as GoldenRows;
    expect(rows).toEqual(expected);
  });

  test('answers the same from the raw rows alone', async () => {
    const asked = await goldenCase(stem);
    const raw = plan(asked.queries, asked.scope, ALL_DIRTY);
    for (const { sources, query } of raw.parts) expect(sources).toEqual([query.dataset.relation]);
    expect(await answer(asked, raw)).toEqual(
      await answer(asked, plan(asked.queries, asked.scope, asked.dirty)),
    );
  });
});
