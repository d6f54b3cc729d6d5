export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The demo's time: [from, to) in epoch milliseconds, a whole number of 24-hour slices that ends now. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly days: number;
}

/** 24 hours of the window, [from, to); generation goes slice by slice so that memory stays small. */
export interface Slice {
  readonly from: number;
  readonly to: number;
  /** True for the slice that ends now. */
  readonly last: boolean;
}

/** The last `days` days before `now`. Throws a RangeError unless `days` is a whole number from 1 on. */
export function windowOf(now: Date, days: number): Window {
  const to = now.getTime();
  if (!Number.isSafeInteger(to)) throw new RangeError('now: expected a valid date');
  if (!Number.isInteger(days) || days < 1 || days > 3_660) {
    throw new RangeError('days: expected a whole number from 1 to 3660');
  }
  return { from: to - days * DAY, to, days };
}

/** The window's slices in order. */
export function* slicesOf(window: Window): Generator<Slice> {
  for (let from = window.from; from < window.to; from += DAY) {
    yield { from, to: from + DAY, last: from + DAY >= window.to };
  }
}

/** Where an instant lies in the window: 0 at its start, 1 now. */
export function fractionOf(window: Window, at: number): number {
  return (at - window.from) / (window.to - window.from);
}

/** The instant at a fraction of the window, in whole milliseconds. */
export function instantAt(window: Window, fraction: number): number {
  return Math.floor(window.from + fraction * (window.to - window.from));
}

/** The last time it was this hour on a UTC workday, at or before a fraction of the window; the fraction itself where that lies outside. */
export function workdayBefore(window: Window, fraction: number, utcHour: number): number {
  const plain = instantAt(window, fraction);
  let at = Math.floor((plain - utcHour * HOUR) / DAY) * DAY + utcHour * HOUR;
  while ([0, 6].includes(new Date(at).getUTCDay())) at -= DAY;
  return at > window.from + HOUR ? at : plain;
}

/** ISO-8601 UTC with milliseconds. */
export function isoText(at: number): string {
  return new Date(at).toISOString();
}

/** `isoText` for many instants of few days: it keeps the dates it wrote, and costs a fifth. */
export function isoClock(): (at: number) => string {
  const padded = (count: number, width: number): string[] =>
    Array.from({ length: count }, (_, value) => String(value).padStart(width, '0'));
  const two = padded(60, 2);
  const three = padded(1_000, 3);
  const dates = new Map<number, string>();
  return (at) => {
    const day = Math.floor(at / DAY);
    let date = dates.get(day);
    if (date === undefined) dates.set(day, (date = isoText(at).slice(0, 11)));
    const rest = at - day * DAY;
    const minutes = two[Math.floor(rest / MINUTE) % 60];
    const seconds = two[Math.floor(rest / SECOND) % 60];
    return `${date}${two[Math.floor(rest / HOUR)]}:${minutes}:${seconds}.${three[rest % SECOND]}Z`;
  };
}
