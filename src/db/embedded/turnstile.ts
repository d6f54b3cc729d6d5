/** A lock that is handed on in the order in which it was asked for. */
export class Turnstile {
  private readonly waiting: (() => void)[] = [];
  private taken = false;

  /** Resolves when the caller holds the lock. */
  enter(): Promise<void> {
    if (!this.taken) {
      this.taken = true;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Gives the lock to the next one. */
  leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.taken = false;
    else next();
  }
}
