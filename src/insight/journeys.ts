import { setImmediate } from 'node:timers/promises';
import { KEY_WORDS } from './key-table.js';
import { LoopTurns } from './loop-turns.js';

/**
 * What a visitor did in an hour or a day, as a customer or as nobody yet, where it stands in words that are overwritten
 * as soon as the next one is visited.
 */
export interface Journey {
  readonly words: Uint32Array;
  /** Where the visitor's key begins. */
  readonly visitor: number;
  /** Where the key of the customer begins; -1 where the visitor acted as none. */
  readonly customer: number;
  /** Where the steps are, `STEP_WORDS` each: [begin, end). */
  readonly begin: number;
  readonly end: number;
  /** The row of traits that it has. */
  readonly row: number;
}

/** Words that a step has: see `timeOfStep` and `kindOfStep`. */
export const STEP_WORDS = 2;

/**
 * A piece of a day's rows as they were collected: `day`, the number of the `piece`, lines under each dimension in the
 * first one, bytes in base64 under the measure.
 */
export type CollectedPiece = Readonly<Record<string, string | null>>;

/** Of a step's two words, one unit of the upper one is so many microseconds. */
const KINDS_A_NUMBER = 8;
const HIGH_UNIT = 2 ** 32 / KINDS_A_NUMBER;

/** When the step that begins at a place of some words was taken, microseconds since 1970. */
export const timeOfStep = (words: Uint32Array, at: number): number =>
  // The upper word has a sign: there is a time before 1970.
  ((words[at] ?? 0) | 0) * HIGH_UNIT + ((words[at + 1] ?? 0) >>> 3);

/** The place of that step in the natural order. */
export const kindOfStep = (words: Uint32Array, at: number): number => (words[at + 1] ?? 0) % KINDS_A_NUMBER;

/** A day's rows. */
interface Day {
  readonly first: CollectedPiece;
  /** Bytes in base64, each but the last a multiple of three of them. */
  readonly texts: readonly string[];
}

/**
 * What visitors did, as the rollups keep it: days of rows. A row is its length in four bytes and its journeys; a journey
 * is four bytes with twice the number of its steps, plus one under a customer, then the visitor's key, the customer's if
 * any, and the steps: eight bytes with the microseconds since 1970 times eight plus the step's place.
 */
export class Journeys {
  /** @param traits what else is known, by dimension and row */
  constructor(
    private readonly days: readonly Day[],
    readonly traits: ReadonlyMap<string, readonly (string | null)[]>,
  ) {}

  /** Visits each journey, the same object every time; others get the event loop between days, and within a large one. */
  async forEach(visit: (journey: Journey) => void): Promise<void> {
    const turns = new LoopTurns();
    const pack = new Pack();
    const journey: { -readonly [Key in keyof Journey]: Journey[Key] } = {
      ...{ words: new Uint32Array(0), row: -1 },
      ...{ visitor: 0, customer: 0, begin: 0, end: 0 },
    };
    for (const { texts } of this.days) {
      const words = pack.read(texts);
      journey.words = words;
      for (let at = 0; at < words.length;) {
        const rowEnd = at + 1 + (words[at] ?? 0) / Uint32Array.BYTES_PER_ELEMENT;
        journey.row++;
        at += 1;
        while (at < rowEnd) {
          const header = words[at] ?? 0;
          journey.visitor = at + 1;
          journey.customer = header % 2 === 1 ? at + 1 + KEY_WORDS : -1;
          journey.begin = at + 1 + KEY_WORDS * (1 + (header % 2));
          journey.end = at = journey.begin + (header >>> 1) * STEP_WORDS;
          visit(journey);
          const turn = turns.after(1 + (header >>> 1));
          if (turn !== null) await turn;
        }
      }
      await setImmediate();
    }
  }
}

/** Reads what was collected of some dimensions and one measure. */
export async function readJourneys(
  pieces: readonly CollectedPiece[],
  dimensions: readonly string[],
  measure = 'journeys',
): Promise<Journeys> {
  const days = daysOf(pieces, measure);
  const traits = new Map(dimensions.map((key): [string, (string | null)[]] => [key, []]));
  for (const { first } of days) {
    if (traits.size === 0) break;
    for (const [key, values] of traits) for (const value of linesOf(first, key)) values.push(value);
    await setImmediate();
  }
  return new Journeys(days, traits);
}

function daysOf(pieces: readonly CollectedPiece[], measure: string): Day[] {
  const days = new Map<string, CollectedPiece[]>();
  for (const piece of pieces) {
    const day = piece['day'] ?? '';
    const known = days.get(day);
    if (known === undefined) days.set(day, [piece]);
    else known.push(piece);
  }
  return Array.from(days.values(), (of) => {
    const sorted = of.sort((a, b) => Number(a['piece']) - Number(b['piece']));
    return { first: sorted[0] ?? {}, texts: sorted.map((piece) => piece[measure] ?? '') };
  });
}

/** The words of a day, in memory that the next day's take. */
class Pack {
  #bytes = Buffer.alloc(0);

  read(texts: readonly string[]): Uint32Array {
    const most = texts.reduce((sum, { length }) => sum + Math.ceil(length / 4) * 3, 0);
    if (most > this.#bytes.length) this.#bytes = Buffer.from(new ArrayBuffer(Math.ceil(most / 4) * 4));
    let size = 0;
    for (const text of texts) size += this.#bytes.write(text, size, 'base64');
    // PostgreSQL writes a number with its highest byte first.
    const { buffer, byteOffset } = this.#bytes.subarray(0, size).swap32();
    return new Uint32Array(buffer, byteOffset, size / Uint32Array.BYTES_PER_ELEMENT);
  }
}

/** The lines of a column: no value is \N, and a backslash and a line feed are escaped with a backslash. */
function linesOf(day: CollectedPiece, column: string): (string | null)[] {
  return (day[column] ?? '').split('\n').map((line) => {
    if (!line.includes('\\')) return line;
    return line === '\\N' ? null : unescaped(line);
  });
}

const unescaped = (line: string): string =>
  line.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
