import type { SaveReportInput } from '../schema/saved-report.js';
import type { RequestContext } from '../src/context.js';
import type { TenantScope } from '../src/db/tenant-scope.js';
import { InputError } from '../src/errors.js';
import { offered } from '../src/reports/offered.js';
import { PAGE_BOUNDS, readReport } from '../src/reports/report.js';
import type { ReportRequest } from '../src/reports/report-request.js';
import { storedQuery, type StoredQuery } from '../src/reports/stored-query.js';
import type { ReportChange } from '../src/saved-reports/saved-report.js';
import { requireSeller } from './root.js';

const LONGEST_NAME = 200;
const LONGEST_DESCRIPTION = 2_000;
/** Of a query as JSON, characters. */
const LONGEST_QUERY = 65_536;

/**
 * What a save says, judged.
 *
 * @throws InputError that names the field at fault
 * @throws GaugewayError FORBIDDEN for credentials of one customer that may not read the dataset
 */
export function changeOf(context: RequestContext, scope: TenantScope, input: SaveReportInput): ReportChange {
  const { name, description, shared, query, expectedVersion } = input;
  return {
    name: name == null ? null : text('input.name', name.trim(), 1, LONGEST_NAME, /\p{Cc}/u),
    description:
      description == null
        ? null
        : text('input.description', description, 0, LONGEST_DESCRIPTION, /[^\P{Cc}\n\t]/u),
    shared: shared ?? null,
    query: query == null ? null : judged(context, scope, query),
    expectedVersion: expectedVersion ?? null,
  };
}

function text(field: string, value: string, least: number, most: number, barred: RegExp): string {
  if (value.length < least || value.length > most) {
    throw new InputError(field, `expected ${least} to ${most} characters, got ${value.length}`);
  }
  if (barred.test(value)) throw new InputError(field, 'expected text without control characters');
  return value;
}

/** A query that can be answered, as it is kept. */
function judged({ loaders }: RequestContext, scope: TenantScope, query: ReportRequest): StoredQuery {
  if (offered(query.dataset).sellerOnly) requireSeller(scope);
  try {
    readReport(query, loaders.window(query.window), PAGE_BOUNDS);
  } catch (error) {
    if (!(error instanceof InputError) || error.field === undefined) throw error;
    throw new InputError(`input.query.${error.field}`, error.message.slice(`${error.field}: `.length));
  }
  const stored = storedQuery(query);
  const { length } = JSON.stringify(stored);
  if (length > LONGEST_QUERY) {
    throw new InputError(
      'input.query',
      `expected at most ${LONGEST_QUERY} characters of JSON, got ${length}`,
    );
  }
  return stored;
}
