import { ChainedAttempts } from './funnel-chain.js';

/** STRICT: the next step is the first event behind the one before that is not the same step again. */
export class StrictAttempts extends ChainedAttempts {
  #end = 0;

  override reset(begin: number, end: number): void {
    super.reset(begin, end);
    this.#end = end;
  }

  /** Links an event to the first one behind it that is another step. */
  meet(event: number): void {
    const { place } = this.timeline;
    const behind = event + 1;
    if (behind === this.#end) this.link(event, -1);
    else this.link(event, place[behind] === place[event] ? this.linked(behind) : behind);
  }

  /** Whether no other step lies behind the last one within the window. */
  get isUnbroken(): boolean {
    const other = this.linked(this.reachedAt);
    return other < 0 || !this.isWithin(other, this.entry);
  }

  protected next(event: number): number {
    const { place } = this.timeline;
    const other = this.linked(event);
    return other >= 0 && place[other] === (place[event] ?? NaN) + 1 ? other : -1;
  }
}
