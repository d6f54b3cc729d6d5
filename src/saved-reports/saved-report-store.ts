import type pg from 'pg';
import { readInScope, type Statement } from '../db/tenant-scope.js';
import type { Asker } from './asker.js';
import type { SavedReport, SavedReportVersion } from './saved-report.js';

type VersionRow = SavedReportVersion & pg.QueryResultRow;
type Row = SavedReport & pg.QueryResultRow;

const epoch = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

const VERSION = `v.version, v.name, v.description, v.shared, v.query, v.saved_by AS "savedBy",
  ${epoch('v.saved_at')} AS "savedAt"`;
const REPORT = `r.id, r.customer_id AS "customerId", r.owner, ${epoch('r.created_at')} AS "createdAt", ${VERSION}`;

/** A report with its newest version, of relations in a schema. */
const joined = (schema: 'tenant' | 'public'): string =>
  `${schema}.saved_reports r JOIN ${schema}.saved_report_versions v
     ON v.tenant_id = r.tenant_id AND v.report_id = r.id AND v.version = r.version`;

/** What of a scope somebody sees; $1 is the subject, $2 whether it is an admin. */
const SEEN = '(r.shared OR r.owner = $1 OR $2)';

const listStatement = ({ subject, isAdmin }: Asker): Statement => ({
  text: `SELECT ${REPORT} FROM ${joined('tenant')} WHERE ${SEEN} ORDER BY r.name COLLATE "C", r.created_at, r.id`,
  values: [subject, isAdmin],
});

const findStatement = ({ subject, isAdmin }: Asker, id: string): Statement => ({
  text: `SELECT ${REPORT} FROM ${joined('tenant')} WHERE ${SEEN} AND r.id = $3`,
  values: [subject, isAdmin, id],
});

const versionsStatement = ({ subject, isAdmin }: Asker, ids: readonly string[]): Statement => ({
  text: `SELECT r.id AS report, ${VERSION}
         FROM tenant.saved_reports r JOIN tenant.saved_report_versions v ON v.tenant_id = r.tenant_id AND v.report_id = r.id
         WHERE ${SEEN} AND r.id = ANY ($3::text[]) ORDER BY v.version DESC`,
  values: [subject, isAdmin, ids],
});

/** The reports that somebody sees, by name. */
export const readReports = (pool: pg.Pool, asker: Asker): Promise<SavedReport[]> =>
  readInScope<Row>(pool, asker.scope, listStatement(asker));

/** A report; null where there is none that somebody sees. */
export async function findReport(pool: pg.Pool, asker: Asker, id: string): Promise<SavedReport | null> {
  const [found = null] = await readInScope<Row>(pool, asker.scope, findStatement(asker, id));
  return found;
}

/** The versions of reports that somebody sees, newest first, by the reports' ids. */
export async function readVersions(
  pool: pg.Pool,
  asker: Asker,
  ids: readonly string[],
): Promise<Map<string, SavedReportVersion[]>> {
  const rows = await readInScope<VersionRow & { readonly report: string }>(
    pool,
    asker.scope,
    versionsStatement(asker, ids),
  );
  const byReport = new Map<string, SavedReportVersion[]>();
  for (const { report, ...version } of rows) {
    const present = byReport.get(report);
    if (present === undefined) byReport.set(report, [version]);
    else present.push(version);
  }
  return byReport;
}

/** Holds the tenant's list of reports until the transaction ends, and tells its length; null where there is no tenant. */
export async function lockList(client: pg.PoolClient, tenantId: string): Promise<number | null> {
  // Facts that refer to the tenant are taken in beside this lock.
  const { rowCount } = await client.query('SELECT FROM tenants WHERE id = $1 FOR NO KEY UPDATE', [tenantId]);
  if (rowCount === 0) return null;
  const { rows } = await client.query<{ reports: number }>(
    'SELECT count(*)::int AS reports FROM saved_reports WHERE tenant_id = $1',
    [tenantId],
  );
  return rows[0]?.reports ?? 0;
}

/** The report of an id that somebody sees, held until the transaction ends; null where there is none. */
export async function lockReport(
  client: pg.PoolClient,
  { scope: { tenantId, customerId }, subject, isAdmin }: Asker,
  id: string,
): Promise<SavedReport | null> {
  const held = await client.query(
    'SELECT FROM saved_reports WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE',
    [tenantId, id],
  );
  if (held.rowCount === 0) return null;
  // In a statement of its own, which sees what another transaction made of it before it let go.
  const { rows } = await client.query<Row>(
    `SELECT ${REPORT} FROM ${joined('public')}
     WHERE ${SEEN} AND r.tenant_id = $3 AND r.id = $4 AND ($5::text IS NULL OR r.customer_id = $5)`,
    [subject, isAdmin, tenantId, id, customerId],
  );
  return rows[0] ?? null;
}

/** Adds a report without a version; returns its id. */
export async function insertReport(
  client: pg.PoolClient,
  { scope: { tenantId, customerId }, subject }: Asker,
  { name, shared }: Pick<SavedReport, 'name' | 'shared'>,
): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO saved_reports (tenant_id, customer_id, owner, name, shared, version)
     VALUES ($1, $2, $3, $4, $5, 0) RETURNING id`,
    [tenantId, customerId, subject, name, shared],
  );
  return rows[0]?.id ?? '';
}

/** Makes a report what a new version says, and forgets versions behind the newest so many. */
export async function insertVersion(
  client: pg.PoolClient,
  { scope: { tenantId }, subject }: Asker,
  id: string,
  { name, description, shared, query }: Pick<SavedReport, 'name' | 'description' | 'shared' | 'query'>,
  kept: number,
): Promise<SavedReport> {
  await client.query(
    `WITH saved AS (
       UPDATE saved_reports SET name = $3, shared = $5, version = version + 1
       WHERE tenant_id = $1 AND id = $2 RETURNING version, customer_id
     ), forgotten AS (
       DELETE FROM saved_report_versions v USING saved
       WHERE v.tenant_id = $1 AND v.report_id = $2 AND v.version <= saved.version - $8
     )
     INSERT INTO saved_report_versions (tenant_id, report_id, version, customer_id, name, description, shared, query, saved_by)
     SELECT $1, $2, version, customer_id, $3, $4, $5, $6::json, $7 FROM saved`,
    [tenantId, id, name, description, shared, JSON.stringify(query), subject, kept],
  );
  const { rows } = await client.query<Row>(
    `SELECT ${REPORT} FROM ${joined('public')} WHERE r.tenant_id = $1 AND r.id = $2`,
    [tenantId, id],
  );
  const [saved] = rows;
  if (saved === undefined) throw new Error('a report that was saved is gone');
  return saved;
}

/** Removes a report with its versions. */
export async function deleteReport(client: pg.PoolClient, tenantId: string, id: string): Promise<void> {
  await client.query('DELETE FROM saved_reports WHERE tenant_id = $1 AND id = $2', [tenantId, id]);
}
