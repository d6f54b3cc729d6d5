import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { TenantScope } from '../src/db/tenant-scope.js';
import type { EventQuery } from '../src/event-log/event-query.js';
import type { InstantInput } from '../src/planner/instant.js';
import type { JsonObject } from '../src/ingest/json.js';
import { PageInfo } from './directory.js';
import { EventCategory, Severity } from './enums.js';
import { DateTimeScalar } from './scalars/date-time.js';
import { JsonObjectScalar } from './scalars/json-object.js';

@InputType({ description: 'Whole numbers, both ends included; an end that is left out is open.' })
export class IntRange {
  @Field(() => Int, { nullable: true, description: 'The smallest.' })
  from?: number | null;

  @Field(() => Int, { nullable: true, description: 'The largest.' })
  to?: number | null;
}

@InputType({
  description:
    'Which events are meant: all that is given must hold, what is left out does not narrow it, and an empty list has nothing.',
})
export class EventFilter {
  @Field(() => [EventCategory], { nullable: true, description: 'Only these categories.' })
  categories?: EventCategory[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Exact types, or prefixes ending in `.*`; at most 50.',
  })
  types?: string[] | null;

  @Field(() => Severity, { nullable: true, description: 'At least this grave.' })
  minSeverity?: Severity | null;

  @Field(() => ID, { nullable: true, description: 'Only of this customer.' })
  customerId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only of this product.' })
  productId?: string | null;

  @Field(() => String, { nullable: true, description: 'Only by this actor, letter by letter.' })
  actor?: string | null;

  @Field(() => [IntRange], {
    nullable: true,
    description: 'Only with an HTTP status in one of these ranges; at most 20.',
  })
  statusCodes?: IntRange[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Words and "quoted phrases", each of which must be found in the message, the type, the actor or a value of the attributes; `-word` and `-"phrase"` must not be. Letter by letter, in any case, also inside of longer words; nothing is a wildcard. At most 12 of them in 500 characters.',
  })
  search?: string | null;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description:
      'What the attributes must contain: objects these members, arrays these items in any order, all else equal. At most 50 values, 8 levels deep.',
  })
  attributes?: JsonObject | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'The first instant of the range. Lists begin 30 days before its end where it is left out, and 366 days at most.',
  })
  from?: InstantInput | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The first instant behind the range; open where it is left out.',
  })
  to?: InstantInput | null;
}

@ObjectType({ simpleResolvers: true, description: 'An entry of the event log.' })
export class Event {
  readonly scope!: TenantScope;
  readonly customerId!: string | null;

  @Field(() => ID, { description: "The event's id as its source gave it." })
  id!: string;

  @Field(() => DateTimeScalar, { description: 'When it happened.' })
  time!: number;

  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  recordedAt!: number;

  @Field(() => EventCategory, { description: 'The part of the platform that it comes from.' })
  category!: string;

  @Field(() => String, { description: 'What happened, e.g. invoice.paid.' })
  type!: string;

  @Field(() => Severity, { description: 'How grave it is.' })
  severity!: string;

  @Field(() => String, { description: 'The event in one line.' })
  message!: string;

  @Field(() => String, { description: 'Who sent it.' })
  source!: string;

  @Field(() => String, { nullable: true, description: 'Who did it.' })
  actor!: string | null;

  @Field(() => Int, { nullable: true, description: 'The HTTP status of an API request.' })
  statusCode!: number | null;

  @Field(() => Float, { nullable: true, description: 'How long it took, in milliseconds.' })
  latencyMs!: number | null;

  @Field(() => JsonObjectScalar, { description: 'Everything else that the event says.' })
  attributes!: Record<string, unknown>;
}

@ObjectType({ simpleResolvers: true, description: 'An event in its list.' })
export class EventEdge {
  @Field(() => Event, { description: 'The event.' })
  node!: Event;

  @Field(() => String, { description: 'Its position, for `after` and `before`.' })
  cursor!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'A page of events, the one that happened last first; of equal times, the one recorded last.',
})
export class EventConnection {
  readonly scope!: TenantScope;
  readonly query!: EventQuery;
  readonly range!: { readonly from: number; readonly to: number };

  @Field(() => [EventEdge], { description: 'The events with their cursors.' })
  edges!: readonly EventEdge[];

  @Field(() => [Event], { description: 'The events.' })
  nodes!: readonly Event[];

  @Field(() => PageInfo, { description: 'Where the page lies in the list.' })
  pageInfo!: PageInfo;
}

@ObjectType({
  simpleResolvers: true,
  description: 'A gap in the stream: events that were lost to retention or a failover.',
})
export class StreamGap {
  @Field(() => String, { description: 'Why they are lost.' })
  reason!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Where the gap begins.' })
  from!: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Where the gap ends.' })
  to!: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'Events that were recorded together.' })
export class EventBatch {
  @Field(() => [Event], { description: 'The events, in the order in which they were recorded.' })
  events!: readonly Event[];

  @Field(() => String, { description: 'Resumes behind the last event of the batch.' })
  cursor!: string;

  @Field(() => StreamGap, {
    nullable: true,
    description: 'Set where events were lost to retention or a failover, never silently.',
  })
  gap!: StreamGap | null;
}
