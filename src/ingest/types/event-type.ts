import type { Attributes, Fact, FactDataset } from '../event.js';
import {
  fieldsSchema,
  optional,
  readFields,
  required,
  type Fields,
  type JsonSchema,
  type Reading,
  type Values,
} from '../fields.js';
import type { JsonObject } from '../json.js';
import { attributes, currency, decimal, object } from './readers.js';

/** Under which category the event log shows a type. */
export type EventCategory = 'API' | 'BILLING' | 'AUTH' | 'SYSTEM' | 'USAGE';

/** A field of a type as the docs show it. */
export interface FieldDoc {
  /** Its path below `data`, such as `revenue.amount`. */
  name: string;
  required: boolean;
  /** What may be written, such as `a finite decimal`. */
  expected: string;
  description: string | null;
}

/** What an event of a type said: the fact, and the normalized fields by the sender's names, which are hashed. */
export interface TypedData {
  fact: Fact;
  data: JsonObject;
}

/** One type of the vocabulary, or the family `system.*`. */
export interface EventType {
  readonly type: string;
  readonly category: EventCategory;
  readonly dataset: FactDataset;
  readonly description: string;
  readonly fields: readonly FieldDoc[];
  /** What may be written as `data`. */
  readonly schema: JsonSchema;
  /** Reads `data`; null after faults. */
  readData(data: JsonObject, reading: Reading): TypedData | null;
}

/** What a type's entry in its domain's file says; every type takes `attributes` beside its fields. */
export interface EventTypeEntry<F extends Fields> {
  type: string;
  category: EventCategory;
  description: string;
  fields: F;
  /** What fields say only together; runs on fields that are right each for itself. */
  check?: (values: Values<F>, reading: Reading) => void;
}

/** Makes a type of its entry and of the fact that its values become. */
export function defineType<F extends Fields, D extends FactDataset>(
  dataset: D,
  entry: EventTypeEntry<F>,
  toFact: (values: Values<F>, attributes: Attributes) => Extract<Fact, { dataset: D }>,
): EventType {
  const { type, category, description, check } = entry;
  const declared = { ...entry.fields, attributes: optional(attributes, 'Anything else, free in form') };
  // The content hash wants keys in order, and here they are sorted once.
  const fields = Object.fromEntries(
    Object.entries(declared).sort(([a], [b]) => (a < b ? -1 : 1)),
  ) as typeof declared;
  return {
    type,
    category,
    dataset,
    description,
    fields: docsOf(declared),
    schema: fieldsSchema(declared),
    readData(data, reading) {
      const values = readFields(fields, data, 'data', reading);
      if (values === null) return null;
      check?.(values, reading);
      if (reading.failures > 0) return null;
      const normalized: JsonObject = values;
      normalized['attributes'] = reading.attributes;
      return { fact: toFact(values, reading.attributes), data: normalized };
    },
  };
}

function docsOf(fields: Fields, prefix = ''): FieldDoc[] {
  return Object.entries(fields).flatMap(([name, field]) => [
    {
      name: prefix + name,
      required: field.required,
      expected: field.reader.expected,
      description: field.description,
    },
    ...docsOf(field.reader.members ?? {}, `${prefix}${name}.`),
  ]);
}

/** The field `revenue` of the types that earn. */
export const revenue = optional(
  object('revenue', { amount: required(decimal), currency: required(currency) }),
  'What the customer is charged for it; any sign',
);

/** Attributes with the given values added under their names, the absent ones left out. */
export function withValues(attributes: Attributes, values: Record<string, string | null>): Attributes {
  const given = Object.entries(values).filter(([, value]) => value !== null);
  return { ...attributes, ...Object.fromEntries(given) };
}
