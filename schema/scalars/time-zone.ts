import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { isTimeZone } from '../../src/planner/instant.js';

function read(value: unknown): string {
  if (typeof value === 'string' && isTimeZone(value)) return value;
  throw new GraphQLError('expected an IANA zone such as America/New_York');
}

/** Zones of the IANA database. */
export const TimeZoneScalar = new GraphQLScalarType<string, string>({
  name: 'TimeZone',
  description: 'IANA zone, e.g. America/New_York.',
  serialize: read,
  parseValue: read,
  parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : null),
});
