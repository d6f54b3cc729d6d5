import { InputError } from '../errors.js';
import { readReportOverride, readReportQuery, REPORT_OVERRIDE } from './report-query.js';
import type { ReportOverride, ReportRequest } from './report-request.js';

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

/** `field:OP:value`, repeated, with commas between the values of a list; or as JSON, one or a list. */
const filters: Read = (name, texts) =>
  texts.flatMap((text, place): unknown[] => {
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

/** How the texts of parameters are read, by what the parameters are. */
const READERS = { text: only, list, flag, number, order, filters } as const satisfies Record<string, Read>;

/** A parameter of a query string. */
export interface ReportParameter {
  readonly name: string;
  /** Where it goes in a `ReportQuery`. */
  readonly path: string;
  readonly is: keyof typeof READERS;
}

const parameter = (name: string, is: ReportParameter['is'], path = name): ReportParameter => ({
  name,
  path,
  is,
});

/** The parameters that a report is asked for with. */
export const REPORT_PARAMETERS: readonly ReportParameter[] = [
  parameter('dataset', 'text'),
  parameter('measures', 'list'),
  parameter('dimensions', 'list'),
  parameter('names', 'flag'),
  parameter('period', 'text', 'window.period'),
  parameter('from', 'text', 'window.from'),
  parameter('to', 'text', 'window.to'),
  parameter('timeZone', 'text', 'window.timeZone'),
  parameter('granularity', 'text', 'window.granularity'),
  parameter('maxDataPoints', 'number', 'window.maxDataPoints'),
  parameter('compareTo', 'text', 'window.compareTo'),
  parameter('timeDimension', 'flag'),
  parameter('fill', 'flag'),
  parameter('filter', 'filters', 'filters'),
  parameter('having', 'filters'),
  parameter('orderBy', 'order'),
  parameter('limit', 'number'),
  parameter('offset', 'number'),
  parameter('others', 'flag'),
];

/** Those that a run of a kept report may have. */
export const OVERRIDE_PARAMETERS: readonly ReportParameter[] = REPORT_PARAMETERS.filter(
  ({ path }) => String(path.split('.')[0]) in REPORT_OVERRIDE.shape,
);

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
  const override = requestOf(search, OVERRIDE_PARAMETERS);
  return byParameter(() => readReportOverride(override));
}

/** Parameters as the JSON of a request. */
function requestOf(search: URLSearchParams, parameters: readonly ReportParameter[]): Record<string, unknown> {
  const request: Record<string, unknown> = {};
  const window: Record<string, unknown> = {};
  for (const { name, path, is } of parameters) {
    // Forms send what nobody filled in.
    const texts = search.getAll(name).filter((text) => text !== '' || is === 'list');
    if (texts.length === 0) continue;
    const value = READERS[is](name, texts);
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
