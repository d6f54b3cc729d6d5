import type { Customer } from './cast.js';
import type { StorefrontStep } from './event.js';
import {
  chanceOf,
  CHANNELS,
  COMES_BACK,
  DISORDERLY,
  eventsAJourney,
  NOISY,
  NOISY_VISITS,
  STEPS,
  type Channel,
} from './funnel.js';
import { pulseOf } from './pulse.js';
import type { NonEmpty, Random } from './random.js';
import { activityOf, rhythm, scatter } from './rhythm.js';
import type { Emit, Stage, Stream } from './stage.js';
import { ZONES } from './tenant-spec.js';
import { DAY, fractionOf, HOUR, MINUTE, SECOND } from './window.js';

const DEVICES: NonEmpty<{ device: string; weight: number }> = [
  { device: 'desktop', weight: 62 },
  { device: 'mobile', weight: 32 },
  { device: 'tablet', weight: 6 },
];
const LIVE = 18;

/** Visitors of the tenant's storefront: a funnel that narrows, with noise, and the customers who came in through it. */
export function storefrontStream(stage: Stage): Stream {
  const { customers, tenant, window } = stage;
  const random = stage.random.fork('storefront');
  const offset = ZONES[tenant.customers[0].zone] * 60;
  const activity = activityOf(window, (at) => {
    const growth = Math.exp(tenant.growth * (fractionOf(window, at) - 0.5));
    return growth * (rhythm('consumer', offset, at) + rhythm('office', offset, at));
  });
  const joined = customers.filter(({ joins }) => joins !== null);
  const live = Math.max(1, Math.round(LIVE * tenant.share));
  const journeys = stage.volume('storefront') / eventsAJourney();
  return {
    source: `//${tenant.id}.example/storefront`,
    expected: stage.volume('storefront') + live * 1.7 + joined.length * (STEPS.length + 1),
    play(slice, emit) {
      const scattered = scatter(random, slice, activity, journeys / activity.total);
      for (const at of [...scattered, ...pulseOf(random, slice, live)]) visit(stage, at, random, emit);
      for (const customer of joined) {
        const first = firstVisit(stage, customer);
        if (first >= slice.from && first < slice.to) join(stage, customer, emit);
      }
    },
  };
}

function visitor(stage: Stage, random: Random): { facts: StorefrontStep; channel: Channel } {
  const channel = random.weighted(CHANNELS);
  const facts = {
    visitorId: `v-${random.uuid().slice(0, 18)}`,
    ...(channel.utmSource === undefined ? {} : { utmSource: channel.utmSource }),
    ...(channel.referrer === undefined ? {} : { referrer: channel.referrer }),
    country: random.weighted(stage.tenant.countries).country,
    device: random.weighted(DEVICES).device,
  };
  return { facts, channel };
}

function visit(stage: Stage, start: number, random: Random, emit: Emit): void {
  const { facts, channel } = visitor(stage, random);
  emit(start, 'storefront.visited', facts);
  if (random.chance(NOISY)) {
    for (let again = 1; again < NOISY_VISITS; again++) {
      emit(start + again * 7 * SECOND, 'storefront.visited', facts);
    }
    return;
  }
  if (random.chance(COMES_BACK)) emit(start + HOUR + random.below(5 * DAY), 'storefront.visited', facts);
  const productId = random.weighted(stage.tenant.products).id;
  const disorderly = random.chance(DISORDERLY);
  let at = start;
  for (const [index, step] of STEPS.entries()) {
    if (!random.chance(chanceOf(step, channel))) return;
    at += SECOND + Math.floor(random.logNormal(step.medianDelay, step.spread));
    const swapped = disorderly && index < 2 ? STEPS[1 - index] : undefined;
    emit(at, (swapped ?? step).type, { ...facts, productId });
  }
}

function firstVisit(stage: Stage, customer: Customer): number {
  return Math.max(stage.window.from, (customer.joins?.signsUpAt ?? NaN) - 26 * MINUTE);
}

/** The whole way of a newcomer, back from the moment it subscribes. */
function join(stage: Stage, customer: Customer, emit: Emit): void {
  if (customer.joins === null) return;
  const random = stage.random.fork(`storefront/${customer.id}`);
  const { signsUpAt, subscribesAt } = customer.joins;
  const { facts } = visitor(stage, random);
  const looked = { ...facts, productId: customer.subscriptions[0].product.id };
  const joined = { ...looked, customerId: customer.id };
  const first = firstVisit(stage, customer);
  emit(first, 'storefront.visited', facts);
  emit(Math.max(first, signsUpAt - 24 * MINUTE), 'storefront.product_viewed', looked);
  emit(Math.max(first, signsUpAt - 19 * MINUTE), 'storefront.pricing_viewed', looked);
  emit(signsUpAt, 'storefront.signed_up', joined);
  emit(subscribesAt, 'storefront.subscribed', joined);
  emit(subscribesAt + random.between(4, 25) * MINUTE, 'storefront.first_api_call', joined);
}
