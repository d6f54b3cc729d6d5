/** The SQLSTATE of a database error; null for anything else. */
export function sqlState(error: unknown): string | null {
  return error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^[0-9A-Z]{5}$/.test(error.code)
    ? error.code
    : null;
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

/** Whether the database cannot answer now, through no fault of the statement. */
export function isUnavailable(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) return UNAVAILABLE.test(state);
  // What pg and the socket say when a connection cannot be made or breaks.
  return (
    error instanceof Error &&
    (/^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOENT|EHOSTUNREACH)/.test(
      'code' in error ? String(error.code) : '',
    ) ||
      /Connection terminated|timeout exceeded when trying to connect|not queryable|pool after calling end/.test(
        error.message,
      ))
  );
}
