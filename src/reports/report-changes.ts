import { NAMED } from '../catalogue/named.js';
import { EVENT_TABLES } from '../event-log/event-tables.js';
import type { FeedFilter, FeedTrait } from '../feed/feed.js';
import type { Condition } from '../planner/condition.js';
import type { InstantRange } from '../planner/ranges.js';
import { resolveWindow, type Window, type WindowRequest } from '../planner/window.js';
import type { DatasetName } from './offered.js';
import type { Report } from './report.js';

/** The tables of events that a dataset's rows are made of; null for all. */
export const MADE_OF: Readonly<Record<DatasetName, readonly string[] | null>> = {
  USAGE: ['usage_events'],
  REVENUE: ['usage_events', 'mcp_calls'],
  MCP: ['mcp_calls'],
  EVENTS: null,
  LATENCIES: ['log_events', 'mcp_calls'],
  STOREFRONT: ['storefront_events'],
  COGS: ['cost_events'],
  INVOICES: ['invoice_events'],
};

/** So far behind an event's recording a moving window may come to its time: it is told of the event when that is recorded. */
const AHEAD_MS = 60_000;
/** So long a window that moves is taken to stand still. */
const RESOLVED_MS = 1_000;

/** What makes a report's answer another one: events that its rows are made of, and its window, where that moves. */
export interface ReportChanges {
  readonly filter: FeedFilter;
  /** Whether the window, or an instant that is told by now, is another one than it was; epoch milliseconds. */
  moves(since: number, now: number): boolean;
}

/**
 * What changes the answer of a report that was understood within its window. Where an event cannot be judged by what the feed
 * tells of it, it is taken to change the answer.
 */
export function reportChanges(
  { offered: { name }, query, isRelative }: Report,
  window: WindowRequest | null | undefined,
  clock: () => number = Date.now,
): ReportChanges {
  const request = window ?? {};
  const types = typesOf(name);
  const kept = name === 'INVOICES' ? [] : comparable(name, query.conditions ?? []);
  const named =
    query.report?.names === true ? query.dimensions.flatMap((key) => NAMED[key]?.given ?? []) : [];
  const isWithin = name === 'INVOICES' ? () => true : withinMoving(request, clock);
  return {
    filter: {
      matches: (event) =>
        named.includes(event.type) ||
        ((types === null || types.includes(event.type)) &&
          (name !== 'LATENCIES' || event.latencyMs !== null) &&
          kept.every(({ field, values }) => values.includes(event[field] ?? '')) &&
          isWithin(event.time)),
      trait:
        (named.length === 0 ? kept.find(hasTrait) : undefined) ??
        (types === null ? null : { field: 'type', values: [...types, ...named] }),
      key: JSON.stringify([name, request, query.conditions ?? [], named]),
    },
    // Invoices fall due, and count from when they are issued, without an event.
    moves: (since, now) => name === 'INVOICES' || isRelative || hasMoved(request, since, now),
  };
}

/** The types of the events that a dataset is made of; null where any can be. */
function typesOf(name: DatasetName): readonly string[] | null {
  const tables = EVENT_TABLES.filter(({ relation }) => MADE_OF[name]?.includes(relation) ?? true);
  return tables.some(({ types }) => types === null) ? null : tables.flatMap(({ types }) => types ?? []);
}

/** A field of an event, and the values that it has in rows that a report keeps. */
interface Kept {
  readonly field: FeedTrait['field'] | 'severity';
  readonly values: readonly string[];
}

const OF_ALL = { customer: 'customerId', product: 'productId' } as const;
const OF_LOG = {
  ...OF_ALL,
  category: 'category',
  type: 'type',
  severity: 'severity',
  actor: 'actor',
} as const;

/** The conditions that an event of the feed can be held against. */
function comparable(name: DatasetName, conditions: readonly Condition[]): Kept[] {
  const fields: Readonly<Record<string, Kept['field']>> =
    name === 'EVENTS' || name === 'LATENCIES' ? OF_LOG : OF_ALL;
  return conditions.flatMap(({ field, operator, values }) => {
    const known = fields[field];
    return known !== undefined && (operator === 'EQ' || operator === 'IN') ? [{ field: known, values }] : [];
  });
}

const hasTrait = (kept: Kept): kept is Kept & FeedTrait => kept.field !== 'severity';

/** Whether an instant lies within a window, or what it is compared with, as it is now or will soon be. */
function withinMoving(request: WindowRequest, clock: () => number): (instant: number) => boolean {
  let resolvedAt = -Infinity;
  let ranges: readonly InstantRange[] = [];
  return (instant) => {
    const now = clock();
    if (Math.abs(now - resolvedAt) >= RESOLVED_MS) {
      resolvedAt = now;
      ranges = rangesOf(request, now);
    }
    return ranges.some(({ from, to }) => instant >= from && instant < to);
  };
}

/** What a window and its comparison cover now and for a little while to come. */
function rangesOf(request: WindowRequest, now: number): InstantRange[] {
  const [first, last] = [resolved(request, now), resolved(request, now + AHEAD_MS)];
  if (first === null || last === null) return [];
  const covered = [{ from: first.from, to: last.to }];
  const { comparison } = first;
  if (comparison !== null) {
    covered.push({ from: comparison.from, to: last.comparison?.to ?? comparison.to });
  }
  return covered;
}

function hasMoved(request: WindowRequest, since: number, now: number): boolean {
  const [then, present] = [resolved(request, since), resolved(request, now)];
  if (then === null || present === null) return then !== present;
  return (
    then.from !== present.from ||
    then.to !== present.to ||
    then.comparison?.from !== present.comparison?.from ||
    then.comparison?.to !== present.comparison?.to
  );
}

/** The window at an instant; null where it has none, such as one from a relative time on to a fixed one that it has passed. */
function resolved(request: WindowRequest, now: number): Window | null {
  try {
    return resolveWindow(request, now);
  } catch {
    return null;
  }
}
