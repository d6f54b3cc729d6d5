import type { InstantInput } from '../planner/instant.js';
import type { WindowRequest } from '../planner/window.js';
import type { ReportRequest } from './report-request.js';

/** A report's request as JSON, in the words of the schema's `ReportQuery`: read by `readReportQuery`. */
export type StoredQuery = Readonly<Record<string, unknown>>;

/** What is so where the request does not say. */
const PLAIN = {
  names: false,
  timeDimension: false,
  fill: true,
  others: false,
  limit: 1_000,
  offset: 0,
} as const;
const PLAIN_WINDOW = { timeZone: 'UTC', granularity: 'AUTO' } as const;

/** A request as it is kept: as it was asked, but for what is left out because it would be so without. */
export function storedQuery({ window, filters, having, orderBy, ...rest }: ReportRequest): StoredQuery {
  return {
    ...told(rest, rest.others === true ? { ...PLAIN, limit: null } : PLAIN),
    ...(window == null ? {} : { window: storedWindow(window) }),
    ...lists({
      filters: (filters ?? []).map((one) => told(one, {})),
      having: (having ?? []).map((one) => told(one, {})),
      orderBy: (orderBy ?? []).map((one) => told(one, { direction: 'ASC' })),
    }),
  };
}

type StoredWindow = Omit<WindowRequest, 'from' | 'to'> & { readonly from?: string; readonly to?: string };

function storedWindow({ from, to, ...rest }: WindowRequest): StoredWindow {
  return {
    ...told(rest, PLAIN_WINDOW),
    ...(from == null ? {} : { from: instantText(from) }),
    ...(to == null ? {} : { to: instantText(to) }),
  };
}

/** An instant as text that is read as the same one. */
export function instantText(instant: InstantInput): string {
  switch (instant.kind) {
    case 'absolute':
      return new Date(instant.epochMs).toISOString();
    case 'local':
      return new Date(instant.localMs).toISOString().replace(/(T00:00:00\.000)?Z$/, '');
    case 'relative': {
      const moved = instant.offsets.map(
        ({ sign, period: { count, unit } }) => `${sign === 1 ? '+' : '-'}${count}${unit}`,
      );
      return `now${moved.join('')}${instant.floor === null ? '' : `/${instant.floor}`}`;
    }
  }
}

/** The fields that say something: neither nothing, nor an empty list, nor what is so anyway. */
function told<T extends object>(fields: T, plain: Readonly<Record<string, unknown>>): Partial<T> {
  const said = Object.entries(fields).filter(
    ([name, value]) =>
      value !== null && value !== undefined && value !== plain[name] && !isEmpty(value as unknown),
  );
  return Object.fromEntries(said) as Partial<T>;
}

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

function lists(given: Readonly<Record<string, readonly unknown[]>>): Record<string, readonly unknown[]> {
  return Object.fromEntries(Object.entries(given).filter(([, list]) => list.length > 0));
}
