const BUCKET_MS = 250;

/** Counts events over the last seconds. */
export class Rate {
  private readonly buckets: { readonly at: number; count: number }[] = [];

  constructor(private readonly spanMs = 3_000) {}

  /** Counts so many at this instant (milliseconds of any clock that only goes forward). */
  add(count: number, now: number): void {
    const at = Math.floor(now / BUCKET_MS) * BUCKET_MS;
    const last = this.buckets.at(-1);
    if (last?.at === at) last.count += count;
    else this.buckets.push({ at, count });
    this.forget(now);
  }

  /** Events per second over the span before this instant. */
  perSecond(now: number): number {
    this.forget(now);
    return this.buckets.reduce((sum, { count }) => sum + count, 0) / (this.spanMs / 1000);
  }

  private forget(now: number): void {
    while (this.buckets[0] !== undefined && this.buckets[0].at <= now - this.spanMs) this.buckets.shift();
  }
}
