import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { TenantScope } from '../src/db/tenant-scope.js';
import { EventCategory, Severity } from './enums.js';
import { DateTimeScalar } from './scalars/date-time.js';
import { JsonObjectScalar } from './scalars/json-object.js';

@InputType({ description: 'Which events are meant; what is left out does not narrow it.' })
export class EventFilter {
  @Field(() => [EventCategory], { nullable: true, description: 'Only these categories.' })
  categories?: EventCategory[] | null;

  @Field(() => [String], { nullable: true, description: 'Exact types, or prefixes ending in `.*`.' })
  types?: string[] | null;

  @Field(() => Severity, { nullable: true, description: 'At least this grave.' })
  minSeverity?: Severity | null;

  @Field(() => ID, { nullable: true, description: 'Only of this customer.' })
  customerId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only of this product.' })
  productId?: string | null;

  @Field(() => String, { nullable: true, description: 'Only by this actor.' })
  actor?: string | null;
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
