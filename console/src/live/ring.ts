/**
 * The newest things of an endless sequence, at most `capacity` of them. Each keeps the number that it was pushed
 * under, from 0 on, for as long as it is there: what a list shows is a range of numbers, whatever falls out before it.
 */
export class Ring<T> {
  private slots: T[] = [];
  private oldest = 0;
  private next = 0;

  constructor(readonly capacity: number) {}

  /** The number of the oldest that is here; equal to `end` where there is none. */
  get first(): number {
    return this.oldest;
  }

  /** The number that the next one gets. */
  get end(): number {
    return this.next;
  }

  get size(): number {
    return this.next - this.oldest;
  }

  /** Adds one behind the others; the oldest falls out where there is no room. */
  push(value: T): void {
    this.slots[this.next % this.capacity] = value;
    this.next += 1;
    if (this.size > this.capacity) this.oldest += 1;
  }

  /** The one of this number; undefined where it has fallen out or is still to come. */
  at(number: number): T | undefined {
    return number >= this.oldest && number < this.next ? this.slots[number % this.capacity] : undefined;
  }

  /** Takes the oldest out, at most `most` of them. Their memory is free only once others have taken their slots. */
  take(most: number): T[] {
    const until = Math.min(this.next, this.oldest + most);
    const taken: T[] = [];
    for (; this.oldest < until; this.oldest += 1) {
      const value = this.slots[this.oldest % this.capacity];
      if (value !== undefined) taken.push(value);
    }
    if (this.size === 0) this.slots = [];
    return taken;
  }

  /** Forgets all of them; the numbers go on. */
  clear(): void {
    this.slots = [];
    this.oldest = this.next;
  }
}
