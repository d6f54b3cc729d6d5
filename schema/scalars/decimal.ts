import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { Exact } from '../../src/decimal.js';
import { parseDecimal } from '../../src/ingest/decimal.js';

function read(value: unknown): string {
  const decimal = parseDecimal(value);
  if (decimal === null) throw new GraphQLError('expected a finite decimal such as "12.50"');
  return decimal;
}

/** Exact decimals; `Exact` and decimal texts go out in canonical form. */
export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'Exact decimal as a string: quantities, money, rates. Never a binary float.',
  serialize: (value) => (Exact.isDecimal(value) ? value.toFixed() : read(value)),
  parseValue: read,
  parseLiteral: (node) => {
    if (node.kind === Kind.INT || node.kind === Kind.FLOAT || node.kind === Kind.STRING)
      return read(node.value);
    throw new GraphQLError('expected a finite decimal such as "12.50"');
  },
});
