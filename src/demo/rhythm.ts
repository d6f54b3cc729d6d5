import { DAY, HOUR, MINUTE, slicesOf, type Slice, type Window } from './window.js';
import type { Random } from './random.js';

/** Whose rhythm it is: people at desks, people at home, or machines that hardly sleep. */
export type Profile = 'office' | 'consumer' | 'machine';

const HOURS: Record<Profile, readonly number[]> = {
  office: [2, 1, 1, 1, 1, 2, 5, 12, 28, 40, 44, 42, 34, 38, 44, 43, 38, 29, 18, 11, 8, 6, 4, 3],
  consumer: [9, 5, 3, 2, 2, 3, 6, 10, 14, 17, 19, 21, 24, 23, 22, 22, 24, 27, 31, 36, 38, 34, 26, 16],
  machine: [15, 15, 20, 18, 15, 15, 16, 18, 22, 24, 25, 25, 24, 24, 25, 25, 24, 22, 20, 18, 17, 16, 16, 15],
};
const WEEKEND: Record<Profile, number> = { office: 0.22, consumer: 0.85, machine: 0.62 };

/** How busy a profile is at an instant, in a zone `offsetMinutes` ahead of UTC; about 1 on an average workday hour. */
export function rhythm(profile: Profile, offsetMinutes: number, at: number): number {
  const localHours = Math.floor((at + offsetMinutes * MINUTE) / HOUR);
  // 1970-01-01 was a Thursday.
  const weekday = (Math.floor(localHours / 24) + 4) % 7;
  const busy = (HOURS[profile][localHours % 24] ?? 0) / 20;
  return weekday === 0 || weekday === 6 ? busy * WEEKEND[profile] : busy;
}

/** The rates of a slice's 24 hours, and their sum. */
export interface DayRates {
  readonly hours: readonly number[];
  readonly sum: number;
}

/** A rate over the window, known hour by hour, and its sum: a share of the sum is a share of the events. */
export interface Activity {
  readonly total: number;
  day(slice: Slice): DayRates;
}

const IDLE: DayRates = { hours: [], sum: 0 };

/** Samples a rate in the middle of every hour of the window; the samples are kept. */
export function activityOf(window: Window, rate: (at: number) => number): Activity {
  const days = Array.from(slicesOf(window), ({ from }): DayRates => {
    const hours = Array.from({ length: DAY / HOUR }, (_, hour) => rate(from + (hour + 0.5) * HOUR));
    return { hours, sum: hours.reduce((left, right) => left + right, 0) };
  });
  return {
    total: days.reduce((total, { sum }) => total + sum, 0),
    day: ({ from }) => days[(from - window.from) / DAY] ?? IDLE,
  };
}

/** Instants in a slice, unordered, as dense as the activity: `perUnit` of them per unit of it, with a daily mood. */
export function scatter(random: Random, slice: Slice, activity: Activity, perUnit: number): number[] {
  const { hours, sum } = activity.day(slice);
  if (sum === 0) return [];
  // exp(-sigma^2/2) keeps the mean of the mood at 1.
  const mood = random.logNormal(Math.exp(-0.01125), 0.15);
  return Array.from({ length: random.poisson(perUnit * sum * mood) }, () => {
    let left = random.next() * sum;
    let hour = 0;
    for (; hour < hours.length - 1; hour++) {
      left -= hours[hour] ?? 0;
      if (left < 0) break;
    }
    return slice.from + hour * HOUR + random.below(HOUR);
  });
}
