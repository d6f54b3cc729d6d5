import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { DecimalText } from '../src/decimal.js';
import type { ProductFigures } from '../src/loaders/product-figures.js';
import { Product } from './directory.js';
import { PointStatus } from './enums.js';
import { BigIntScalar } from './scalars/big-int.js';
import { DateTimeScalar } from './scalars/date-time.js';
import { Money } from './usage.js';

@ObjectType({ simpleResolvers: true, description: 'A product, or all of a kind, in one bucket.' })
export class ProductPoint {
  @Field(() => DateTimeScalar, { description: "The bucket's start." })
  bucket!: number;

  @Field(() => BigIntScalar, { description: 'Usage events in the bucket.' })
  events!: DecimalText;

  @Field(() => [Money], { description: 'Revenue in the bucket, per currency.' })
  revenue!: readonly Money[];

  @Field(() => PointStatus, { description: 'What is known of the bucket.' })
  status!: PointStatus;
}

/** Which products a row is of. */
export interface ProductGroup {
  readonly figures: ProductFigures;
  /** Null stands for what names no product. */
  readonly ids: ReadonlySet<string | null>;
}

@ObjectType({
  simpleResolvers: true,
  description: 'One product beside the others, or all products of a kind.',
})
export class ProductRow {
  readonly group!: ProductGroup;

  @Field(() => Product, {
    nullable: true,
    description: 'The product, in rows by product; null for what names none.',
  })
  product!: Product | null;

  @Field(() => String, {
    nullable: true,
    description: 'The kind (STANDARD_API, AGENTIC_API, ...); null where none was told.',
  })
  kind!: string | null;

  @Field(() => BigIntScalar, { description: 'Usage events.' })
  events!: DecimalText;

  @Field(() => [Money], { description: 'Revenue of usage and tool calls, per currency.' })
  revenue!: readonly Money[];

  @Field(() => Float, {
    description:
      'The part of the revenue of all rows, by which they are sorted; the mean of those in the single currencies where there are several. 0 without revenue.',
  })
  share!: number;

  @Field(() => Int, { description: 'Products in the row.' })
  products!: number;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Products and kinds of products, compared with each other.',
})
export class ProductAnalytics {
  readonly figures!: ProductFigures;
}
