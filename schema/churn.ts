import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { DecimalText } from '../src/decimal.js';
import { DateTimeScalar } from './scalars/date-time.js';
import { DecimalScalar } from './scalars/decimal.js';

/** How likely a customer is to leave. */
export enum ChurnLevel {
  LOW = 'LOW',
  MEDIUM = 'MEDIUM',
  HIGH = 'HIGH',
  CRITICAL = 'CRITICAL',
}
registerEnumType(ChurnLevel, {
  name: 'ChurnLevel',
  description: 'How likely a customer is to leave, by its score.',
  valuesConfig: {
    LOW: { description: 'Below 25.' },
    MEDIUM: { description: 'From 25.' },
    HIGH: { description: 'From 50.' },
    CRITICAL: { description: 'From 75.' },
  },
});

/** What tells that a customer may leave. */
export enum ChurnSignalKind {
  DECLINING_USAGE = 'DECLINING_USAGE',
  INACTIVE = 'INACTIVE',
  FAILED_PAYMENT = 'FAILED_PAYMENT',
  OVERDUE_INVOICE = 'OVERDUE_INVOICE',
  RISING_ERRORS = 'RISING_ERRORS',
  CANCELLATION_SCHEDULED = 'CANCELLATION_SCHEDULED',
}
registerEnumType(ChurnSignalKind, {
  name: 'ChurnSignalKind',
  description: 'What tells that a customer may leave.',
  valuesConfig: {
    DECLINING_USAGE: {
      description: 'Fewer usage events and tool calls than before, and than in its season.',
    },
    INACTIVE: { description: 'Silent for longer than is usual for it.' },
    FAILED_PAYMENT: { description: 'Payments failed, and the invoices are still unpaid.' },
    OVERDUE_INVOICE: { description: 'Invoices are past their due date.' },
    RISING_ERRORS: { description: 'More of its requests and tool calls fail.' },
    CANCELLATION_SCHEDULED: { description: 'A subscription is cancelled for a day that is still to come.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'One thing that tells that a customer may leave.' })
export class ChurnSignal {
  @Field(() => ChurnSignalKind, { description: 'What it is.' })
  kind!: ChurnSignalKind;

  @Field(() => Int, { description: 'What it adds to the score: the weights add up to it.' })
  weight!: number;

  @Field(() => DecimalScalar, { description: 'The figure that was observed, in what `explanation` says.' })
  observed!: DecimalText;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'The figure that it is held against; null where there is none.',
  })
  baseline!: DecimalText | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when, where that is known.' })
  since!: number | null;

  @Field(() => String, { description: 'The same as a sentence, with its figures.' })
  explanation!: string;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'How likely a customer is to leave: 100 (1 - product of (1 - part of each signal)), see docs/churn-risk.md.',
})
export class ChurnRisk {
  @Field(() => Int, { description: '0 (nothing tells of it) to 100.' })
  score!: number;

  @Field(() => ChurnLevel, { description: 'The level of the score.' })
  level!: ChurnLevel;

  @Field(() => [ChurnSignal], { description: 'What the score is made of, the weightiest first.' })
  signals!: readonly ChurnSignal[];
}
