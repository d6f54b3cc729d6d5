import { Field, InputType, Int, ObjectType } from 'type-graphql';
import type { TenantScope } from '../src/db/tenant-scope.js';
import type { InstantInput } from '../src/planner/instant.js';
import { Comparison, Granularity } from './enums.js';
import { DateTimeScalar } from './scalars/date-time.js';
import { TimeZoneScalar } from './scalars/time-zone.js';

@InputType({
  description:
    'Half-open [from, to). Give `period` (24h 7d 30d 12w 6M 1y today mtd qtd ytd previous_month) or from/to. Default: 30d.',
})
export class WindowInput {
  @Field(() => String, {
    nullable: true,
    description:
      'A length that ends now, or a calendar period: 24h 7d 30d 12w 6M 1y today mtd qtd ytd previous_month.',
  })
  period?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'The first instant of the range.' })
  from?: InstantInput | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The first instant behind the range; now if only `from` is given.',
  })
  to?: InstantInput | null;

  @Field(() => TimeZoneScalar, {
    nullable: true,
    defaultValue: 'UTC',
    description: 'The zone whose calendar days, weeks and months count.',
  })
  timeZone?: string | null;

  @Field(() => Granularity, {
    nullable: true,
    defaultValue: Granularity.AUTO,
    description: 'The size of the buckets of series.',
  })
  granularity?: Granularity | null;

  @Field(() => Int, {
    nullable: true,
    description: 'With AUTO: the finest granularity that stays within this many points.',
  })
  maxDataPoints?: number | null;

  @Field(() => Comparison, {
    nullable: true,
    description: 'Fills `change` with the difference from another range.',
  })
  compareTo?: Comparison | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What the window became, and how fresh and how cheap the answer is.',
})
export class ResultMeta {
  readonly scope!: TenantScope;

  @Field(() => DateTimeScalar, { description: 'The first instant of the range.' })
  from!: number;

  @Field(() => DateTimeScalar, { description: 'The first instant behind the range.' })
  to!: number;

  @Field(() => Granularity, { description: 'The size of the buckets of series.' })
  granularity!: string;

  @Field(() => TimeZoneScalar, { description: 'The zone whose calendar counts.' })
  timeZone!: string;

  @Field(() => [String], { description: 'The continuous aggregates and hypertables that were read.' })
  sources!: readonly string[];

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Materialized up to here; later buckets were computed from raw events in this request.',
  })
  watermark!: number | null;

  @Field(() => Boolean, {
    description:
      'False where a bucket can still change (it is open, or late events are expected), and of a report that lacks raw rows past retention.',
  })
  complete!: boolean;
}
