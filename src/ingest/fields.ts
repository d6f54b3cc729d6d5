import { ExactNumber } from './decimal.js';
import type { Attributes } from './event.js';
import { setOwn, type JsonObject } from './json.js';
import {
  checkAttribute,
  clip,
  isStorableText,
  MAX_ATTRIBUTES_SIZE,
  memberPath,
  UNSTORABLE_TEXT,
  type FaultSink,
} from './types/attributes.js';

// Plain readers instead of zod: this is the hot path of ingestion, some ten fields an event, and the reasons
// name fields the way the sender wrote them.

/** So many faults are told of; an event with more is beyond a reader's patience. */
export const MAX_FAULTS = 5;

/** One event being read: what is wrong with it so far, and what it says beyond the fields of its type. */
export class Reading implements FaultSink {
  readonly faults: string[] = [];
  readonly attributes: Attributes = {};
  private size = 0;

  /** All faults, those past MAX_FAULTS too. */
  failures = 0;

  fault(path: string, problem: string): void {
    this.failures += 1;
    if (this.faults.length < MAX_FAULTS) this.faults.push(`${path}: ${problem}`);
  }

  mistyped(path: string, expected: string, value: unknown): null {
    this.fault(path, `expected ${expected}, got ${show(value)}`);
    return null;
  }

  /** Keeps what has no field of its own, after a check that it can be stored; what came before under the name goes. */
  keep(name: string, value: unknown, path: string, attributes: Attributes = this.attributes): void {
    if (!isStorableText(name)) this.fault(path, UNSTORABLE_TEXT);
    const before = this.size;
    this.size += name.length + 4 + checkAttribute(value, path, this);
    if (before <= MAX_ATTRIBUTES_SIZE && this.size > MAX_ATTRIBUTES_SIZE) {
      this.fault(path, `the attributes are larger than ${MAX_ATTRIBUTES_SIZE} characters of JSON`);
    }
    setOwn(attributes, name, value);
  }
}

/** A value as a reason shows it: clipped, and no structure. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(clip(value));
  if (value instanceof ExactNumber) return clip(value.text);
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' || typeof value === 'symbol' ? `a ${typeof value}` : String(value);
}

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Reads one value that is given. */
export interface Reader<T> {
  /** What the sender may write, for reasons and docs: `a finite decimal`. */
  readonly expected: string;
  /** The same for machines. */
  readonly schema: JsonSchema;
  /** Null for what says nothing (`error: false`), and after a fault. */
  read(value: unknown, path: string, reading: Reading): T | null;
  /** Whether an empty string is a way to leave the field out: browsers write `referrer: ""`. */
  readonly emptyIsAbsent?: boolean;
  /** The members of an object. */
  readonly members?: Fields;
}

/** A reader, and whether there must be something to read. */
export interface Field<T> {
  readonly reader: Reader<NonNullable<T>>;
  readonly required: boolean;
  /** What it means, where the name does not say it. */
  readonly description: string | null;
  /** Tells `Field<string>` from `Field<string | null>`; never set. */
  readonly gives?: T;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

/** What may be written of fields, for machines; members that are no field may be anything. */
export function fieldsSchema(fields: Fields): JsonSchema {
  const entries = Object.entries(fields);
  return {
    type: 'object',
    properties: Object.fromEntries(
      entries.map(([name, { reader, description }]) => [
        name,
        { ...reader.schema, ...(description === null ? {} : { description }) },
      ]),
    ),
    required: entries.filter(([, { required }]) => required).map(([name]) => name),
  };
}

/** What `readFields` makes of fields. */
export type Values<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** A field that must be given; null is missing. */
export function required<T extends object | string | number>(
  reader: Reader<T>,
  description: string | null = null,
): Field<T> {
  return { reader, required: true, description };
}

/** A field that may be left out; null is left out, too. */
export function optional<T extends object | string | number>(
  reader: Reader<T>,
  description: string | null = null,
): Field<T | null> {
  return { reader, required: false, description };
}

/**
 * Reads the fields of an object. Members that are no field become attributes, those of a member `agent` as
 * `agent.…`; null is nothing. Null, after faults, if any is wrong.
 */
export function readFields<F extends Fields>(
  fields: F,
  object: JsonObject,
  path: string,
  reading: Reading,
  prefix = '',
): Values<F> | null {
  const before = reading.failures;
  const values: JsonObject = {};
  let given = 0;
  for (const name in fields) {
    const { reader, required } = fields[name] as Field<unknown>;
    const value = object[name];
    if (value !== undefined) given += 1;
    const fieldPath = path === '' ? name : `${path}.${name}`;
    if (value === undefined || value === null || (value === '' && reader.emptyIsAbsent === true)) {
      values[name] = null;
      if (required) reading.fault(fieldPath, 'missing');
    } else {
      values[name] = reader.read(value, fieldPath, reading);
    }
  }
  const names = Object.keys(object);
  // Most events have no other members, and asking once is cheaper than asking of each.
  for (const name of names.length > given ? names : []) {
    if (Object.hasOwn(fields, name) || (object[name] ?? null) === null) continue;
    // Declared attributes, which are read by now, win.
    if (Object.hasOwn(reading.attributes, prefix + name)) continue;
    reading.keep(prefix + name, object[name], memberPath(path, name));
  }
  // Without a fault every reader gave what its field's type says.
  return reading.failures === before ? (values as Values<F>) : null;
}
