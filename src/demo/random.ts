/** A list that cannot be empty, so that a pick from it is never undefined. */
export type NonEmpty<T> = readonly [T, ...T[]];

/**
 * A deterministic stream of random draws: sfc32 (Chris Doty-Humphrey, PractRand) whose state is hashed from a name.
 * Forks are derived from names, never from draws: a new fork leaves the draws of all others as they were.
 */
export class Random {
  readonly #name: string;
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  /** Equal names give equal draws. */
  constructor(name: string) {
    this.#name = name;
    [this.#a, this.#b, this.#c] = hashed(name);
    for (let round = 0; round < 12; round++) this.next();
  }

  /** The stream of the given name below this one, wherever this one stands. */
  fork(name: string | number): Random {
    return new Random(`${this.#name}/${name}`);
  }

  /** Uniform in [0, 1), 32 bits fine. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** A whole number in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** A whole number in [low, high], both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Any entry, all alike. */
  pick<T>(from: NonEmpty<T>): T {
    return from[this.below(from.length)] ?? from[0];
  }

  /** An entry in proportion to its weight. */
  weighted<T extends { readonly weight: number }>(from: NonEmpty<T>): T {
    let total = 0;
    for (const entry of from) total += entry.weight;
    let left = this.next() * total;
    for (const entry of from) {
      left -= entry.weight;
      if (left < 0) return entry;
    }
    return from[0];
  }

  /** Standard normal (Box-Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Log-normal with the given median; sigma is the spread of the logarithm. */
  logNormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }

  /** Exponential with the given mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  /** How often something happens that is expected `mean` times; normal approximation from 40 on. */
  poisson(mean: number): number {
    if (mean >= 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const least = Math.exp(-mean);
    let count = 0;
    for (let product = this.next(); product > least; product *= this.next()) count++;
    return count;
  }

  /** A version-4 shaped UUID. */
  uuid(): string {
    const word = (): string => (this.next() * 4_294_967_296).toString(16).padStart(8, '0');
    const hex = word() + word() + word() + word();
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}

/** Three 32-bit words of a name (cyrb-style multiplicative mixing). */
function hashed(name: string): [number, number, number] {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index);
    a = Math.imul(a ^ code, 0x85ebca6b) ^ (b >>> 13);
    b = Math.imul(b ^ code, 0xc2b2ae35) ^ (c >>> 16);
    c = Math.imul(c ^ code, 0x27d4eb2f) ^ (a >>> 15);
  }
  return [a | 0, b | 0, c | 0];
}
