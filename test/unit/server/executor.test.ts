import { expect, test } from '@jest/globals';
import {
  execute,
  getIntrospectionQuery,
  GraphQLError,
  isObjectType,
  parse,
  validate,
  type ExecutionResult,
} from 'graphql';
import { buildGatewaySchema } from '../../../resolvers/build-schema.js';
import { Executor } from '../../../src/server/executor.js';
import { executorSchema } from './executor-schema.js';

const log: string[] = [];
const schema = executorSchema(log);
const OPTIONS = { countedOperations: 100, compiledFields: 10_000 };

/** A result with all that is known of its errors, in the order of their places. */
function shown({ data, errors }: ExecutionResult): unknown {
  const told = errors?.map((error) => ({
    ...error.toJSON(),
    message: error.message.replace(/^Expected `?(.*\.serialize).*$/, 'Expected $1'),
    instance: error instanceof GraphQLError,
    cause: String(error.originalError).replace(/^Error: Expected `?(.*\.serialize).*$/, '$1'),
    causeClass: error.originalError?.constructor.name,
  }));
  return {
    data: data === undefined ? 'none' : JSON.stringify(data),
    errors: told?.map((error) => JSON.stringify(error)).sort(),
  };
}

async function compare(
  query: string,
  variableValues: Record<string, unknown> = {},
): Promise<{ executor: Executor; result: ExecutionResult }> {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const executor = new Executor(schema, OPTIONS);
  const args = { schema, document, variableValues, contextValue: { who: 'me' } };
  log.length = 0;
  const result = await execute(args);
  const done = [...log];
  for (let run = 0; run < 3; run++) {
    log.length = 0;
    expect(shown(await executor.execute(args))).toEqual(shown(result));
    expect(log).toEqual(done);
  }
  return { executor, result };
}

const FAULTS = `fails rejects refuses told thrown returned unspeakable nothing wrongNumber wrongColour
  noObject { id amount } promises mixed grid`;

test.each([
  ['rows', '{ rows { id amount colour tags inner { id } later __typename } __typename }'],
  ['aliases', '{ a: row { x: id id y: amount } b: row { id } constructor: row { toString: id toJSON: id } }'],
  ['nulls in lists', '{ maybe { id inner { id } } }'],
  ['lists in lists', '{ rows { rows { id later rows { id } } } }'],
  [
    'merged fields',
    '{ row { id inner { id } } row { amount inner { amount } ...F } } fragment F on Row { id tags }',
  ],
  ['inline fragments', '{ ... { row { ... on Row { id ... { amount } } } } ... on Query { sure { id } } }'],
  [
    'a fragment twice',
    '{ row { ...F next { ...F } } sure { ...F } } fragment F on Row { id echo(text: "f") }',
  ],
  ['the context', '{ context }'],
  ['faults of all kinds', `{ ${FAULTS} }`],
  ['faults in rows', `{ rows { id ${FAULTS} } }`],
  ['a null that must not be', '{ needed context }'],
  ['one inside a nullable row', '{ row { id needed } context }'],
  ['one inside a needed row', '{ sure { id neededFails } context }'],
  ['one after a while', '{ row { id neededRejects } context }'],
  ['one in each row of a needed list', '{ context rows { id neededFails } }'],
  ['one in each row of a list of a row', '{ row { id rows { needed } } }'],
  ['one in rows that may be null', '{ maybe { id needed } }'],
  ['one that cannot be told', '{ row { id neededUnspeakable } }'],
  ['one in some rows', '{ rows { only(id: "a") } row { rows { only(id: "b") } } }'],
  ['several in one row', '{ row { a: needed b: needed c: neededFails } }'],
  ['an absent row', '{ absent { id } }'],
  ['a member that cannot be told', '{ rows { inner { id amount } } }'],
  ['merged fields at fault', '{ fails fails row { needed needed } }'],
  ['arguments by default', '{ echo rows { echo } }'],
  [
    'written arguments',
    '{ echo(text: "a\\"\\u2028${}`\\\\", id: 3, int: -1, float: 1.5e3, flag: true, colour: BLUE) }',
  ],
  ['nulls and lists as arguments', '{ echo(text: null, texts: ["a", null]) b: echo(texts: "a") }'],
  [
    'values with classes',
    '{ echo(exact: "1.5", window: { from: "f", needed: "n", within: [{ to: 2, needed: "m" }] }) }',
  ],
  [
    'what graphql-jit would run',
    '{ echo(text: "__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d(globalThis.pwned = 1)") }',
  ],
  ['what it would take for a number', '{ echo(text: "__MAGIC_NAN__57f286b9_4c20_487f_b409_79804ddcb4f8") }'],
  ['a prototype', '{ row { __proto__: id id } }'],
  ['positions in names', '{ rows { idx0: id a_idx1: amount } }'],
  ['paths that read alike', '{ a_b: row { c: echo } b: row { c_a: echo } }'],
  ['an interface', '{ someone { name ... on Person { also: name } } }'],
  ['introspection', '{ __schema { queryType { name } } row { id } }'],
  ['all of it', getIntrospectionQuery()],
  ['mutations', 'mutation { a: act(name: "a") quick b: act(name: "b") row { id later } c: act(name: "c") }'],
  ['a mutation that fails', 'mutation { a: act(name: "bad") b: act(name: "b") }'],
  ['one that must not be null', 'mutation { a: act(name: "a") needed b: act(name: "b") }'],
])('%s: a compiled operation answers as execution does', async (_, query) => {
  await compare(query);
  expect(globalThis).not.toHaveProperty('pwned');
});

