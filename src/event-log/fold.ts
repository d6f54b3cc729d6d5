/**
 * Case does not matter in a search, and what it does to a letter must not depend on where it is compared: in JavaScript
 * (the live stream) or in PostgreSQL, whose `lower` follows the database's locale. So JavaScript alone knows letters:
 * PostgreSQL lowers A to Z (collation "C"), and is told of all other letters that matter for a statement, pair by pair.
 *
 * A letter is folded to the lower case of its upper case (so that both lower-case sigmas are one), where each of the two
 * is a single letter beyond ASCII; ß and İ stay what they are. Accents count, and nothing is normalized.
 */
export function fold(text: string): string {
  const lowered = text.replace(/[A-Z]+/g, (run) => run.toLowerCase());
  return ASCII.test(lowered) ? lowered : lowered.replace(/[\x80-\uffff]/g, foldUnit);
}

/** What PostgreSQL's `translate` takes to fold the letters beyond ASCII of some folded texts: `from[i]` becomes `to[i]`. */
export function foldedLetters(folded: readonly string[]): { readonly from: string; readonly to: string } {
  const letters = [...new Set(folded.join(''))].filter((letter) => !ASCII.test(letter)).sort();
  const pairs = letters.flatMap((to) => (variants().get(to) ?? []).map((from) => ({ from, to })));
  return { from: pairs.map(({ from }) => from).join(''), to: pairs.map(({ to }) => to).join('') };
}

// eslint-disable-next-line no-control-regex
const ASCII = /^[\x00-\x7f]*$/;

/** Where Unicode has letters with case; those beyond U+FFFF are compared as they are. */
const CASED = [
  [0x80, 0x2fff],
  [0xa640, 0xabff],
  [0xfb00, 0xffff],
] as const;

const known = new Map<string, string>();

function foldUnit(unit: string): string {
  const present = known.get(unit);
  if (present !== undefined) return present;
  const code = unit.charCodeAt(0);
  const isCased = CASED.some(([first, last]) => code >= first && code <= last);
  const folded = isCased ? (single(upper(unit).toLowerCase()) ?? unit) : unit;
  known.set(unit, folded);
  return folded;
}

const upper = (unit: string): string => single(unit.toUpperCase()) ?? unit;

/** A text that is one letter beyond ASCII. */
const single = (text: string): string | null =>
  text.length === 1 && text.charCodeAt(0) > 0x7f ? text : null;

let reversed: ReadonlyMap<string, readonly string[]> | undefined;

/** The letters that are folded to a letter, but for itself. */
function variants(): ReadonlyMap<string, readonly string[]> {
  if (reversed !== undefined) return reversed;
  const made = new Map<string, string[]>();
  for (const [first, last] of CASED) {
    for (let code = first; code <= last; code += 1) {
      const letter = String.fromCharCode(code);
      const to = foldUnit(letter);
      if (to === letter) continue;
      const others = made.get(to);
      if (others === undefined) made.set(to, [letter]);
      else others.push(letter);
    }
  }
  return (reversed = made);
}
