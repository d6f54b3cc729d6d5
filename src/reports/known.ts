import { distance } from 'fastest-levenshtein';
import { InputError } from '../errors.js';

/** Names that are shown of those that exist. */
const SHOWN = 3;

/**
 * The entry of a name.
 *
 * @throws InputError that says which names come nearest, and all of them where they are few
 */
export function known<T>(field: string, kind: string, name: string, entries: ReadonlyMap<string, T>): T {
  const found = entries.get(name);
  if (found !== undefined) return found;
  const names = [...entries.keys()];
  const wanted = name.toLowerCase();
  const far = (candidate: string): number => distance(wanted, candidate.toLowerCase());
  const nearest = [...names].sort((a, b) => far(a) - far(b)).slice(0, SHOWN);
  const shown = names.length <= SHOWN ? names : nearest;
  const which = names.length <= SHOWN ? 'there are' : 'the nearest are';
  throw new InputError(
    field,
    names.length === 0
      ? `there is no ${kind} "${name}"`
      : `there is no ${kind} "${name}"; ${which} ${shown.join(', ')}`,
  );
}
