import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { DecimalText } from '../src/decimal.js';
import { Severity } from './enums.js';
import { DateTimeScalar } from './scalars/date-time.js';
import { DecimalScalar } from './scalars/decimal.js';
import { DurationScalar } from './scalars/duration.js';

@InputType({ description: 'Keeps facts whose dimension has one of the values.' })
export class AlertFilterInput {
  @Field(() => String, { description: 'A dimension of the dataset, such as `customer` or `billableUnit`.' })
  dimension!: string;

  @Field(() => [String], { description: 'The values.' })
  values!: string[];
}

@InputType({ description: 'A measure over the last so much time, held against a bound.' })
export class AlertInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Of an alert that is to be changed; a new one if left out.',
  })
  id?: string | null;

  @Field(() => String, { description: 'What it is called.' })
  name!: string;

  @Field(() => String, { description: '`usage`, `mcp`, `cost`, `request` or `revenue`.' })
  dataset!: string;

  @Field(() => String, {
    description:
      'A measure of the dataset, such as `quantity`, `events`, `errorRate`. One of money needs a filter by one currency.',
  })
  measure!: string;

  @Field(() => [AlertFilterInput], { nullable: true, description: 'Which facts are meant; all if left out.' })
  filters?: AlertFilterInput[] | null;

  @Field(() => DurationScalar, {
    description: 'How much time up to the present is looked at, up to 400 days.',
  })
  window!: number;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Fires above this value. Either `above` or `below`.',
  })
  above?: DecimalText | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Fires below this value. Either `above` or `below`.',
  })
  below?: DecimalText | null;

  @Field(() => Severity, { nullable: true, description: 'Of the event that it writes; WARNING if left out.' })
  severity?: Severity | null;
}

@ObjectType({ simpleResolvers: true, description: 'Keeps facts whose dimension has one of the values.' })
export class AlertFilter {
  @Field(() => String, { description: 'The dimension.' })
  dimension!: string;

  @Field(() => [String], { description: 'The values.' })
  values!: readonly string[];
}

@ObjectType({
  simpleResolvers: true,
  description:
    'A measure over the last so much time, held against a bound. Each episode in which the bound is broken writes one event `usage.threshold_breached`.',
})
export class Alert {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => String, { description: 'What it is called.' })
  name!: string;

  @Field(() => String, { description: 'The dataset.' })
  dataset!: string;

  @Field(() => String, { description: 'The measure.' })
  measure!: string;

  @Field(() => [AlertFilter], { description: 'Which facts are meant.' })
  filters!: readonly AlertFilter[];

  @Field(() => DurationScalar, { description: 'How much time up to the present is looked at.' })
  window!: number;

  @Field(() => DecimalScalar, { nullable: true, description: 'Fires above this value.' })
  above!: DecimalText | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Fires below this value.' })
  below!: DecimalText | null;

  @Field(() => Severity, { description: 'Of the event that it writes.' })
  severity!: Severity;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the episode that is going on began; null where the bound is kept.',
  })
  firingSince!: number | null;
}
