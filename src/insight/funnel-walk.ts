/** What order the steps must come in. */
export type FunnelOrder = 'ORDERED' | 'STRICT' | 'UNORDERED';

/** Events of one person after another, each person's in time order, those of equal time in the funnel's order. */
export interface Timeline {
  /** Microseconds since 1970. */
  readonly time: Float64Array;
  /** The step's place in the funnel; the funnel's length for a step that it does not have. */
  readonly place: Uint8Array;
}

/** Events of a timeline, and when an attempt among them may begin: [from, to), microseconds. */
export interface Stretch {
  readonly begin: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Finds the attempt that counts: of all that begin in a stretch the one that gets furthest, of several the one that
 * began last. An attempt begins at step 1 (in any order: at any step), and a step counts if it happens within the
 * conversion window of that, the edge included.
 * - ORDERED: each step is the first of its kind behind the step before it.
 * - STRICT: nothing else lies between them.
 * - UNORDERED: the k-th step is the k-th kind that comes.
 */
export class FunnelWalk {
  /** The events of the attempt that was found, as many as its depth. */
  readonly at: Int32Array;
  /** ORDERED: of those that reached step k, the events of the attempt that began last; row k begins at k times length. */
  readonly #reached: Int32Array;
  readonly #entries: Int32Array;
  readonly #next: Int32Array;

  constructor(
    private readonly timeline: Timeline,
    private readonly length: number,
    private readonly order: FunnelOrder,
    /** Microseconds. */
    private readonly window: number,
    private readonly mayEnter: (event: number) => boolean,
  ) {
    this.at = new Int32Array(length);
    this.#reached = new Int32Array(length * length);
    this.#entries = new Int32Array(length);
    this.#next = new Int32Array(length);
  }

  /** How many steps the attempt that counts took; 0 where none begins. `at` has its events until the next call. */
  furthest(stretch: Stretch): number {
    switch (this.order) {
      case 'ORDERED':
        return this.#ordered(stretch);
      case 'STRICT':
        return this.#strict(stretch);
      case 'UNORDERED':
        return this.#unordered(stretch);
    }
  }

  /** Whether an attempt may begin at an event, if it may begin in [from, to). */
  enters(event: number, from: number, to: number): boolean {
    const time = this.timeline.time[event] ?? NaN;
    const place = this.timeline.place[event] ?? NaN;
    const isFirst = this.order === 'UNORDERED' ? place < this.length : place === 0;
    return isFirst && time >= from && time < to && this.mayEnter(event);
  }

  #isWithin(event: number, entry: number): boolean {
    const { time } = this.timeline;
    return (time[event] ?? NaN) - (time[entry] ?? NaN) <= this.window;
  }

  /** Of attempts that have reached a step, only the one that began last need be followed: it has the most time left. */
  #ordered(stretch: Stretch): number {
    const { length, timeline } = this;
    const [reached, entries] = [this.#reached, this.#entries];
    entries.fill(-1);
    let depth = 0;
    for (let event = stretch.begin; event < stretch.end; event++) {
      const place = timeline.place[event] ?? length;
      if (place === 0) {
        if (!this.enters(event, stretch.from, stretch.to)) continue;
        entries[0] = reached[0] = event;
      } else if (place < length) {
        const entry = entries[place - 1] ?? -1;
        if (entry < 0 || entry === entries[place] || !this.#isWithin(event, entry)) continue;
        reached.copyWithin(place * length, (place - 1) * length, (place - 1) * length + place);
        reached[place * length + place] = event;
        entries[place] = entry;
      } else continue;
      depth = Math.max(depth, place + 1);
    }
    if (depth > 0) this.at.set(reached.subarray((depth - 1) * length, (depth - 1) * length + depth));
    return depth;
  }

  #strict(stretch: Stretch): number {
    const { place } = this.timeline;
    let [depth, best] = [0, 0];
    for (let entry = stretch.begin; entry < stretch.end; entry++) {
      if (!this.enters(entry, stretch.from, stretch.to)) continue;
      let steps = 1;
      while (
        steps < this.length &&
        entry + steps < stretch.end &&
        place[entry + steps] === steps &&
        this.#isWithin(entry + steps, entry)
      ) {
        steps++;
      }
      if (steps >= depth) [depth, best] = [steps, entry];
    }
    for (let step = 0; step < depth; step++) this.at[step] = best + step;
    return depth;
  }

  #unordered(stretch: Stretch): number {
    const next = this.#next.fill(-1);
    let depth = 0;
    // Backwards, so that what comes next of each step is known; the attempt that began last is met first.
    for (let event = stretch.end - 1; event >= stretch.begin; event--) {
      const place = this.timeline.place[event] ?? this.length;
      if (place >= this.length) continue;
      next[place] = event;
      if (!this.enters(event, stretch.from, stretch.to)) continue;
      let steps = 0;
      for (const one of next) if (one >= 0 && this.#isWithin(one, event)) steps++;
      if (steps <= depth) continue;
      depth = steps;
      const taken = next.filter((one) => one >= 0 && this.#isWithin(one, event)).sort();
      this.at.set(taken);
    }
    return depth;
  }
}
