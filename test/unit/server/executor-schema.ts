import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLError,
  GraphQLFloat,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  type GraphQLOutputType,
} from 'graphql';
import { GaugewayError, InputError } from '../../../src/errors.js';

/** A value that only its class tells from others: what is written as text and read again loses it. */
export class Exactly {
  constructor(readonly text: string) {}
}

const Exact = new GraphQLScalarType<Exactly, string>({
  name: 'Exact',
  serialize: (value) => {
    if (value === 'unspeakable') throw new GraphQLError('not exact');
    if (value === 'nothing') return undefined as never;
    return value instanceof Exactly ? `exactly ${value.text}` : String(value);
  },
  parseValue: (value) => {
    if (value === 'forbidden') throw new InputError('exact', 'expected anything else');
    return new Exactly(String(value));
  },
});

const Colour = new GraphQLEnumType({
  name: 'Colour',
  values: { RED: { value: 1 }, GREEN: { value: 'green' }, BLUE: { value: { hue: 240 } } },
});

const Window: GraphQLInputObjectType = new GraphQLInputObjectType({
  name: 'Window',
  fields: () => ({
    from: { type: Exact },
    to: { type: Exact },
    zone: { type: GraphQLString, defaultValue: 'UTC' },
    colour: { type: Colour, defaultValue: 'green' },
    points: { type: new GraphQLNonNull(GraphQLInt), defaultValue: 400 },
    needed: { type: new GraphQLNonNull(GraphQLString) },
    within: { type: new GraphQLList(new GraphQLNonNull(Window)) },
  }),
});

const fail = (error: unknown) => () => {
  throw error;
};
const reject = (error: unknown) => async () => {
  throw error;
};
const must = (type: GraphQLOutputType) => new GraphQLNonNull(type as never);
const list = (type: GraphQLOutputType) => new GraphQLList(type);

/** Describes arguments, in the order of their names, with the classes of their values. */
function told(values: object): string {
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(sorted, (_, value: unknown) =>
    value instanceof Exactly ? `Exactly(${value.text})` : value,
  );
}

const echoed: GraphQLFieldConfigArgumentMap = {
  text: { type: GraphQLString },
  id: { type: GraphQLID },
  int: { type: GraphQLInt },
  float: { type: GraphQLFloat },
  flag: { type: GraphQLBoolean },
  exact: { type: Exact },
  colour: { type: Colour },
  window: { type: Window },
  windows: { type: new GraphQLList(new GraphQLNonNull(Window)) },
  first: { type: new GraphQLNonNull(GraphQLInt), defaultValue: 20 },
  texts: { type: new GraphQLList(GraphQLString) },
};

interface Source {
  readonly id: string;
}

/** Rows whose members have no resolvers, as those of the gateway. */
const ROWS = [
  { id: 'a', amount: new Exactly('1.50'), colour: 1, tags: ['x', null, 'y'], inner: { id: 'a1', amount: 2 } },
  { id: 'b', amount: 2, colour: 'green', tags: [], inner: null },
  { id: 'c', amount: null, colour: null, tags: null, inner: { id: 'c1', amount: 'unspeakable' } },
];

