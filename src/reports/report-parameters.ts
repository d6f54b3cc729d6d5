import { InputError } from '../errors.js';
import type { ReportOverride } from './override.js';
import { readReportQuery } from './report-query.js';
import type { ReportRequest } from './report-request.js';

/** How the text of a parameter is read. */
type Read = (name: string, texts: readonly string[]) => unknown;

/** One text: a parameter that is given twice says two things. */
function only(name: string, texts: readonly string[]): string {
  const [text = ''] = texts;
  if (texts.length > 1) throw new InputError(name, 'expected it once');
  return text;
}

const list: Read = (name, texts) => {
  const text = only(name, texts);
  return text === '' ? [] : text.split(',').map((item) => item.trim());
};

const flag: Read = (name, texts) => {
  const text = only(name, texts);
  if (text !== 'true' && text !== 'false') throw new InputError(name, 'expected true or false');
  return text === 'true';
};

const number: Read = (name, texts) => {
  const text = only(name, texts);
  if (!/^-?\d{1,15}$/.test(text)) throw new InputError(name, `expected a whole number, got "${text}"`);
  return Number(text);
};

const order: Read = (name, texts) =>
  (list(name, texts) as string[]).map((item) =>
    item.startsWith('-') ? { field: item.slice(1), direction: 'DESC' } : { field: item, direction: 'ASC' },
  );

/** Operators whose values are a list. */
const OF_LISTS: ReadonlySet<string> = new Set(['IN', 'NOT_IN', 'CONTAINS', 'STARTS_WITH']);

/** `field:OP:value`, repeated, with commas between the values of a list; or as JSON, one or a list. An empty text is none. */
const filters: Read = (name, texts) =>
  texts.flatMap((text, place): unknown[] => {
    if (text === '') return [];
    if (/^\s*[[{]/.test(text)) {
      try {
        return [JSON.parse(text) as unknown].flat();
      } catch {
        throw new InputError(name, 'expected field:OP:value, or JSON');
      }
    }
    const [, field, op, value] = /^([^:]+):([^:]+)(?::(.*))?$/s.exec(text) ?? [];
    if (field === undefined || op === undefined) {
      throw new InputError(`${name}[${place}]`, `expected field:OP:value, got "${text}"`);
    }
    const values = value === undefined ? [] : OF_LISTS.has(op) ? value.split(',') : [value];
    return [{ field, op, values }];
  });

/** Parameters by their names: where each goes in the report, and how it is read. */
const PARAMETERS: Readonly<Record<string, readonly [path: string, read: Read]>> = {
  dataset: ['dataset', only],
  measures: ['measures', list],
  dimensions: ['dimensions', list],
  period: ['window.period', only],
  from: ['window.from', only],
  to: ['window.to', only],
  timeZone: ['window.timeZone', only],
  granularity: ['window.granularity', only],
  maxDataPoints: ['window.maxDataPoints', number],
  compareTo: ['window.compareTo', only],
  timeDimension: ['timeDimension', flag],
  fill: ['fill', flag],
  filter: ['filters', filters],
  having: ['having', filters],
  orderBy: ['orderBy', order],
  limit: ['limit', number],
  offset: ['offset', number],
  others: ['others', flag],
};

/** The names of the parameters that a report is asked for with. */
export const REPORT_PARAMETERS: readonly string[] = Object.keys(PARAMETERS);

/** The names of those that a run of a kept report may have. */
export const OVERRIDE_PARAMETERS: readonly string[] = Object.entries(PARAMETERS)
  .filter(([, [path]]) => path.startsWith('window.') || ['filters', 'limit', 'offset'].includes(path))
  .map(([name]) => name);

/**
 * Reads a report from the parameters of a query string; others than those of a report are passed over.
 * @throws InputError that names the parameter at fault
 */
export function readReportParameters(search: URLSearchParams): ReportRequest {
  const request = requestOf(search, REPORT_PARAMETERS);
  return byParameter(() => readReportQuery(request));
}

/**
 * Reads what a run of a kept report asks for; parameters of something else are passed over.
 * @throws InputError that names the parameter at fault
 */
export function readOverrideParameters(search: URLSearchParams): ReportOverride {
  // A request of which only these matter.
  const request = { dataset: 'USAGE', measures: [], ...requestOf(search, OVERRIDE_PARAMETERS) };
  const { window, filters, limit, offset } = byParameter(() => readReportQuery(request));
  return { window, filters, limit, offset };
}

/** Parameters as the JSON of a request. */
function requestOf(search: URLSearchParams, names: readonly string[]): Record<string, unknown> {
  const request: Record<string, unknown> = {};
  const window: Record<string, unknown> = {};
  for (const [name, [path, read]] of Object.entries(PARAMETERS)) {
    const texts = names.includes(name) ? search.getAll(name) : [];
    if (texts.length === 0) continue;
    const value = read(name, texts);
    if (path.startsWith('window.')) window[path.slice('window.'.length)] = value;
    else request[path] = value;
  }
  if (Object.keys(window).length > 0) request['window'] = window;
  return request;
}

/** Does something, at once or as a promise, and has what is wrong with a field of a report named by its parameter. */
export function byParameter<T>(work: () => T): T {
  try {
    const result = work();
    return result instanceof Promise ? (result.catch(throwByParameter) as T) : result;
  } catch (error) {
    return throwByParameter(error);
  }
}

function throwByParameter(error: unknown): never {
  if (!(error instanceof InputError) || error.field === undefined) throw error;
  const field = error.field.replace(/^window\./, '').replace(/^filters(?=\W|$)/, 'filter');
  const message = error.message.startsWith(`${error.field}: `)
    ? error.message.slice(error.field.length + 2)
    : error.message;
  throw field === error.field ? error : new InputError(field, message);
}
