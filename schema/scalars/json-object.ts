import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { isJsonObject, parseJson, setOwn, type JsonObject } from '../../src/ingest/json.js';

function read(value: unknown): JsonObject {
  if (isJsonObject(value)) return value;
  throw new GraphQLError('expected a JSON object');
}

/** Values of a literal; numbers through the exact parser, so that no digit is lost. */
function literal(node: ValueNode, variables: Record<string, unknown> | null | undefined): unknown {
  switch (node.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return parseJson(node.value);
    case Kind.STRING:
    case Kind.ENUM:
    case Kind.BOOLEAN:
      return node.value;
    case Kind.NULL:
      return null;
    case Kind.VARIABLE:
      return variables?.[node.name.value] ?? null;
    case Kind.LIST:
      return node.values.map((item) => literal(item, variables));
    case Kind.OBJECT: {
      const object: JsonObject = {};
      for (const { name, value } of node.fields) setOwn(object, name.value, literal(value, variables));
      return object;
    }
  }
}

/** JSON objects; numbers that a double would not hold come in exactly. */
export const JsonObjectScalar = new GraphQLScalarType<JsonObject, JsonObject>({
  name: 'JSONObject',
  description: 'A JSON object.',
  serialize: read,
  parseValue: read,
  parseLiteral: (node, variables) => read(literal(node, variables)),
});
