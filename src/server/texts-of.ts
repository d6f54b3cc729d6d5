import { InputError } from '../errors.js';

/**
 * The parameters of a query string that are given, each a text: an empty one is what nobody filled in.
 * @throws InputError for one that comes twice
 */
export function textsOf(
  search: URLSearchParams,
  names: Iterable<string> = search.keys(),
): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name of new Set(names)) {
    const [text, ...more] = search.getAll(name);
    if (more.length > 0) throw new InputError(name, 'expected it once');
    if (text !== undefined && text !== '') texts[name] = text;
  }
  return texts;
}
