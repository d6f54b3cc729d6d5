import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import { Customer } from '../schema/directory.js';
import { Severity } from '../schema/enums.js';
import { Event, EventBatch, EventFilter } from '../schema/events.js';
import type { RequestContext } from '../src/context.js';
import type { LogBatch, LogEvent } from '../src/feed/feed.js';
import { enter } from './root.js';

const SEVERITIES = Object.values(Severity) as string[];

/** The filter as a test of one event. */
export function eventMatcher(filter: EventFilter | null | undefined): (event: LogEvent) => boolean {
  const least = filter?.minSeverity == null ? 0 : SEVERITIES.indexOf(filter.minSeverity);
  const types = filter?.types?.map((type) =>
    type.endsWith('.*') ? (of: string) => of.startsWith(type.slice(0, -1)) : (of: string) => of === type,
  );
  return (event) =>
    (filter?.categories == null || (filter.categories as string[]).includes(event.category)) &&
    (types === undefined || types.some((matches) => matches(event.type))) &&
    SEVERITIES.indexOf(event.severity) >= least &&
    (filter?.customerId == null || filter.customerId === event.customerId) &&
    (filter?.productId == null || filter.productId === event.productId) &&
    (filter?.actor == null || filter.actor === event.actor);
}

interface EventsArguments {
  readonly filter?: EventFilter | null;
  readonly after?: string | null;
  readonly tenantId?: string | null;
}

/** The live event log. */
@Resolver(() => Event)
export class EventsResolver {
  @Subscription(() => EventBatch, {
    description:
      'Every matching event, once, in the order in which it was recorded, across reconnects and gateway nodes. `after` resumes behind a cursor.',
    subscribe: async ({ args, context }) => {
      const { filter, after, tenantId } = args as EventsArguments;
      const { feed } = context as RequestContext;
      const scope = enter(context as RequestContext, 'events:read', tenantId);
      return feed.subscribe(scope, { after: after ?? null, matches: eventMatcher(filter) });
    },
  })
  events(
    @Root() batch: LogBatch,
    @Ctx() context: RequestContext,
    @Arg('filter', () => EventFilter, { nullable: true, description: 'Which events are meant.' })
    _filter?: EventFilter | null,
    @Arg('after', () => String, {
      nullable: true,
      description: 'The cursor of the last batch that was seen.',
    })
    _after?: string | null,
    @Arg('tenantId', () => ID, { nullable: true, description: "Another tenant's id; only for admins." })
    tenantId?: string | null,
  ): EventBatch {
    const scope = enter(context, 'events:read', tenantId);
    context.loaders.directory.forget();
    return { ...batch, events: batch.events.map((event) => ({ ...event, scope })) };
  }

  @FieldResolver(() => Customer, { nullable: true, description: 'The customer that it concerns.' })
  async customer(
    @Root() { scope, customerId }: Event,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Customer | null> {
    if (customerId === null) return null;
    return {
      scope,
      ...((await loaders.directory.customer(scope, customerId)) ?? { id: customerId, name: customerId }),
    };
  }
}
