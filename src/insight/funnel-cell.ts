/** Seconds from one step to the next. */
export interface StepTiming {
  readonly mean: number;
  readonly median: number;
  readonly p90: number;
}

const MICROSECONDS = 1_000_000;

/** What became of some people: how many reached each step, and how long that took them. */
export class FunnelCell {
  /** People who reached each step. */
  readonly reached: number[];
  /** People who reached the step before each one, not that one, and have time left for it. */
  readonly maturing: number[];
  readonly #gaps: Numbers[];
  readonly #timings = new Map<number, StepTiming | null>();

  constructor(steps: number) {
    this.reached = Array.from({ length: steps }, () => 0);
    this.maturing = Array.from({ length: steps }, () => 0);
    this.#gaps = Array.from({ length: steps }, () => new Numbers());
  }

  /** Counts one person, who took so many steps: the times of some events (microseconds), and which were the steps. */
  count(depth: number, times: Float64Array, events: Int32Array, hasTimeLeft: boolean): void {
    let before = NaN;
    for (let step = 0; step < depth; step++) {
      this.reached[step] = (this.reached[step] ?? 0) + 1;
      const time = times[events[step] ?? 0] ?? NaN;
      if (step > 0) this.#gaps[step]?.add(time - before);
      before = time;
    }
    if (hasTimeLeft && depth < this.reached.length) this.maturing[depth] = (this.maturing[depth] ?? 0) + 1;
  }

  /** Counts the people of another cell as well. */
  add(other: FunnelCell): void {
    for (const [step, gaps] of this.#gaps.entries()) {
      this.reached[step] = (this.reached[step] ?? 0) + (other.reached[step] ?? 0);
      this.maturing[step] = (this.maturing[step] ?? 0) + (other.maturing[step] ?? 0);
      for (const gap of other.#gaps[step]?.all ?? []) gaps.add(gap);
    }
    this.#timings.clear();
  }

  /** How long those who reached a step took from the one before; null for the first, and where nobody did. */
  timing(step: number): StepTiming | null {
    let timing = this.#timings.get(step);
    if (timing === undefined)
      this.#timings.set(step, (timing = timingOf(this.#gaps[step]?.all ?? new Float64Array())));
    return timing;
  }
}

function timingOf(gaps: Float64Array): StepTiming | null {
  if (gaps.length === 0) return null;
  const sorted = gaps.slice().sort();
  const sum = sorted.reduce((total, gap) => total + gap, 0);
  return {
    mean: sum / sorted.length / MICROSECONDS,
    median: quantile(sorted, 0.5) / MICROSECONDS,
    p90: quantile(sorted, 0.9) / MICROSECONDS,
  };
}

/** Interpolated between the two nearest ranks, as PostgreSQL's percentile_cont. */
function quantile(sorted: Float64Array, share: number): number {
  const rank = (sorted.length - 1) * share;
  const lower = sorted[Math.floor(rank)] ?? NaN;
  const upper = sorted[Math.ceil(rank)] ?? NaN;
  return lower + (upper - lower) * (rank - Math.floor(rank));
}

/** Numbers one after another, as many as come. */
class Numbers {
  #kept = new Float64Array(8);
  #count = 0;

  /** Those that have come so far. */
  get all(): Float64Array {
    return this.#kept.subarray(0, this.#count);
  }

  add(number: number): void {
    if (this.#count === this.#kept.length) {
      const kept = new Float64Array(this.#count * 2);
      kept.set(this.#kept);
      this.#kept = kept;
    }
    this.#kept[this.#count++] = number;
  }
}
