import { setImmediate } from 'node:timers/promises';

/** What a visitor did in one hour or day, as the rollups keep it: the columns of rows, and the steps of all of them. */
export interface Journeys {
  readonly visitors: readonly string[];
  /** Null while a visitor is no customer. */
  readonly customers: readonly (string | null)[];
  /** What else is known of the rows, by dimension. */
  readonly traits: ReadonlyMap<string, readonly (string | null)[]>;
  /** Where the steps of row i begin; those of the last row end at `steps.length`. */
  readonly begins: Int32Array;
  /** Microseconds since 1970. */
  readonly times: Float64Array;
  /** The places of the steps in their natural order. */
  readonly steps: Uint8Array;
}

/** A day's rows as they were collected: lines under each dimension, hexadecimal bytes under `journey`. */
export type CollectedDay = Readonly<Record<string, string | null>>;

const LENGTH_BYTES = 4;
const STEP_BYTES = 8;
const STEPS_A_NUMBER = 8;
/** Of a step's eight bytes, one unit of the upper four is so many microseconds. */
const HIGH_UNIT = 2 ** 32 / STEPS_A_NUMBER;

/** Reads collected days; gives the event loop its turn after each. */
export async function readJourneys(
  days: readonly CollectedDay[],
  dimensions: readonly string[],
): Promise<Journeys> {
  const visitors: string[] = [];
  const customers: (string | null)[] = [];
  const traits = new Map(dimensions.map((key): [string, (string | null)[]] => [key, []]));
  const packs: Buffer[] = [];
  for (const day of days) {
    for (const visitor of linesOf(day, 'visitor')) visitors.push(visitor ?? '');
    for (const customer of linesOf(day, 'customer')) customers.push(customer);
    for (const [key, values] of traits) for (const value of linesOf(day, key)) values.push(value);
    packs.push(Buffer.from((day['journey'] ?? '').slice('\\x'.length), 'hex'));
    await setImmediate();
  }
  const rows = visitors.length;
  const bytes = packs.reduce((sum, { length }) => sum + length, 0);
  const many = (bytes - rows * LENGTH_BYTES) / STEP_BYTES;
  const begins = new Int32Array(rows);
  const times = new Float64Array(many);
  const steps = new Uint8Array(many);
  let [row, step] = [0, 0];
  for (const pack of packs) {
    for (let at = 0; at < pack.length;) {
      const end = at + LENGTH_BYTES + pack.readInt32BE(at);
      begins[row++] = step;
      for (at += LENGTH_BYTES; at < end; at += STEP_BYTES) {
        const low = pack.readUInt32BE(at + 4);
        times[step] = pack.readInt32BE(at) * HIGH_UNIT + Math.floor(low / STEPS_A_NUMBER);
        steps[step++] = low % STEPS_A_NUMBER;
      }
    }
    await setImmediate();
  }
  return { visitors, customers, traits, begins, times, steps };
}

/** The lines of a column: no value is \N, and a backslash and a line feed are escaped with a backslash. */
function linesOf(day: CollectedDay, column: string): (string | null)[] {
  const lines: (string | null)[] = (day[column] ?? '').split('\n');
  for (const [place, line] of lines.entries()) {
    if (line?.includes('\\') === true) lines[place] = line === '\\N' ? null : unescaped(line);
  }
  return lines;
}

const unescaped = (line: string): string =>
  line.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
