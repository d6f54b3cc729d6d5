interface Failure {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly severity?: unknown;
}

/** Errors of other realms and of old packages are told by their members, not by their class. */
const failure = (error: unknown): Failure => (typeof error === 'object' && error !== null ? error : {});

/** The code of an error of the system, such as ENOENT; null for anything else. */
export function systemCode(error: unknown): string | null {
  const { code, severity } = failure(error);
  return severity === undefined && typeof code === 'string' ? code : null;
}

/** The SQLSTATE of what the database answered; null for anything else. */
export function sqlState(error: unknown): string | null {
  const { code, severity } = failure(error);
  return severity !== undefined && typeof code === 'string' ? code : null;
}

/** serialization_failure, deadlock_detected: the same transaction may succeed when run again. */
const RETRYABLE = new Set(['40001', '40P01']);

/** Whether the transaction was a victim of others and may simply be run again. */
export function isRetryable(error: unknown): boolean {
  return RETRYABLE.has(sqlState(error) ?? '');
}

/**
 * Classes of errors that say nothing of the statement: connection (08), resources (53), operator (57), system (58),
 * read-only after a failover (25006), lock timeout (55P03).
 */
const UNAVAILABLE = /^(08|53|57|58|25006|55P03)/;

const CONNECTION = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOENT|EHOSTUNREACH)/;
/** What the pool says to whom it has no connection for in time. */
const BUSY = 'timeout exceeded when trying to connect';
const PG_CONNECTION = new RegExp(
  `Connection terminated|timeout expired|${BUSY}|not queryable|pool after calling end`,
);

/** Whether the database cannot answer now, through no fault of the statement. */
export function isUnavailable(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) return UNAVAILABLE.test(state);
  // What the socket and pg say when a connection cannot be made or breaks.
  const code = systemCode(error);
  if (code !== null) return CONNECTION.test(code);
  const { message } = failure(error);
  return typeof message === 'string' && PG_CONNECTION.test(message);
}

/** Whether all connections of a pool stayed in use for as long as may be waited for one. */
export function isBusy(error: unknown): boolean {
  return failure(error).message === BUSY;
}

/** Whether the connection is of no further use: what failed is not an answer to a statement, or ended the session. */
export function breaksConnection(error: unknown): boolean {
  const { severity } = failure(error);
  return severity === undefined || severity === 'FATAL' || severity === 'PANIC';
}
