import { GraphQLError, GraphQLScalarType } from 'graphql';

/** Cells of reports: text, numbers, booleans and null, which go out as they are. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'A JSON value.',
  serialize: (value) => value,
  parseValue: () => {
    throw new GraphQLError('expected no value: it only goes out');
  },
});
