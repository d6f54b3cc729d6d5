import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** A field of the schema's roots. */
export interface RootField {
  readonly operation: 'query' | 'mutation' | 'subscription';
  readonly field: GraphQLField<unknown, unknown>;
}

/** Every root field that the schema has, so that new ones are covered without being named. */
export function rootFields(schema: GraphQLSchema): RootField[] {
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;
  return roots.flatMap(([operation, type]) =>
    Object.values(type?.getFields() ?? {}).map((field) => ({ operation, field })),
  );
}

/** The field's document: with every argument that it demands, those given, and fields down to a depth. */
export function documentOf(
  { operation, field }: RootField,
  given: Record<string, string> = {},
  depth = 1,
): string {
  return `${operation} { ${callOf(field, given)} ${selectionOf(field.type, depth, [])} }`;
}

/** A field with the arguments that are given, and those that it demands. */
export function callOf(
  { name, args }: GraphQLField<unknown, unknown>,
  given: Record<string, string>,
): string {
  const values = args.flatMap((arg: GraphQLArgument) => {
    const value = given[arg.name] ?? (isRequiredArgument(arg) ? literalOf(arg.type) : null);
    return value === null ? [] : [`${arg.name}: ${value}`];
  });
  return values.length === 0 ? name : `${name}(${values.join(', ')})`;
}

/** Some value of a type. */
function literalOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literalOf(type.ofType);
  if (isListType(type)) return isNonNullType(type.ofType) ? `[${literalOf(type.ofType)}]` : '[]';
  if (isEnumType(type)) return type.getValues()[0]?.name ?? 'null';
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return `{${fields.map((field) => `${field.name}: ${literalOf(field.type)}`).join(', ')}}`;
  }
  return { Int: '1', Float: '1', Boolean: 'true', JSONObject: '{}', Duration: '"1h"' }[type.name] ?? '"x"';
}

/** All leaves, and objects down to a depth; no type within itself. */
function selectionOf(type: GraphQLOutputType, depth: number, within: readonly string[]): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument)) return [];
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) return [field.name];
    if (depth <= 1 || within.includes(inner.name)) return [];
    const selection = selectionOf(field.type, depth - 1, [...within, named.name]);
    return selection === '' ? [] : [`${field.name} ${selection}`];
  });
  return fields.length === 0 ? '{ __typename }' : `{ ${fields.join(' ')} }`;
}
