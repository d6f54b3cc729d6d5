/** A civil day has this many milliseconds on its own clock, whatever a zone does to it. */
export const DAY_MS = 86_400_000;

/** A date of the proleptic Gregorian calendar; `month` and `day` count from 1. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** A stride through the calendar: days (seven are a week, from Monday), or months (twelve are a year, from January). */
export type Step = { readonly days: 1 | 7 } | { readonly months: 1 | 3 | 12 };

/** The number of a date: days since 1970-01-01. Source: Howard Hinnant, chrono-compatible low-level date algorithms. */
export function dayNumber({ year, month, day }: CivilDate): number {
  // Years that begin on 1 March: the leap day is their last.
  const y = month > 2 ? year : year - 1;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date that a number of days since 1970-01-01 stands for. The inverse of `dayNumber`. */
export function civilDate(number: number): CivilDate {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month > 2 ? 0 : 1),
    month,
    day: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
}

/** The number of the first day of a month, `months` after that of a date. */
export function firstOfMonth({ year, month }: CivilDate, months = 0): number {
  const count = year * 12 + month - 1 + months;
  const moved = Math.floor(count / 12);
  return dayNumber({ year: moved, month: count - moved * 12 + 1, day: 1 });
}

/** The first day of the week, month, quarter or year that a day lies in; of a day, itself. */
export function floorDay(number: number, step: Step): number {
  if ('days' in step) {
    // 1970-01-01 was a Thursday.
    return step.days === 1 ? number : number - mod(number + 3, 7);
  }
  const { year, month } = civilDate(number);
  return dayNumber({ year, month: month - ((month - 1) % step.months), day: 1 });
}

/** A day moved by steps. A day that its new month does not have becomes the last one of that month. */
export function moveDay(number: number, step: Step, count: number): number {
  if ('days' in step) return number + step.days * count;
  const date = civilDate(number);
  const first = firstOfMonth(date, step.months * count);
  const next = firstOfMonth(date, step.months * count + 1);
  return Math.min(first + date.day - 1, next - 1);
}

/** The remainder that has the sign of the divisor. */
export function mod(dividend: number, divisor: number): number {
  return dividend - Math.floor(dividend / divisor) * divisor;
}
