import { GaugewayError } from './errors.js';

/** How many get in. */
export interface TurnLimits {
  /** At once. */
  readonly running: number;
  /** Of one tenant, running or waiting. */
  readonly ofTenant: number;
  /** Waiting, of all tenants. */
  readonly waiting: number;
  /** Longest wait, milliseconds. */
  readonly waitMs: number;
}

/** What is said to whom gets no turn. */
export interface TurnRefusals {
  /** Its tenant has too many. */
  readonly ofTenant: string;
  /** The node has. */
  readonly busy: string;
  /** The argument that asks for what takes turns. */
  readonly field?: string;
}

/** Hands out turns in the order in which they were asked for, and not more than so many. */
export class Turns {
  #running = 0;
  readonly #queue: (() => void)[] = [];
  readonly #tenants = new Map<string, number>();

  constructor(
    private readonly limits: TurnLimits,
    private readonly refusals: TurnRefusals,
  ) {}

  /**
   * Waits for a turn; resolves with what ends it.
   *
   * @throws GaugewayError TOO_MANY_REQUESTS where the tenant has too many under way, UNAVAILABLE where the node has, and
   *   the signal's reason
   */
  async take(tenantId: string, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const own = this.#tenants.get(tenantId) ?? 0;
    if (own >= this.limits.ofTenant) {
      throw new GaugewayError('TOO_MANY_REQUESTS', this.refusals.ofTenant, this.refusals.field);
    }
    if (this.#running >= this.limits.running && this.#queue.length >= this.limits.waiting) throw this.busy();
    this.#count(tenantId, 1);
    try {
      if (this.#running >= this.limits.running) await this.#wait(signal);
      else this.#running += 1;
    } catch (error) {
      this.#count(tenantId, -1);
      throw error;
    }
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#count(tenantId, -1);
      const next = this.#queue.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    };
  }

  /** This node has too much to do. */
  busy(): GaugewayError {
    return new GaugewayError('UNAVAILABLE', this.refusals.busy, this.refusals.field);
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error: Error | null): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        const place = this.#queue.indexOf(enter);
        if (place !== -1) this.#queue.splice(place, 1);
        if (error === null) resolve();
        else reject(error);
      };
      const enter = (): void => settle(null);
      const onAbort = (): void => settle(signal.reason as Error);
      const timer = setTimeout(() => settle(this.busy()), this.limits.waitMs);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#queue.push(enter);
    });
  }

  #count(tenantId: string, by: number): void {
    const count = (this.#tenants.get(tenantId) ?? 0) + by;
    if (count === 0) this.#tenants.delete(tenantId);
    else this.#tenants.set(tenantId, count);
  }
}
