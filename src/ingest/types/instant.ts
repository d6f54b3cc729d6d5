/** A point in time as it is stored: UTC text with up to microseconds, and its milliseconds since the epoch. */
export interface Instant {
  text: string;
  epochMs: number;
}

// Years below 1000 are left out: 0001-01-01 is how Go and .NET spell "never set".
const RFC_3339 =
  /^([1-9]\d{3})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * Reads an RFC 3339 instant with any offset and up to nanoseconds, which are cut to microseconds. Null for any other
 * text, for a date that does not exist and for a leap second (none was inserted since 2016).
 */
export function parseInstant(value: string): Instant | null {
  const match = RFC_3339.exec(value);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHour = '0', offsetMinute = '0'] = match;
  if (!isDate(Number(year), Number(month), Number(day))) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return null;
  const micros = fraction.slice(0, 6).padEnd(6, '0');
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Number(micros.slice(0, 3)),
  );
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
  const epochMs = sign === '-' ? local + offset : local - offset;
  if (epochMs > LAST_MS) return null;
  const text = new Date(epochMs).toISOString();
  return { text: micros.endsWith('000') ? text : `${text.slice(0, -1)}${micros.slice(3)}Z`, epochMs };
}

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
