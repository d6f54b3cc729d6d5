import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import { Customer } from '../schema/directory.js';
import { Event, EventBatch, EventFilter } from '../schema/events.js';
import type { RequestContext } from '../src/context.js';
import { eventMatcher } from '../src/event-log/event-matcher.js';
import { readEventFilter } from '../src/event-log/event-query.js';
import type { LogBatch } from '../src/feed/feed.js';
import { enter } from './root.js';

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
      const { feed, loaders } = context as RequestContext;
      const scope = enter(context as RequestContext, 'events:read', tenantId);
      const query = readEventFilter(filter, (input) => loaders.instant(input));
      return feed.subscribe(scope, { after: after ?? null, matches: eventMatcher(query) });
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
