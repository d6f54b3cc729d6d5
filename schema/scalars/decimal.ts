import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { parseDecimal } from '../../src/ingest/decimal.js';

function read(value: unknown): string {
  const decimal = parseDecimal(value);
  if (decimal === null) throw new GraphQLError('expected a finite decimal such as "12.50"');
  return decimal;
}

/** A sum may have more digits than a value that comes in. */
const CANONICAL = /^(?:0|-?(?:0|[1-9]\d*)\.\d*[1-9]|-?[1-9]\d*)$/;

/** Exact decimals, which go out in canonical form. */
export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'Exact decimal as a string: quantities, money, rates. Never a binary float.',
  serialize: (value) => (typeof value === 'string' && CANONICAL.test(value) ? value : read(value)),
  parseValue: read,
  parseLiteral: (node) => {
    if (node.kind === Kind.INT || node.kind === Kind.FLOAT || node.kind === Kind.STRING)
      return read(node.value);
    throw new GraphQLError('expected a finite decimal such as "12.50"');
  },
});
