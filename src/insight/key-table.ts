import { KEY_WORDS } from './journeys.js';

/** Numbers keys from 0 in the order in which they are met. Keys are hashes, so their first word spreads well. */
export class KeyTable {
  readonly #slots: Int32Array;
  readonly #keys: Uint32Array;
  #count = 0;

  /** @param most how many keys there are at most */
  constructor(most: number) {
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(most, 1) * 2))).fill(-1);
    this.#keys = new Uint32Array(most * KEY_WORDS);
  }

  /** How many keys have been met. */
  get count(): number {
    return this.#count;
  }

  /** The number of the key at a place of a list; -1 for one that has not been met. */
  find(keys: Uint32Array, place: number): number {
    return this.#slots[this.#slotOf(keys, place * KEY_WORDS)] ?? -1;
  }

  /** The number of the key at a place of a list, which is met by that. */
  meet(keys: Uint32Array, place: number): number {
    const begin = place * KEY_WORDS;
    const slot = this.#slotOf(keys, begin);
    const known = this.#slots[slot] ?? -1;
    if (known >= 0) return known;
    for (let word = 0; word < KEY_WORDS; word++) {
      this.#keys[this.#count * KEY_WORDS + word] = keys[begin + word] ?? 0;
    }
    this.#slots[slot] = this.#count;
    return this.#count++;
  }

  /** The slot that has the key's number, or is free for it. */
  #slotOf(keys: Uint32Array, begin: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = (keys[begin] ?? 0) & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot] ?? -1;
      if (number < 0 || this.#isAt(number * KEY_WORDS, keys, begin)) return slot;
    }
  }

  #isAt(at: number, keys: Uint32Array, begin: number): boolean {
    for (let word = 0; word < KEY_WORDS; word++) {
      if (this.#keys[at + word] !== keys[begin + word]) return false;
    }
    return true;
  }
}