const VARIABLES = `query ($text: String = "t", $exact: Exact, $window: Window, $needed: String, $points: Int! = 7,
    $id: ID!, $colours: Colour = RED) {
  echo(text: $text, exact: $exact, window: $window, colour: $colours)
  b: echo(window: { from: $exact, needed: "x", zone: $needed, points: $points }, texts: [$text, "u"])
  rows { only(id: $id) echo(first: $points) }
}`;
test.each([
  ['the least', { id: 'a' }],
  [
    'all',
    {
      id: 1,
      text: 'x',
      exact: 2,
      window: { needed: 'n', from: 3 },
      needed: 'z',
      points: 1,
      colours: 'GREEN',
    },
  ],
  ['nulls', { id: 'a', text: null, exact: null, window: null, needed: null, colours: null }],
  ['none of the needed ones', {}],
  ['a null for it', { id: null }],
  ['wrong ones', { id: 'a', text: 1, exact: 'forbidden', points: 'x', colours: 'MAUVE', window: { x: 1 } }],
  ['a null inside', { id: 'a', window: { needed: null } }],
])('variables, %s', async (_, variables) => {
  await compare(VARIABLES, variables);
});

test.each([{ x: '1' }, { x: 'forbidden' }, { x: null }, {}])(
  'a needed argument from %j',
  async (variables) => {
    await compare('query ($x: Exact! = "d") { required(exact: $x) }', variables);
    await compare(
      'query ($x: Int = 1) { echo(first: $x) row { echo(first: $x, window: { needed: "n", points: $x }) } }',
      {
        x: variables.x === null ? null : 3,
      },
    );
  },
);

const CONDITIONAL = `query ($a: Boolean!, $b: Boolean! = false) {
  row { id @skip(if: $a) ...F @include(if: $b) ...F next { ...F @skip(if: $b) } inner @include(if: $a) { id } }
  sure { ...F id @include(if: $a) id @include(if: $b) ... @skip(if: $a) @include(if: $b) { tags } }
  rows @include(if: $b) { id @skip(if: true) }
  never: echo(window: { needed: "x" }) @include(if: false)
}
fragment F on Row { amount later @include(if: $a) }`;
test.each([{ a: true }, { a: false }, { a: true, b: true }, { a: false, b: true }, { a: true, b: null }, {}])(
  'directives with %j',
  async (variables) => {
    await compare(CONDITIONAL, variables);
  },
);

test('each choice of a directive has its own code, and more than three variables have none', async () => {
  const executor = new Executor(schema, OPTIONS);
  const document = parse('query ($a: Boolean!) { row { id amount @include(if: $a) } }');
  const run = async (a: boolean) =>
    (await executor.execute({ schema, document, variableValues: { a } })).data;
  for (const a of [true, true, false, true, false]) {
    expect(JSON.stringify(await run(a))).toBe(
      a ? '{"row":{"id":"a","amount":"exactly 1.50"}}' : '{"row":{"id":"a"}}',
    );
  }
  expect(executor.compiledFields).toBe(5);
  const many = await compare(
    'query ($a: Boolean!, $b: Boolean!, $c: Boolean!, $d: Boolean!) { row { id @skip(if: $a) amount @skip(if: $b) tags @skip(if: $c) colour @skip(if: $d) } }',
    { a: true, b: false, c: true, d: false },
  );
  expect(many.executor.compiledFields).toBe(0);
});

test('an operation is compiled when it comes again, each of a document by itself', async () => {
  const executor = new Executor(schema, OPTIONS);
  const document = parse('query A { row { id } } query B { row { id amount tags } }');
  const run = (operationName: string) => executor.execute({ schema, document, operationName });
  await run('A');
  await run('B');
  expect(executor.compiledFields).toBe(0);
  await run('A');
  expect(executor.compiledFields).toBe(2);
  await run('B');
  expect(executor.compiledFields).toBe(6);
  expect(JSON.stringify(await run('A'))).toBe('{"data":{"row":{"id":"a"}}}');
});

test('what is compiled is bounded', async () => {
  const executor = new Executor(schema, { countedOperations: 3, compiledFields: 10 });
  const run = async (source: string) => {
    const document = parse(source);
    for (const _ of [1, 2]) await executor.execute({ schema, document });
  };
  for (let i = 0; i < 20; i++) await run(`{ a${i}: row { id amount tags } }`);
  expect(executor.compiledFields).toBe(8);
  for (let i = 0; i < 20; i++) await run(`{ a${i}: row { id } }`);
  expect(executor.compiledFields).toBe(6);
  const level = (i: number) => `fragment F${i} on Row { a: next { ...F${i + 1} } b: next { ...F${i + 1} } }`;
  const levels = Array.from({ length: 9 }, (_, i) => level(i)).join(' ');
  await run(`{ row { ...F0 } } ${levels} fragment F9 on Row { id }`);
  expect(executor.compiledFields).toBe(4);
});

test('what is no list is told as such', async () => {
  const executor = new Executor(schema, OPTIONS);
  const args = { schema, document: parse('{ row { noList } }') };
  for (const _ of [1, 2]) {
    const { data, errors } = await executor.execute(args);
    expect([JSON.stringify(data), errors?.[0]?.path]).toEqual(['{"row":{"noList":null}}', ['row', 'noList']]);
    expect(errors?.[0]?.message).toMatch(/^Expected Iterable/);
  }
});

test("no two fields of the gateway's schema have one name in compiled code", () => {
  const gateway = buildGatewaySchema();
  const names = Object.values(gateway.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}${field}`));
  expect(new Set(names).size).toBe(names.length);
});
