import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { EventConnection, EventFilter } from '../schema/events.js';
import { eventLog } from '../src/catalogue/event-log.js';
import type { RequestContext } from '../src/context.js';
import type { TenantScope } from '../src/db/tenant-scope.js';
import { InputError } from '../src/errors.js';
import { dimensionFilters } from '../src/event-log/dimension-filters.js';
import { readEventCursor, writeEventCursor } from '../src/event-log/event-cursor.js';
import { readEventFilter } from '../src/event-log/event-query.js';
import { listRange } from '../src/event-log/event-range.js';
import type { ListedEvent } from '../src/loaders/event-pages.js';
import { TENANT } from './arguments.js';
import { count, enter } from './root.js';

/** Events of one page at most. */
const MOST = 1000;
/** Events of a page where nobody says how many. */
const PAGE = 50;

/** What is asked for: how many, and from which end. */
function sizeOf(first: number | null | undefined, last: number | null | undefined) {
  if (last == null) return { rows: count('first', first ?? PAGE, MOST), from: 'newest' as const };
  // `first` has a default, which is told from a wish only where it differs.
  if (first != null && first !== PAGE) throw new InputError('last', 'expected either `first` or `last`');
  return { rows: count('last', last, MOST), from: 'oldest' as const };
}

/** The event log as a list. */
@Resolver(() => EventConnection)
export class EventListResolver {
  @Query(() => EventConnection, {
    description:
      'The event log, newest first. Of the last 30 days unless the filter says from when; 366 days at most. Pages stay where they are while events arrive: a cursor is a place in time, and what is new lies before it.',
  })
  async events(
    @Ctx() context: RequestContext,
    @Arg('filter', () => EventFilter, { nullable: true, description: 'Which events are meant.' })
    filter?: EventFilter | null,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: PAGE,
      description: `The newest so many, at most ${MOST}; without \`last\`.`,
    })
    first?: number | null,
    @Arg('after', () => String, {
      nullable: true,
      description: 'A cursor: only what stands behind it, and so is older.',
    })
    after?: string | null,
    @Arg('last', () => Int, {
      nullable: true,
      description: `The oldest so many, at most ${MOST}, instead of \`first\`; newest first, too.`,
    })
    last?: number | null,
    @Arg('before', () => String, {
      nullable: true,
      description: 'A cursor: only what stands before it, and so is newer.',
    })
    before?: string | null,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): Promise<EventConnection> {
    const scope = enter(context, 'events:read', tenantId);
    const { loaders } = context;
    const query = readEventFilter(filter, (input) => loaders.instant(input));
    const range = listRange(query, loaders.now);
    const { rows, from } = sizeOf(first, last);
    const found = await loaders.events.read(scope, query, {
      range,
      from,
      rows: rows + 1,
      after: after == null ? null : readEventCursor('after', after),
      before: before == null ? null : readEventCursor('before', before),
    });
    const page = found.slice(0, rows);
    if (from === 'oldest') page.reverse();
    const hasMore = found.length > rows;
    const edges = page.map((listed) => edgeOf(scope, listed));
    return {
      scope,
      query,
      range,
      edges,
      nodes: edges.map(({ node }) => node),
      pageInfo: {
        hasNextPage: from === 'newest' ? hasMore : before != null,
        hasPreviousPage: from === 'newest' ? after != null : hasMore,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      },
    };
  }

  @FieldResolver(() => Int, {
    description:
      'Events on all pages together, whatever the cursors. From rollups, but where the filter has words, attributes or an actor: each event of the range is looked at then, for 30 seconds at most.',
  })
  async totalCount(
    @Root() { scope, query, range }: EventConnection,
    @Ctx() { loaders }: RequestContext,
  ): Promise<number> {
    if (query.terms.length > 0 || query.attributes !== null) return loaders.events.count(scope, query, range);
    const { rows } = await loaders.analytics.read(scope, {
      dataset: eventLog,
      measures: ['events'],
      dimensions: [],
      filters: dimensionFilters(query),
      range,
      buckets: null,
    });
    return Number(rows[0]?.['events'] ?? 0);
  }
}

const edgeOf = (scope: TenantScope, { event, place }: ListedEvent) => ({
  node: { scope, ...event },
  cursor: writeEventCursor(place),
});
