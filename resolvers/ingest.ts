import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { CloudEventInput, IngestResult } from '../schema/ingest.js';
import type { RequestContext } from '../src/context.js';
import { ingestCaller } from '../src/ingest/caller.js';
import { count, noVerdicts } from '../src/ingest/doors/verdict-text.js';
import { InputError } from '../src/errors.js';
import { requireScope } from '../src/auth/authorize.js';

/** Events of one mutation at most; more belong into NDJSON. */
const MOST_EVENTS = 10_000;

/** The GraphQL door of ingestion. */
@Resolver()
export class IngestResolver {
  @Mutation(() => IngestResult, {
    description: 'One verdict per event, in order; accepted events are durable when this answers.',
  })
  async ingest(
    @Ctx() { principal, ingestor }: RequestContext,
    @Arg('events', () => [CloudEventInput], { description: `The events, at most ${MOST_EVENTS}.` })
    events: CloudEventInput[],
  ): Promise<IngestResult> {
    requireScope(principal, 'events:write');
    if (events.length > MOST_EVENTS) throw new InputError('events', `expected at most ${MOST_EVENTS} events`);
    // GraphQL's input objects have no prototype and may hold undefined members: an event is a plain object.
    const values = events.map((event) =>
      Object.fromEntries(Object.entries(event).filter(([, value]) => value != null)),
    );
    const verdicts = await ingestor.ingest(values, ingestCaller(principal));
    const totals = noVerdicts();
    for (const { verdict } of verdicts) count(totals, verdict);
    return { ...totals, events: verdicts };
  }
}
