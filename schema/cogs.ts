import { Field, Float, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import type { DecimalText } from '../src/decimal.js';
import type { AnalyticsSource } from '../src/loaders/analytics-source.js';
import type { GroupKey } from '../src/loaders/groups.js';
import type { MarginQuestion } from '../src/loaders/margins.js';
import { Customer, Product } from './directory.js';
import { PointStatus } from './enums.js';
import { Margin } from './margin.js';
import { BigIntScalar } from './scalars/big-int.js';
import { DateTimeScalar } from './scalars/date-time.js';
import { CustomerSubscription } from './subscription.js';
import { Money } from './usage.js';

/** What a cost is for. */
export enum CostCategory {
  INFRASTRUCTURE = 'INFRASTRUCTURE',
  AI_MODEL = 'AI_MODEL',
  THIRD_PARTY = 'THIRD_PARTY',
  SUPPORT = 'SUPPORT',
  OTHER = 'OTHER',
}
registerEnumType(CostCategory, {
  name: 'CostCategory',
  description: 'What a cost is for.',
  valuesConfig: {
    INFRASTRUCTURE: { description: 'Machines, storage, networks.' },
    AI_MODEL: { description: 'Tokens of AI models.' },
    THIRD_PARTY: { description: 'Services of others, by the piece.' },
    SUPPORT: { description: "People's time for customers." },
    OTHER: { description: 'Anything else.' },
  },
});

@InputType({
  description:
    'Which costs are meant; what is left out does not narrow it. Customers, products and subscriptions narrow revenue as well, and leave out costs that name none.',
})
export class CogsFilter {
  @Field(() => [CostCategory], { nullable: true, description: 'Only costs of these categories.' })
  categories?: CostCategory[] | null;

  @Field(() => [String], { nullable: true, description: 'Only costs of these providers.' })
  providers?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Only costs of these models.' })
  models?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Only these customers.' })
  customerIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Only these products.' })
  productIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Only these subscriptions.' })
  subscriptionIds?: string[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'Tokens that have no price.' })
export class UnpricedQuantity {
  @Field(() => BigIntScalar, { description: 'How many.' })
  quantity!: DecimalText;

  @Field(() => String, { description: '`input tokens`, `cached input tokens` or `output tokens`.' })
  unit!: string;

  @Field(() => String, { description: 'Why they have no price.' })
  reason!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Costs in one bucket.' })
export class CostPoint {
  @Field(() => DateTimeScalar, { description: "The bucket's start." })
  bucket!: number;

  @Field(() => [Money], { description: 'Costs per currency.' })
  cost!: readonly Money[];

  @Field(() => PointStatus, { description: 'What is known of the bucket.' })
  status!: PointStatus;
}

/** Which costs a row is of, and those that were ranked beside it. */
export interface CostOrigin {
  readonly source: AnalyticsSource;
  readonly group: GroupKey;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Costs of one category, provider or model, or of all others.',
})
export class CostRow {
  readonly origin!: CostOrigin;

  @Field(() => String, {
    nullable: true,
    description: 'The category, provider or model; null for costs that name none, and for the others.',
  })
  key!: string | null;

  @Field(() => Boolean, {
    description: 'True for the row that holds everything that did not make the first rows.',
  })
  others!: boolean;

  @Field(() => [Money], { description: 'Costs per currency.' })
  cost!: readonly Money[];

  @Field(() => Float, {
    nullable: true,
    description:
      'The part of all rows; the mean of those in the single currencies where there are several. Null where the costs of each currency add up to 0.',
  })
  share!: number | null;

  @Field(() => BigIntScalar, { description: 'Tokens that models read, those from a cache among them.' })
  inputTokens!: DecimalText;

  @Field(() => BigIntScalar, { description: 'Tokens that models read from a cache.' })
  cachedInputTokens!: DecimalText;

  @Field(() => BigIntScalar, { description: 'Tokens that models wrote.' })
  outputTokens!: DecimalText;

  @Field(() => [UnpricedQuantity], { description: 'Tokens that no price is known for: not in the cost.' })
  unpriced!: readonly UnpricedQuantity[];
}

@ObjectType({
  simpleResolvers: true,
  description: 'Revenue and costs of one customer, product or subscription, or of all others.',
})
export class MarginRow {
  @Field(() => Product, { nullable: true, description: 'The product, in rows by product.' })
  product!: Product | null;

  @Field(() => Customer, { nullable: true, description: 'The customer, in rows by customer.' })
  customer!: Customer | null;

  @Field(() => CustomerSubscription, {
    nullable: true,
    description: 'The subscription, in rows by subscription.',
  })
  subscription!: CustomerSubscription | null;

  @Field(() => Boolean, {
    description: 'True for the row that holds everything that did not make the first rows.',
  })
  others!: boolean;

  @Field(() => [Margin], { description: 'Revenue less costs, per currency.' })
  margins!: readonly Margin[];

  @Field(() => [Money], { description: 'Costs that name it, per currency.' })
  directCost!: readonly Money[];

  @Field(() => [Money], { description: 'Its part of costs that name none, per currency.' })
  allocatedCost!: readonly Money[];
}

@ObjectType({ simpleResolvers: true, description: 'Revenue and costs in one bucket.' })
export class MarginPoint {
  @Field(() => DateTimeScalar, { description: "The bucket's start." })
  bucket!: number;

  @Field(() => [Margin], { description: 'Revenue less costs, per currency.' })
  margins!: readonly Margin[];

  @Field(() => PointStatus, { description: 'What is known of the bucket.' })
  status!: PointStatus;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What serving customers cost, and what is left of revenue.',
})
export class CogsAnalytics {
  /** Costs that the filter keeps. */
  readonly costs!: AnalyticsSource;
  /** Revenue that it keeps. */
  readonly revenue!: AnalyticsSource;
  readonly question!: Omit<MarginQuestion, 'dimension'>;
}
