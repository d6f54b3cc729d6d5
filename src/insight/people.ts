import { KEY_WORDS, type Journeys } from './journeys.js';
import { KeyTable } from './key-table.js';
import { LoopTurns } from './loop-turns.js';

/** Whose journeys are: people by number, from 0. */
export interface People {
  readonly count: number;
  /** The person of each journey. */
  readonly ofJourney: Int32Array;
}

/** Of visitors that acted as a customer, the one that they acted as first. */
export interface Identities {
  readonly visitors: KeyTable;
  /** The customers' keys, by the number of the visitor. */
  readonly customers: Uint32Array;
}

/**
 * Tells people apart. A customer is one person, whatever visitors act as it. A visitor who acts as nobody yet is the
 * customer that it acted as first, at any time, also later; one who never did is a person of its own.
 */
export async function peopleOf(journeys: Journeys, identities: Identities): Promise<People> {
  const { count, visitors, customers, hasCustomer } = journeys;
  const people = new KeyTable(count);
  const ofJourney = new Int32Array(count);
  const turns = new LoopTurns();
  for (let journey = 0; journey < count; journey++) {
    if (hasCustomer[journey] === 1) {
      ofJourney[journey] = people.meet(customers, journey);
    } else {
      const known = identities.visitors.find(visitors, journey);
      ofJourney[journey] =
        known < 0 ? people.meet(visitors, journey) : people.meet(identities.customers, known);
    }
    const turn = turns.after(1);
    if (turn !== null) await turn;
  }
  return { count: people.count, ofJourney };
}

/**
 * Who is who: of each visitor the customer that it acted as first; of several at once, that of the least key.
 *
 * @param journeys all journeys of visitors as customers, whenever they were
 */
export async function identitiesOf(journeys: Journeys): Promise<Identities> {
  const { count, visitors, customers, begins, times } = journeys;
  const table = new KeyTable(count);
  const firsts: number[] = [];
  const sinces: number[] = [];
  const turns = new LoopTurns();
  for (let journey = 0; journey < count; journey++) {
    const visitor = table.meet(visitors, journey);
    const [begin, end] = [begins[journey] ?? 0, begins[journey + 1] ?? 0];
    let since = Infinity;
    for (let step = begin; step < end; step++) since = Math.min(since, times[step] ?? NaN);
    const first = sinces[visitor] ?? Infinity;
    const isFirst =
      since < first || (since === first && compareKeys(customers, journey, firsts[visitor] ?? -1) < 0);
    if (isFirst) [sinces[visitor], firsts[visitor]] = [since, journey];
    const turn = turns.after(1 + end - begin);
    if (turn !== null) await turn;
  }
  const keys = new Uint32Array(firsts.length * KEY_WORDS);
  for (const [visitor, journey] of firsts.entries()) {
    keys.set(customers.subarray(journey * KEY_WORDS, (journey + 1) * KEY_WORDS), visitor * KEY_WORDS);
  }
  return { visitors: table, customers: keys };
}

function compareKeys(keys: Uint32Array, a: number, b: number): number {
  for (let word = 0; word < KEY_WORDS; word++) {
    const difference = (keys[a * KEY_WORDS + word] ?? 0) - (keys[b * KEY_WORDS + word] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
