import type { Row } from './log-event.js';
import { Ring } from './ring.js';

/**
 * The rows of the page: those that are in the list, and those that wait while the list is held still, because it is
 * paused or scrolled up. Both are bounded; what falls out while it waits is counted and becomes a row.
 */
export class HeldLog {
  readonly shown: Ring<Row>;
  private readonly waiting: Ring<Row>;
  private lost = 0;
  private lostFrom: string | null = null;

  /**
   * @param capacity rows in the list at most
   * @param patience rows that wait at most; fewer, so that the row which tells of lost ones has room before them
   */
  constructor(capacity: number, patience: number) {
    this.shown = new Ring(capacity);
    this.waiting = new Ring(patience);
  }

  /** Rows that came while the list was held, also those that have fallen out since. */
  get newRows(): number {
    return this.waiting.size + this.lost;
  }

  /** Rows that came while the list was held and have fallen out. */
  get lostRows(): number {
    return this.lost;
  }

  /** Takes a row in: into the list, or to those that wait. */
  add(row: Row, held: boolean): void {
    if (!held && this.newRows === 0) {
      this.shown.push(row);
      return;
    }
    if (this.waiting.size === this.waiting.capacity) {
      this.lostFrom ??= instantOf(this.waiting.at(this.waiting.first));
      this.lost += 1;
    }
    this.waiting.push(row);
  }

  /** Moves rows that wait into the list, the oldest first, at most so many. */
  release(most: number = Number.POSITIVE_INFINITY): void {
    if (this.lost > 0) {
      const to = instantOf(this.waiting.at(this.waiting.first));
      const reason = `${this.lost} rows fell out while the list was held still: more than it can keep`;
      this.shown.push({ gap: { reason, from: this.lostFrom, to } });
      this.lost = 0;
      this.lostFrom = null;
    }
    for (const row of this.waiting.take(most)) this.shown.push(row);
  }

  /** Forgets everything. */
  clear(): void {
    this.shown.clear();
    this.waiting.clear();
    this.lost = 0;
    this.lostFrom = null;
  }
}

function instantOf(row: Row | undefined): string | null {
  if (row === undefined) return null;
  return 'event' in row ? row.event.recordedAt : (row.gap.to ?? row.gap.from);
}
