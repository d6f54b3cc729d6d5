import type { Customer } from './cast.js';
import { customerPulse } from './pulse.js';
import type { Random } from './random.js';
import { scatter } from './rhythm.js';
import type { Stage } from './stage.js';
import type { Slice } from './window.js';

/** One thing that a customer does, with the customer's own draws. */
export type Act = (customer: Customer, at: number, random: Random) => void;

/** Customers that do the same kind of thing, each in its own rhythm and to its own size. */
export interface Crowd {
  /** How often they do it over the window. */
  readonly expected: number;
  /** Does it as often as the slice's activity says, and now once more for live views. */
  play(slice: Slice, act: Act): void;
}

/** A crowd that acts `count` times over the window and `live` times more (at least once) in its last minutes. */
export function crowdOf(
  stage: Stage,
  name: string,
  customers: readonly Customer[],
  count: number,
  live = 0,
): Crowd {
  const members = customers.map((customer) => ({
    customer,
    random: stage.random.fork(`${name}/${customer.id}`),
  }));
  const total = customers.reduce((sum, customer) => sum + customer.activity.total, 0);
  const perUnit = total > 0 ? count / total : 0;
  const last = live > 0 ? Math.max(1, Math.round(live * stage.tenant.share)) : 0;
  const lastly = stage.random.fork(`${name}/pulse`);
  return {
    expected: total > 0 ? count + last : 0,
    play(slice, act) {
      for (const { customer, random } of members) {
        for (const at of scatter(random, slice, customer.activity, perUnit)) act(customer, at, random);
      }
      for (const { customer, at } of customerPulse(lastly, slice, customers, last)) act(customer, at, lastly);
    },
  };
}
