import type { Customer } from './cast.js';
import { planAt, type Subscription } from './contracts.js';
import { crowdOf } from './crowd.js';
import { decimalText } from '../decimal.js';
import { priced } from './decimal.js';
import { priceUnder } from './plans.js';
import type { NonEmpty } from './random.js';
import type { Stage, Stream } from './stage.js';
import type { UnitSpec } from './tenant-spec.js';
import { HOUR, MINUTE } from './window.js';

const REGIONS: NonEmpty<string> = ['us-east-1', 'us-east-1', 'us-west-2', 'eu-central-1', 'ap-south-1'];
/** Shares of the records that carry no revenue, and that are corrected later. */
const INCLUDED = 0.05;
const CORRECTED = 0.003;
const LIVE = 30;
/** How much more the main subscription is used than each of the others. */
const MAIN = 3;

/** Metered usage: what the products' units sell, priced under the plan of the moment, with a few corrections. */
export function usageStream(stage: Stage): Stream {
  const { ledger, tenant } = stage;
  const meters = new Map<Customer, NonEmpty<Meter>>();
  for (const customer of stage.customers) {
    const [first, ...others] = metersOf(customer);
    if (first !== undefined) meters.set(customer, [first, ...others]);
  }
  const crowd = crowdOf(stage, 'usage', [...meters.keys()], stage.volume('usage') / (1 + CORRECTED), LIVE);
  return {
    source: `//${tenant.id}.example/metering`,
    expected: crowd.expected * (1 + CORRECTED),
    play(slice, emit) {
      crowd.play(slice, (customer, at, random) => {
        const metered = meters.get(customer);
        if (metered === undefined) return;
        const { subscription, unit } = random.weighted(metered);
        const { precision } = unit;
        const unitPrice = priceUnder(planAt(subscription, at), unit.price);
        const included = random.chance(INCLUDED);
        const record = (
          when: number,
          quantity: number,
          attributes: Record<string, string | boolean>,
        ): string => {
          const revenue = priced(quantity, precision, unitPrice);
          if (!included) ledger.charge(customer, when, revenue.ledger);
          return emit(when, 'usage.recorded', {
            customerId: customer.id,
            billableUnit: unit.id,
            quantity: decimalText(quantity, precision),
            productId: subscription.product.id,
            subscriptionId: subscription.id,
            ...(included ? {} : { revenue: { amount: revenue.text, currency: customer.currency } }),
            attributes,
          });
        };
        const drawn = random.logNormal(unit.median * customer.size, unit.spread) * 10 ** precision;
        const quantity = Math.max(1, Math.round(drawn));
        const region = random.pick(REGIONS);
        const id = record(at, quantity, included ? { region, included } : { region });
        if (!random.chance(CORRECTED)) return;
        const tooMuch = Math.max(1, Math.round(quantity * (0.1 + 0.5 * random.next())));
        const later = at + MINUTE + random.below(30 * HOUR);
        record(later, -tooMuch, { region, reason: 'metering correction', corrects: id });
      });
    },
  };
}

interface Meter {
  readonly subscription: Subscription;
  readonly unit: UnitSpec;
  readonly weight: number;
}

/** The units that a customer's subscriptions meter; the main subscription is used the most. */
function metersOf(customer: Customer): Meter[] {
  return customer.subscriptions.flatMap((subscription, place) => {
    const { units } = subscription.product;
    const all = units.reduce((sum, { weight }) => sum + weight, 0);
    const liking = place === 0 ? MAIN : 1;
    return units.map((unit) => ({ subscription, unit, weight: (liking * unit.weight) / all }));
  });
}
