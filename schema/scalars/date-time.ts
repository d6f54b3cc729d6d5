import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { parseInstant, type InstantInput } from '../../src/planner/instant.js';

const EXPECTED =
  'expected ISO-8601 (2026-01-31T12:00:00Z), epoch milliseconds, or a relative time (now, now-7d, now-1d/d)';

function read(value: unknown): InstantInput {
  const instant = parseInstant(value);
  if (instant === null) throw new GraphQLError(EXPECTED);
  return instant;
}

/** Instants: epoch milliseconds or PostgreSQL's text go out as ISO-8601; what comes in may be relative. */
export const DateTimeScalar = new GraphQLScalarType<InstantInput, string>({
  name: 'DateTime',
  description:
    "Instant. Out: ISO-8601 UTC with milliseconds. In: ISO-8601, epoch milliseconds, or relative (`now`, `now-7d`, `now-1d/d`). In a window, a date or time without an offset is the window zone's.",
  serialize: (value) => {
    const date = new Date(value as string | number);
    if (Number.isNaN(date.getTime())) throw new GraphQLError('not an instant');
    return date.toISOString();
  },
  parseValue: read,
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return read(node.value);
    if (node.kind === Kind.INT) return read(Number(node.value));
    throw new GraphQLError(EXPECTED);
  },
});
