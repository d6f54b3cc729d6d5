import type { Journeys } from './journeys.js';
import type { People } from './people.js';
import { StepSort, type Steps } from './step-sort.js';
import { traitRanks } from './trait-ranks.js';
import { LoopTurns } from './loop-turns.js';

/** The events of all people, each person's in time order. */
export interface Timelines extends Steps {
  /** Where the events of person i begin; the last entry is where those of the last person end. */
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

/**
 * Puts the steps of journeys in order: by person, then time; of equal time in the funnel's order; equal steps in that of
 * what else is known of them.
 */
export async function timelinesOf(journeys: Journeys, people: People, steps: StepPlaces): Promise<Timelines> {
  const turns = new LoopTurns();
  const { begins, size } = await beginsOf(journeys, people, steps, turns);
  const timelines = {
    begins,
    time: new Float64Array(size),
    place: new Uint8Array(size),
    row: new Int32Array(size),
  };
  const next = begins.slice();
  await forEachStep(journeys, people, steps, turns, (row, person, place, time) => {
    const at = next[person] ?? 0;
    next[person] = at + 1;
    timelines.time[at] = time;
    timelines.place[at] = place;
    timelines.row[at] = row;
  });
  const order = new StepSort(await traitRanks(journeys), turns);
  for (let person = 0; person < people.count; person++) {
    const [begin, end] = [begins[person] ?? 0, begins[person + 1] ?? 0];
    const sorted = order.sort(timelines, begin, end);
    if (sorted !== null) await sorted;
    const turn = turns.after(1 + end - begin);
    if (turn !== null) await turn;
  }
  return timelines;
}

async function beginsOf(
  journeys: Journeys,
  people: People,
  steps: StepPlaces,
  turns: LoopTurns,
): Promise<{ begins: Int32Array; size: number }> {
  const begins = new Int32Array(people.count + 1);
  await forEachStep(journeys, people, steps, turns, (_, person) => {
    begins[person + 1] = (begins[person + 1] ?? 0) + 1;
  });
  let size = 0;
  for (let person = 0; person <= people.count; person++) begins[person] = size += begins[person] ?? 0;
  return { begins, size };
}

async function forEachStep(
  { count, begins, steps, times, rows }: Journeys,
  { ofJourney }: People,
  { places, length, withOthers }: StepPlaces,
  turns: LoopTurns,
  visit: (row: number, person: number, place: number, time: number) => void,
): Promise<void> {
  for (let journey = 0; journey < count; journey++) {
    const [begin, end] = [begins[journey] ?? 0, begins[journey + 1] ?? 0];
    const person = ofJourney[journey] ?? 0;
    const row = rows[journey] ?? 0;
    for (let step = begin; step < end; step++) {
      const place = places[steps[step] ?? NaN] ?? length;
      if (place < length || withOthers) visit(row, person, place, times[step] ?? NaN);
    }
    const turn = turns.after(1 + end - begin);
    if (turn !== null) await turn;
  }
}
