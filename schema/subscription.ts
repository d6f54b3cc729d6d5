import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { TenantScope } from '../src/db/tenant-scope.js';
import type { SubscriptionRow } from '../src/loaders/subscriptions.js';

/** What a subscription has become. */
export enum SubscriptionStatus {
  ACTIVE = 'ACTIVE',
  CANCELLATION_SCHEDULED = 'CANCELLATION_SCHEDULED',
  CANCELLED = 'CANCELLED',
}
registerEnumType(SubscriptionStatus, {
  name: 'SubscriptionStatus',
  description: 'What a subscription has become.',
  valuesConfig: {
    ACTIVE: { description: 'Created or changed, and not cancelled.' },
    CANCELLATION_SCHEDULED: { description: 'Cancelled for a day that is still to come.' },
    CANCELLED: { description: 'Ended.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'What a customer has subscribed to.' })
export class CustomerSubscription {
  readonly scope!: TenantScope;
  /** What its events tell, where it is known already. */
  readonly row?: SubscriptionRow;

  @Field(() => ID, { description: 'The id in events.' })
  id!: string;
}
