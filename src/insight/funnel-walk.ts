import type { Attempts, Timeline } from './funnel-attempts.js';

/** Which attempts may begin, and what is asked of them; instants and lengths are microseconds. */
export interface Entries {
  /** When: [from, to). */
  readonly from: number;
  readonly to: number;
  /** What the event must be besides. */
  readonly mayEnter: (event: number) => boolean;
  readonly conversionWindow: number;
  /** The present. */
  readonly now: number;
  /** Starts of the buckets of entry, ascending; the first at or before `from`. */
  readonly buckets: readonly number[];
}

/**
 * Finds the attempt that counts of each person: of the deepest ones the one that got there first. If several did with
 * the same event, an unordered funnel prefers the one that began first, any other the one that began last: step 1
 * begins anew.
 *
 * One pass over the events, backwards, follows every attempt, so that how far a person came in each bucket of entry is
 * known at its end as well.
 */
export class FunnelWalk {
  /** The events of the attempt that counts, as many as its depth, until the next person. */
  readonly at: Int32Array;
  /** Whether one of the person's attempts can still go on. */
  hasTimeLeft = false;

  /**
   * @param entered is told of each bucket that a person enters in how far the furthest attempt came that began there
   */
  constructor(
    private readonly timeline: Timeline,
    length: number,
    private readonly attempts: Attempts,
    private readonly entries: Entries,
    private readonly entered: (bucket: number, depth: number) => void,
  ) {
    this.at = new Int32Array(length);
  }

  /** How many steps the attempt that counts took of a person whose events are [begin, end); 0 where none begins. */
  furthest(begin: number, end: number): number {
    const { attempts, timeline, entries } = this;
    const { buckets, conversionWindow, now } = entries;
    let [depth, reachedAt] = [0, end];
    let [bucket, bucketStart, bucketDepth] = [-1, Infinity, 0];
    this.hasTimeLeft = false;
    attempts.reset(begin, end);
    for (let event = end - 1; event >= begin; event--) {
      attempts.meet(event);
      if (!this.#enters(event)) continue;
      const time = timeline.time[event] ?? NaN;
      const steps = attempts.follow(event);
      if (time + conversionWindow >= now && attempts.isUnbroken) this.hasTimeLeft = true;
      if (time < bucketStart) {
        if (bucketDepth > 0) this.entered(bucket, bucketDepth);
        bucket = bucketOf(buckets, time);
        bucketStart = bucket === 0 ? -Infinity : (buckets[bucket] ?? -Infinity);
        bucketDepth = 0;
      }
      bucketDepth = Math.max(bucketDepth, steps);
      const isAhead = attempts.prefersFirst
        ? attempts.reachedAt <= reachedAt
        : attempts.reachedAt < reachedAt;
      if (steps < depth || (steps === depth && !isAhead)) continue;
      [depth, reachedAt] = [steps, attempts.reachedAt];
      attempts.write(this.at);
    }
    if (bucketDepth > 0) this.entered(bucket, bucketDepth);
    return depth;
  }

  #enters(event: number): boolean {
    const { from, to, mayEnter } = this.entries;
    const time = this.timeline.time[event] ?? NaN;
    if (!(time >= from && time < to)) return false;
    return this.attempts.beginsWith(this.timeline.place[event] ?? NaN) && mayEnter(event);
  }
}

/** The bucket that an instant lies in. */
function bucketOf(buckets: readonly number[], time: number): number {
  let [low, high] = [0, buckets.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((buckets[middle] ?? Infinity) <= time) low = middle;
    else high = middle;
  }
  return low;
}
