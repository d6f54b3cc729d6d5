import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Customer, Product } from '../schema/directory.js';
import { DateTimeScalar } from '../schema/scalars/date-time.js';
import { CustomerSubscription, SubscriptionStatus } from '../schema/subscription.js';
import type { RequestContext } from '../src/context.js';
import type { Loaders } from '../src/loaders/loaders.js';
import { nodeOf } from './usage-rows.js';

const rowOf = ({ scope, id, row }: CustomerSubscription, { subscriptions }: Loaders) =>
  row === undefined ? subscriptions.find(scope, id) : Promise.resolve(row);

/** What events tell of a subscription; null where only costs or usage have named it. */
@Resolver(() => CustomerSubscription)
export class CustomerSubscriptionResolver {
  @FieldResolver(() => Customer, { nullable: true, description: 'Whose it is.' })
  async customer(
    @Root() subscription: CustomerSubscription,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Customer | null> {
    return nodeOf(subscription.scope, (await rowOf(subscription, loaders))?.customerId ?? null);
  }

  @FieldResolver(() => Product, { nullable: true, description: 'What was subscribed to.' })
  async product(
    @Root() subscription: CustomerSubscription,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Product | null> {
    return nodeOf(subscription.scope, (await rowOf(subscription, loaders))?.productId ?? null);
  }

  @FieldResolver(() => String, { nullable: true, description: 'The plan.' })
  async plan(
    @Root() subscription: CustomerSubscription,
    @Ctx() { loaders }: RequestContext,
  ): Promise<string | null> {
    return (await rowOf(subscription, loaders))?.plan ?? null;
  }

  @FieldResolver(() => SubscriptionStatus, { nullable: true, description: 'What has become of it.' })
  async status(
    @Root() subscription: CustomerSubscription,
    @Ctx() { loaders }: RequestContext,
  ): Promise<SubscriptionStatus | null> {
    const row = await rowOf(subscription, loaders);
    return row === null ? null : SubscriptionStatus[row.status];
  }

  @FieldResolver(() => DateTimeScalar, { nullable: true, description: 'When it took effect.' })
  async startedAt(
    @Root() subscription: CustomerSubscription,
    @Ctx() { loaders }: RequestContext,
  ): Promise<number | null> {
    return (await rowOf(subscription, loaders))?.startedAt ?? null;
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'When it ends or ended; null for one that was not cancelled.',
  })
  async endsAt(
    @Root() subscription: CustomerSubscription,
    @Ctx() { loaders }: RequestContext,
  ): Promise<number | null> {
    return (await rowOf(subscription, loaders))?.endsAt ?? null;
  }
}
