import { Arg, Ctx, FieldResolver, ID, Int, Resolver, Root, Subscription } from 'type-graphql';
import { Customer } from '../schema/directory.js';
import { Event, EventBatch, EventFilter } from '../schema/events.js';
import { DurationScalar } from '../schema/scalars/duration.js';
import type { RequestContext } from '../src/context.js';
import { feedFilter } from '../src/event-log/event-feed.js';
import { readEventFilter } from '../src/event-log/event-query.js';
import { FeedStream, type LogBatch } from '../src/feed/feed.js';
import { InputError } from '../src/errors.js';
import { TENANT } from './arguments.js';
import { enter } from './root.js';

interface EventsArguments {
  readonly filter?: EventFilter | null;
  readonly after?: string | null;
  readonly replay?: number | null;
  readonly progress?: number | null;
  readonly tenantId?: string | null;
}

const MOST_REPLAYED = 1_000;
const PROGRESS = { leastMs: 100, mostMs: 3_600_000 } as const;

function replayOf(after: string | null | undefined, replay: number | null | undefined): number {
  const count = replay ?? 0;
  if (!Number.isInteger(count) || count < 0 || count > MOST_REPLAYED) {
    throw new InputError('replay', `expected a whole number from 0 to ${MOST_REPLAYED}`);
  }
  if (count > 0 && after != null)
    throw new InputError('replay', 'expected either a cursor or a replay, not both');
  return count;
}

function progressOf(progress: number | null | undefined): number | null {
  if (progress == null) return null;
  if (progress >= PROGRESS.leastMs && progress <= PROGRESS.mostMs) return progress;
  throw new InputError('progress', 'expected a duration from 0.1 s to an hour');
}

/** The live event log. */
@Resolver(() => Event)
export class EventsResolver {
  @Subscription(() => EventBatch, {
    description:
      'Every matching event, once, in the order in which it was recorded, across reconnects and gateway nodes. `after` resumes behind a cursor; `replay` starts with the last n.',
    subscribe: ({ args, context }) => {
      const { filter, after, replay, progress, tenantId } = args as EventsArguments;
      const { feed, loaders } = context as RequestContext;
      const scope = enter(context as RequestContext, 'events:read', tenantId);
      const query = readEventFilter(filter, (input) => loaders.instant(input));
      const request = {
        ...feedFilter(query),
        after: after ?? null,
        replay: replayOf(after, replay),
        progressMs: progressOf(progress),
      };
      return new FeedStream(feed, scope, request);
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
    @Arg('replay', () => Int, {
      nullable: true,
      description: `So many of the last events come first, as far as the last 20,000 that were recorded have them: from 0 to ${MOST_REPLAYED}. Not beside a cursor.`,
    })
    _replay?: number | null,
    @Arg('progress', () => DurationScalar, {
      nullable: true,
      description:
        'A batch without events tells the cursor when the subscription begins, and each time that nothing has matched for so long: 0.1 s to an hour. So who is cut off before anything matches can resume, and a cursor never grows old.',
    })
    _progress?: number | null,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): EventBatch {
    const scope = enter(context, 'events:read', tenantId);
    return { ...batch, events: batch.events.map((event) => ({ scope, ...event })) };
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
