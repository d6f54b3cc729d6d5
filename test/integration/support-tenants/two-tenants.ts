import { aggregated } from '../../../src/catalogue/catalogue.js';
import type { Database } from '../../../src/db/database.js';
import { refreshDirty } from '../../../src/db/refresher.js';
import type { TenantScope } from '../../../src/db/tenant-scope.js';
import { DatabaseIngestor } from '../../../src/ingest/store/database-ingestor.js';

/** Every id, name and text of a tenant begins with its own id, so that one word in an answer gives a leak away. */
export const TENANTS = ['acme', 'globex'] as const;
export type TenantName = (typeof TENANTS)[number];

const DAY = 86_400_000;

/** One event of every kind of fact, by one customer, at a time. */
function facts(tenant: TenantName, customer: string, at: number): object[] {
  const common = { customerId: customer, productId: `${tenant}-product` };
  const kinds: [type: string, data: object][] = [
    [
      'usage.recorded',
      {
        ...common,
        billableUnit: `${tenant}-unit`,
        quantity: 42,
        revenue: { amount: '1.5', currency: 'USD' },
      },
    ],
    [
      'mcp.tool.called',
      {
        ...common,
        serverId: `${tenant}-server`,
        tool: `${tenant}-tool`,
        sessionId: `${tenant}-${customer}-s`,
        agent: { name: `${tenant}-agent`, version: '1' },
        durationMs: 5,
        error: `${tenant}-error`,
        revenue: { amount: '2', currency: 'USD' },
      },
    ],
    ['storefront.visited', { ...common, visitorId: `${tenant}-visitor`, utmSource: `${tenant}-utm` }],
    [
      'cost.incurred',
      { ...common, category: 'AI_MODEL', amount: '3', currency: 'USD', provider: `${tenant}-ai` },
    ],
    [
      'invoice.created',
      { ...common, invoiceId: `${tenant}-${customer}-i`, amount: '4', currency: 'USD', productId: undefined },
    ],
    ['subscription.created', { ...common, subscriptionId: `${tenant}-${customer}-sub` }],
    ['api.request', { ...common, method: 'GET', path: `/${tenant}-path`, statusCode: 200, latencyMs: 3 }],
    ['auth.login', { actor: `${tenant}-actor`, ip: '192.0.2.1' }],
    ['system.deployed', { message: `${tenant}-message` }],
    ['customer.upserted', { id: customer, name: `${customer} Inc.` }],
    ['product.upserted', { id: `${tenant}-product`, name: `${tenant}-product name`, kind: 'STANDARD_API' }],
    ['billable_unit.upserted', { id: `${tenant}-unit`, title: `${tenant}-unit title`, precision: 2 }],
    ['mcp_server.upserted', { id: `${tenant}-server`, name: `${tenant}-server name` }],
  ];
  return kinds.map(([type, data]) => ({
    specversion: '1.0',
    id: `${tenant}-${customer}-${type}-${at}`,
    source: `${tenant}-source`,
    type,
    time: new Date(at).toISOString(),
    data: JSON.parse(JSON.stringify(data)) as object,
  }));
}

/** Two customers a tenant. */
export const customersOf = (tenant: TenantName): [string, string] => [`${tenant}-c1`, `${tenant}-c2`];

/**
 * Fills every fact table, every rollup and every reference table for both tenants: old events, some of them in the
 * columnstore, and new ones that no rollup has yet.
 */
