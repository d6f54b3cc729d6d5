import type pg from 'pg';
import { breaksConnection, sqlState } from '../db/sql-state.js';
import { asUnavailable } from '../db/unavailable.js';
import { GaugewayError, InputError } from '../errors.js';
import { mayChange, type Asker } from './asker.js';
import {
  MOST_REPORTS,
  MOST_VERSIONS,
  type ReportChange,
  type SavedReport,
  type SavedReportVersion,
} from './saved-report.js';
import {
  deleteReport,
  findReport,
  insertReport,
  insertVersion,
  lockList,
  lockReport,
  readReports,
  readVersions,
} from './saved-report-store.js';

/** The reports that tenants keep. */
export interface SavedReports {
  /** Those that somebody sees, by name. */
  list(asker: Asker): Promise<readonly SavedReport[]>;
  /** One that somebody sees; null where there is none. */
  find(asker: Asker, id: string): Promise<SavedReport | null>;
  /** The versions of reports that somebody sees, newest first, by the reports' ids. */
  versions(asker: Asker, ids: readonly string[]): Promise<Map<string, SavedReportVersion[]>>;
  /**
   * Keeps a new report, which needs a name and a query, or a new version of one.
   *
   * @throws GaugewayError NOT_FOUND, FORBIDDEN for somebody else's, CONFLICT for a name that is taken or a version that is
   *   not the newest; InputError for what is missing or too much
   */
  save(asker: Asker, id: string | null, change: ReportChange): Promise<SavedReport>;
  /** @throws GaugewayError NOT_FOUND, or FORBIDDEN for somebody else's */
  remove(asker: Asker, id: string): Promise<void>;
}

/** The kept reports in a database: what is read of them is what was last saved. */
export function databaseSavedReports(pool: pg.Pool): SavedReports {
  return {
    list: (asker) => readReports(pool, asker),
    find: (asker, id) => findReport(pool, asker, id),
    versions: (asker, ids) => readVersions(pool, asker, ids),
    save: (asker, id, change) =>
      inTransaction(pool, (client) =>
        id === null ? add(client, asker, change) : rework(client, asker, id, change),
      ),
    remove: (asker, id) =>
      inTransaction(pool, async (client) => {
        await held(client, asker, id, 'id');
        await deleteReport(client, asker.scope.tenantId, id);
      }),
  };
}

async function add(
  client: pg.PoolClient,
  asker: Asker,
  { name, description, shared, query, expectedVersion }: ReportChange,
): Promise<SavedReport> {
  if (name === null) throw new InputError('input.name', 'expected a name for a new report');
  if (query === null) throw new InputError('input.query', 'expected a query for a new report');
  if (expectedVersion !== null) {
    throw new InputError('input.expectedVersion', 'expected none beside a new report');
  }
  const reports = await lockList(client, asker.scope.tenantId);
  if (reports === null) throw new GaugewayError('NOT_FOUND', 'tenantId: there is no such tenant', 'tenantId');
  if (reports >= MOST_REPORTS) {
    throw new GaugewayError('CONFLICT', `input: the tenant has ${MOST_REPORTS} reports already`, 'input');
  }
  const first = {
    name,
    description: description === '' ? null : description,
    shared: shared ?? false,
    query,
  };
  const id = await insertReport(client, asker, first);
  return insertVersion(client, asker, id, first, MOST_VERSIONS);
}

async function rework(
  client: pg.PoolClient,
  asker: Asker,
  id: string,
  { name, description, shared, query, expectedVersion }: ReportChange,
): Promise<SavedReport> {
  const now = await held(client, asker, id, 'input.id');
  if (expectedVersion !== null && expectedVersion !== now.version) {
    const field = 'input.expectedVersion';
    throw new GaugewayError('CONFLICT', `${field}: the newest version is ${now.version}`, field);
  }
  const next = {
    name: name ?? now.name,
    description: description === '' ? null : (description ?? now.description),
    shared: shared ?? now.shared,
    query: query ?? now.query,
  };
  return insertVersion(client, asker, id, next, MOST_VERSIONS);
}

/** A report that is about to be changed, held until it is. */
async function held(client: pg.PoolClient, asker: Asker, id: string, field: string): Promise<SavedReport> {
  const report = await lockReport(client, asker, id);
  if (report === null) throw new GaugewayError('NOT_FOUND', `${field}: there is no such report`, field);
  if (mayChange(asker, report)) return report;
  throw new GaugewayError('FORBIDDEN', `${field}: only its owner and admins may change a report`, field);
}

const UNIQUE_VIOLATION = '23505';

async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  let client: pg.PoolClient | null = null;
  let isBroken = false;
  try {
    client = await pool.connect();
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    isBroken = !(error instanceof GaugewayError) && breaksConnection(error);
    if (client !== null && !isBroken) await client.query('ROLLBACK').catch(() => (isBroken = true));
    if (sqlState(error) === UNIQUE_VIOLATION) {
      const field = 'input.name';
      throw new GaugewayError('CONFLICT', `${field}: its owner has a report of that name`, field);
    }
    throw asUnavailable(error, 'Reports cannot be saved now.');
  } finally {
    client?.release(isBroken);
  }
}
