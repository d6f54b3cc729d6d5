import { timeOfStep, STEP_WORDS, type Journey, type Journeys } from './journeys.js';
import { KEY_WORDS, KeyTable } from './key-table.js';

/** Of visitors that acted as a customer, the one that they acted as first. */
export interface Identities {
  readonly visitors: KeyTable;
  readonly customers: KeyTable;
  /** The customer of each visitor, both by number. */
  readonly customerOf: readonly number[];
}

/**
 * Tells people apart, and numbers them from 0. A customer is one person, whatever visitors act as it. A visitor who acts
 * as nobody yet is the customer that it acted as first, at any time, also later; one who never did is a person of its own.
 */
export class People {
  readonly #people = new KeyTable();

  constructor(private readonly identities: Identities) {}

  /** How many have been met. */
  get count(): number {
    return this.#people.count;
  }

  /** Whose journey it is. */
  of({ words, visitor, customer }: Journey): number {
    if (customer >= 0) return this.#people.meet(words, customer);
    const { visitors, customers, customerOf } = this.identities;
    const known = visitors.find(words, visitor);
    return known < 0
      ? this.#people.meet(words, visitor)
      : this.#people.meet(customers.keys, (customerOf[known] ?? 0) * KEY_WORDS);
  }
}

/**
 * Who is who: of each visitor the customer that it acted as first; of several at once, that of the least key.
 *
 * @param journeys all journeys of visitors as customers, whenever they were
 */
export async function identitiesOf(journeys: Journeys): Promise<Identities> {
  const [visitors, customers] = [new KeyTable(), new KeyTable()];
  const customerOf: number[] = [];
  const sinces: number[] = [];
  await journeys.forEach(({ words, visitor: visitorAt, customer: customerAt, begin, end }) => {
    const visitor = visitors.meet(words, visitorAt);
    const customer = customers.meet(words, customerAt);
    let since = Infinity;
    for (let at = begin; at < end; at += STEP_WORDS) since = Math.min(since, timeOfStep(words, at));
    const first = sinces[visitor] ?? Infinity;
    const isFirst =
      since < first ||
      (since === first && compareKeys(customers.keys, customer, customerOf[visitor] ?? -1) < 0);
    if (isFirst) [sinces[visitor], customerOf[visitor]] = [since, customer];
  });
  return { visitors, customers, customerOf };
}

function compareKeys(keys: Uint32Array, a: number, b: number): number {
  for (let word = 0; word < KEY_WORDS; word++) {
    const difference = (keys[a * KEY_WORDS + word] ?? 0) - (keys[b * KEY_WORDS + word] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
