import { InputError } from '../../errors.js';
import { isJsonObject, parseJson } from '../json.js';

/**
 * Parses a body without losing a digit.
 * @throws InputError for malformed JSON
 */
export function parseBody(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InputError('body', `malformed JSON: ${error.message}`);
  }
}

/**
 * The one event of a structured-mode body.
 * @throws InputError for anything but an object
 */
export function structuredEvents(value: unknown): readonly unknown[] {
  if (!isJsonObject(value)) throw new InputError('body', 'expected one event, a JSON object');
  return [value];
}

/**
 * The events of a batch. What an element is worth is not judged here: each one gets its verdict.
 * @throws InputError for anything but an array
 */
export function batchEvents(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new InputError('body', 'expected an array of events');
  return value as unknown[];
}

/**
 * The events of a plain `application/json` body: an array is taken as a batch, an object as one event, because few
 * clients set the media types of CloudEvents.
 * @throws InputError for anything else
 */
export function jsonEvents(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  if (isJsonObject(value)) return [value];
  throw new InputError('body', 'expected an event or an array of events');
}
