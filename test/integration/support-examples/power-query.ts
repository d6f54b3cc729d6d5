/** A call of a function of Power Query, read from its text: literals alone, and names as `{ name }`. */
export interface Call {
  readonly name: string;
  readonly given: readonly unknown[];
}

/** A date of `#date(…)`. */
export class MDate {
  constructor(readonly text: string) {}
}

/** Reads a call such as `Gaugeway(Url, "USAGE", {"events"}, [period = "30d"])`. Throws for what is no literal. */
export function readCall(text: string): Call {
  let at = 0;
  const fail = (): never => {
    throw new Error(`not a literal: ${text.slice(at, at + 40)}`);
  };
  const match = (pattern: RegExp): string | undefined => {
    const [found] = new RegExp(pattern, 'y' + pattern.flags).exec(text.slice(at)) ?? [];
    if (found !== undefined) at += found.length;
    return found;
  };
  const blank = (): void => void match(/\s*/);
  /** Things with commas between, up to a closing sign. */
  const several = <T>(close: string, one: () => T): T[] => {
    const found: T[] = [];
    for (blank(); !text.startsWith(close, at); blank()) {
      if (found.length > 0 && match(/,\s*/) === undefined) fail();
      found.push(one());
    }
    at += close.length;
    return found;
  };
  const member = (): [string, unknown] => {
    const name = match(/\w+/) ?? fail();
    if (match(/\s*=\s*/) === undefined) fail();
    return [name, value()];
  };
  const value = (): unknown => {
    const quoted = match(/"(?:[^"]|"")*"/);
    if (quoted !== undefined) return quoted.slice(1, -1).replaceAll('""', '"');
    const number = match(/-?\d+(?:\.\d+)?/);
    if (number !== undefined) return Number(number);
    if (match(/\{/) !== undefined) return several('}', value);
    if (match(/\[/) !== undefined) return Object.fromEntries(several(']', member));
    const date = match(/#date\([^)]*\)/);
    if (date !== undefined) {
      const [year = 0, month = 0, day = 0] = (date.match(/\d+/g) ?? []).map(Number);
      return new MDate(new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10));
    }
    const name = match(/[A-Za-z]\w*/) ?? fail();
    return name === 'true' || name === 'false' ? name === 'true' : { name };
  };
  blank();
  const name = match(/\w+/) ?? fail();
  if (match(/\s*\(/) === undefined) fail();
  const given = several(')', value);
  blank();
  if (at < text.length) fail();
  return { name, given };
}

/** A value as a parameter's text: what `TextOf` of the file does. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (value instanceof MDate) return value.text;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(',');
  return JSON.stringify(value);
}
