import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { TenantScope } from '../src/db/tenant-scope.js';
import type { CustomerRow, ProductRow } from '../src/loaders/directory.js';
import type { ChurnRisk as AssessedRisk } from '../src/insight/churn-risk.js';
import { ChurnLevel } from './churn.js';
import { DateTimeScalar } from './scalars/date-time.js';

@ObjectType({
  simpleResolvers: true,
  description: 'Someone who consumes and pays. All but `id` and `name` needs the scope analytics:read.',
})
export class Customer {
  readonly scope!: TenantScope;
  /** Its reference data, where it is known already. */
  readonly row?: CustomerRow & { readonly risk?: AssessedRisk };

  @Field(() => ID, { description: 'The id in events.' })
  id!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Something that is sold. All but `id` and `name` needs the scope analytics:read.',
})
export class Product {
  readonly scope!: TenantScope;
  /** Its reference data, where it is known already. */
  readonly row?: ProductRow;

  @Field(() => ID, { description: 'The id in events.' })
  id!: string;
}

@InputType({ description: 'Which customers are meant; what is left out does not narrow it.' })
export class CustomerFilter {
  @Field(() => [ID], { nullable: true, description: 'Only these.' })
  ids?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Part of the name or the id, whatever the case.' })
  search?: string | null;

  @Field(() => [ChurnLevel], {
    nullable: true,
    description: 'Only those that are as likely to leave now. Not for credentials of one customer.',
  })
  churnLevels?: ChurnLevel[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'Where a page lies in the list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follows.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether the page starts behind the first row.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the first row.' })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last row: `after` it the next page starts.',
  })
  endCursor!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'A customer in its list.' })
export class CustomerEdge {
  @Field(() => Customer, { description: 'The customer.' })
  node!: Customer;

  @Field(() => String, { description: 'Its position, for `after`.' })
  cursor!: string;
}

@ObjectType({ simpleResolvers: true, description: 'A page of customers.' })
export class CustomerConnection {
  readonly count!: () => Promise<number>;

  @Field(() => [CustomerEdge], { description: 'The customers with their cursors.' })
  edges!: readonly CustomerEdge[];

  @Field(() => [Customer], { description: 'The customers.' })
  nodes!: readonly Customer[];

  @Field(() => PageInfo, { description: 'Where the page lies in the list.' })
  pageInfo!: PageInfo;
}

@ObjectType({ simpleResolvers: true, description: 'A product in its list.' })
export class ProductEdge {
  @Field(() => Product, { description: 'The product.' })
  node!: Product;

  @Field(() => String, { description: 'Its position, for `after`.' })
  cursor!: string;
}

@ObjectType({ simpleResolvers: true, description: 'A page of products.' })
export class ProductConnection {
  readonly count!: () => Promise<number>;

  @Field(() => [ProductEdge], { description: 'The products with their cursors.' })
  edges!: readonly ProductEdge[];

  @Field(() => [Product], { description: 'The products.' })
  nodes!: readonly Product[];

  @Field(() => PageInfo, { description: 'Where the page lies in the list.' })
  pageInfo!: PageInfo;
}

@ObjectType({ simpleResolvers: true, description: 'A tenant: a company that sells by usage.' })
export class Tenant {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Who is asking, and what these credentials may do.' })
export class Viewer {
  @Field(() => ID, { description: 'The tenant that the credentials belong to.' })
  tenantId!: string;

  @Field(() => String, { description: 'What the logs call these credentials: `key:<id>` or `jwt:<sub>`.' })
  subject!: string;

  @Field(() => [String], { description: 'The rights.' })
  scopes!: readonly string[];

  @Field(() => ID, {
    nullable: true,
    description: 'The one customer that these credentials are narrowed to.',
  })
  customerId!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When they end.' })
  expiresAt!: number | null;
}
