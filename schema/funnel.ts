import { Field, Float, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import type { TenantScope } from '../src/db/tenant-scope.js';
import type { DecimalText } from '../src/decimal.js';
import type { AnalyticsSource } from '../src/loaders/analytics-source.js';
import type { FunnelRequest } from '../src/loaders/funnels.js';
import { Product } from './directory.js';
import { PointStatus } from './enums.js';
import { BigIntScalar } from './scalars/big-int.js';
import { DateTimeScalar } from './scalars/date-time.js';
import { DurationScalar } from './scalars/duration.js';
import { Change } from './usage.js';

/** Steps of the storefront. */
export enum FunnelStep {
  VISIT = 'VISIT',
  PRODUCT_VIEW = 'PRODUCT_VIEW',
  PRICING_VIEW = 'PRICING_VIEW',
  SIGNUP = 'SIGNUP',
  SUBSCRIPTION = 'SUBSCRIPTION',
  FIRST_API_CALL = 'FIRST_API_CALL',
}
registerEnumType(FunnelStep, {
  name: 'FunnelStep',
  description: 'A step of the way from a first visit to the first API call.',
  valuesConfig: {
    VISIT: { description: 'Came to the storefront: `storefront.visited`.' },
    PRODUCT_VIEW: { description: 'Looked at a product: `storefront.product_viewed`.' },
    PRICING_VIEW: { description: 'Looked at the prices: `storefront.pricing_viewed`.' },
    SIGNUP: { description: 'Signed up: `storefront.signed_up`.' },
    SUBSCRIPTION: { description: 'Subscribed: `storefront.subscribed`.' },
    FIRST_API_CALL: { description: 'Called the API for the first time: `storefront.first_api_call`.' },
  },
});

/** What order the steps must come in. */
export enum FunnelOrder {
  ORDERED = 'ORDERED',
  STRICT = 'STRICT',
  UNORDERED = 'UNORDERED',
}
registerEnumType(FunnelOrder, {
  name: 'FunnelOrder',
  description: 'What order the steps must come in.',
  valuesConfig: {
    ORDERED: { description: 'One after the other; other steps may lie between them.' },
    STRICT: {
      description:
        'One right after the other: any other step of the storefront between them breaks it, also one that the funnel does not have; the same again does not. Other steps of the same instant come behind.',
    },
    UNORDERED: {
      description:
        'In any order: who has taken any k of the steps has reached the k-th row. Each of them is an entry, also in the trend.',
    },
  },
});

/** What a funnel is broken down by. */
export enum FunnelBreakdown {
  PRODUCT = 'PRODUCT',
  UTM_SOURCE = 'UTM_SOURCE',
  COUNTRY = 'COUNTRY',
  DEVICE = 'DEVICE',
}
registerEnumType(FunnelBreakdown, {
  name: 'FunnelBreakdown',
  description: 'What a funnel is broken down by.',
  valuesConfig: {
    PRODUCT: { description: 'The first product that a step of the attempt names.' },
    UTM_SOURCE: { description: 'The campaign source of the entry.' },
    COUNTRY: { description: 'The country of the entry.' },
    DEVICE: { description: 'The device of the entry.' },
  },
});

/** Milliseconds. */
export const DEFAULT_CONVERSION_WINDOW = 14 * 86_400_000;

@InputType({ description: 'The funnel that is meant.' })
export class FunnelInput {
  @Field(() => [FunnelStep], {
    nullable: true,
    description: "The steps in the funnel's order, each at most once; all six if left out.",
  })
  steps?: FunnelStep[] | null;

  @Field(() => FunnelOrder, {
    nullable: true,
    defaultValue: FunnelOrder.ORDERED,
    description: 'What order they must come in.',
  })
  order?: FunnelOrder | null;

  @Field(() => DurationScalar, {
    nullable: true,
    defaultValue: DEFAULT_CONVERSION_WINDOW,
    description:
      'How long after entering a step still counts, the edge included: from a second to 366 days, without years and months.',
  })
  conversionWindow?: number | null;

  @Field(() => FunnelBreakdown, { nullable: true, description: 'What `breakdown` tells apart.' })
  breakdown?: FunnelBreakdown | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Leaves out steps that name another product; those that name none count for every product.',
  })
  productId?: string | null;
}

