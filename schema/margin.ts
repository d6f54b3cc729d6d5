import { Field, Float, ObjectType, registerEnumType } from 'type-graphql';
import type { DecimalText } from '../src/decimal.js';
import type { MarginFigures } from '../src/insight/money.js';
import { DecimalScalar } from './scalars/decimal.js';

/** How costs that name nobody are shared out. */
export enum CostAllocation {
  DIRECT_ONLY = 'DIRECT_ONLY',
  PROPORTIONAL_TO_USAGE = 'PROPORTIONAL_TO_USAGE',
  PROPORTIONAL_TO_REVENUE = 'PROPORTIONAL_TO_REVENUE',
  EVEN = 'EVEN',
}
registerEnumType(CostAllocation, {
  name: 'CostAllocation',
  description: 'How costs that name no customer (product, subscription) are shared out among them.',
  valuesConfig: {
    DIRECT_ONLY: { description: 'Not at all: they stay unallocated.' },
    PROPORTIONAL_TO_USAGE: {
      description:
        "By parts of the units' quantities, each unit weighing as much as it has events; tool calls are one more unit.",
    },
    PROPORTIONAL_TO_REVENUE: { description: 'By parts of the revenue.' },
    EVEN: { description: 'The same to each with usage, tool calls, revenue or costs in the window.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'What is left of revenue after costs, in one currency.' })
export class Margin implements MarginFigures {
  @Field(() => String, { description: 'ISO-4217 code.' })
  currency!: string;

  @Field(() => DecimalScalar, { description: 'Revenue of usage events and tool calls.' })
  revenue!: DecimalText;

  @Field(() => DecimalScalar, { description: 'Costs, those that were allocated among them.' })
  cost!: DecimalText;

  @Field(() => DecimalScalar, { description: 'revenue - cost.' })
  margin!: DecimalText;

  @Field(() => Float, { nullable: true, description: 'margin / revenue; null without revenue.' })
  marginRate!: number | null;
}
