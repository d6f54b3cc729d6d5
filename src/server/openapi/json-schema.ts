import { z } from 'zod';
import type { JsonSchema } from '../../ingest/fields.js';

export type { JsonSchema };

/** What a schema takes, as JSON Schema; the document names the draft for all. */
export function schemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}

/** A schema without its null: what may be written where there is no way to write null. */
export function withoutNull({ anyOf, type, ...schema }: JsonSchema): JsonSchema {
  if (Array.isArray(anyOf)) {
    const [only, ...more] = (anyOf as JsonSchema[]).filter((one) => one['type'] !== 'null');
    return more.length > 0 ? { ...schema, anyOf: [only, ...more] } : { ...only, ...schema };
  }
  if (!Array.isArray(type)) return type === undefined ? schema : { ...schema, type };
  const types = type.filter((one) => one !== 'null');
  return { ...schema, type: types.length === 1 ? (types[0] as unknown) : types };
}

/** A schema, or null. */
export function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: words } = schema;
  if (words !== undefined || typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  return { ...schema, type: [type, 'null'] };
}

/** A reference to a named part of the document. */
export const component = (kind: 'schemas' | 'parameters' | 'responses', name: string): JsonSchema => ({
  $ref: `#/components/${kind}/${name}`,
});
