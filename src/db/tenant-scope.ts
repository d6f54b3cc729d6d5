import pg from 'pg';
import { GaugewayError } from '../errors.js';
import { breaksConnection, sqlState } from './sql-state.js';
import { asUnavailable } from './unavailable.js';

/** Whose rows a read may see: a tenant's, or only those of one of its customers. */
export interface TenantScope {
  readonly tenantId: string;
  readonly customerId: string | null;
}

/** A statement's text and its bound values. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Whether its rows are wanted as arrays, which are cheaper, instead of objects. */
  readonly asArrays?: boolean;
}

/** How reads are run. */
export interface ReadOptions {
  /** What each may take; half a minute if left out. */
  readonly seconds?: number;
  /** Their rows are wanted in the order of an index, and few of many: what an index has in order is not sorted. */
  readonly inOrder?: boolean;
}

/** A sort that cannot be helped is taken to cost more than anything, which is no reason to compile. */
const IN_ORDER = `, set_config('enable_sort', 'off', true), set_config('jit', 'off', true)`;

/** A read that takes longer than this is given up. */
const READ_SECONDS = 30;

/**
 * What a sort or a hash of a read may take: groups of all customers are more than PostgreSQL's 4 MB, and are then sorted
 * on disk instead of hashed.
 */
const READ_MEMORY = '32MB';

/** Begins a transaction inside a scope, each of whose statements has so many seconds. */
export const enterScope = ({ tenantId, customerId }: TenantScope, seconds = READ_SECONDS): string =>
  `BEGIN READ ONLY; SELECT set_config('role', 'gaugeway_reader', true), set_config('app.tenant', ${pg.escapeLiteral(tenantId)}, true),
  set_config('app.customer', ${pg.escapeLiteral(customerId ?? '')}, true), set_config('statement_timeout', '${seconds}s', true),
  set_config('work_mem', '${READ_MEMORY}', true)`;

/**
 * Runs reads as `gaugeway_reader` inside the scope, in their order and in one transaction, and returns the rows of each.
 * The settings are the transaction's own, so they hold behind a transaction-pooling PgBouncer and never outlive it. All
 * of it is pipelined: one round trip. Throws a GaugewayError UNAVAILABLE where the database cannot answer now.
 */
export async function readAllInScope<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  scope: TenantScope,
  statements: readonly Statement[],
  { seconds = READ_SECONDS, inOrder = false }: ReadOptions = {},
): Promise<Row[][]> {
  const client = await pool.connect().catch((error: unknown) => {
    throw readable(error);
  });
  let isBroken = false;
  try {
    const entered = client.query(`${enterScope(scope, seconds)}${inOrder ? IN_ORDER : ''}`);
    const reads = statements.map(({ text, values, asArrays = false }) =>
      client.query<Row>({ text, values: [...values], ...(asArrays ? { rowMode: 'array' as const } : {}) }),
    );
    const sent = [entered, ...reads, client.query('COMMIT')];
    // The connection is given back when everything is answered, not when the first one fails.
    await Promise.allSettled(sent);
    await Promise.all(sent);
    return (await Promise.all(reads)).map(({ rows }) => rows);
  } catch (error) {
    // COMMIT ends a failed transaction as well; only a connection that broke is not put back.
    isBroken = breaksConnection(error);
    throw readable(error, seconds);
  } finally {
    client.release(isBroken);
  }
}

/** Runs one read as `readAllInScope` does. */
export async function readInScope<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  scope: TenantScope,
  statement: Statement,
): Promise<Row[]> {
  const [rows = []] = await readAllInScope<Row>(pool, scope, [statement]);
  return rows;
}

const QUERY_CANCELED = '57014';

/** Whether a read was given up because it took longer than it was given. */
export function tookTooLong(error: unknown): boolean {
  return error instanceof GaugewayError && sqlState(error.cause) === QUERY_CANCELED;
}

/** The error as the caller may read it, if it says nothing of the statement itself. */
export function readable(error: unknown, seconds = READ_SECONDS): unknown {
  const isSlow = sqlState(error) === QUERY_CANCELED;
  return asUnavailable(
    error,
    isSlow ? `The query took longer than ${seconds} s: ask for less.` : 'The database cannot be read now.',
  );
}
