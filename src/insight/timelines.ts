import { kindOfStep, timeOfStep, STEP_WORDS, type Journeys } from './journeys.js';
import { LoopTurns } from './loop-turns.js';
import type { People } from './people.js';
import type { Steps } from './step-sort.js';

/** The steps of all people, those of each one side by side, in no order. */
export interface Timelines extends Steps {
  /** Where the steps of person i begin; the last entry is where those of the last person end. */
  readonly begins: Int32Array;
}

/** The part of a funnel that decides about order. */
export interface StepPlaces {
  /** The place of each step in the funnel, the funnel's length for a step that it does not have. */
  readonly places: readonly number[];
  readonly length: number;
  /** Whether steps that the funnel does not have are wanted as well. */
  readonly withOthers: boolean;
}

/** Brings the steps of each person together. */
export async function timelinesOf(
  journeys: Journeys,
  people: People,
  { places, length, withOthers }: StepPlaces,
): Promise<Timelines> {
  const log = new StepLog();
  await journeys.forEach((journey) => {
    const { words, begin, end, row } = journey;
    const person = people.of(journey);
    for (let at = begin; at < end; at += STEP_WORDS) {
      const place = places[kindOfStep(words, at)] ?? length;
      if (place < length || withOthers) log.add(person, timeOfStep(words, at), place, row);
    }
  });
  return log.byPerson(people.count);
}

/** Steps that a part of the log has room for. */
const ROOM = 2 ** 16;

/** Steps in the order in which they come, in parts: none is copied as they become many. */
class StepLog {
  readonly #parts: LogPart[] = [];
  #last: LogPart | null = null;

  add(person: number, time: number, place: number, row: number): void {
    if (this.#last === null || this.#last.size === ROOM) this.#parts.push((this.#last = new LogPart()));
    this.#last.add(person, time, place, row);
  }

  async byPerson(people: number): Promise<Timelines> {
    const turns = new LoopTurns();
    const begins = new Int32Array(people + 1);
    for (const part of this.#parts) {
      part.countInto(begins);
      const turn = turns.after(part.size);
      if (turn !== null) await turn;
    }
    let size = 0;
    for (let person = 0; person <= people; person++) begins[person] = size += begins[person] ?? 0;
    const steps = {
      time: new Float64Array(size),
      place: new Uint8Array(size),
      row: new Int32Array(size),
    };
    const next = begins.slice();
    for (const part of this.#parts) {
      part.moveInto(steps, next);
      const turn = turns.after(part.size);
      if (turn !== null) await turn;
    }
    return { begins, ...steps };
  }
}

class LogPart {
  size = 0;
  readonly #person = new Int32Array(ROOM);
  readonly #time = new Float64Array(ROOM);
  readonly #place = new Uint8Array(ROOM);
  readonly #row = new Int32Array(ROOM);

  add(person: number, time: number, place: number, row: number): void {
    const at = this.size++;
    this.#person[at] = person;
    this.#time[at] = time;
    this.#place[at] = place;
    this.#row[at] = row;
  }

  /** Counts the steps of each person one place behind its own. */
  countInto(counts: Int32Array): void {
    for (let at = 0; at < this.size; at++) {
      const person = this.#person[at] ?? 0;
      counts[person + 1] = (counts[person + 1] ?? 0) + 1;
    }
  }

  /** Writes each step to the next place of its person. */
  moveInto({ time, place, row }: Steps, next: Int32Array): void {
    for (let at = 0; at < this.size; at++) {
      const person = this.#person[at] ?? 0;
      const to = next[person] ?? 0;
      next[person] = to + 1;
      time[to] = this.#time[at] ?? NaN;
      place[to] = this.#place[at] ?? NaN;
      row[to] = this.#row[at] ?? 0;
    }
  }
}