/** A schema with a field for each way to go right or wrong. `log` gets what mutations do. */
export function executorSchema(log: string[]): GraphQLSchema {
  const Inner = new GraphQLObjectType({
    name: 'Inner',
    fields: { id: { type: must(GraphQLID) }, amount: { type: must(Exact) } },
  });
  const Row: GraphQLObjectType = new GraphQLObjectType({
    name: 'Row',
    fields: () => ({
      id: { type: must(GraphQLID) },
      amount: { type: Exact },
      colour: { type: Colour },
      tags: { type: list(GraphQLString) },
      inner: { type: Inner },
      ...bad,
      echo: {
        type: GraphQLString,
        args: echoed,
        resolve: (row: Source, args: object) => `${row.id} ${told(args)}`,
      },
      later: { type: must(GraphQLString), resolve: async ({ id }: Source) => `later ${id}` },
      rows: { type: must(list(must(Row))), resolve: async () => ROWS },
      next: { type: Row, resolve: () => ROWS[1] },
      only: {
        type: must(GraphQLString),
        args: { id: { type: new GraphQLNonNull(GraphQLID) } },
        resolve: ({ id }: Source, args: Source) => (id === args.id ? id : null),
      },
    }),
  });
  const bad: GraphQLFieldConfigMap<Source, unknown> = {
    fails: { type: GraphQLString, resolve: fail(new Error('SELECT fails')) },
    rejects: { type: GraphQLString, resolve: reject(new Error('SELECT rejects')) },
    refuses: { type: GraphQLString, resolve: fail(new GaugewayError('FORBIDDEN', 'No', 'tenantId')) },
    told: {
      type: GraphQLString,
      resolve: reject(new GraphQLError('Told', { extensions: { code: 'TOLD' } })),
    },
    thrown: { type: GraphQLString, resolve: fail('a string') },
    returned: { type: GraphQLString, resolve: () => new Error('SELECT returned') },
    needed: { type: must(GraphQLString), resolve: () => null },
    neededFails: { type: must(GraphQLString), resolve: fail(new Error('SELECT needed')) },
    neededRejects: { type: must(GraphQLString), resolve: reject(new Error('SELECT needed rejects')) },
    unspeakable: { type: Exact, resolve: () => 'unspeakable' },
    neededUnspeakable: { type: must(Exact), resolve: async () => 'unspeakable' },
    nothing: { type: Exact, resolve: () => 'nothing' },
    wrongNumber: { type: GraphQLInt, resolve: () => 1.5 },
    wrongColour: { type: Colour, resolve: () => 'mauve' },
    noList: { type: list(GraphQLString), resolve: () => 'text' },
    noObject: { type: list(Inner), resolve: () => [{ id: 'x', amount: 1 }, new Error('SELECT item')] },
    promises: {
      type: list(must(GraphQLString)),
      resolve: () => [Promise.resolve('p'), Promise.reject(new Error('SELECT promise'))],
    },
    mixed: { type: list(GraphQLString), resolve: async () => [Promise.resolve('p'), null, 'q'] },
    grid: { type: list(must(list(must(GraphQLInt)))), resolve: () => [[1, 2], [3, null], [4]] },
  };
  const Named: GraphQLInterfaceType = new GraphQLInterfaceType({
    name: 'Named',
    fields: { name: { type: GraphQLString } },
    resolveType: () => 'Person',
  });
  const Person = new GraphQLObjectType({
    name: 'Person',
    interfaces: [Named],
    fields: { name: { type: GraphQLString } },
  });
  return new GraphQLSchema({
    types: [Person],
    query: new GraphQLObjectType<unknown>({
      name: 'Query',
      fields: {
        rows: { type: must(list(must(Row))), resolve: async () => ROWS },
        maybe: { type: list(Row), resolve: () => [ROWS[0], null, Promise.resolve(ROWS[1])] },
        row: { type: Row, resolve: () => ROWS[0] },
        sure: { type: must(Row), resolve: () => ROWS[0] },
        absent: { type: must(Row), resolve: async () => null },
        someone: { type: Named, resolve: () => ({ name: 'Ada' }) },
        context: { type: GraphQLString, resolve: (_source, _args, context) => told(context as object) },
        echo: { type: GraphQLString, args: echoed, resolve: (_source, args: object) => told(args) },
        required: {
          type: GraphQLString,
          args: { exact: { type: new GraphQLNonNull(Exact) } },
          resolve: (_source, args: object) => told(args),
        },
        ...(bad as GraphQLFieldConfigMap<unknown, unknown>),
      },
    }),
    mutation: new GraphQLObjectType({
      name: 'Mutation',
      fields: {
        act: {
          type: GraphQLString,
          args: { name: { type: GraphQLString } },
          resolve: async (_source, { name }: { name: string }) => {
            log.push(`${name} begins`);
            await new Promise((resolve) => setImmediate(resolve));
            log.push(`${name} ends`);
            if (name === 'bad') throw new Error('SELECT bad');
            return name;
          },
        },
        quick: { type: GraphQLString, resolve: () => (log.push('quick'), 'quick') },
        row: { type: Row, resolve: async () => ROWS[0] },
        needed: { type: must(GraphQLString), resolve: () => null },
      },
    }),
    subscription: new GraphQLObjectType({ name: 'Subscription', fields: { tick: { type: GraphQLInt } } }),
  });
}
