import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { DecimalText } from '../src/decimal.js';
import type { BridgeCustomers, BridgeMonth } from '../src/insight/revenue-bridge.js';
import type { AnalyticsRequest, AnalyticsSource } from '../src/loaders/analytics-source.js';
import type { GroupKey } from '../src/loaders/groups.js';
import { Customer, Product } from './directory.js';
import { PointStatus } from './enums.js';
import { DateTimeScalar } from './scalars/date-time.js';
import { DecimalScalar } from './scalars/decimal.js';
import { BillableUnit, Money } from './usage.js';

@ObjectType({
  simpleResolvers: true,
  description: 'The difference from the range that the window is compared with, in one currency.',
})
export class MoneyChange {
  @Field(() => String, { description: 'ISO-4217 code.' })
  currency!: string;

  @Field(() => DecimalScalar, { description: 'The amount in the other range.' })
  previous!: DecimalText;

  @Field(() => DecimalScalar, { description: "This range's amount less the previous one." })
  absolute!: DecimalText;

  @Field(() => Float, { nullable: true, description: 'absolute / previous; null when previous is 0.' })
  ratio!: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'Revenue in one bucket.' })
export class RevenuePoint {
  @Field(() => DateTimeScalar, { description: "The bucket's start." })
  bucket!: number;

  @Field(() => [Money], { description: 'Revenue per currency.' })
  revenue!: readonly Money[];

  @Field(() => PointStatus, { description: 'What is known of the bucket.' })
  status!: PointStatus;
}

/** Which revenue a row is of, and how it was cut from that of the others. */
export interface RevenueOrigin {
  readonly source: AnalyticsSource;
  readonly group: GroupKey;
  readonly top: NonNullable<AnalyticsRequest['top']>;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Revenue of one billable unit, product, customer or tool, or of all others.',
})
export class RevenueRow {
  readonly origin!: RevenueOrigin;

  @Field(() => BillableUnit, { nullable: true, description: 'The unit, in rows by billable unit.' })
  billableUnit!: BillableUnit | null;

  @Field(() => Product, { nullable: true, description: 'The product, in rows by product.' })
  product!: Product | null;

  @Field(() => Customer, { nullable: true, description: 'The customer, in rows by customer.' })
  customer!: Customer | null;

  @Field(() => String, { nullable: true, description: 'The tool, in rows by tool.' })
  tool!: string | null;

  @Field(() => Boolean, {
    description: 'True for the row that holds everything that did not make the first rows.',
  })
  others!: boolean;

  @Field(() => [Money], { description: 'Revenue per currency.' })
  revenue!: readonly Money[];

  @Field(() => Float, {
    description:
      'The part of all rows; the mean of those in the single currencies where there are several. 0 without revenue.',
  })
  share!: number;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Customers by activity: usage events and tool calls, with revenue or without.',
})
export class CustomerActivity {
  @Field(() => Int, { description: 'Active within the window.' })
  active!: number;

  @Field(() => Int, { description: 'Active within the window, and never before.' })
  new!: number;

  @Field(() => Int, {
    description:
      'Active within the window and at some time before, but not in the equally long time before it.',
  })
  returning!: number;

  @Field(() => Int, {
    description: 'Active in the equally long time before the window, and not within it.',
  })
  lost!: number;
}

@ObjectType({ simpleResolvers: true, description: 'How many customers stand behind a month of revenue.' })
export class RevenueMonthCustomers implements BridgeCustomers {
  @Field(() => Int, { description: 'Who paid in the month before.' })
  opening!: number;

  @Field(() => Int, { description: 'Who pays for the first time.' })
  new!: number;

  @Field(() => Int, { description: 'Who paid once, but not in the month before.' })
  reactivated!: number;

  @Field(() => Int, { description: 'Who pays more than in the month before.' })
  expanded!: number;

  @Field(() => Int, { description: 'Who pays less than in the month before.' })
  contracted!: number;

  @Field(() => Int, { description: 'Who paid in the month before and pays nothing now.' })
  churned!: number;

  @Field(() => Int, { description: 'Who pays: opening + new + reactivated - churned.' })
  closing!: number;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'How the revenue of a month came out of that of the month before, in one currency: opening + new + reactivation + expansion - contraction - churn = closing, exactly.',
})
export class RevenueMonth implements Omit<BridgeMonth, 'month'> {
  @Field(() => DateTimeScalar, { description: "The month's start in the window's zone." })
  month!: number;

  @Field(() => String, { description: 'ISO-4217 code.' })
  currency!: string;

  @Field(() => DecimalScalar, { description: 'Revenue of the month before.' })
  opening!: DecimalText;

  @Field(() => DecimalScalar, { description: 'Of customers that had never paid before.' })
  new!: DecimalText;

  @Field(() => DecimalScalar, { description: 'Of customers that paid once, but not in the month before.' })
  reactivation!: DecimalText;

  @Field(() => DecimalScalar, { description: 'What customers of both months pay more.' })
  expansion!: DecimalText;

  @Field(() => DecimalScalar, { description: 'What customers of both months pay less: to be taken off.' })
  contraction!: DecimalText;

  @Field(() => DecimalScalar, {
    description: 'What those paid in the month before that pay nothing now: to be taken off.',
  })
  churn!: DecimalText;

  @Field(() => DecimalScalar, { description: 'Revenue of the month.' })
  closing!: DecimalText;

  @Field(() => Float, {
    nullable: true,
    description: '(opening + expansion - contraction - churn) / opening; null unless opening is above 0.',
  })
  netRetention!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: '(opening - contraction - churn) / opening; null unless opening is above 0.',
  })
  grossRetention!: number | null;

  @Field(() => RevenueMonthCustomers, { description: 'How many customers stand behind it.' })
  customers!: RevenueMonthCustomers;

  @Field(() => Boolean, { description: 'False while the month is not over, or where the window ends in it.' })
  complete!: boolean;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What usage events and tool calls earned within a window.',
})
export class RevenueAnalytics {
  readonly source!: AnalyticsSource;
  readonly filters!: NonNullable<AnalyticsRequest['filters']>;
}
