import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const EXPECTED =
  'expected an ISO-8601 duration of weeks, days, hours, minutes and seconds (P14D, PT5M), or a short one (14d, 5m)';

const SECOND = 1000;
const UNITS = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 } as const;

/** A duration's milliseconds; null for what is none, or longer than a century. */
function parseDuration(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const short = /^(\d{1,9})([wdhms])$/.exec(value);
  if (short !== null) return bounded(Number(short[1]) * UNITS[short[2] as keyof typeof UNITS]);
  const iso =
    /^P(?=.)(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?=.)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,3})?)S)?)?$/.exec(
      value,
    );
  if (iso === null) return null;
  const [, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = iso;
  return bounded(
    Number(weeks) * UNITS.w +
      Number(days) * UNITS.d +
      Number(hours) * UNITS.h +
      Number(minutes) * UNITS.m +
      Number(seconds),
  );
}

function bounded(seconds: number): number | null {
  const milliseconds = Math.round(seconds * SECOND);
  return milliseconds <= 36_525 * UNITS.d * SECOND ? milliseconds : null;
}

/** A duration as ISO-8601 in days, hours, minutes and seconds. */
function durationText(milliseconds: number): string {
  const seconds = milliseconds / SECOND;
  const parts = [
    [Math.floor(seconds / UNITS.d), 'D'],
    [Math.floor(seconds / UNITS.h) % 24, 'H'],
    [Math.floor(seconds / UNITS.m) % 60, 'M'],
    [seconds % 60, 'S'],
  ] as const;
  const [days, ...times] = parts.map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`));
  const time = times.join('');
  if (days === '' && time === '') return 'PT0S';
  return `P${days ?? ''}${time === '' ? '' : `T${time}`}`;
}

function read(value: unknown): number {
  const milliseconds = parseDuration(value);
  if (milliseconds === null) throw new GraphQLError(EXPECTED);
  return milliseconds;
}

/** Durations: milliseconds inside, ISO-8601 outside. */
export const DurationScalar = new GraphQLScalarType<number, string>({
  name: 'Duration',
  description: 'ISO-8601 duration (`P14D`, `PT5M`) or the short form (`14d`, `5m`). A day has 24 hours.',
  serialize: (value) => durationText(Number(value)),
  parseValue: read,
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return read(node.value);
    throw new GraphQLError(EXPECTED);
  },
});
