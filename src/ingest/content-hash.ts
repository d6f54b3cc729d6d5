import { canonicalNumber, ExactNumber } from './decimal.js';
import { hashUuid } from './identity.js';
import type { JsonObject } from './json.js';

/** The part of an event that decides between DUPLICATE and CONFLICT. */
export interface EventContent {
  type: string;
  subject: string | null;
  /** The normalized instant, or null if the sender gave none: a default must not make a retry a conflict. */
  time: string | null;
  /** The normalized fields by the sender's names; null is absent. Free attributes are under `attributes`. */
  data: JsonObject;
}

/**
 * 128 bits over an event's content as a UUID text. Neither the order of keys nor the spelling of numbers matters, at
 * any depth; the string `"1"` is another attribute than the number 1. Recursive: the depth must have been checked.
 */
export function contentHash({ type, subject, time, data }: EventContent): string {
  return hashUuid(canonical(type) + canonical(subject) + canonical(time) + members(data, true));
}

/** Self-delimiting and tagged, so that no two values share a text; quicker than escaping as JSON does. */
function canonical(value: unknown): string {
  if (typeof value === 'string') return `s${value.length}:${value}`;
  if (typeof value === 'number' || value instanceof ExactNumber) return `n${canonicalNumber(value)};`;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (Array.isArray(value)) return `[${value.map(canonical).join('')}]`;
  return typeof value === 'object' && value !== null ? members(value as JsonObject, false) : 'z';
}

function members(object: JsonObject, dropNulls: boolean): string {
  let text = '{';
  for (const key of sortedKeys(object)) {
    const value = object[key];
    if (value === undefined || (dropNulls && value === null)) continue;
    text += canonical(key) + canonical(value);
  }
  return `${text}}`;
}

/** Sorting costs more than hashing, and the fields of a type come sorted. */
function sortedKeys(object: JsonObject): string[] {
  const keys = Object.keys(object);
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key) ? keys : keys.sort();
}
