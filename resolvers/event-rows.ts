import type { PointStatus } from '../schema/enums.js';
import type { EventCount, EventPoint } from '../schema/event-stats.js';
import type { Change } from '../schema/usage.js';
import type { AnalyticsRequest, AnalyticsSource } from '../src/loaders/analytics-source.js';
import { inside, rankGroups, type GroupKey } from '../src/loaders/groups.js';
import { countIn } from '../src/loaders/usage-groups.js';
import { changeFrom } from './change.js';
import { slotsOf, type SeriesBounds } from './series.js';

/** Read together, so that totals, rows and points come out of as few queries as there are breakdowns. */
export const COUNTS = ['events', 'errors'];

/** Events by a dimension, most events first; with `top`, what does not make it is one row. */
export async function countsBy(
  source: AnalyticsSource,
  dimension: string,
  { top, filters }: { readonly top?: number; readonly filters?: AnalyticsRequest['filters'] } = {},
): Promise<EventCount[]> {
  const request: AnalyticsRequest = {
    dimensions: [dimension],
    measures: COUNTS,
    top: top === undefined ? null : { dimension, by: 'events', rows: top, within: [] },
    ...(filters === undefined ? {} : { filters }),
  };
  const { rows } = await source.read(request);
  const groups = rankGroups(
    rows,
    dimension,
    (members) => ({ events: countIn(members, 'events') }),
    ({ events }) => events,
  );
  return groups.map((group) => ({
    source,
    group,
    request,
    key: group.key,
    others: group.others,
    events: group.events,
    share: group.share,
  }));
}

/** How a row's events differ from those of the range that the window is compared with; null where there is none. */
export async function countChange({ source, group, request, events }: EventCount): Promise<Change | null> {
  if (source.window.comparison === null) return null;
  // What is largest now need not have been largest then: the groups are those of this range.
  const folds = group.fold === null ? [] : [group.fold];
  const answer = await source.read({ ...request, top: null, folds, compared: true });
  return changeFrom(countIn(inside(answer, [group]), 'events'), events);
}

/** One point a bucket: of all events, or of those of a row. */
export async function countSeries(
  source: AnalyticsSource,
  within: readonly GroupKey[],
  request: AnalyticsRequest,
  bounds: SeriesBounds,
): Promise<EventPoint[]> {
  const answer = await source.read({ ...request, perBucket: true });
  const slots = await slotsOf(inside(answer, within), answer.lost, source.window, bounds);
  return slots.map(({ bucket, rows, statusOf }) => {
    const events = countIn(rows, 'events');
    const status: PointStatus = statusOf(events === '0');
    return { bucket, events, errors: countIn(rows, 'errors'), status };
  });
}
