import { InputError } from '../errors.js';
import { ExactNumber, isStorableNumber } from '../ingest/decimal.js';
import { isJsonObject, type JsonObject } from '../ingest/json.js';
import { isStorableText, UNSTORABLE_TEXT } from '../ingest/types/attributes.js';

const DEEPEST = 8;
const MOST_VALUES = 50;
const MOST_CHARACTERS = 2000;

/** Checks what attributes are asked to contain. Throws an InputError for what no event can hold, or is too large. */
export function readContained(field: string, wanted: JsonObject): JsonObject {
  const left = { values: MOST_VALUES, characters: MOST_CHARACTERS };
  const spend = (text: string): void => {
    if (!isStorableText(text)) throw new InputError(field, UNSTORABLE_TEXT);
    left.characters -= text.length;
  };
  const check = (value: unknown, depth: number): void => {
    if (depth > DEEPEST) throw new InputError(field, `expected at most ${DEEPEST} levels`);
    left.values -= 1;
    if (typeof value === 'string') spend(value);
    else if (typeof value === 'number' || value instanceof ExactNumber) {
      if (!isStorableNumber(value)) throw new InputError(field, 'expected finite numbers');
      spend(String(value));
    } else if (Array.isArray(value)) value.forEach((item) => check(item, depth + 1));
    else if (isJsonObject(value)) {
      for (const [key, member] of Object.entries(value)) {
        spend(key);
        check(member, depth + 1);
      }
    } else if (typeof value !== 'boolean' && value !== null) {
      throw new InputError(field, 'expected JSON values');
    }
    if (left.values < 0 || left.characters < 0) {
      throw new InputError(field, `expected at most ${MOST_VALUES} values and ${MOST_CHARACTERS} characters`);
    }
  };
  check(wanted, 0);
  return wanted;
}

/**
 * Whether a JSON value contains another as PostgreSQL's `jsonb @>` has it: objects contain the members of the other;
 * arrays, in any order, its items; anything else is equal. Numbers are compared as doubles here.
 */
export function contains(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(value) && wanted.every((item) => value.some((member) => contains(member, item)));
  }
  if (isJsonObject(wanted)) {
    if (!isJsonObject(value)) return false;
    return Object.entries(wanted).every(
      ([key, member]) => Object.hasOwn(value, key) && contains(value[key], member),
    );
  }
  if (wanted instanceof ExactNumber) return value === Number(wanted.text);
  return value === wanted;
}
