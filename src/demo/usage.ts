import type { Customer } from './cast.js';
import { planAt, type Subscription } from './contracts.js';
import { decimalText, priced } from './decimal.js';
import { priceUnder } from './plans.js';
import type { NonEmpty, Random } from './random.js';
import { pulse, scatter } from './rhythm.js';
import type { Emit, Stage, Stream } from './stage.js';
import { HOUR } from './window.js';

const REGIONS: NonEmpty<string> = ['us-east-1', 'us-east-1', 'us-west-2', 'eu-central-1', 'ap-south-1'];
const INCLUDED = 0.05;
const CORRECTED = 0.003;
const PULSE = 24;

/** Metered usage: what the products' units sell, priced under the plan of the moment, with a few corrections. */
export function usageStream(stage: Stage): Stream {
  const { customers, tenant } = stage;
  const total = customers.reduce((sum, customer) => sum + customer.activity.total, 0);
  const perUnit = stage.volume('usage') / (1 + CORRECTED) / total;
  const meters = customers.map((customer) => meterOf(stage, customer));
  return {
    source: `//${tenant.id}.example/metering`,
    expected: stage.volume('usage') + PULSE * tenant.share,
    play(slice, emit) {
      for (const { customer, random, record } of meters) {
        for (const at of scatter(random, slice, customer.activity, perUnit)) record(at, emit);
        const live = customer.activity.hours(slice).at(-1) ?? 0;
        const share = (live * customers.length) / total > 0 ? tenant.share / customers.length : 0;
        for (const at of pulse(random, slice, random.poisson(PULSE * share))) record(at, emit);
      }
    },
  };
}

function meterOf(stage: Stage, customer: Customer) {
  const random = stage.random.fork(`usage/${customer.id}`);
  const [first, ...others] = customer.subscriptions.filter(({ product }) => product.units.length > 0);
  const chosen = (random: Random): Subscription =>
    first === undefined || others.length === 0 || random.chance(0.6) ? (first ?? customer.subscriptions[0]) : random.pick([first, ...others]);
  return { customer, random, record: (at: number, emit: Emit) => undefined };
}
