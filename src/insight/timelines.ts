import { byCodePoint } from './code-points.js';
import type { Timeline } from './funnel-attempts.js';
import type { Journeys } from './journeys.js';
import type { People } from './people.js';

/** The events of all people, each person's in time order. */
export interface Timelines extends Timeline {
  /** Where the events of person i begin; the last entry is where those of the last person end. */
  readonly begins: Int32Array;
  /** The row of the journeys' traits that an event has. */
  readonly row: Int32Array;
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
export function timelinesOf(journeys: Journeys, people: People, steps: StepPlaces): Timelines {
  const { begins, size } = beginsOf(journeys, people, steps);
  const timelines = {
    begins,
    time: new Float64Array(size),
    place: new Uint8Array(size),
    row: new Int32Array(size),
  };
  const next = begins.slice();
  forEachStep(journeys, people, steps, (row, person, place, time) => {
    const at = next[person] ?? 0;
    next[person] = at + 1;
    timelines.time[at] = time;
    timelines.place[at] = place;
    timelines.row[at] = row;
  });
  const byTraits = traitOrder(journeys);
  for (let person = 0; person < people.count; person++) sort(timelines, person, byTraits);
  return timelines;
}

function beginsOf(
  journeys: Journeys,
  people: People,
  steps: StepPlaces,
): { begins: Int32Array; size: number } {
  const begins = new Int32Array(people.count + 1);
  forEachStep(journeys, people, steps, (_, person) => {
    begins[person + 1] = (begins[person + 1] ?? 0) + 1;
  });
  let size = 0;
  for (let person = 0; person <= people.count; person++) begins[person] = size += begins[person] ?? 0;
  return { begins, size };
}

function forEachStep(
  { count, begins, steps, times, rows }: Journeys,
  { ofJourney }: People,
  { places, length, withOthers }: StepPlaces,
  visit: (row: number, person: number, place: number, time: number) => void,
): void {
  for (let journey = 0; journey < count; journey++) {
    const end = begins[journey + 1] ?? 0;
    const person = ofJourney[journey] ?? 0;
    const row = rows[journey] ?? 0;
    for (let step = begins[journey] ?? 0; step < end; step++) {
      const place = places[steps[step] ?? NaN] ?? length;
      if (place < length || withOthers) visit(row, person, place, times[step] ?? NaN);
    }
  }
}

type RowOrder = (a: number, b: number) => number;

/** Rows by what is known of them: no value first, then by code points. */
function traitOrder({ traits }: Journeys): RowOrder {
  const columns = [...traits.values()];
  return (a, b) => {
    if (a === b) return 0;
    for (const column of columns) {
      const [one, other] = [column[a] ?? null, column[b] ?? null];
      if (one === other) continue;
      if (one === null || other === null) return one === null ? -1 : 1;
      return byCodePoint(one, other);
    }
    return 0;
  };
}

/** Up to so many events are put in order one by one. */
const FEW = 24;

function sort(timelines: Timelines, person: number, byTraits: RowOrder): void {
  const { begins, time, place, row } = timelines;
  const [begin, end] = [begins[person] ?? 0, begins[person + 1] ?? 0];
  if (end - begin > FEW) {
    const order = Int32Array.from({ length: end - begin }, (_, at) => begin + at).sort(
      (a, b) =>
        (time[a] ?? NaN) - (time[b] ?? NaN) ||
        (place[a] ?? NaN) - (place[b] ?? NaN) ||
        byTraits(row[a] ?? 0, row[b] ?? 0),
    );
    time.set(
      Float64Array.from(order, (at) => time[at] ?? NaN),
      begin,
    );
    place.set(
      Uint8Array.from(order, (at) => place[at] ?? NaN),
      begin,
    );
    row.set(
      Int32Array.from(order, (at) => row[at] ?? NaN),
      begin,
    );
    return;
  }
  for (let next = begin + 1; next < end; next++) {
    const [ownTime, ownPlace, ownRow] = [time[next] ?? NaN, place[next] ?? NaN, row[next] ?? 0];
    let at = next - 1;
    for (; at >= begin; at--) {
      const other = time[at] ?? NaN;
      if (other < ownTime) break;
      if (other === ownTime) {
        const otherPlace = place[at] ?? NaN;
        if (otherPlace < ownPlace) break;
        if (otherPlace === ownPlace && byTraits(row[at] ?? 0, ownRow) <= 0) break;
      }
      time[at + 1] = other;
      place[at + 1] = place[at] ?? NaN;
      row[at + 1] = row[at] ?? 0;
    }
    time[at + 1] = ownTime;
    place[at + 1] = ownPlace;
    row[at + 1] = ownRow;
  }
}
