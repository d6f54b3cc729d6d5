/**
 * Texts of figures. Decimals come as texts and are turned into numbers here and in charts alone, where they are rounded
 * anyway; nothing is added up in the page.
 */
const LOCALE = 'en';

const compactFormat = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumSignificantDigits: 3 });
const wholeFormat = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const percentFormat = new Intl.NumberFormat(LOCALE, {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const changeFormat = new Intl.NumberFormat(LOCALE, {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
});
const clockFormat = new Intl.DateTimeFormat(LOCALE, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** `1.24M`. */
export const compact = (value: string | number): string => compactFormat.format(Number(value));

/** `1,239,481`. */
export const whole = (value: string | number): string => wholeFormat.format(Number(value));

/** A quantity with the decimals of its unit. */
export function exactly(quantity: string, precision: number | null): string {
  const digits = Math.min(precision ?? 2, 6);
  return Number(quantity).toLocaleString(LOCALE, { maximumFractionDigits: digits });
}

/** `$12,394`. */
export function money(amount: string, currency: string): string {
  return Number(amount).toLocaleString(LOCALE, { style: 'currency', currency, maximumFractionDigits: 0 });
}

/** `12.4%`; a dash for what is not known. */
export const percent = (ratio: number | null): string => (ratio === null ? '–' : percentFormat.format(ratio));

/** `+12.4%`. */
export const change = (ratio: number): string => changeFormat.format(ratio);

/** `340 ms`; a dash for what is not known. */
export const milliseconds = (ms: number | null): string =>
  ms === null ? '–' : `${wholeFormat.format(ms)} ms`;

/** The time of day of an instant, in the browser's zone. */
export const clock = (instant: string): string => clockFormat.format(new Date(instant));

/** What a bucket is called: its hour for buckets within a day, else its day. */
export function bucketName(bucket: string, granularity: string, timeZone: string): string {
  const isShort = granularity === 'HOUR' || granularity === 'MINUTE_15';
  const shown: Intl.DateTimeFormatOptions = isShort
    ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
    : { month: 'short', day: 'numeric' };
  return new Date(bucket).toLocaleString(LOCALE, { timeZone, ...shown });
}
