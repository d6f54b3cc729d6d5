import type { Report } from '../schema/report.js';
import type { RequestContext } from '../src/context.js';
import type { TenantScope } from '../src/db/tenant-scope.js';
import { InputError } from '../src/errors.js';
import { withOverride } from '../src/reports/override.js';
import type { ReportOverride } from '../src/reports/report-request.js';
import type { StoredQuery } from '../src/reports/stored-query.js';
import { runReport } from './reports.js';

/** Runs of kept reports in one operation, at most. */
export const MOST_RUNS = 20;

const runs = new WeakMap<RequestContext, number>();

/** Counts one more run of an operation. Throws an InputError where there are too many. */
export function countRun(context: RequestContext): void {
  const many = (runs.get(context) ?? 0) + 1;
  if (many > MOST_RUNS) throw new InputError('run', `expected at most ${MOST_RUNS} runs a request`);
  runs.set(context, many);
}

/**
 * Answers a kept query.
 *
 * @throws InputError at the argument at fault, or at a field of `query` where the kept query no longer fits the catalogue
 */
export function runKept(
  context: RequestContext,
  scope: TenantScope,
  query: StoredQuery,
  override: ReportOverride,
): Promise<Report> {
  return withOverride(query, override, (request) => runReport(context, scope.tenantId, request));
}
