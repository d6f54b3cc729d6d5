/** A point in time as it is stored: UTC text with up to microseconds, and its milliseconds since the epoch. */
export interface Instant {
  text: string;
  epochMs: number;
}

// Years below 1000 are left out: 0001-01-01 is how Go and .NET spell "never set".
const RFC_3339 =
  /^[1-9]\d{3}-[01]\d-[0-3]\d[Tt ][0-2]\d:[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[Zz]|[+-][0-2]\d:[0-5]\d)$/;
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const ZERO = 48;
/** Where the fraction, or the offset, begins. */
const SECONDS_END = 19;

/**
 * Reads an RFC 3339 instant with any offset and up to nanoseconds, which are cut to microseconds. Null for any other
 * text, for a date that does not exist and for a leap second (none was inserted since 2016).
 */
export function parseInstant(value: string): Instant | null {
  if (!RFC_3339.test(value)) return null;
  // Digits by position: captures would cost more than all the rest of an event's fields.
  const year = twoDigits(value, 0) * 100 + twoDigits(value, 2);
  const month = twoDigits(value, 5);
  const day = twoDigits(value, 8);
  const hour = twoDigits(value, 11);
  if (hour > 23 || !isDate(year, month, day)) return null;
  const local = Date.UTC(year, month - 1, day, hour, twoDigits(value, 14), twoDigits(value, 17));
  const isUtc = /[Zz]$/.test(value);
  const fraction = value.slice(SECONDS_END + 1, isUtc ? -1 : -6).slice(0, 6);
  const offsetMs = isUtc ? 0 : offsetOf(value.slice(-6));
  if (offsetMs === null) return null;
  const seconds = local - offsetMs;
  if (seconds > LAST_MS) return null;
  const text = isUtc
    ? `${value.slice(0, 10)}T${value.slice(11, SECONDS_END)}`
    : new Date(seconds).toISOString().slice(0, SECONDS_END);
  const micros = fraction.padEnd(6, '0');
  return {
    text: `${text}.${micros.endsWith('000') ? micros.slice(0, 3) : micros}Z`,
    epochMs: seconds + Number(micros.slice(0, 3)),
  };
}

/** Milliseconds ahead of UTC of an offset such as `+05:30`. */
function offsetOf(text: string): number | null {
  const hours = twoDigits(text, 1);
  const ms = (hours * 60 + twoDigits(text, 4)) * 60_000;
  if (hours > 23) return null;
  return text.startsWith('-') ? -ms : ms;
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
}

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
