import { setImmediate } from 'node:timers/promises';
import { LoopTurns } from './loop-turns.js';

/** Words of 32 bits that a person's key has. */
export const KEY_WORDS = 4;

/** What visitors did in hours or days, as the rollups keep it. */
export interface Journeys {
  readonly count: number;
  /** The keys of the visitors, `KEY_WORDS` each. */
  readonly visitors: Uint32Array;
  /** The keys of the customers that they acted as, where `hasCustomer` is 1. */
  readonly customers: Uint32Array;
  readonly hasCustomer: Uint8Array;
  /** Where the steps of a journey begin; the last entry is where those of the last one end. */
  readonly begins: Int32Array;
  /** Of each step, in microseconds since 1970. */
  readonly times: Float64Array;
  /** The places of the steps in their natural order. */
  readonly steps: Uint8Array;
  /** The row of `traits` that a journey has. */
  readonly rows: Int32Array;
  /** What else is known, by dimension. */
  readonly traits: ReadonlyMap<string, readonly (string | null)[]>;
}

/** A day's rows as they were collected: lines under each dimension, bytes in base64 under a measure. */
export type CollectedDay = Readonly<Record<string, string | null>>;

/** Of a step's two words, one unit of the upper one is so many microseconds. */
const STEPS_A_NUMBER = 8;
const HIGH_UNIT = 2 ** 32 / STEPS_A_NUMBER;
const STEP_WORDS = 2;

/**
 * Reads collected days; gives the event loop its turn after each, and within a large one. A row is its length in four
 * bytes and its journeys; a journey is four bytes with twice the number of its steps, plus one under a customer, then the
 * visitor's key, the customer's if any, and the steps: eight bytes with the microseconds since 1970 times eight plus the
 * step's place.
 */
export async function readJourneys(
  days: readonly CollectedDay[],
  dimensions: readonly string[],
  measure = 'journeys',
): Promise<Journeys> {
  const traits = new Map(dimensions.map((key): [string, (string | null)[]] => [key, []]));
  const packs: Uint32Array[] = [];
  for (const day of days) {
    for (const [key, values] of traits) for (const value of linesOf(day, key)) values.push(value);
    packs.push(wordsOf(day[measure] ?? ''));
    await setImmediate();
  }
  const turns = new LoopTurns();
  const sizes = await sizesOf(packs, turns);
  const read = {
    visitors: new Uint32Array(sizes.journeys * KEY_WORDS),
    customers: new Uint32Array(sizes.journeys * KEY_WORDS),
    hasCustomer: new Uint8Array(sizes.journeys),
    begins: new Int32Array(sizes.journeys + 1),
    times: new Float64Array(sizes.steps),
    steps: new Uint8Array(sizes.steps),
    rows: new Int32Array(sizes.journeys),
  };
  let [row, count, step] = [0, 0, 0];
  for (const pack of packs) {
    for (let at = 0; at < pack.length; row++) {
      const rowEnd = at + 1 + (pack[at] ?? 0) / Uint32Array.BYTES_PER_ELEMENT;
      at += 1;
      while (at < rowEnd) {
        const header = pack[at++] ?? 0;
        const keyAt = count * KEY_WORDS;
        for (let word = 0; word < KEY_WORDS; word++) read.visitors[keyAt + word] = pack[at++] ?? 0;
        if (header % 2 === 1) {
          read.hasCustomer[count] = 1;
          for (let word = 0; word < KEY_WORDS; word++) read.customers[keyAt + word] = pack[at++] ?? 0;
        }
        read.rows[count] = row;
        for (const end = at + (header >>> 1) * STEP_WORDS; at < end; at += STEP_WORDS) {
          const low = pack[at + 1] ?? 0;
          // The upper word has a sign: there is a time before 1970.
          read.times[step] = ((pack[at] ?? 0) | 0) * HIGH_UNIT + (low >>> 3);
          read.steps[step++] = low % STEPS_A_NUMBER;
        }
        read.begins[++count] = step;
        const turn = turns.after(1 + (header >>> 1));
        if (turn !== null) await turn;
      }
    }
  }
  return { ...read, count, traits };
}

/** How many journeys and steps there are. */
async function sizesOf(
  packs: readonly Uint32Array[],
  turns: LoopTurns,
): Promise<{ journeys: number; steps: number }> {
  const sizes = { journeys: 0, steps: 0 };
  for (const pack of packs) {
    for (let at = 0; at < pack.length;) {
      const rowEnd = at + 1 + (pack[at] ?? 0) / Uint32Array.BYTES_PER_ELEMENT;
      at += 1;
      while (at < rowEnd) {
        const header = pack[at] ?? 0;
        sizes.journeys++;
        sizes.steps += header >>> 1;
        at += 1 + KEY_WORDS * (1 + (header % 2)) + (header >>> 1) * STEP_WORDS;
        const turn = turns.after(1);
        if (turn !== null) await turn;
      }
    }
  }
  return sizes;
}

/** The words that bytes are made of; PostgreSQL writes them with the highest byte first. */
function wordsOf(text: string): Uint32Array {
  const bytes = Buffer.from(text, 'base64').swap32();
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / Uint32Array.BYTES_PER_ELEMENT);
}

/** The lines of a column: no value is \N, and a backslash and a line feed are escaped with a backslash. */
function linesOf(day: CollectedDay, column: string): (string | null)[] {
  return (day[column] ?? '').split('\n').map((line) => {
    if (!line.includes('\\')) return line;
    return line === '\\N' ? null : unescaped(line);
  });
}

const unescaped = (line: string): string =>
  line.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
