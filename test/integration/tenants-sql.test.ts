import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/db/database.js';
import { sqlState } from '../../src/db/sql-state.js';
import { readAllInScope, readInScope, type TenantScope } from '../../src/db/tenant-scope.js';
import { openTestDatabase } from '../support/database.js';
import { rightsOfTheReader } from './support-tenants/rights.js';
import {
  asReader,
  customersOf,
  fillTwoTenants,
  tenantRelations,
  TENANTS,
  type AsReader,
} from './support-tenants/two-tenants.js';

const ACME: TenantScope = { tenantId: 'acme', customerId: null };

let db: Database;
let relations: string[];

beforeAll(async () => {
  db = await openTestDatabase();
  await fillTwoTenants(db);
  relations = await tenantRelations(db);
});
afterAll(() => db.close());

const texts = async (query: AsReader, relation: string): Promise<string[]> =>
  (await query<{ text: string }>(`SELECT to_jsonb(v)::text AS text FROM ${relation} v`)).map(
    ({ text }) => text,
  );

/** The SQLSTATE that a statement fails with, or null; the transaction goes on. */
async function failure(query: AsReader, sql: string, values?: unknown[]): Promise<string | null> {
  await query('SAVEPOINT attempt');
  try {
    await query(sql, values);
    return null;
  } catch (error) {
    return sqlState(error);
  } finally {
    await query('ROLLBACK TO attempt');
  }
}

describe('what the reader sees of the schema `tenant`', () => {
  test('has rows of both tenants to hide, in every relation', async () => {
    expect(relations.length).toBeGreaterThan(20);
    const empty: string[] = [];
    for (const relation of relations) {
      // One view is a row over others.
      const owned =
        relation === 'tenant.first_buckets'
          ? 'public.usage_events'
          : relation.replace(/^tenant\./, 'public.').replace(/_(newest|oldest)$/, '_log');
      for (const tenant of TENANTS) {
        const { rows } = await db.write.query(`SELECT FROM ${owned} v WHERE v::text LIKE $1 LIMIT 1`, [
          `%${tenant}%`,
        ]);
        if (rows.length === 0) empty.push(`${relation} of ${tenant}`);
      }
    }
    expect(empty).toEqual([]);
  });

  test.each([
    ['nothing was set', null],
    ['the tenant is empty', { tenantId: '', customerId: null }],
    ['there is no such tenant', { tenantId: 'nobody', customerId: null }],
    ['only a customer is set', { tenantId: '', customerId: 'acme-c1' }],
  ])('is empty where %s', async (_, scope) => {
    await asReader(db, scope, async (query) => {
      for (const relation of relations)
        expect([relation, await texts(query, relation)]).toEqual([relation, []]);
    });
  });

  test.each(TENANTS)('is all of %s and nothing else', async (tenantId) => {
    const other = tenantId === 'acme' ? 'globex' : 'acme';
    await asReader(db, { tenantId, customerId: null }, async (query) => {
      for (const relation of relations) {
        const seen = await texts(query, relation);
        expect([relation, seen.length > 0]).toEqual([relation, true]);
        expect([relation, seen.filter((text) => text.includes(other))]).toEqual([relation, []]);
      }
    });
  });

  test.each(customersOf('acme'))(
    'is narrowed to %s, or empty where rows mix customers',
    async (customerId) => {
      // What every customer of a tenant may know of it.
      const reference = ['products', 'billable_units', 'mcp_servers', 'tenants', 'dirty_buckets'];
      const { rows: columns } = await db.write.query<{ relation: string; names: string[] }>(
        `SELECT format('%I.%I', table_schema, table_name) AS relation, array_agg(column_name::text) AS names
       FROM information_schema.columns WHERE table_schema = 'tenant' GROUP BY 1`,
      );
      const holding = new Map(columns.map(({ relation, names }) => [relation, names]));
      await asReader(db, { tenantId: 'acme', customerId }, async (query) => {
        for (const relation of relations) {
          const rows = (await texts(query, relation)).map(
            (text) => JSON.parse(text) as Record<string, unknown>,
          );
          const column = relation === 'tenant.customers' ? 'id' : 'customer_id';
          if (reference.includes(relation.replace('tenant.', ''))) continue;
          // 'none' where there is no such column: undefined would equal what is not there.
          const visible = new Set(rows.map((row) => row[column] ?? 'none'));
          const mixes = !(holding.get(relation) ?? []).includes(column) || relation === 'tenant.prices';
          // Costs, as the event log has them.
          const isHidden = /^tenant\.cost_events_(newest|oldest)$/.test(relation);
          expect([relation, [...visible]]).toEqual([relation, mixes || isHidden ? [] : [customerId]]);
          const types = new Set(rows.flatMap(({ type, dataset }) => [type, dataset]));
          for (const one of ['cost.incurred', 'usage.threshold_breached', 'cost']) {
            expect([relation, one, types.has(one)]).toEqual([relation, one, false]);
          }
        }
      });
      await asReader(db, { tenantId: 'globex', customerId }, async (query) => {
        expect(await texts(query, 'tenant.customers')).toEqual([]);
        expect(await texts(query, 'tenant.usage_events')).toEqual([]);
      });
    },
  );
});

