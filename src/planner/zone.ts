import { Temporal } from 'temporal-polyfill';
import { DAY_MS } from './civil.js';

/** Beyond these years the offset is taken to be what it is at their bound; windows stay well within. */
const FIRST_MS = Date.UTC(1840, 0);
const LAST_MS = Date.UTC(2300, 0);
/** What is asked about after a gap of so long is learnt by itself, without the years in between. */
const GAP_MS = 5 * 366 * DAY_MS;

/**
 * A zone's clock: what it shows at an instant, and when it shows something. Readings of the clock (`local`) are in
 * milliseconds since it showed 1970-01-01T00:00, and days are numbered from that one.
 *
 * Temporal knows the zones. It is asked for the changes of the offset, each once and only in the years that are asked
 * about; all else is arithmetic on integers instead of a Temporal object an instant. A zone object serves one window
 * and keeps nothing for others: the few changes that it needs cost microseconds, as Temporal remembers them.
 */
export class Zone {
  /** Instants from which an offset holds, ascending; the first is only where knowledge begins. */
  private starts: number[] = [];
  private offsets: number[] = [];
  /** The last of them, and up to when they are all: up to it, or for good if no change comes after it. */
  private latest: Temporal.ZonedDateTime | null = null;
  private knownTo = -Infinity;
  /** Where the last look-up ended: the next one is near, as a rule. */
  private recent = 0;

  constructor(readonly id: string) {}

  /** What the zone adds to UTC at an instant, in milliseconds. */
  offsetAt(epochMs: number): number {
    return this.offset(this.find(epochMs));
  }

  /** The latest change of the offset up to an instant, where `offsetAt` told another one for an earlier instant. */
  changeBefore(epochMs: number): number {
    return this.start(this.find(epochMs));
  }

  /** What the clock shows at an instant. */
  local(epochMs: number): number {
    return epochMs + this.offsetAt(epochMs);
  }

  /** The number of the day that an instant lies in. */
  day(epochMs: number): number {
    return Math.floor(this.local(epochMs) / DAY_MS);
  }

  /**
   * When the clock shows a reading: the first time, if it does twice. One that it skips is taken as if the clock had
   * not been changed yet, thus usually an hour later (`compatible` in Temporal, and RFC 5545).
   */
  instant(local: number): number {
    return this.resolve(local, (skippedBy) => local - this.offset(skippedBy - 1));
  }

  /** The first instant of a day; the change that skipped its midnight, where one did. */
  startOfDay(day: number): number {
    return this.resolve(day * DAY_MS, (skippedBy) => this.start(skippedBy));
  }

  /** `otherwise` gets the position of the offset whose beginning skips the reading. */
  private resolve(local: number, otherwise: (skippedBy: number) => number): number {
    // No offset has 24 hours. The earlier instant is looked up first, since that can move the positions.
    const first = this.find(local - DAY_MS);
    const last = this.find(local + DAY_MS);
    for (let i = first; ; i += 1) {
      const epochMs = local - this.offset(i);
      if (i < last && epochMs >= this.start(i + 1)) continue;
      return i === first || epochMs >= this.start(i) ? epochMs : otherwise(i);
    }
  }

  /** The position of the offset that holds at an instant. */
  private find(epochMs: number): number {
    const at = Math.min(Math.max(epochMs, FIRST_MS), LAST_MS);
    this.learn(at);
    if (this.start(this.recent) <= at && at < this.start(this.recent + 1)) return this.recent;
    let found = 0;
    for (let beyond = this.starts.length; beyond - found > 1;) {
      const middle = (found + beyond) >> 1;
      if (this.start(middle) <= at) found = middle;
      else beyond = middle;
    }
    return (this.recent = found);
  }

  /** Makes the offsets known up to the first change after an instant, and from a year before it if they were not. */
  private learn(at: number): void {
    if (at < this.start(0) || at - this.knownTo > GAP_MS) {
      [this.starts, this.offsets] = [[], []];
      const from = Date.UTC(new Date(at).getUTCFullYear() - 1, 0);
      this.add(Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(this.id));
    }
    while (at >= this.knownTo) {
      const next = this.latest?.getTimeZoneTransition('next') ?? null;
      if (next === null) this.knownTo = Infinity;
      else this.add(next);
    }
  }

  private add(change: Temporal.ZonedDateTime): void {
    this.latest = change;
    this.knownTo = change.epochMilliseconds;
    this.starts.push(this.knownTo);
    this.offsets.push(change.offsetNanoseconds / 1e6);
  }

  private start(position: number): number {
    return this.starts[position] ?? Infinity;
  }

  private offset(position: number): number {
    return this.offsets[position] ?? 0;
  }
}

/** Whether a name is a zone of the IANA database (or UTC). */
export function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z][\w+/-]*$/.test(name) && Temporal.Now.zonedDateTimeISO(name).timeZoneId !== '';
  } catch {
    return false;
  }
}
