const two = (value: number): string => String(value).padStart(2, '0');

/** The time of day of an instant in the zone of the browser, with milliseconds: `09:05:07.042`. */
export function clockTime(instant: string): string {
  const time = new Date(instant);
  const seconds = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  return `${seconds}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}

/** The offset of the browser's zone from UTC at an instant: `UTC`, `UTC+2`, `UTC-3:30`. */
export function zoneOffset(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const rest = Math.abs(minutes) % 60;
  const hours = Math.floor(Math.abs(minutes) / 60);
  return `UTC${minutes < 0 ? '-' : '+'}${hours}${rest === 0 ? '' : `:${two(rest)}`}`;
}
