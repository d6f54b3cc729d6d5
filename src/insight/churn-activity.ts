import type { ChurnFacts } from './churn-facts.js';
import { CHURN_DAYS, CHURN_HORIZON, CHURN_WEEKS, churnSlots, DAY_MS, midnightBefore } from './churn-slots.js';

/** A slot with activity, from its `oldest` day to its `newest`, the same ones for a slot of one day. */
export interface ActiveSlot {
  readonly newest: number;
  readonly oldest: number;
}

/** A customer's activity. Days are counted back from that of `asOf`: 0 is that day itself, 1 the last whole one. */
export class ChurnActivity {
  /**
   * The day of the first activity ever, as exactly as slots tell: the oldest day of its slot, Infinity before all slots;
   * null for none.
   */
  readonly firstDay: number | null;
  readonly #midnight: number;
  readonly #slots: readonly number[];

  /** Throws a RangeError where the activity is not a whole number, from 0 on, for each slot of `churnSlots(asOf)`. */
  constructor({ asOf, activity, firstActivity }: Pick<ChurnFacts, 'asOf' | 'activity' | 'firstActivity'>) {
    const expected = churnSlots(asOf).length - 1;
    if (activity.length !== expected) {
      throw new RangeError(`activity: ${activity.length} slots instead of ${expected}`);
    }
    const wrong = activity.find((count) => !Number.isSafeInteger(count) || count < 0);
    if (wrong !== undefined) throw new RangeError(`activity: ${wrong} is not a count`);
    this.#midnight = midnightBefore(asOf);
    this.#slots = activity;
    this.firstDay = firstActivity === null ? null : this.#firstDay(firstActivity);
  }

  /**
   * Events from one day to another, both included, the older one first. Before the 126th a day stands for its whole slot
   * of a week. Days outside of the slots have none.
   */
  sum(oldest: number, newest: number): number {
    const last = this.#indexOf(newest);
    let sum = 0;
    for (let index = this.#indexOf(oldest); index <= last; index++) sum += this.#slots[index] ?? 0;
    return sum;
  }

  /** The slots that have activity, the newest first. */
  activeSlots(): ActiveSlot[] {
    return this.#slots.flatMap((count, index) => (count === 0 ? [] : [this.#slotAt(index)])).reverse();
  }

  /** The instant at which a day begins, in epoch milliseconds. */
  startOf(day: number): number {
    return this.#midnight - day * DAY_MS;
  }

  #firstDay(at: number): number {
    const day = (this.#midnight - midnightBefore(at)) / DAY_MS;
    return day > CHURN_HORIZON ? Infinity : this.#slotAt(this.#indexOf(day)).oldest;
  }

  #indexOf(day: number): number {
    if (day <= CHURN_DAYS) return CHURN_WEEKS + CHURN_DAYS - day;
    return Math.floor((CHURN_HORIZON - day) / 7);
  }

  #slotAt(index: number): ActiveSlot {
    if (index >= CHURN_WEEKS) {
      const day = CHURN_WEEKS + CHURN_DAYS - index;
      return { newest: day, oldest: day };
    }
    const oldest = CHURN_HORIZON - 7 * index;
    return { newest: oldest - 6, oldest };
  }
}
