import type { Customer } from './cast.js';
import type { Subscription } from './contracts.js';
import type { Emit, Stage, Stream } from './stage.js';
import { isoText, SECOND, type Slice } from './window.js';

/** Contracts: those of before at the start, then newcomers, changes of plan and cancellations. */
export function subscriptionStream(stage: Stage): Stream {
  const { customers, tenant, window } = stage;
  const contracts = customers.flatMap((customer) =>
    customer.subscriptions.map((subscription) => ({ customer, subscription })),
  );
  const changes = contracts.filter(({ subscription }) => subscription.change !== null).length;
  const cancellations = contracts.filter(({ subscription }) => subscription.cancellation !== null).length;
  return {
    source: `//${tenant.id}.example/contracts`,
    expected: contracts.length + changes + cancellations,
    play(slice, emit) {
      for (const [index, { customer, subscription }] of contracts.entries()) {
        const since = customer.joins?.subscribesAt ?? window.from;
        announce(customer, subscription, since + 2 * SECOND + index, slice, emit);
      }
    },
  };
}

function announce(
  customer: Customer,
  subscription: Subscription,
  since: number,
  slice: Slice,
  emit: Emit,
): void {
  const { change, cancellation, effectiveAt, plan } = subscription;
  const due = (at: number): boolean => at >= slice.from && at < slice.to;
  const contract = {
    subscriptionId: subscription.id,
    customerId: customer.id,
    productId: subscription.product.id,
  };
  if (due(since)) {
    emit(since, 'subscription.created', { ...contract, plan, effectiveAt: isoText(effectiveAt) });
  }
  if (change !== null && due(change.at)) {
    const changed = { ...contract, plan: change.plan, effectiveAt: isoText(change.at) };
    emit(change.at, 'subscription.changed', changed);
  }
  if (cancellation !== null && due(cancellation.at)) {
    const last = change !== null && change.at < cancellation.at ? change.plan : plan;
    const ends = isoText(cancellation.effectiveAt);
    emit(cancellation.at, 'subscription.cancelled', { ...contract, plan: last, effectiveAt: ends });
  }
}
