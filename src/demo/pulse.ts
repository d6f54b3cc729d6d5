import type { Customer } from './cast.js';
import type { Random } from './random.js';
import { MINUTE, SECOND, type Slice } from './window.js';

/** Instants in the ten minutes before now, denser towards it, the first within ten seconds; none but in the last slice. */
export function pulseOf(random: Random, slice: Slice, count: number): number[] {
  if (!slice.last) return [];
  const back = (index: number): number =>
    index === 0 ? random.below(10 * SECOND) : Math.floor(random.next() ** 2 * 10 * MINUTE);
  return Array.from({ length: count }, (_, index) => slice.to - 1 - back(index));
}

/** The same, each with a customer that is awake now. */
export function customerPulse(
  random: Random,
  slice: Slice,
  customers: readonly Customer[],
  count: number,
): { customer: Customer; at: number }[] {
  if (!slice.last) return [];
  const awake = customers
    .map((customer) => ({ customer, weight: customer.activity.day(slice).hours.at(-1) ?? 0 }))
    .filter(({ weight }) => weight > 0);
  const [first, ...others] = awake;
  if (first === undefined) return [];
  return pulseOf(random, slice, count).map((at) => ({
    customer: random.weighted([first, ...others]).customer,
    at,
  }));
}
