import {
  getNamedType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { orNull, type JsonSchema } from './json-schema.js';

/** What scalars are in JSON. */
const SCALARS: Readonly<Record<string, JsonSchema>> = {
  ID: { type: 'string' },
  String: { type: 'string' },
  Boolean: { type: 'boolean' },
  Int: { type: 'integer' },
  Float: { type: 'number' },
  BigInt: { type: ['integer', 'string'] },
  Decimal: { type: 'string', format: 'decimal' },
  DateTime: { type: 'string', format: 'date-time' },
  TimeZone: { type: 'string' },
};

/**
 * What a root field of an operation is answered with, as JSON Schema: the fields that it asks for, with the types and
 * descriptions of the GraphQL schema. Knows plain fields only: no fragments, no unions.
 */
export function selectionSchema(schema: GraphQLSchema, document: string, root: string): JsonSchema {
  const [operation] = parse(document).definitions;
  const query = schema.getQueryType();
  if (operation?.kind !== Kind.OPERATION_DEFINITION || query == null) throw new Error('expected a query');
  const found = objectSchema(query, operation.selectionSet) as {
    properties: Record<string, JsonSchema>;
  };
  const answer = found.properties[root];
  if (answer === undefined) throw new Error(`the operation does not ask for ${root}`);
  return answer;
}

function objectSchema(type: GraphQLOutputType, selected: SelectionSetNode): JsonSchema {
  if (!isObjectType(type)) throw new Error(`expected an object type, got ${String(type)}`);
  const fields = type.getFields();
  const properties = selected.selections.map((selection) => {
    const field = selection.kind === Kind.FIELD ? fields[selection.name.value] : undefined;
    if (selection.kind !== Kind.FIELD || field === undefined) {
      throw new Error(`expected a field of ${type.name}`);
    }
    const { description } = field;
    const answer = typeSchema(field.type, selection.selectionSet);
    return [
      (selection.alias ?? selection.name).value,
      description == null ? answer : { ...answer, description },
    ] as const;
  });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: properties.map(([name]) => name),
  };
}

function typeSchema(type: GraphQLOutputType, selected: SelectionSetNode | undefined): JsonSchema {
  if (!isNonNullType(type)) return orNull(presentSchema(type, selected));
  return presentSchema(type.ofType, selected);
}

function presentSchema(type: GraphQLOutputType, selected: SelectionSetNode | undefined): JsonSchema {
  if (isListType(type)) return { type: 'array', items: typeSchema(type.ofType, selected) };
  if (selected !== undefined) return objectSchema(type, selected);
  if (isEnumType(type)) return { type: 'string', enum: type.getValues().map(({ name }) => name) };
  const { name } = getNamedType(type);
  const scalar = SCALARS[name];
  if (scalar === undefined) throw new Error(`how is ${name} written in JSON?`);
  return scalar;
}
