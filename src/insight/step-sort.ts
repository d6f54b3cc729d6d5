import type { Timeline } from './funnel-attempts.js';
import type { LoopTurns } from './loop-turns.js';

/** Steps beside each other: when, their places in the funnel, and the rows of their traits. */
export interface Steps extends Timeline {
  readonly row: Int32Array;
}

/** Up to so many steps are put in order one by one. */
const FEW = 24;

/**
 * Puts steps in order: by time, of equal time in the funnel's order, equal ones by the ranks of their rows. Some people are
 * machines with very many steps: theirs are merged, without a call or an object for each comparison.
 */
export class StepSort {
  /** @param ranks of the rows, by trait */
  constructor(
    private readonly ranks: readonly Int32Array[],
    private readonly turns: LoopTurns,
  ) {}

  /** Sorts [begin, end); what is to be waited for, if that takes long. */
  sort(steps: Steps, begin: number, end: number): Promise<void> | null {
    if (end - begin > FEW) return this.#merge(within(steps, begin, end));
    this.#insert(steps, begin, end);
    return null;
  }

  async #merge(steps: Steps): Promise<void> {
    const size = steps.time.length;
    for (let at = 0; at < size; at += FEW) this.#insert(steps, at, Math.min(at + FEW, size));
    let [source, target] = [steps, copy(steps)];
    for (let width = FEW; width < size; width *= 2) {
      for (let left = 0; left < size; left += 2 * width) {
        const [right, end] = [Math.min(left + width, size), Math.min(left + 2 * width, size)];
        this.#join(source, target, left, right, end);
        const turn = this.turns.after(end - left);
        if (turn !== null) await turn;
      }
      [source, target] = [target, source];
    }
    if (source === steps) return;
    steps.time.set(source.time);
    steps.place.set(source.place);
    steps.row.set(source.row);
  }

  /** Joins two neighbours that are in order. */
  #join(source: Steps, target: Steps, left: number, right: number, end: number): void {
    let [one, other] = [left, right];
    for (let at = left; at < end; at++) {
      const from = other === end || (one < right && this.#compare(source, one, other) <= 0) ? one++ : other++;
      target.time[at] = source.time[from] ?? NaN;
      target.place[at] = source.place[from] ?? NaN;
      target.row[at] = source.row[from] ?? 0;
    }
  }

  #compare({ time, place, row }: Steps, a: number, b: number): number {
    return (
      (time[a] ?? NaN) - (time[b] ?? NaN) ||
      (place[a] ?? NaN) - (place[b] ?? NaN) ||
      this.#compareRows(row[a] ?? 0, row[b] ?? 0)
    );
  }

  #compareRows(a: number, b: number): number {
    if (a === b) return 0;
    for (const ranks of this.ranks) {
      const difference = (ranks[a] ?? 0) - (ranks[b] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #insert({ time, place, row }: Steps, begin: number, end: number): void {
    for (let next = begin + 1; next < end; next++) {
      const [ownTime, ownPlace, ownRow] = [time[next] ?? NaN, place[next] ?? NaN, row[next] ?? 0];
      let at = next - 1;
      for (; at >= begin; at--) {
        const other = time[at] ?? NaN;
        if (other < ownTime) break;
        if (other === ownTime) {
          const otherPlace = place[at] ?? NaN;
          if (otherPlace < ownPlace) break;
          if (otherPlace === ownPlace && this.#compareRows(row[at] ?? 0, ownRow) <= 0) break;
        }
        time[at + 1] = other;
        place[at + 1] = place[at] ?? NaN;
        row[at + 1] = row[at] ?? 0;
      }
      time[at + 1] = ownTime;
      place[at + 1] = ownPlace;
      row[at + 1] = ownRow;
    }
  }
}

const within = ({ time, place, row }: Steps, begin: number, end: number): Steps => ({
  time: time.subarray(begin, end),
  place: place.subarray(begin, end),
  row: row.subarray(begin, end),
});

const copy = ({ time, place, row }: Steps): Steps => ({
  time: time.slice(),
  place: place.slice(),
  row: row.slice(),
});
