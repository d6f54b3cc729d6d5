import { ExactNumber, isStorableNumber } from '../decimal.js';

/** Attributes nest no deeper than this. */
export const MAX_ATTRIBUTE_DEPTH = 32;
/** All attributes of an event together, in characters of their JSON. */
export const MAX_ATTRIBUTES_SIZE = 64 * 1024;

/** Takes what is wrong with a field. */
export interface FaultSink {
  fault(path: string, problem: string): void;
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether PostgreSQL's text and jsonb can hold a text: no U+0000 and no half of a surrogate pair. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && !LONE_SURROGATE.test(text);
}

export const UNSTORABLE_TEXT = 'must not hold U+0000 or half of a surrogate pair';

/** The path of a member; a name that is not plain is quoted and clipped. */
export function memberPath(path: string, key: string): string {
  const name = /^[\w-]{1,60}$/.test(key) ? key : JSON.stringify(clip(key));
  return path === '' ? name : `${path}.${name}`;
}

/** A text cut to what fits in a reason. */
export function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/**
 * Checks that a value can be stored as jsonb, telling the sink of what cannot be.
 *
 * @returns its size in characters of JSON, nearly: escapes are not counted.
 */
export function checkAttribute(value: unknown, path: string, sink: FaultSink, depth = 1): number {
  if (typeof value === 'string') {
    if (!isStorableText(value)) sink.fault(path, UNSTORABLE_TEXT);
    return value.length + 2;
  }
  if (typeof value === 'number' || value instanceof ExactNumber) {
    if (!isStorableNumber(value)) sink.fault(path, 'must be a finite number of at most 400 digits');
    return String(value).length;
  }
  if (typeof value === 'boolean' || value === null) return 4;
  if (typeof value !== 'object') {
    sink.fault(path, `must be a JSON value, not a ${typeof value}`);
    return 0;
  }
  if (depth > MAX_ATTRIBUTE_DEPTH) {
    sink.fault(path, `must not nest deeper than ${MAX_ATTRIBUTE_DEPTH} levels`);
    return 0;
  }
  let size = 2;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      size += 1 + checkAttribute(item, `${path}[${index}]`, sink, depth + 1);
    });
    return size;
  }
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const name = memberPath(path, key);
    if (!isStorableText(key)) sink.fault(name, UNSTORABLE_TEXT);
    size += key.length + 4 + checkAttribute(member, name, sink, depth + 1);
  }
  return size;
}