@InputType({
  description: 'Which entries are meant, by what they say; what is left out does not narrow it.',
})
export class FunnelFilter {
  @Field(() => [String], {
    nullable: true,
    description: 'Only people who entered from these campaign sources.',
  })
  utmSources?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Only people who entered from these countries.' })
  countries?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Only people who entered with these devices.' })
  devices?: string[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'How many people reached a step, and how they got there.' })
export class FunnelStepResult {
  @Field(() => FunnelStep, {
    description: 'The step; of an unordered funnel the row is its k-th step, whichever it was.',
  })
  step!: FunnelStep;

  @Field(() => BigIntScalar, { description: 'People who reached it.' })
  visitors!: DecimalText;

  @Field(() => Float, {
    nullable: true,
    description: 'visitors / visitors of the step before; null for the first, and when that is 0.',
  })
  fromPrevious!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'visitors / visitors of the first step; null when that is 0.',
  })
  fromStart!: number | null;

  @Field(() => BigIntScalar, {
    description: 'People who reached the step before and not this one, those who still have time included.',
  })
  dropOff!: DecimalText;

  @Field(() => Float, {
    nullable: true,
    description:
      '(dropOff - maturing) / (visitors of the step before - maturing): without those who still have time. Null for the first step, and when everybody has.',
  })
  dropOffRate!: number | null;

  @Field(() => BigIntScalar, {
    description:
      'People who reached the step before, not this one, and have any attempt that can still go on: inside its conversion window, and of a strict funnel not broken.',
  })
  maturing!: DecimalText;

  @Field(() => Float, {
    nullable: true,
    description:
      'Mean time from the step before, in seconds; null for the first, and when nobody reached it.',
  })
  meanSeconds!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Median of that time, interpolated between the nearest ranks.',
  })
  medianSeconds!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: '90th percentile of that time, interpolated between the nearest ranks.',
  })
  p90Seconds!: number | null;

  @Field(() => Change, {
    nullable: true,
    description: 'Difference of the visitors; null unless the window says compareTo.',
  })
  change!: Change | null;

  @Field(() => FunnelStepResult, {
    nullable: true,
    description: "The step in the comparison's range; null unless the window says compareTo.",
  })
  previous!: FunnelStepResult | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'How far those who entered in a bucket have come; who entered in several counts in each of them.',
})
export class FunnelTrendPoint {
  @Field(() => DateTimeScalar, { description: "The bucket's start." })
  bucket!: number;

  @Field(() => [BigIntScalar], { description: "People who reached each step, in the funnel's order." })
  visitors!: readonly DecimalText[];

  @Field(() => Float, {
    nullable: true,
    description: 'Share of them who reached the last step; null without any.',
  })
  conversion!: number | null;

  @Field(() => PointStatus, {
    description:
      'INCOMPLETE while the bucket is not over, and if anybody entered in it until a conversion window has passed since its end.',
  })
  status!: PointStatus;
}

@ObjectType({ simpleResolvers: true, description: 'A part of the people in a funnel.' })
export class FunnelSegment {
  @Field(() => String, {
    nullable: true,
    description: 'What they have in common; null where it is not known, and for the others.',
  })
  value!: string | null;

  @Field(() => Product, { nullable: true, description: 'The product, of a breakdown by product.' })
  product!: Product | null;

  @Field(() => Boolean, { description: 'True for the row that holds all further values.' })
  others!: boolean;

  @Field(() => Float, { nullable: true, description: 'Share of them who reached the last step.' })
  conversion!: number | null;

  @Field(() => [FunnelStepResult], { description: "The steps, in the funnel's order." })
  steps!: readonly FunnelStepResult[];
}

@ObjectType({
  description:
    'How far people came who entered within a window. A visitor and the customer that it became are one person, who counts once, with the attempt that got furthest; of several the one that got there first.',
})
export class Funnel {
  readonly scope!: TenantScope;
  readonly window!: AnalyticsSource['window'];
  readonly request!: FunnelRequest;
}
