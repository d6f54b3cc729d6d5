import { LOG_EVENT_COLUMNS } from '../feed/log-event.js';
import { Bindings } from '../planner/bindings.js';
import type { InstantRange } from '../planner/ranges.js';
import { eventConditions } from './event-conditions.js';
import { isoOf, millisecondOf, type EventPlace } from './event-cursor.js';
import type { EventQuery } from './event-query.js';
import { tablesOf } from './event-tables.js';

/** A part of the events that are meant: `rows` of them between two places, from one end. */
export interface EventPageRequest {
  readonly range: InstantRange;
  readonly rows: number;
  /** From the newest on, or from the oldest on. */
  readonly from: 'newest' | 'oldest';
  /** Only what is older. */
  readonly after: EventPlace | null;
  /** Only what is newer. */
  readonly before: EventPlace | null;
}

/** A statement's text and values. */
export interface EventStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

const HOUR = 3_600_000;
/** How far the slices of a search reach from where it begins; the last one reaches to the end of the range. */
const REACHES = [HOUR, 12 * HOUR, 96 * HOUR, 31 * 24 * HOUR, Infinity] as const;

/**
 * The range of a page in slices, in the order in which they are looked into. Each is several times as long as all before
 * it: what is common is found in an hour, and what is rare costs the range once.
 */
export function slicesOf({ range, from, after, before }: EventPageRequest): InstantRange[] {
  const first = before === null ? range.from : Math.max(range.from, millisecondOf(before));
  const end = after === null ? range.to : Math.min(range.to, millisecondOf(after) + 1);
  const slices: InstantRange[] = [];
  let reached = 0;
  for (const reach of REACHES) {
    const slice =
      from === 'newest'
        ? { from: Math.max(first, end - reach), to: end - reached }
        : { from: first + reached, to: Math.min(end, first + reach) };
    if (slice.from >= slice.to) break;
    slices.push(slice);
    reached = reach;
  }
  return slices;
}

/** `micros` besides the event: cursors are made of it. */
const COLUMNS = `${LOG_EVENT_COLUMNS}, (extract(epoch FROM time) * 1000000)::bigint::text AS micros`;

/**
 * The statement for the events of a slice, in the order of the page; null where no table can have one. Each table is read
 * by itself in that order and no further than the page goes.
 */
export function pageStatement(
  tenantId: string,
  query: EventQuery,
  request: EventPageRequest,
  slice: InstantRange,
): EventStatement | null {
  const bindings = new Bindings();
  const { from, after, before } = request;
  // Qualified: by itself, `time` would be the column of the same name that comes out.
  const orderBy = (time: string): string =>
    from === 'newest' ? `${time} DESC, event.seq DESC` : `${time}, event.seq`;
  const place = (at: EventPlace): string =>
    `(${bindings.bind(isoOf(at), 'timestamptz')}, ${bindings.bind(at.seq.toString(), 'bigint')})`;
  const conditions = [
    ...rangeConditions(tenantId, slice, bindings),
    ...(after === null ? [] : [`(time, seq) < ${place(after)}`]),
    ...(before === null ? [] : [`(time, seq) > ${place(before)}`]),
    ...eventConditions(query, bindings),
  ].join(' AND ');
  const most = bindings.bind(request.rows, 'int');
  const tables = tablesOf(query).map(
    ({ relation }) =>
      `(SELECT ${COLUMNS}, time AS at
 FROM tenant.${relation}_${from} AS event
 WHERE ${conditions}
 ORDER BY ${orderBy('event.time')} LIMIT ${most})`,
  );
  if (tables.length === 0) return null;
  return {
    text: `SELECT * FROM (\n${tables.join('\nUNION ALL\n')}\n) AS event\nORDER BY ${orderBy('event.at')} LIMIT ${most}`,
    values: bindings.values,
  };
}

/** The statement that counts all events of a range that are meant, one by one. */
export function countStatement(tenantId: string, query: EventQuery, range: InstantRange): EventStatement {
  const bindings = new Bindings();
  const conditions = [...rangeConditions(tenantId, range, bindings), ...eventConditions(query, bindings)];
  return {
    text: `SELECT count(*)::int AS events FROM tenant.event_log WHERE ${conditions.join(' AND ')}`,
    values: bindings.values,
  };
}

function rangeConditions(tenantId: string, { from, to }: InstantRange, bindings: Bindings): string[] {
  return [
    `tenant_id = ${bindings.bind(tenantId)}`,
    `time >= ${bindings.instant(from)}`,
    `time < ${bindings.instant(to)}`,
  ];
}
