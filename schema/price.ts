import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import type { TenantScope } from '../src/db/tenant-scope.js';
import type { DecimalText } from '../src/decimal.js';
import type { InstantInput } from '../src/planner/instant.js';
import { Customer, Product } from './directory.js';
import { DateTimeScalar } from './scalars/date-time.js';
import { DecimalScalar } from './scalars/decimal.js';
import { BillableUnit } from './usage.js';

/** The ways to price a quantity. */
export enum PriceModel {
  FLAT = 'FLAT',
  GRADUATED = 'GRADUATED',
  VOLUME = 'VOLUME',
  PACKAGE = 'PACKAGE',
}
registerEnumType(PriceModel, {
  name: 'PriceModel',
  description: "How a price charges a customer's quantity of a calendar month of UTC, see docs/pricing.md.",
  valuesConfig: {
    FLAT: { description: 'An amount a unit.' },
    GRADUATED: { description: 'Each unit at the amount of the tier that it lies in.' },
    VOLUME: { description: 'All units at the amount of the tier that their sum lies in.' },
    PACKAGE: { description: 'An amount for each package that is started.' },
  },
});

@InputType({ description: 'Quantities above the tier before and up to a bound.' })
export class PriceTierInput {
  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'The last quantity of the tier; left out for the last tier, which has no end.',
  })
  upTo?: DecimalText | null;

  @Field(() => DecimalScalar, { description: 'Of one unit.' })
  amount!: DecimalText;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Charged once by a quantity that enters the tier.',
  })
  flat?: DecimalText | null;
}

@InputType({ description: 'What a billable unit costs from an instant on.' })
export class PriceInput {
  @Field(() => ID, { description: 'What is metered.' })
  billableUnitId!: string;

  @Field(() => ID, { nullable: true, description: 'The product that it holds for; for any if left out.' })
  productId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The customer that it holds for; for any if left out.' })
  customerId?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it begins: it holds until a later one for the same. Now if left out.',
  })
  effectiveFrom?: InstantInput | null;

  @Field(() => String, { description: 'ISO-4217 code.' })
  currency!: string;

  @Field(() => PriceModel, { description: 'How it charges.' })
  model!: PriceModel;

  @Field(() => DecimalScalar, { nullable: true, description: 'FLAT: of one unit. PACKAGE: of one package.' })
  amount?: DecimalText | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'PACKAGE: units of one package.' })
  size?: DecimalText | null;

  @Field(() => [PriceTierInput], {
    nullable: true,
    description: 'GRADUATED and VOLUME: the tiers, their bounds ascending.',
  })
  tiers?: PriceTierInput[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'Quantities above the tier before and up to a bound.' })
export class PriceTier {
  @Field(() => DecimalScalar, { nullable: true, description: 'The last quantity; null for the last tier.' })
  upTo!: DecimalText | null;

  @Field(() => DecimalScalar, { description: 'Of one unit.' })
  amount!: DecimalText;

  @Field(() => DecimalScalar, { description: 'Charged once by a quantity that enters the tier.' })
  flat!: DecimalText;
}

@ObjectType({ simpleResolvers: true, description: 'What a billable unit costs from an instant on.' })
export class Price {
  readonly scope!: TenantScope;

  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => BillableUnit, { description: 'What is metered.' })
  billableUnit!: BillableUnit;

  @Field(() => Product, { nullable: true, description: 'The product that it holds for; null for any.' })
  product!: Product | null;

  @Field(() => Customer, { nullable: true, description: 'The customer that it holds for; null for any.' })
  customer!: Customer | null;

  @Field(() => DateTimeScalar, { description: 'When it begins.' })
  effectiveFrom!: number;

  @Field(() => String, { description: 'ISO-4217 code.' })
  currency!: string;

  @Field(() => PriceModel, { description: 'How it charges.' })
  model!: PriceModel;

  @Field(() => DecimalScalar, { nullable: true, description: 'FLAT: of one unit. PACKAGE: of one package.' })
  amount!: DecimalText | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'PACKAGE: units of one package.' })
  size!: DecimalText | null;

  @Field(() => [PriceTier], { description: 'GRADUATED and VOLUME: the tiers; empty for the others.' })
  tiers!: readonly PriceTier[];
}
