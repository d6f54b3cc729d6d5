import type { ConditionalPrice, ModelInfo } from '@pydantic/genai-prices';
import { TokenRates } from './token-rates.js';

/** The prices that hold at a time, in epoch milliseconds. */
export type TokenSchedule = (time: number) => TokenRates;

const DAY_MS = 86_400_000;

/**
 * When which prices of a model hold. Of those with a condition the last one that is met counts, and the first of all
 * where none is: the rule of the list's own `calcPrice`, which does not let it be asked for the price alone. Throws a
 * RangeError for a list that says nothing, or a time that is none.
 */
export function tokenSchedule(prices: ModelInfo['prices']): TokenSchedule {
  if (!isConditional(prices)) {
    const rates = new TokenRates(prices);
    return () => rates;
  }
  const periods = prices.map((price) => ({ holds: condition(price), rates: new TokenRates(price.prices) }));
  const [first] = periods;
  if (first === undefined) throw new RangeError('a model without any price');
  return (time) => (periods.findLast(({ holds }) => holds(time)) ?? first).rates;
}

function isConditional(prices: ModelInfo['prices']): prices is ConditionalPrice[] {
  return Array.isArray(prices);
}

function condition({ constraint }: ConditionalPrice): (time: number) => boolean {
  if (constraint === undefined) return () => true;
  if (constraint.type === 'start_date') {
    const start = instant(constraint.start_date);
    return (time) => time >= start;
  }
  const [start, end] = [timeOfDay(constraint.start_time), timeOfDay(constraint.end_time)];
  return (time) => {
    const at = modulo(time, DAY_MS);
    // A span whose end is before its start goes past midnight.
    return end < start ? at >= start || at < end : at >= start && at < end;
  };
}

/** Milliseconds since midnight UTC of a time such as `16:30:00Z` or `00:30:00+08:00`. */
function timeOfDay(text: string): number {
  return modulo(instant(`1970-01-01T${text}`), DAY_MS);
}

function instant(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new RangeError(`${text} is no time`);
  return time;
}

/** The remainder that is never negative. */
function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
