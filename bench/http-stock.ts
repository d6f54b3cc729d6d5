import 'reflect-metadata';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import {
  Arg,
  buildSchema,
  Field,
  FieldResolver,
  Float,
  ID,
  InputType,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { openDatabase } from '../src/db/connect.js';
import { readAllInScope } from '../src/db/tenant-scope.js';
import { Granularity } from '../schema/enums.js';
import { DateTimeScalar } from '../schema/scalars/date-time.js';
import type { InstantInput } from '../src/planner/instant.js';
import { DAY, SCOPE, type QueryName } from './http-queries.js';
import { announce, rivalSettings } from './http-rival.js';

/**
 * Apollo and TypeGraphQL as they come: every default plugin, decorated classes without simpleResolvers, and the same
 * documents answered by the gateway's statements in the tenant's scope.
 */

@InputType()
class WindowInput {
  @Field(() => DateTimeScalar)
  from!: InstantInput;

  @Field(() => DateTimeScalar)
  to!: InstantInput;

  @Field(() => Granularity, { nullable: true })
  granularity?: Granularity;
}

@InputType()
class UsageFilter {
  @Field(() => [ID], { nullable: true })
  billableUnitIds?: string[];
}

@ObjectType()
class Money {
  @Field(() => String)
  amount!: string;

  @Field(() => String)
  currency!: string;
}

@ObjectType()
class Customer {
  @Field(() => ID)
  id!: string;
}

@ObjectType()
class UsageByCustomer {
  @Field(() => Customer)
  customer!: Customer;

  @Field(() => Boolean)
  others!: boolean;

  @Field(() => Int)
  events!: number;

  @Field(() => Float)
  share!: number;

  @Field(() => [Money])
  revenue!: Money[];
}

@ObjectType()
class UsagePoint {
  @Field(() => Date)
  bucket!: Date;

  @Field(() => String)
  quantity!: string;

  @Field(() => Int)
  events!: number;
}

@ObjectType()
class UsageByBillableUnit {
  readonly start!: string;

  @Field(() => [UsagePoint])
  series!: UsagePoint[];
}

@ObjectType()
class Usage {
  readonly start!: string;
}

const { database, queries } = rivalSettings();
const db = await openDatabase({ ...database, onError: () => undefined });

/** The rows of an answer; `columns` says under which names its columns come. */
async function rowsOf(name: QueryName, start: string): Promise<Record<string, string>[]> {
  const statements = queries[name].byStart[start];
  if (statements === undefined) throw new Error(`no statements for ${start}`);
  const [rows = []] = (await readAllInScope<Record<string, string>>(db.read, SCOPE, statements)).slice(-1);
  return rows;
}

const columnsOf = (name: QueryName, ...keys: readonly string[]): string[] =>
  keys.map((key) => queries[name].columns[key] ?? '');
const [SLOT = '', QUANTITY = '', POINT_EVENTS = ''] = columnsOf('Small', 'slot', 'quantity', 'events');
const [CUSTOMER = '', EVENTS = '', REVENUE = '', CURRENCY = ''] = columnsOf(
  'Wide',
  'customer',
  'events',
  'revenue',
  'currency',
);

@Resolver(() => Usage)
class UsageResolver {
  @Query(() => Usage)
  usage(
    @Arg('window', () => WindowInput) { from }: WindowInput,
    @Arg('filter', () => UsageFilter, { nullable: true }) _filter?: UsageFilter,
  ): Usage {
    return { start: new Date(from.kind === 'absolute' ? from.epochMs : NaN).toISOString() };
  }

  @FieldResolver(() => [UsageByBillableUnit])
  byBillableUnit(@Root() { start }: Usage, @Arg('first', () => Int) _first: number): object[] {
    return [{ start }];
  }

  @FieldResolver(() => [UsageByCustomer])
  async byCustomer(
    @Root() { start }: Usage,
    @Arg('first', () => Int) _first: number,
  ): Promise<UsageByCustomer[]> {
    const rows = await rowsOf('Wide', start);
    const all = rows.reduce((sum, row) => sum + Number(row[EVENTS]), 0);
    return rows.map((row) => ({
      customer: { id: row[CUSTOMER] ?? '' },
      others: false,
      events: Number(row[EVENTS]),
      share: Number(row[EVENTS]) / all,
      revenue: [{ amount: row[REVENUE] ?? '', currency: row[CURRENCY] ?? '' }],
    }));
  }
}

@Resolver(() => UsageByBillableUnit)
class UnitResolver {
  @FieldResolver(() => [UsagePoint])
  async series(@Root() { start }: UsageByBillableUnit): Promise<UsagePoint[]> {
    const from = Date.parse(start);
    return (await rowsOf('Small', start)).map((row) => ({
      bucket: new Date(from + Number(row[SLOT]) * DAY),
      quantity: row[QUANTITY] ?? '',
      events: Number(row[POINT_EVENTS]),
    }));
  }
}

const schema = await buildSchema({ resolvers: [UsageResolver, UnitResolver], validate: false });
const { url } = await startStandaloneServer(new ApolloServer({ schema }), {
  listen: { host: '127.0.0.1', port: 0 },
});
announce({ address: '127.0.0.1', family: 'IPv4', port: Number(new URL(url).port) });
