import type { z } from 'zod';
import { InputError } from '../errors.js';
import { known } from './known.js';

/** Where something stands: names, and places in lists. */
type Path = readonly PropertyKey[];

/** A place as the caller would write it: `filters[0].op`. */
function fieldAt(path: Path): string {
  return path
    .map((step, depth) =>
      typeof step === 'number' ? `[${step}]` : depth === 0 ? String(step) : `.${String(step)}`,
    )
    .join('');
}

/**
 * A value as a schema reads it. `namesAt` tells which names an object at a path may have.
 *
 * @throws InputError for the first fault: its place, what was expected, and the nearest name or value that there is
 */
export function judged<T>(
  schema: z.ZodType<T>,
  value: unknown,
  namesAt: (path: Path) => readonly string[],
): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue === undefined) throw new Error('a fault without an issue');
  const field = fieldAt(issue.path) || 'body';
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    known(fieldAt([...issue.path, key]), 'field', key, entriesOf(namesAt(issue.path)));
  }
  if (issue.code === 'invalid_value' && typeof issue.input === 'string') {
    known(field, 'value', issue.input, entriesOf(issue.values.map(String)));
  }
  throw new InputError(field, issue.message.replace(/^Invalid input: /, ''));
}

const entriesOf = (names: readonly string[]): ReadonlyMap<string, true> =>
  new Map(names.map((name) => [name, true]));
