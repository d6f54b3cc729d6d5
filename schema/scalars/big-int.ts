import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

function read(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d{1,100}$/.test(value)) return BigInt(value);
  throw new GraphQLError('expected an integer, as a string past 2^53');
}

/** What every double holds exactly. */
const SMALL = /^-?\d{1,15}$/;

/** Integers of any size; as text or bigint. */
export const BigIntScalar = new GraphQLScalarType<bigint, number | string>({
  name: 'BigInt',
  description: 'Integer of any size, as a string past 2^53.',
  serialize: (value) => {
    if (typeof value === 'string' && SMALL.test(value)) return Number(value);
    const integer = read(value);
    const number = Number(integer);
    return Number.isSafeInteger(number) ? number : integer.toString();
  },
  parseValue: read,
  parseLiteral: (node) => read(node.kind === Kind.INT || node.kind === Kind.STRING ? node.value : null),
});
