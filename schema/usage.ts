import { Field, Float, ID, InputType, ObjectType } from 'type-graphql';
import type { TenantScope } from '../src/db/tenant-scope.js';
import type { DecimalText } from '../src/decimal.js';
import type { GroupKey } from '../src/loaders/groups.js';
import type { CurrencyAmount } from '../src/insight/money.js';
import type { UsageGroup } from '../src/loaders/usage-groups.js';
import type { AnalyticsRequest, AnalyticsSource } from '../src/loaders/analytics-source.js';
import { Customer, Product } from './directory.js';
import { PointStatus } from './enums.js';
import { BigIntScalar } from './scalars/big-int.js';
import { DateTimeScalar } from './scalars/date-time.js';
import { DecimalScalar } from './scalars/decimal.js';

@InputType({ description: 'Which usage is meant; what is left out does not narrow it.' })
export class UsageFilter {
  @Field(() => [ID], { nullable: true, description: 'Only these customers.' })
  customerIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Only these billable units.' })
  billableUnitIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Only these products.' })
  productIds?: string[] | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'An amount in one currency; amounts of different currencies are never added.',
})
export class Money implements CurrencyAmount {
  @Field(() => DecimalScalar, { description: "The amount in the currency's main unit." })
  amount!: DecimalText;

  @Field(() => String, { description: 'ISO-4217 code.' })
  currency!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'The difference from the range that the window is compared with.',
})
export class Change {
  @Field(() => DecimalScalar, { description: 'The value in the other range.' })
  previous!: DecimalText;

  @Field(() => DecimalScalar, { description: "This range's value less the previous one." })
  absolute!: DecimalText;

  @Field(() => Float, { nullable: true, description: 'absolute / previous; null when previous is 0.' })
  ratio!: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'What is metered and sold by quantity.' })
export class BillableUnit {
  readonly scope!: TenantScope;

  @Field(() => ID, { description: 'Its id in usage events.' })
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'One bucket of a series.' })
export class UsagePoint {
  @Field(() => DateTimeScalar, { description: "The bucket's start." })
  bucket!: number;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Consumption in the bucket; null where there is no data.',
  })
  quantity!: DecimalText | null;

  @Field(() => BigIntScalar, { description: 'Events in the bucket.' })
  events!: DecimalText;

  @Field(() => PointStatus, { description: 'What is known of the bucket.' })
  status!: PointStatus;
}

/** What a row of a breakdown answers for, behind the fields that the schema shows. */
export interface RowOrigin {
  readonly source: AnalyticsSource;
  /** The groups that the row lies in, outermost first: a unit of a customer lies in both. */
  readonly within: readonly GroupKey[];
}

/** How the rows of a breakdown were found. */
export interface UsageRanking {
  /** What was broken down. */
  readonly outer: RowOrigin;
  /** What was asked to find the rows, where their series are in that answer; null where they are to be asked for. */
  readonly seriesRequest: AnalyticsRequest | null;
}

/** How a row was found, behind the fields that the schema shows. */
export interface UsageRow {
  /** The same for all rows of a breakdown. */
  readonly ranking: UsageRanking;
  readonly group: UsageGroup;
}

@ObjectType({ simpleResolvers: true, description: 'A quantity that a customer consumed.' })
export class CustomerQuantity {
  @Field(() => Customer, { nullable: true, description: 'The customer; null for the others.' })
  customer!: Customer | null;

  @Field(() => Boolean, { description: 'True for the row that holds all further customers.' })
  others!: boolean;

  @Field(() => DecimalScalar, { description: "Consumption in the row's billable unit." })
  quantity!: DecimalText;

  @Field(() => BigIntScalar, { description: 'Events of the customer.' })
  events!: DecimalText;

  @Field(() => Float, { description: 'quantity / quantity of all customers; 0 where that is 0.' })
  share!: number;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'Rows are sorted by weight; with `first`, the rest is folded into one row whose key is null and others is true, so that rows add up to the total.',
})
export class UsageByBillableUnit implements UsageRow {
  readonly ranking!: UsageRanking;
  readonly group!: UsageGroup;

  @Field(() => BillableUnit, { nullable: true, description: 'The unit; null for the others.' })
  billableUnit!: BillableUnit | null;

  @Field(() => Boolean, { description: 'True for the row that holds all further billable units.' })
  others!: boolean;

  @Field(() => DecimalScalar, { description: 'Consumption; the weight of the row.' })
  quantity!: DecimalText;

  @Field(() => BigIntScalar, { description: 'Number of events.' })
  events!: DecimalText;

  @Field(() => [Money], { description: 'Revenue per currency.' })
  revenue!: readonly Money[];

  @Field(() => Float, { description: 'quantity / quantity of all rows; 0 where that is 0.' })
  share!: number;
}

/** What the rows by customer and by product share. Fields that are inherited are resolved as is said here. */
@ObjectType({ simpleResolvers: true, description: 'What the rows by customer and by product share.' })
abstract class UsageByEntity implements UsageRow {
  readonly ranking!: UsageRanking;
  readonly group!: UsageGroup;

  @Field(() => Boolean, {
    description: 'True for the row that holds everything that did not make the first rows.',
  })
  others!: boolean;

  @Field(() => BigIntScalar, { description: 'Number of events; the weight of the row.' })
  events!: DecimalText;

  @Field(() => [Money], { description: 'Revenue per currency.' })
  revenue!: readonly Money[];

  @Field(() => Float, { description: 'events / events of all rows; 0 where that is 0.' })
  share!: number;
}

@ObjectType({ simpleResolvers: true, description: 'Usage of one customer, or of all others.' })
export class UsageByCustomer extends UsageByEntity {
  @Field(() => Customer, { nullable: true, description: 'The customer; null for the others.' })
  customer!: Customer | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Usage through one product (null: events that name none), or of all others.',
})
export class UsageByProduct extends UsageByEntity {
  @Field(() => Product, {
    nullable: true,
    description: 'The product; null for the others, and for events that name none.',
  })
  product!: Product | null;
}

@ObjectType({ simpleResolvers: true, description: 'Metered consumption within a window.' })
export class UsageAnalytics {
  readonly source!: AnalyticsSource;
}
