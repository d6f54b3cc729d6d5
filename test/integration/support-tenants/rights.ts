import { expect, test } from '@jest/globals';
import type { Database } from '../../../src/db/database.js';
import { sqlState } from '../../../src/db/sql-state.js';
import { asReader } from './two-tenants.js';

const INSUFFICIENT_PRIVILEGE = '42501';
const RELATION = `format('%I.%I', n.nspname, c.relname)`;
const RELATIONS = `pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname !~ '^(pg_|information_schema$)'`;

/** What gaugeway_reader may do at all, on a database of two full tenants. */
export function rightsOfTheReader(db: () => Database): void {
  const rows = async <Row extends Record<string, unknown>>(sql: string): Promise<Row[]> =>
    (await db().write.query<Row>(sql)).rows;

  test('the reader may read the schema `tenant`, and of the rest only what TimescaleDB tells everyone', async () => {
    const readable = await rows<{ schema: string; relation: string }>(
      `SELECT n.nspname AS schema, ${RELATION} AS relation FROM ${RELATIONS}
     AND (has_table_privilege('gaugeway_reader', c.oid, 'SELECT') OR has_any_column_privilege('gaugeway_reader', c.oid, 'SELECT'))`,
    );
    const others = readable.filter(({ schema }) => !/^(tenant|timescaledb_|_timescaledb_)/.test(schema));
    expect(others).toEqual([]);
    const chunks = readable.filter(({ relation }) =>
      /chunk$|_hyper_|materialized_hypertable|_partial_view|_direct_view/.test(relation),
    );
    expect(chunks.filter(({ schema }) => schema === '_timescaledb_internal')).toEqual([]);
  });

  test('what TimescaleDB and PostgreSQL tell everyone holds nothing of a tenant', async () => {
    await asReader(db(), null, async (query) => {
      const open = await query<{ relation: string }>(
        `SELECT ${RELATION} AS relation FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname <> 'tenant'
         AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')`,
      );
      expect(open.length).toBeGreaterThan(50);
      for (const { relation } of open) {
        await query('SAVEPOINT attempt');
        try {
          const [row] = await query(`SELECT FROM ${relation} v WHERE v::text LIKE $1 LIMIT 1`, ['%globex%']);
          expect([relation, row]).toEqual([relation, undefined]);
        } catch (error) {
          // A view that calls a function which the reader may not call tells nothing either.
          if (sqlState(error) === null) throw error;
        }
        await query('ROLLBACK TO attempt');
      }
    });
  });

  test('the reader may write nowhere', async () => {
    const writable = await rows(
      `SELECT ${RELATION} AS relation, privilege FROM unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS privilege,
            ${RELATIONS} AND has_table_privilege('gaugeway_reader', c.oid, privilege)`,
    );
    expect(writable).toEqual([]);
    const sequences = await rows(
      `SELECT ${RELATION} AS relation FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'S' AND (has_sequence_privilege('gaugeway_reader', c.oid, 'USAGE') OR has_sequence_privilege('gaugeway_reader', c.oid, 'UPDATE'))`,
    );
    expect(sequences).toEqual([]);
    const schemas = await rows(
      `SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_temp' AND has_schema_privilege('gaugeway_reader', oid, 'CREATE')`,
    );
    expect(schemas).toEqual([]);
  });

  test('the reader may call none of our functions but those that only compute, nor one that runs with other rights', async () => {
    // TimescaleDB has one that moves the watermark of a real-time aggregate; ours are materialized only.
    const callable = await rows(
      `SELECT p.oid::regprocedure::text AS function FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE (n.nspname IN ('public', 'tenant') OR p.prosecdef) AND has_function_privilege('gaugeway_reader', p.oid, 'EXECUTE')
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e')
     ORDER BY 1`,
    );
    expect(callable).toEqual([
      { function: 'tenant.attribute_texts(jsonb)' },
      { function: 'tenant.bin_percentile(numeric,integer[],numeric[])' },
      { function: 'tenant.identity_record(text,text,numeric)' },
      { function: 'tenant.journey_record(text,text,bigint,bytea)' },
      { function: 'tenant.journey_step(timestamp with time zone,text)' },
      { function: 'tenant.log_bin(double precision)' },
      { function: 'tenant.person_key(text,text)' },
    ]);
  });

  test('the reader is nobody else, and can become nobody else', async () => {
    const attributes = await rows(
      `SELECT rolsuper, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = 'gaugeway_reader'`,
    );
    expect(Object.values(attributes[0] ?? { missing: true })).not.toContain(true);
    expect(await rows(`SELECT FROM pg_auth_members WHERE member = 'gaugeway_reader'::regrole`)).toEqual([]);
    expect(
      await rows(
        `SELECT c.oid FROM pg_class c WHERE relowner = 'gaugeway_reader'::regrole
       UNION ALL SELECT oid FROM pg_proc WHERE proowner = 'gaugeway_reader'::regrole`,
      ),
    ).toEqual([]);
  });

  test.each([
    ['read a hypertable', 'SELECT FROM usage_events'],
    ['read a rollup', 'SELECT FROM usage_1d'],
    ['read the keys', 'SELECT FROM api_keys'],
    ['read what signs cursors', 'SELECT FROM node_secrets'],
    ['read a view below the barrier', 'SELECT FROM event_log'],
    ['copy a table out', 'COPY usage_events TO STDOUT'],
    ['run a program', `COPY (SELECT 1) TO PROGRAM 'id'`],
    ['read a file', `SELECT pg_read_file('PG_VERSION')`],
    ['write through a view', `INSERT INTO tenant.customers (tenant_id, id, name) VALUES ('acme', 'x', 'x')`],
    ['empty a table', 'TRUNCATE customers'],
    ['delete through a view', 'DELETE FROM tenant.customers'],
    ['advance the feed', `SELECT nextval('event_seq')`],
    ['take a tick', 'SELECT take_feed_tick()'],
    ['take a turn of the feed', `SELECT take_feed_turn('{acme}', '{0}', '{0}', 9)`],
    ['read what the feed made visible', 'SELECT FROM feed_entries'],
    ['claim identities', `SELECT claim_identities('{}', '{}')`],
    ['open the keys', `SELECT create_tenant_view('api_keys', '')`],
    ['make a view', 'CREATE VIEW tenant.more AS SELECT 1'],
    ['replace a view', 'CREATE OR REPLACE VIEW tenant.customers AS SELECT * FROM public.customers'],
    ['lower a barrier', 'ALTER VIEW tenant.customers SET (security_barrier = false)'],
    ['make a table', 'CREATE TABLE public.mine (x int)'],
    ['drop chunks', `SELECT drop_chunks('usage_events', older_than => interval '1 day')`],
    ['compress chunks', `SELECT compress_chunk(c) FROM show_chunks('mcp_calls') c`],
    ['set a policy', `SELECT add_retention_policy('usage_events', interval '1 day')`],
    ['make a role', 'CREATE ROLE more'],
    ['change its own', 'ALTER ROLE gaugeway_reader SUPERUSER'],
    ['make a hypertable', `SELECT create_hypertable('customers', by_range('created_at'))`],
  ])('the reader may not %s', async (_, sql) => {
    await asReader(db(), { tenantId: 'acme', customerId: null }, async (query) => {
      const refused = await query(sql).then(
        () => 'done',
        (error: unknown) => sqlState(error),
      );
      expect(refused).toBe(INSUFFICIENT_PRIVILEGE);
    });
  });
}