export async function fillTwoTenants(db: Database): Promise<void> {
  const ingestor = new DatabaseIngestor(db.write, { factRetentionDays: 400 });
  const now = Date.now();
  const ingest = async (times: readonly number[]): Promise<void> => {
    for (const tenantId of TENANTS) {
      const events = times.flatMap((at) =>
        customersOf(tenantId).flatMap((customer) => facts(tenantId, customer, at)),
      );
      const verdicts = await ingestor.ingest(events, { tenantId, platform: false, customerId: null });
      const refused = verdicts.find(({ verdict }) => verdict !== 'ACCEPTED');
      if (refused !== undefined) throw new Error(`${refused.verdict}: ${refused.reason}`);
    }
  };
  await ingest([now - 20 * DAY, now - 3 * DAY]);
  for (const dataset of aggregated) await refreshDirty(db.write, dataset, new Date(now - DAY));
  await db.write.query(
    `SELECT compress_chunk(c, if_not_compressed => true) FROM show_chunks('usage_events', older_than => interval '13 days') c`,
  );
  await ingest([now - 60_000]);
  for (const tenant of TENANTS) {
    await db.write.query(
      `INSERT INTO log_events (tenant_id, time, source, event_id, category, type, severity, message, customer_id, attributes)
       SELECT $1, now() - age, 'gaugeway', 'breach ' || age, 'USAGE', 'usage.threshold_breached', 'WARNING', $2, $3, '{}'
       FROM unnest(ARRAY[interval '1 minute', '3 days', '20 days']) AS age`,
      [tenant, `${tenant}-breach`, `${tenant}-c1`],
    );
    await db.write.query(
      `INSERT INTO prices (tenant_id, billable_unit_id, customer_id, effective_from, currency, model, terms)
       VALUES ($1, $2, $3, now(), 'USD', 'FLAT', '{"amount": "1"}')`,
      [tenant, `${tenant}-unit`, `${tenant}-c1`],
    );
    for (const customer of customersOf(tenant)) await keepReport(db, tenant, customer);
  }
}

/** Keeps a report of a customer that is shared, in one version. */
async function keepReport(db: Database, tenant: TenantName, customer: string): Promise<void> {
  await db.write.query(
    `WITH kept AS (
       INSERT INTO saved_reports (tenant_id, id, customer_id, owner, name, shared, version)
       VALUES ($1, $2, $3, $4, $5, true, 1) RETURNING *
     )
     INSERT INTO saved_report_versions (tenant_id, report_id, version, customer_id, name, description, shared, query, saved_by)
     SELECT tenant_id, id, version, customer_id, name, $6, shared, $7, owner FROM kept`,
    [
      tenant,
      `${customer}-report`,
      customer,
      `${customer}-owner`,
      `${customer}-name`,
      `${customer}-description`,
      { dataset: 'USAGE', measures: ['quantity'], dimensions: ['customer', 'billableUnit'] },
    ],
  );
}

/** What one transaction of the reader's role may do. */
export type AsReader = <Row extends Record<string, unknown>>(
  sql: string,
  values?: unknown[],
) => Promise<Row[]>;

/**
 * Runs statements as gaugeway_reader in a transaction that may write, so that rights alone stand in the way; it is
 * always rolled back. Without a scope nothing is set. Answers with the notices that were raised.
 */
export async function asReader(
  db: Database,
  scope: TenantScope | null,
  work: (query: AsReader) => Promise<void>,
): Promise<string[]> {
  const client = await db.write.connect();
  const notices: string[] = [];
  const listen = (notice: { message?: string | undefined }): void => void notices.push(notice.message ?? '');
  client.on('notice', listen);
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL ROLE gaugeway_reader');
    if (scope !== null) {
      await client.query(`SELECT set_config('app.tenant', $1, true), set_config('app.customer', $2, true)`, [
        scope.tenantId,
        scope.customerId ?? '',
      ]);
    }
    await work(
      async <Row>(sql: string, values?: unknown[]) => (await client.query(sql, values)).rows as Row[],
    );
  } finally {
    await client.query('ROLLBACK');
    client.off('notice', listen);
    client.release();
  }
  return notices;
}

/** Every relation of the schema `tenant`, quoted. */
export async function tenantRelations(db: Database): Promise<string[]> {
  const { rows } = await db.write.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'tenant' AND c.relkind IN ('r', 'v', 'm', 'p', 'f') ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}
