import {
  GraphQLFloat,
  GraphQLError,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import type { RequestContext } from '../../../src/context.js';
import { GaugewayError, InputError } from '../../../src/errors.js';
import type { FeedStream, LogBatch } from '../../../src/feed/feed.js';
import { ExactNumber } from '../../../src/ingest/json.js';

/** What the test lets happen inside resolvers. */
export interface StageHooks {
  /** The field `slow` answers when this does. */
  slow: () => Promise<string>;
  /** What the subscription `ticks` gives. */
  ticks: () => AsyncIterableIterator<number> | Promise<AsyncIterableIterator<number>>;
  /** What the subscription `batches` opens; a batch shows as its cursor. */
  batches: () => FeedStream;
  /** Credentials are judged when this resolves. */
  judged: () => Promise<void>;
}

const Exact = new GraphQLScalarType<string, string>({
  name: 'Exact',
  parseValue: (value) => {
    if (value === 'forbidden') throw new InputError('exact', 'expected anything else');
    return value instanceof ExactNumber ? `exact ${value.text}` : `plain ${String(value)}`;
  },
});

function fail(error: Error): () => never {
  return () => {
    throw error;
  };
}

/** A small schema with a field for each way to go right or wrong. */
export function stageSchema(hooks: StageHooks): GraphQLSchema {
  const text = { type: GraphQLString };
  const node: GraphQLObjectType = new GraphQLObjectType({
    name: 'Node',
    fields: () => ({
      id: { type: GraphQLInt, resolve: () => 1 },
      child: { type: node, resolve: () => ({}) },
    }),
  });
  return new GraphQLSchema({
    query: new GraphQLObjectType<unknown, RequestContext>({
      name: 'Query',
      fields: {
        hello: { ...text, resolve: () => 'world' },
        tenant: { ...text, resolve: (_source, _args, { principal }) => principal.tenantId },
        node: { type: node, resolve: () => ({}) },
        slow: { ...text, resolve: () => hooks.slow() },
        big: {
          type: new GraphQLList(GraphQLString),
          resolve: () => Array<string>(4000).fill('x'.repeat(1000)),
        },
        echo: {
          ...text,
          args: { exact: { type: Exact }, number: { type: GraphQLFloat } },
          resolve: (_source, args: { exact?: string }) => args.exact,
        },
        forbidden: { ...text, resolve: fail(new GaugewayError('FORBIDDEN', 'No', 'tenantId')) },
        secret: { ...text, resolve: fail(new Error('SELECT secret FROM vault')) },
        bare: { ...text, resolve: fail(new GraphQLError('SELECT bare')) },
        deliberate: {
          ...text,
          resolve: fail(new GraphQLError('Told', { extensions: { code: 'TOLD', sql: 'x' } })),
        },
        never: { type: new GraphQLNonNull(GraphQLString), resolve: () => null },
      },
    }),
    mutation: new GraphQLObjectType({
      name: 'Mutation',
      fields: { touch: { ...text, resolve: () => 'touched' } },
    }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        ticks: { type: GraphQLInt, subscribe: () => hooks.ticks(), resolve: (tick: unknown) => tick },
        batches: {
          ...text,
          subscribe: () => hooks.batches(),
          resolve: (batch: unknown) => (batch as LogBatch).cursor,
        },
        refused: { ...text, subscribe: fail(new GaugewayError('FORBIDDEN', 'No')) },
        broken: { ...text, subscribe: fail(new Error('SELECT secret')) },
      },
    }),
  });
}
