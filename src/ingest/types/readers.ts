import { ExactNumber, parseDecimal } from '../decimal.js';
import type { DecimalText } from '../../decimal.js';
import {
  fieldsSchema,
  readFields,
  type Fields,
  type JsonSchema,
  type Reader,
  type Values,
} from '../fields.js';
import { isJsonObject, type JsonObject } from '../json.js';
import { isStorableText, memberPath, UNSTORABLE_TEXT } from './attributes.js';
import { parseInstant, type Instant } from './instant.js';

function scalar<T>(expected: string, schema: JsonSchema, parse: (value: unknown) => T | null): Reader<T> {
  return {
    expected,
    schema,
    read: (value, path, reading) => parse(value) ?? reading.mistyped(path, expected, value),
  };
}

function string(maxLength: number, emptyIsAbsent: boolean): Reader<string> {
  const expected = `a non-empty string of at most ${maxLength} characters`;
  return {
    expected,
    schema: { type: 'string', ...(emptyIsAbsent ? {} : { minLength: 1 }), maxLength },
    emptyIsAbsent,
    read(value, path, reading) {
      if (typeof value !== 'string' || value === '' || value.length > maxLength) {
        return reading.mistyped(path, expected, value);
      }
      if (isStorableText(value)) return value;
      reading.fault(path, UNSTORABLE_TEXT);
      return null;
    },
  };
}

/** The longest id or name, in UTF-16 units: three bytes each still fit PostgreSQL's 2.7 kB of an index row. */
export const MAX_ID_LENGTH = 255;

/** An id: numbers are refused, for they lose leading zeros and, past 2^53, digits. */
export const id = string(MAX_ID_LENGTH, false);

/** A short text to group by. */
export const label = string(MAX_ID_LENGTH, true);

/** A long text to read. */
export const text = string(4096, true);

/** A text of a length of its own. */
export const textUpTo = (maxLength: number): Reader<string> => string(maxLength, true);

/** An exact decimal: a JSON number or a string. */
export const decimal: Reader<DecimalText> = scalar(
  'a finite decimal',
  { type: ['number', 'string'], format: 'decimal' },
  parseDecimal,
);

const MAX_BIGINT = 2n ** 63n - 1n;

/** A count that may be past 2^53, as text. */
export const count: Reader<string> = scalar(
  'a non-negative integer',
  { type: ['integer', 'string'], minimum: 0, pattern: '^[0-9]+$' },
  (value) => {
    const given = parseDecimal(value);
    return given !== null && /^\d+$/.test(given) && BigInt(given) <= MAX_BIGINT ? given : null;
  },
);

/** A measured double that cannot be negative, such as milliseconds. */
export const magnitude: Reader<number> = scalar(
  'a finite number that is not negative',
  { type: 'number', minimum: 0 },
  (value) => {
    const double = value instanceof ExactNumber ? Number(value.text) : value;
    return typeof double === 'number' && double >= 0 && double < Infinity ? double : null;
  },
);

/** An integer of a range, both ends included. */
export function integer(min: number, max: number): Reader<number> {
  return scalar(
    `an integer from ${min} to ${max}`,
    { type: 'integer', minimum: min, maximum: max },
    (value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? value : null,
  );
}

/** A word of a list, in any case. */
export function oneOf<T extends string>(words: readonly T[]): Reader<T> {
  return scalar(`one of ${words.join(', ')}`, { type: 'string', enum: words }, (value) =>
    typeof value === 'string' ? (words.find((word) => word === value.toUpperCase()) ?? null) : null,
  );
}

/** A currency by its ISO 4217 code, in any case. */
export const currency: Reader<string> = scalar(
  'a currency code of three letters',
  { type: 'string', pattern: '^[A-Za-z]{3}$' },
  (value) => (typeof value === 'string' && /^[A-Za-z]{3}$/.test(value) ? value.toUpperCase() : null),
);

/** An RFC 3339 instant with all that is known of it. */
export const instant: Reader<Instant> = scalar(
  'an RFC 3339 instant such as 2026-01-31T08:15:00Z',
  { type: 'string', format: 'date-time' },
  (value) => (typeof value === 'string' ? parseInstant(value) : null),
);

/** The UTC text of an RFC 3339 instant. */
export const instantText: Reader<string> = {
  expected: instant.expected,
  schema: instant.schema,
  read: (value, path, reading) => instant.read(value, path, reading)?.text ?? null,
};

/** What went wrong: `true` is the empty text, `false` and `""` are no error. */
export const errorText: Reader<string> = {
  expected: `true, false or ${text.expected}`,
  schema: { anyOf: [{ type: 'boolean' }, text.schema] },
  emptyIsAbsent: true,
  read(value, path, reading) {
    if (typeof value === 'boolean') return value ? '' : null;
    if (typeof value === 'string') return text.read(value, path, reading);
    return reading.mistyped(path, 'true, false or a text', value);
  },
};

/** An object with fields. */
export function object<F extends Fields>(name: string, members: F): Reader<Values<F>> {
  const expected = 'an object';
  return {
    expected,
    schema: fieldsSchema(members),
    members,
    read(value, path, reading) {
      if (!isJsonObject(value)) return reading.mistyped(path, expected, value);
      return readFields(members, value, path, reading, `${name}.`);
    },
  };
}

/** Free attributes; each becomes one of the event. */
export const attributes: Reader<JsonObject> = {
  expected: 'an object',
  schema: { type: 'object' },
  read(value, path, reading) {
    if (!isJsonObject(value)) return reading.mistyped(path, 'an object', value);
    for (const [name, member] of Object.entries(value)) {
      if (member !== undefined) reading.keep(name, member, memberPath(path, name));
    }
    return value;
  },
};
