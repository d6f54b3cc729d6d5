import { canonicalNumber, ExactNumber } from './decimal.js';

export { ExactNumber } from './decimal.js';

/** A JSON object; `__proto__` may be an own key of it, as with JSON.parse. */
export type JsonObject = Record<string, unknown>;

/** Whether a parsed JSON value is an object: no array, no null, no ExactNumber. */
export function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  );
}

/** Sets an own property whatever its name: plain assignment of `__proto__` would change the prototype. */
export function setOwn(object: JsonObject, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    object[key] = value;
  }
}

/**
 * What may be a number that a double does not reproduce: 16 digits, or an exponent of three, where a value may stand.
 * With 15 significant digits and two of exponent every double is exact. It also meets some texts inside strings, at no
 * cost but time.
 */
const RISKY_NUMBER = /(?:^|[:,[\s])-?(?:[\d.]{16}|[\d.]+[eE][+-]?\d{3})/;

/**
 * `JSON.parse` that loses nothing: a number that a double would not reproduce comes out as an ExactNumber. The bare
 * words NaN, Infinity and -Infinity, which Python writes, come out as ExactNumbers too: no field and no attribute takes
 * them (as strings, texts would), so that only the event with them is refused. Nesting of any depth is read without recursion; limits are the reader's.
 *
 * @throws SyntaxError with the position for what is no JSON.
 */
export function parseJson(text: string): unknown {
  if (RISKY_NUMBER.test(text)) return new ExactParser(text).parse();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return new ExactParser(text).parse();
  }
}

/** JSON text in which ExactNumbers are numbers again. Recursive: for values of a checked depth, such as attributes. */
export function stringifyJson(value: unknown): string {
  return holdsExact(value) ? write(value) : JSON.stringify(value);
}

function holdsExact(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof ExactNumber || Object.values(value).some(holdsExact);
}

function write(value: unknown): string {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${write(member)}`).join(',')}}`;
}

const WORDS: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', new ExactNumber('NaN')],
  ['Infinity', new ExactNumber('Infinity')],
  ['-Infinity', new ExactNumber('-Infinity')],
];
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BLANKS = /[ \t\n\r]*/y;

const OPENED = Symbol('a container was opened');

type Container = { items: unknown[] } | { members: JsonObject; key: string };

/** The slow road of `parseJson`: a stack of its own, so that a million brackets cannot overflow the call stack. */
class ExactParser {
  private at = 0;

  constructor(private readonly text: string) {}

  parse(): unknown {
    const outer: Container[] = [];
    for (;;) {
      let value = this.open(outer);
      if (value === OPENED) continue;
      for (;;) {
        const container = outer.at(-1);
        this.skipBlanks();
        if (container === undefined) return this.end(value);
        if (this.take(value, container)) break;
        value = 'items' in container ? container.items : container.members;
        outer.pop();
      }
    }
  }

  /** Reads a scalar or an empty container, or opens a container and leaves its first value to be read. */
  private open(outer: Container[]): unknown {
    this.skipBlanks();
    const char = this.text[this.at];
    if (char !== '{' && char !== '[') return this.scalar();
    this.at += 1;
    this.skipBlanks();
    if (this.text[this.at] === (char === '{' ? '}' : ']')) {
      this.at += 1;
      return char === '{' ? {} : [];
    }
    outer.push(char === '{' ? { members: {}, key: this.key() } : { items: [] });
    return OPENED;
  }

  /** Puts a value into its container; true if a comma announces another, false if the container ends. */
  private take(value: unknown, container: Container): boolean {
    if ('items' in container) container.items.push(value);
    else setOwn(container.members, container.key, value);
    const close = 'items' in container ? ']' : '}';
    const char = this.text[this.at];
    if (char !== ',' && char !== close) this.fail(`expected "," or "${close}"`);
    this.at += 1;
    if (char === close) return false;
    if ('key' in container) container.key = this.key();
    return true;
  }

  private key(): string {
    this.skipBlanks();
    if (this.text[this.at] !== '"') this.fail('expected a property name');
    const key = this.string();
    this.skipBlanks();
    if (this.text[this.at] !== ':') this.fail('expected ":"');
    this.at += 1;
    return key;
  }

  private scalar(): unknown {
    if (this.text[this.at] === '"') return this.string();
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    NUMBER.lastIndex = this.at;
    const number = NUMBER.exec(this.text)?.[0];
    if (number === undefined) this.fail('expected a value');
    this.at += number.length;
    const double = Number(number);
    const exact = Number.isFinite(double) && canonicalNumber(double) === canonicalNumber(number);
    return exact ? double : new ExactNumber(number);
  }

  private string(): string {
    let end = this.at;
    let backslashes: number;
    do {
      end = this.text.indexOf('"', end + 1);
      if (end === -1) this.fail('unterminated string');
      backslashes = 0;
      while (this.text[end - 1 - backslashes] === '\\') backslashes += 1;
    } while (backslashes % 2 === 1);
    try {
      const value = JSON.parse(this.text.slice(this.at, end + 1)) as string;
      this.at = end + 1;
      return value;
    } catch {
      return this.fail('invalid string');
    }
  }

  private end(value: unknown): unknown {
    if (this.at < this.text.length) this.fail('expected the end');
    return value;
  }

  private skipBlanks(): void {
    BLANKS.lastIndex = this.at;
    BLANKS.test(this.text);
    this.at = BLANKS.lastIndex;
  }

  private fail(problem: string): never {
    const what = this.at < this.text.length ? problem : 'unexpected end';
    throw new SyntaxError(`${what} at position ${this.at}`);
  }
}
