import { Random } from '../../../src/demo/random.js';
import { type ChurnFacts } from '../../../src/insight/churn-facts.js';
import { assessChurnRisk, churnSlots, type ChurnRisk } from '../../../src/insight/churn-risk.js';

export const DAY = 86_400_000;

/** 9 o'clock on a Thursday. */
export const AS_OF = Date.parse('2026-03-12T09:00:00Z');

const none = { count: 0, errors: 0 };

/** Facts of a customer that nothing is known of, but what is given. */
export function factsAt(asOf: number, known: Partial<ChurnFacts> = {}): ChurnFacts {
  return {
    asOf,
    activity: churnSlots(asOf).slice(1).fill(0),
    firstActivity: null,
    attempts: { recent: none, before: none },
    failedPayments: [],
    overdueInvoices: [],
    scheduledCancellation: null,
    ...known,
  };
}

/** Runs of days: how many, and the events of each, or of each in turn. */
export type Runs = readonly (readonly [days: number, events: number | readonly number[]])[];

/** Runs as `days*events`, or `days*events,events` for each in turn, and so on with spaces: `84*100 28*5,0`. */
export function runsOf(text: string): Runs {
  return text.split(' ').map((run) => {
    const [days, events = ''] = run.split('*');
    return [Number(days), events.split(',').map(Number)];
  });
}

/** The events of the days of runs. */
export function daysOf(runs: Runs): number[] {
  return runs.flatMap(([count, events]) =>
    Array.from({ length: count }, (_, day) =>
      typeof events === 'number' ? events : (events[day % events.length] ?? 0),
    ),
  );
}

/** A customer's events, day by day. */
export class Diary {
  readonly #from: number;
  readonly #days: readonly number[];
  readonly #sums: number[] = [0];

  /** `from` is a UTC midnight, `days` the events of that day and the following ones. */
  constructor(from: number, days: readonly number[]) {
    this.#from = from;
    this.#days = days;
    for (const count of days) this.#sums.push((this.#sums.at(-1) ?? 0) + count);
  }

  /** The diary of runs that end on the day before an instant. */
  static upTo(asOf: number, runs: Runs, today = 0): Diary {
    const days = daysOf(runs);
    return new Diary(Math.floor(asOf / DAY) * DAY - days.length * DAY, [...days, today]);
  }

  /** What is known at an instant of what began at a midnight; the instant's own day counts with all its events. */
  activityAt(asOf: number, since = this.#from): Pick<ChurnFacts, 'activity' | 'firstActivity'> {
    const slots = churnSlots(asOf).map((at) => Math.max(at, since));
    const begun = this.#dayOf(since);
    const first = this.#from + this.#days.findIndex((count, day) => day >= begun && count > 0) * DAY;
    return {
      activity: slots.slice(1).map((to, index) => this.#before(to) - this.#before(slots[index] ?? to)),
      firstActivity: first < since || first >= asOf ? null : first,
    };
  }

  /** The risk that the events alone make. */
  riskAt(asOf: number, since = this.#from): ChurnRisk {
    return assessChurnRisk(factsAt(asOf, this.activityAt(asOf, since)));
  }

  #before(instant: number): number {
    return this.#sums[Math.min(this.#days.length, Math.max(0, this.#dayOf(instant)))] ?? 0;
  }

  #dayOf(instant: number): number {
    return Math.ceil((instant - this.#from) / DAY);
  }
}

/** Draws that a test can be repeated with. */
export function randomOf(name: string): Random {
  return new Random(`churn/${name}`);
}
