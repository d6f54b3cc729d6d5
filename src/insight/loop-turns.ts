import { setImmediate } from 'node:timers/promises';

/** Steps that are handled between two turns of the event loop: some ten milliseconds. */
const STEPS_A_TURN = 40_000;

/** Counts work, and tells when others are to have the event loop. */
export class LoopTurns {
  #left = STEPS_A_TURN;

  /** Notes that so many steps were handled; what is to be waited for, if it is the others' turn. */
  after(steps: number): Promise<void> | null {
    this.#left -= steps;
    if (this.#left > 0) return null;
    this.#left = STEPS_A_TURN;
    return setImmediate();
  }
}
