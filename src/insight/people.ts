import { KEY_WORDS, type Journeys } from './journeys.js';
import { KeyTable } from './key-table.js';

/** Whose journeys are: people by number, from 0. */
export interface People {
  readonly count: number;
  /** The person of each journey. */
  readonly ofJourney: Int32Array;
}

/**
 * Tells people apart. A customer is one person, whatever visitors act as it. A visitor who acts as nobody yet is the
 * customer that it acted as first, at any time, also later; one who never did is a person of its own.
 *
 * @param identities all journeys of visitors as customers, whenever they were
 */
export function peopleOf(journeys: Journeys, identities: Journeys): People {
  const { count, visitors, customers, hasCustomer } = journeys;
  const firsts = firstCustomers(identities);
  const people = new KeyTable(count);
  const ofJourney = new Int32Array(count);
  for (let journey = 0; journey < count; journey++) {
    if (hasCustomer[journey] === 1) {
      ofJourney[journey] = people.meet(customers, journey);
      continue;
    }
    const known = firsts.visitors.find(visitors, journey);
    ofJourney[journey] =
      known < 0
        ? people.meet(visitors, journey)
        : people.meet(identities.customers, firsts.journeys[known] ?? 0);
  }
  return { count: people.count, ofJourney };
}

/** Of each visitor that acted as a customer, a journey on which it did so first; of several, that of the least key. */
function firstCustomers(identities: Journeys): { visitors: KeyTable; journeys: readonly number[] } {
  const { count, visitors, customers, begins, times } = identities;
  const table = new KeyTable(count);
  const journeys: number[] = [];
  const sinces: number[] = [];
  for (let journey = 0; journey < count; journey++) {
    const visitor = table.meet(visitors, journey);
    let since = Infinity;
    for (let step = begins[journey] ?? 0; step < (begins[journey + 1] ?? 0); step++) {
      since = Math.min(since, times[step] ?? NaN);
    }
    const first = sinces[visitor] ?? Infinity;
    const isFirst =
      since < first || (since === first && compareKeys(customers, journey, journeys[visitor] ?? -1) < 0);
    if (!isFirst) continue;
    sinces[visitor] = since;
    journeys[visitor] = journey;
  }
  return { visitors: table, journeys };
}

function compareKeys(keys: Uint32Array, a: number, b: number): number {
  for (let word = 0; word < KEY_WORDS; word++) {
    const difference = (keys[a * KEY_WORDS + word] ?? 0) - (keys[b * KEY_WORDS + word] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