describe('how the views are made', () => {
  test('each is a barrier and filters by the tenant', async () => {
    const { rows } = await db.write.query(
      `SELECT c.relname, c.relkind, pg_get_viewdef(c.oid) AS text FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'tenant' AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
         AND (c.relkind = 'v' AND 'security_barrier=true' = ANY (c.reloptions)
              AND pg_get_viewdef(c.oid) LIKE '%current_setting(''app.tenant''%') IS NOT TRUE`,
    );
    expect(rows).toEqual([]);
  });

  // A condition that is cheaper than the view's own would be asked first, of every row, if it were let in.
  const CHEAP = 'LANGUAGE plpgsql COST 0.0000001';
  test.each([
    ['a notice', `RAISE NOTICE '%', word`],
    ['an error', `PERFORM 1 / (CASE WHEN word LIKE '%globex%' THEN 0 ELSE 1 END)`],
    ['a cast', `PERFORM (CASE WHEN word LIKE '%globex%' THEN word ELSE '1' END)::int`],
  ])('give nothing away to %s in a condition', async (kind, body) => {
    const notices = await asReader(db, ACME, async (query) => {
      await query(
        `CREATE FUNCTION pg_temp.tell(word text) RETURNS boolean ${CHEAP} AS $$ BEGIN ${body}; RETURN true; END $$`,
      );
      for (const relation of relations) {
        const column = relation === 'tenant.tenants' ? 'id' : 'tenant_id';
        // By index or by scan.
        for (const path of ['on', 'off']) {
          await query(`SET LOCAL enable_indexscan = ${path}`);
          await query(`SET LOCAL enable_bitmapscan = ${path}`);
          for (const word of [column, 'v::text']) {
            const attack = `SELECT FROM ${relation} v WHERE pg_temp.tell(${word})`;
            expect([attack, await failure(query, attack)]).toEqual([attack, null]);
          }
        }
      }
    });
    expect(notices.filter((notice) => notice.includes('globex'))).toEqual([]);
    if (kind === 'a notice') expect(notices).toContain('acme');
  });

  test('give nothing away to a guess at a quantity', async () => {
    const { rows } = await db.write.query(
      `SELECT FROM usage_events WHERE tenant_id = 'acme' AND quantity = 42`,
    );
    expect(rows.length).toBeGreaterThan(0);
    await db.write.query(`UPDATE usage_events SET quantity = 43 WHERE tenant_id = 'globex'`);
    await asReader(db, ACME, async (query) => {
      const guess = (quantity: number): Promise<string | null> =>
        failure(query, 'SELECT FROM tenant.usage_events WHERE 1 / (quantity - $1::numeric) > 0', [quantity]);
      expect(await guess(42)).toBe('22012');
      expect(await guess(43)).toBeNull();
    });
  });
});

describe('a read in a scope', () => {
  test('leaves neither role nor tenant behind, whether it succeeds or fails', async () => {
    const state = async (): Promise<unknown> => {
      const client = await db.read.connect();
      try {
        const sql = `SELECT current_user = session_user AS owner, coalesce(current_setting('app.tenant', true), '') AS tenant,
                            coalesce(current_setting('app.customer', true), '') AS customer,
                            current_setting('transaction_read_only') AS frozen`;
        return (await client.query(sql)).rows[0];
      } finally {
        client.release();
      }
    };
    const clean = { owner: true, tenant: '', customer: '', frozen: 'off' };
    const scope = { tenantId: 'acme', customerId: 'acme-c1' };
    const text = `SELECT current_user AS role, current_setting('app.tenant') AS tenant, current_setting('app.customer') AS customer`;
    expect(await readInScope(db.read, scope, { text, values: [] })).toEqual([
      { role: 'gaugeway_reader', tenant: 'acme', customer: 'acme-c1' },
    ]);
    expect(await state()).toEqual(clean);
    for (const fault of [
      'SELECT 1 / 0',
      'SELECT FROM public.api_keys',
      'no SQL',
      'CREATE TEMP TABLE t (x int)',
    ]) {
      await expect(readInScope(db.read, scope, { text: fault, values: [] })).rejects.toThrow();
      expect(await state()).toEqual(clean);
    }
  });

  test.each(["o'x", "'; RESET ROLE; --", "\\'; RESET ROLE; --", 'acme\\', '$1', '"', 'a\nb', '漢字 🦩'])(
    'is set to names whatever they hold: %j',
    async (name) => {
      const text = `SELECT current_user AS role, current_setting('app.tenant') AS tenant, current_setting('app.customer') AS customer`;
      expect(await readInScope(db.read, { tenantId: name, customerId: name }, { text, values: [] })).toEqual([
        { role: 'gaugeway_reader', tenant: name, customer: name },
      ]);
    },
  );

  test('runs reads in their order and in one transaction, and fails as a whole', async () => {
    const one = { text: 'SELECT $1::int AS n, now() AS at', values: [1] };
    const other = { text: 'SELECT $1::int AS n, now() AS at', values: [2] };
    const [first = [], second = []] = await readAllInScope<{ n: number; at: string }>(db.read, ACME, [
      one,
      other,
    ]);
    expect([first, second].map(([row]) => row?.n)).toEqual([1, 2]);
    expect(first[0]?.at).toBe(second[0]?.at);
    const fault = { text: 'SELECT 1 / 0', values: [] };
    await expect(readAllInScope(db.read, ACME, [one, fault])).rejects.toThrow('division by zero');
    await expect(readAllInScope(db.read, ACME, [fault, one])).rejects.toThrow('division by zero');
    expect(await readAllInScope(db.read, ACME, [{ ...one, asArrays: true }])).toEqual([
      [[1, expect.any(String)]],
    ]);
  });

  test('stays in its own scope beside many others', async () => {
    const text = `SELECT DISTINCT tenant_id, current_setting('app.tenant') AS set FROM tenant.usage_events`;
    const seen = await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        const tenantId = TENANTS[i % 2] ?? '';
        return {
          tenantId,
          rows: await readInScope(db.read, { tenantId, customerId: null }, { text, values: [] }),
        };
      }),
    );
    for (const { tenantId, rows } of seen) expect(rows).toEqual([{ tenant_id: tenantId, set: tenantId }]);
  });
});

describe('what the reader may do', () => rightsOfTheReader(() => db));
