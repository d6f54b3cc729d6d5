import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { isTimeZone } from '../../src/planner/instant.js';

const EXPECTED = 'expected an IANA zone such as America/New_York';

function read(value: unknown): string {
  if (typeof value === 'string' && isTimeZone(value)) return value;
  throw new GraphQLError(EXPECTED);
}

function readLiteral(node: ValueNode): string {
  if (node.kind === Kind.STRING && isTimeZone(node.value)) return node.value;
  // No GraphQLError: GraphQL then says around it which value of which type is meant, and where it stands.
  throw new TypeError(EXPECTED);
}

/** Zones of the IANA database. */
export const TimeZoneScalar = new GraphQLScalarType<string, string>({
  name: 'TimeZone',
  description: 'IANA zone, e.g. America/New_York.',
  serialize: read,
  parseValue: read,
  parseLiteral: readLiteral,
});
