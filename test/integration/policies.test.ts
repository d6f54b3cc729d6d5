import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../src/db/database.js';
import { aggregated } from '../../src/catalogue/catalogue.js';
import { applyPolicies, requireWindowInside } from '../../src/db/policies.js';
import { openTestDatabase } from '../support/database.js';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

interface Job extends Record<string, unknown> {
  job_id: number;
  proc_name: string;
  relation: string;
  config: Record<string, unknown>;
}

async function jobs(): Promise<Job[]> {
  const { rows } = await db.write.query<Job>(
    `SELECT j.job_id, j.proc_name, coalesce(c.view_name, j.hypertable_name)::text AS relation, j.config
     FROM timescaledb_information.jobs j
     LEFT JOIN timescaledb_information.continuous_aggregates c ON c.materialization_hypertable_name = j.hypertable_name
     WHERE j.job_id >= 1000 ORDER BY j.job_id`,
  );
  return rows;
}

test('every fact is kept as configured, the log for a year, and each rollup has a refresh inside retention', async () => {
  await applyPolicies(db.write, 100);
  const present = await jobs();
  const retention = Object.fromEntries(
    present
      .filter(({ proc_name: name }) => name === 'policy_retention')
      .map(({ relation, config }) => [relation, config['drop_after']]),
  );
  expect(retention).toEqual({
    usage_events: '100 days',
    mcp_calls: '100 days',
    storefront_events: '100 days',
    cost_events: '100 days',
    invoice_events: '100 days',
    subscription_events: '100 days',
    log_events: '365 days',
    event_identities: '36 days',
  });
  const refreshed = present.filter(({ proc_name: name }) => name === 'policy_refresh_continuous_aggregate');
  const rollups = aggregated.flatMap((dataset) => dataset.rollups.map(({ relation }) => relation));
  expect(refreshed.map(({ relation }) => relation).sort()).toEqual(rollups.sort());
  expect(new Set(refreshed.map(({ config }) => config['start_offset']))).toEqual(new Set(['7 days']));
});

test('a restart leaves them alone, another configuration sets them anew', async () => {
  await applyPolicies(db.write, 100);
  const before = (await jobs()).map(({ job_id: id }) => id);
  await applyPolicies(db.write, 100);
  expect((await jobs()).map(({ job_id: id }) => id)).toEqual(before);
  await applyPolicies(db.write, 200);
  const usage = (await jobs()).find(
    ({ proc_name: name, relation }) => name === 'policy_retention' && relation === 'usage_events',
  );
  expect(usage?.config['drop_after']).toBe('200 days');
});

test('a refresh window past retention is refused', async () => {
  expect(() => requireWindowInside(7, 7)).toThrow('FACT_RETENTION_DAYS');
  await expect(applyPolicies(db.write, 5)).rejects.toThrow('would delete history');
});

test('a fact older than retention is dropped, its rollups stay', async () => {
  await applyPolicies(db.write, 100);
  await db.write.query(
    `INSERT INTO usage_events (tenant_id, time, source, event_id, customer_id, billable_unit_id, quantity, attributes)
     VALUES ('acme', now() - interval '300 days', 's', 'old', 'c', 'u', 5, '{}')`,
  );
  for (const rollup of ['usage_15m', 'usage_1h', 'usage_1d']) {
    await db.write.query(
      `CALL refresh_continuous_aggregate($1::regclass, now() - interval '302 days', now() - interval '298 days')`,
      [rollup],
    );
  }
  const { rows } = await db.write.query<{ job_id: number }>(
    `SELECT job_id FROM timescaledb_information.jobs WHERE proc_name = 'policy_retention' AND hypertable_name = 'usage_events'`,
  );
  await db.write.query('CALL run_job($1)', [rows[0]?.job_id]);
  expect((await db.write.query('SELECT quantity FROM usage_events')).rows).toEqual([]);
  expect((await db.write.query('SELECT quantity FROM usage_1d')).rows).toEqual([{ quantity: '5' }]);
});
