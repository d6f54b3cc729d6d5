import { Arg, Ctx, FieldResolver, Float, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { EventCount, EventLatency, EventPoint, EventStats } from '../schema/event-stats.js';
import { EventFilter } from '../schema/events.js';
import { BigIntScalar } from '../schema/scalars/big-int.js';
import { Change } from '../schema/usage.js';
import { ResultMeta, WindowInput } from '../schema/window.js';
import { eventLatency, eventLog } from '../src/catalogue/event-log.js';
import type { RequestContext } from '../src/context.js';
import type { DecimalText } from '../src/decimal.js';
import { InputError } from '../src/errors.js';
import { dimensionFilters } from '../src/event-log/dimension-filters.js';
import { readEventFilter, type EventQuery } from '../src/event-log/event-query.js';
import { listRange } from '../src/event-log/event-range.js';
import { tenantSource } from '../src/loaders/analytics-source.js';
import { countIn } from '../src/loaders/usage-groups.js';
import type { WindowRequest } from '../src/planner/window.js';
import { firstRows, MOST_ROWS, TENANT } from './arguments.js';
import { COUNTS, countChange, countsBy, countSeries } from './event-rows.js';
import { resultMeta } from './meta.js';
import { count, enter } from './root.js';
import { boundsOf } from './series.js';

/** Refuses what only the events themselves can tell. */
function countable(query: EventQuery): EventQuery {
  const untold = 'eventStats does not look into single events: ask for `events { totalCount }`';
  if (query.terms.length > 0) throw new InputError('filter.search', untold);
  if (query.attributes !== null) throw new InputError('filter.attributes', untold);
  return query;
}

/** The window, its range that of the filter where only that has one. */
function windowOf(
  window: WindowRequest | null | undefined,
  query: EventQuery,
  now: number,
): WindowRequest | null {
  if (query.from === null && query.to === null) return window ?? null;
  if (window?.period != null || window?.from != null || window?.to != null) {
    const field = query.from === null ? 'filter.to' : 'filter.from';
    throw new InputError(field, 'expected a range in `window` or in the filter, not in both');
  }
  const { from } = listRange(query, now);
  return {
    ...window,
    from: { kind: 'absolute', epochMs: from },
    to: query.to === null ? null : { kind: 'absolute', epochMs: query.to },
  };
}

/** HTTP's classes: what has no status lies in none. */
const STATUS_CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'];

/** Counts of events, from rollups. */
@Resolver(() => EventStats)
export class EventStatsResolver {
  @Query(() => EventStats, {
    description:
      'Counts and latencies of the events within a window, from rollups: at any size, and exact but for percentiles. Filtered by actor, and latencies filtered by customer, they are counted one by one; by words and attributes they cannot be filtered.',
  })
  eventStats(
    @Ctx() context: RequestContext,
    @Arg('window', () => WindowInput, {
      nullable: true,
      description: "The range of time; the filter's, or the last 30 days if left out.",
    })
    window?: WindowInput | null,
    @Arg('filter', () => EventFilter, {
      nullable: true,
      description: 'Which events are meant; not by `search` and `attributes`.',
    })
    filter?: EventFilter | null,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): EventStats {
    const scope = enter(context, 'events:read', tenantId);
    const { loaders } = context;
    const query = countable(readEventFilter(filter, (input) => loaders.instant(input)));
    const asked = loaders.window(windowOf(window, query, loaders.now));
    const filters = dimensionFilters(query);
    return {
      source: tenantSource(loaders.analytics, scope, eventLog, asked, filters),
      latencies: tenantSource(loaders.analytics, scope, eventLatency, asked, filters),
    };
  }

  @FieldResolver(() => ResultMeta, {
    description: 'What the window became, and how fresh and how cheap the answer is.',
  })
  meta(@Root() { source }: EventStats, @Ctx() { loaders }: RequestContext): Promise<ResultMeta> {
    return resultMeta(loaders, source.scope, eventLog, source.window, { also: [eventLatency] });
  }

  @FieldResolver(() => BigIntScalar, { description: 'Number of events.' })
  async total(@Root() { source }: EventStats): Promise<DecimalText> {
    return countIn((await source.read({ dimensions: [], measures: COUNTS })).rows, 'events');
  }

  @FieldResolver(() => BigIntScalar, { description: 'Number of events of severity ERROR or CRITICAL.' })
  async errors(@Root() { source }: EventStats): Promise<DecimalText> {
    return countIn((await source.read({ dimensions: [], measures: COUNTS })).rows, 'errors');
  }

  @FieldResolver(() => Float, { nullable: true, description: 'errors / total; null without events.' })
  async errorRate(@Root() { source }: EventStats): Promise<number | null> {
    const { rows } = await source.read({ dimensions: [], measures: COUNTS });
    const events = Number(countIn(rows, 'events'));
    return events === 0 ? null : Number(countIn(rows, 'errors')) / events;
  }

  @FieldResolver(() => [EventCount], { description: 'By category, most events first.' })
  byCategory(@Root() { source }: EventStats): Promise<EventCount[]> {
    return countsBy(source, 'category');
  }

  @FieldResolver(() => [EventCount], { description: 'By severity, most events first.' })
  bySeverity(@Root() { source }: EventStats): Promise<EventCount[]> {
    return countsBy(source, 'severity');
  }

  @FieldResolver(() => [EventCount], { description: 'By type, most events first.' })
  byType(
    @Root() { source }: EventStats,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<EventCount[]> {
    return countsBy(source, 'type', { top: count('first', first, MOST_ROWS) });
  }

  @FieldResolver(() => [EventCount], {
    description: 'By class of the HTTP status (2xx), most events first; only events that have one.',
  })
  byStatusClass(@Root() { source }: EventStats): Promise<EventCount[]> {
    return countsBy(source, 'statusClass', {
      filters: [{ dimension: 'statusClass', values: STATUS_CLASSES }],
    });
  }

  @FieldResolver(() => EventLatency, { description: 'How long they took, where they say so.' })
  async latency(@Root() { latencies }: EventStats): Promise<EventLatency> {
    const measures = ['meanLatency', 'p50Latency', 'p95Latency', 'p99Latency'];
    const { rows } = await latencies.read({ dimensions: [], measures });
    const [meanMs = null, p50Ms = null, p95Ms = null, p99Ms = null] = measures.map((key) => {
      const value = rows[0]?.[key] ?? null;
      return value === null ? null : Number(value);
    });
    return { meanMs, p50Ms, p95Ms, p99Ms };
  }

  @FieldResolver(() => [EventPoint], { description: 'One point a bucket, also where nothing happened.' })
  series(@Root() { source }: EventStats, @Ctx() { loaders }: RequestContext): Promise<EventPoint[]> {
    const request = { dimensions: [], measures: COUNTS };
    return countSeries(source, [], request, boundsOf(loaders, source.scope, eventLog));
  }
}

/** A row of a breakdown. */
@Resolver(() => EventCount)
export class EventCountResolver {
  @FieldResolver(() => Change, {
    nullable: true,
    description: 'Difference of the events; null unless the window says compareTo.',
  })
  change(@Root() row: EventCount): Promise<Change | null> {
    return countChange(row);
  }

  @FieldResolver(() => [EventPoint], { description: 'One point a bucket, also where nothing happened.' })
  series(@Root() row: EventCount, @Ctx() { loaders }: RequestContext): Promise<EventPoint[]> {
    const { source, group, request } = row;
    return countSeries(source, [group], request, boundsOf(loaders, source.scope, eventLog));
  }
}
