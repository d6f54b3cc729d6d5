/** Words of 32 bits that a person's key has. */
export const KEY_WORDS = 4;

/** Room for so many keys at first. */
const FIRST_ROOM = 1024;

/**
 * Numbers keys from 0 in the order in which they are met. Keys are hashes, so their first word spreads well. It is as
 * large as the keys that were met need: what is looked up here and there is best small.
 */
export class KeyTable {
  #slots = new Int32Array(FIRST_ROOM * 2).fill(-1);
  #keys = new Uint32Array(FIRST_ROOM * KEY_WORDS);
  #count = 0;

  /** How many keys have been met. */
  get count(): number {
    return this.#count;
  }

  /** The keys by their numbers, `KEY_WORDS` each; as of now. */
  get keys(): Uint32Array {
    return this.#keys;
  }

  /** The number of the key that begins at a place of some words; -1 for one that has not been met. */
  find(words: Uint32Array, begin: number): number {
    return this.#slots[this.#slotOf(words, begin)] ?? -1;
  }

  /** The number of the key that begins at a place of some words, which is met by that. */
  meet(words: Uint32Array, begin: number): number {
    const slot = this.#slotOf(words, begin);
    const known = this.#slots[slot] ?? -1;
    if (known >= 0) return known;
    const number = this.#count++;
    for (let word = 0; word < KEY_WORDS; word++) {
      this.#keys[number * KEY_WORDS + word] = words[begin + word] ?? 0;
    }
    this.#slots[slot] = number;
    if (this.#count * KEY_WORDS === this.#keys.length) this.#grow();
    return number;
  }

  #grow(): void {
    const keys = new Uint32Array(this.#keys.length * 2);
    keys.set(this.#keys);
    this.#keys = keys;
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    for (let number = 0; number < this.#count; number++) {
      this.#slots[this.#slotOf(keys, number * KEY_WORDS)] = number;
    }
  }

  /** The slot that has the key's number, or is free for it. */
  #slotOf(words: Uint32Array, begin: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = (words[begin] ?? 0) & mask; ; slot = (slot + 1) & mask) {
      const number = slots[slot] ?? -1;
      if (number < 0 || this.#isAt(number * KEY_WORDS, words, begin)) return slot;
    }
  }

  #isAt(at: number, words: Uint32Array, begin: number): boolean {
    const keys = this.#keys;
    return (
      keys[at] === words[begin] &&
      keys[at + 1] === words[begin + 1] &&
      keys[at + 2] === words[begin + 2] &&
      keys[at + 3] === words[begin + 3]
    );
  }
}
