/** A UTC day. */
export const DAY_MS = 86_400_000;

/** Weeks that activity is read in, the older part: with the days they reach 420 days back, 15 times 28 days. */
export const CHURN_WEEKS = 42;

/** Days that activity is read in one by one: the four weeks judged, the twelve they are held against, and two more. */
export const CHURN_DAYS = 126;

/** How far back activity is looked at, in days before the last midnight: 52 weeks and the 56 days before these. */
export const CHURN_HORIZON = 7 * CHURN_WEEKS + CHURN_DAYS;

/** The last UTC midnight at or before an instant, in epoch milliseconds. */
export function midnightBefore(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}

/**
 * The slots in which `assessChurnRisk` wants a customer's activity summed: their starts and, last, the end of the last
 * one, in epoch milliseconds, strictly ascending. There is one slot fewer than instants.
 *
 * The slots are 42 weeks, then 126 days, all of them whole UTC days counted back from the last midnight at or before
 * `asOf`, so that 28 days of this year and those 52 weeks earlier have the same weekdays. The last slot is the day of
 * `asOf` up to `asOf`; at midnight sharp it would be empty, and is left out.
 *
 * @throws RangeError where `asOf` is not a whole number of milliseconds.
 */
export function churnSlots(asOf: number): readonly number[] {
  if (!Number.isSafeInteger(asOf)) throw new RangeError(`asOf: ${asOf} is not an instant`);
  const midnight = midnightBefore(asOf);
  const first = midnight - CHURN_HORIZON * DAY_MS;
  const weeks = Array.from({ length: CHURN_WEEKS }, (_, index) => first + index * 7 * DAY_MS);
  const days = Array.from({ length: CHURN_DAYS }, (_, index) => midnight - (CHURN_DAYS - index) * DAY_MS);
  return asOf === midnight ? [...weeks, ...days, midnight] : [...weeks, ...days, midnight, asOf];
}
