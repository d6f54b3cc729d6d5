import { InputError } from '../errors.js';
import { readReportQuery } from './report-query.js';
import type { ReportOverride, ReportRequest } from './report-request.js';
import type { StoredQuery } from './stored-query.js';

/** A kept request with what a run of it asks for. */
export function overridden(kept: ReportRequest, override: ReportOverride): ReportRequest {
  return {
    ...kept,
    window: override.window ?? kept.window ?? null,
    filters: [...(kept.filters ?? []), ...(override.filters ?? [])],
    limit: override.limit ?? kept.limit ?? null,
    offset: override.offset ?? kept.offset ?? null,
  };
}

/**
 * A fault of a request that was made by `overridden`, at the field of whoever wrote it: an argument of the run, or the kept
 * query, which no longer fits.
 */
export function placedFault(fault: InputError, kept: ReportRequest, override: ReportOverride): InputError {
  const { field = '' } = fault;
  const expected = fault.message.slice(`${field}: `.length);
  const [, list, place, rest = ''] = /^(filters)\[(\d+)\](.*)$/.exec(field) ?? [];
  const own = kept.filters?.length ?? 0;
  if (list !== undefined && Number(place) >= own) {
    return new InputError(`filters[${Number(place) - own}]${rest}`, expected);
  }
  const [root = ''] = field.split(/[.[]/);
  const isGiven =
    list === undefined && ((override as Record<string, unknown>)[root] ?? null) !== null && root !== '';
  return isGiven
    ? new InputError(field, expected)
    : new InputError(`query.${field}`, `the saved query cannot be answered: ${expected}`);
}

/**
 * Does something with a kept query and what a run of it asks for.
 *
 * @throws InputError placed as `placedFault` does
 */
export async function withOverride<T>(
  query: StoredQuery,
  override: ReportOverride,
  work: (request: ReportRequest) => T | Promise<T>,
): Promise<T> {
  let kept: ReportRequest | null = null;
  try {
    kept = readReportQuery(query);
    return await work(overridden(kept, override));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw kept === null ? placedFault(error, NOTHING, {}) : placedFault(error, kept, override);
  }
}

const NOTHING: ReportRequest = { dataset: 'USAGE', measures: [] };
