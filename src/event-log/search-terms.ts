import { InputError } from '../errors.js';
import { fold } from './fold.js';

/** A word or phrase that an event must hold, or must not hold. */
export interface SearchTerm {
  /** Folded (see `fold`), not empty, without control characters. */
  readonly text: string;
  readonly isExcluded: boolean;
}

const MOST_CHARACTERS = 500;
const MOST_TERMS = 12;

/** `-`, then a phrase (its closing quote may be missing at the end) or a word. */
const TERM = /(-?)(?:"([^"]*)(?:"|$)|(\S+))/g;

/**
 * Reads a search: words and "quoted phrases", each of which must be found in the event, letter by letter, also inside of
 * longer words; what a `-` stands before must not be found. No character is a wildcard. Control characters count as
 * spaces. Throws an InputError for one that is too long.
 */
export function readSearch(field: string, search: string): SearchTerm[] {
  if (search.length > MOST_CHARACTERS) {
    throw new InputError(field, `expected at most ${MOST_CHARACTERS} characters`);
  }
  const terms = [...search.replace(/\p{Cc}/gu, ' ').matchAll(TERM)].flatMap(
    ([, sign = '', phrase, word = '']): SearchTerm[] => {
      // A `-` by itself excludes nothing: the expression takes it for a word.
      const text = fold(phrase ?? word);
      return text === '' ? [] : [{ text, isExcluded: sign !== '' }];
    },
  );
  const distinct = [...new Map(terms.map((term) => [JSON.stringify(term), term])).values()];
  if (distinct.length > MOST_TERMS) {
    throw new InputError(field, `expected at most ${MOST_TERMS} words and phrases`);
  }
  return distinct;
}
