import { Field, Float, ObjectType } from 'type-graphql';
import type { DecimalText } from '../src/decimal.js';
import type { AnalyticsRequest, AnalyticsSource } from '../src/loaders/analytics-source.js';
import type { GroupKey } from '../src/loaders/groups.js';
import { PointStatus } from './enums.js';
import { BigIntScalar } from './scalars/big-int.js';
import { DateTimeScalar } from './scalars/date-time.js';

@ObjectType({ simpleResolvers: true, description: 'One bucket of events.' })
export class EventPoint {
  @Field(() => DateTimeScalar, { description: "The bucket's start." })
  bucket!: number;

  @Field(() => BigIntScalar, { description: 'Events in the bucket.' })
  events!: DecimalText;

  @Field(() => BigIntScalar, { description: 'Those of severity ERROR or CRITICAL.' })
  errors!: DecimalText;

  @Field(() => PointStatus, { description: 'What is known of the bucket.' })
  status!: PointStatus;
}

@ObjectType({ simpleResolvers: true, description: 'Events that have one thing in common, or all others.' })
export class EventCount {
  readonly source!: AnalyticsSource;
  readonly group!: GroupKey;
  /** What was asked for to find the rows. */
  readonly request!: AnalyticsRequest;

  @Field(() => String, {
    nullable: true,
    description: 'The category, severity, type or status class (2xx); null for the others.',
  })
  key!: string | null;

  @Field(() => Boolean, {
    description: 'True for the row that holds everything that did not make the first rows.',
  })
  others!: boolean;

  @Field(() => BigIntScalar, { description: 'Number of events.' })
  events!: DecimalText;

  @Field(() => Float, { description: 'events / events of all rows; 0 where that is 0.' })
  share!: number;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'How long events took, requests and tool calls, in milliseconds; null where none says so. Percentiles are of nearest rank, within 2 %.',
})
export class EventLatency {
  @Field(() => Float, { nullable: true, description: 'The mean.' })
  meanMs!: number | null;

  @Field(() => Float, { nullable: true, description: 'The median.' })
  p50Ms!: number | null;

  @Field(() => Float, { nullable: true, description: 'The 95th percentile.' })
  p95Ms!: number | null;

  @Field(() => Float, { nullable: true, description: 'The 99th percentile.' })
  p99Ms!: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'Counts and latencies of events within a window.' })
export class EventStats {
  /** Of the dataset of all events, and of that of those whose latency is known. */
  readonly source!: AnalyticsSource;
  readonly latencies!: AnalyticsSource;
}
