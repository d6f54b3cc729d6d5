const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

export type Grain = 'MINUTE_15' | 'HOUR' | 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';
/** Finest first. */
export const GRAINS: readonly Grain[] = ['MINUTE_15', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];

/** A stretch of time in which a zone's clock is `offset` ahead of UTC. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** What the oracle knows lies within these instants. */
const KNOWN_FROM = Date.UTC(2015, 0, 1);
const KNOWN_TO = Date.UTC(2045, 0, 1);

/**
 * A zone's clock and calendar, as the JavaScript engine's Intl tells its offsets; everything else is arithmetic. A local
 * time is written as the epoch milliseconds that it would have in UTC.
 */
export class LocalTime {
  private readonly format: Intl.DateTimeFormat;
  private stretches: Stretch[] = [];
  private latest: Stretch = { from: 0, to: 0, offset: 0 };

  constructor(readonly zone: string) {
    this.format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  }

  /** When the clock is set forward or back within [from, to). */
  changes(from: number, to: number): number[] {
    return this.between(from, to)
      .map((stretch) => stretch.from)
      .filter((at) => at > from && at < to);
  }

  offsetAt(instant: number): number {
    return this.stretchAt(instant).offset;
  }

  local(instant: number): number {
    return instant + this.offsetAt(instant);
  }

  /** The instant of a local time: the first of two; of none, what the clock shows that was not set forward. */
  instant(local: number): number {
    const near = this.between(local - DAY, local + DAY);
    const hit = near.find(({ from, to, offset }) => local - offset >= from && local - offset < to);
    const before = near.findLast(({ from, offset }) => local - offset >= from);
    const chosen = hit ?? before;
    if (chosen === undefined) throw new Error(`no local time ${local} in ${this.zone}`);
    return local - chosen.offset;
  }

  /** The first instant at which the clock shows this local time or a later one. */
  firstAtOrAfter(local: number): number {
    for (const { from, to, offset } of this.between(local - DAY, local + DAY)) {
      const at = Math.max(from, local - offset);
      if (at < to) return at;
    }
    throw new Error(`nothing after ${local} in ${this.zone}`);
  }

  private stretchAt(instant: number): Stretch {
    if (instant >= this.latest.from && instant < this.latest.to) return this.latest;
    const found = this.between(instant, instant + 1)[0];
    if (found === undefined) throw new Error(`${new Date(instant).toISOString()} is not known to the oracle`);
    this.latest = found;
    return found;
  }

  private between(from: number, to: number): Stretch[] {
    if (this.stretches.length === 0) this.stretches = this.read();
    return this.stretches.filter((stretch) => stretch.from < to && stretch.to > from);
  }

  private read(): Stretch[] {
    const stretches: Stretch[] = [];
    let from = KNOWN_FROM;
    let offset = this.ask(from);
    for (let at = KNOWN_FROM; at < KNOWN_TO; at += 5 * DAY) {
      const next = Math.min(at + 5 * DAY, KNOWN_TO);
      if (this.ask(next) === offset) continue;
      // Clocks change on full minutes.
      let [still, changed] = [at / MINUTE, next / MINUTE];
      while (changed - still > 1) {
        const middle = Math.floor((still + changed) / 2);
        if (this.ask(middle * MINUTE) === offset) still = middle;
        else changed = middle;
      }
      stretches.push({ from, to: changed * MINUTE, offset });
      from = changed * MINUTE;
      offset = this.ask(from);
    }
    return [...stretches, { from, to: KNOWN_TO, offset }];
  }

  private ask(instant: number): number {
    const text = this.format.format(instant);
    const match = /GMT(?:([+-])(\d\d):(\d\d))?$/.exec(text);
    if (match === null) throw new Error(`no offset in "${text}"`);
    const [, sign, hours = '0', minutes = '0'] = match;
    return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE);
  }
}

const clocks = new Map<string, LocalTime>();

/** A zone's clock, made once. */
export function localTime(zone: string): LocalTime {
  const present = clocks.get(zone) ?? new LocalTime(zone);
  clocks.set(zone, present);
  return present;
}

/** The local midnight that begins the calendar unit of a local time, `steps` units later. */
function localStart(
  local: number,
  grain: 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR',
  steps: number,
): number {
  const day = Math.floor(local / DAY);
  const date = new Date(local);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (grain) {
    case 'DAY':
      return (day + steps) * DAY;
    case 'WEEK':
      // 1970-01-01 was a Thursday.
      return (day - ((day + 3) % 7) + 7 * steps) * DAY;
    case 'MONTH':
      return Date.UTC(year, month + steps, 1);
    case 'QUARTER':
      return Date.UTC(year, month - (month % 3) + 3 * steps, 1);
    case 'YEAR':
      return Date.UTC(year + steps, 0, 1);
  }
}

/** Where the buckets of a grain begin that overlap [from, to), and where the last of them ends. */
export function bucketsOf(
  from: number,
  to: number,
  grain: Grain,
  zone: string,
): { starts: number[]; end: number } {
  const clock = localTime(zone);
  const bounds: number[] = [];
  if (grain === 'MINUTE_15') {
    for (let at = Math.floor(from / (15 * MINUTE)) * 15 * MINUTE; ; at += 15 * MINUTE) {
      bounds.push(at);
      if (at >= to) break;
    }
  } else if (grain === 'HOUR') {
    // Full hours of the clock, also those that it shows twice, and changes of the clock by part of an hour.
    const isChange = (at: number): boolean => (clock.offsetAt(at) - clock.offsetAt(at - 1)) % HOUR !== 0;
    for (
      let at = from - 2 * HOUR - (from % (15 * MINUTE));
      (bounds.at(-1) ?? -Infinity) < to;
      at += 15 * MINUTE
    ) {
      if (clock.local(at) % HOUR === 0 || isChange(at)) bounds.push(at);
    }
  } else {
    for (let step = 0; (bounds.at(-1) ?? -Infinity) < to; step++) {
      bounds.push(clock.firstAtOrAfter(localStart(clock.local(from), grain, step)));
    }
  }
  const first = bounds.findLastIndex((at) => at <= from);
  return { starts: bounds.slice(first, -1), end: bounds.at(-1) ?? to };
}

export type Unit = 'h' | 'd' | 'w' | 'M' | 'y';

/** So many units before an instant: hours are hours, the others keep the time that the clock shows, if it shows it. */
export function before(instant: number, count: number, unit: Unit, zone: string): number {
  if (unit === 'h') return instant - count * HOUR;
  const clock = localTime(zone);
  const local = clock.local(instant);
  if (unit === 'd' || unit === 'w') return clock.instant(local - count * (unit === 'w' ? 7 : 1) * DAY);
  const date = new Date(local);
  const months = date.getUTCMonth() - count * (unit === 'y' ? 12 : 1);
  const first = Date.UTC(date.getUTCFullYear(), months, 1);
  const days = new Date(Date.UTC(date.getUTCFullYear(), months + 1, 0)).getUTCDate();
  const day = Math.min(date.getUTCDate(), days);
  return clock.instant(first + (day - 1) * DAY + (((local % DAY) + DAY) % DAY));
}

/** The start of the calendar unit that an instant lies in. */
export function startOf(instant: number, grain: 'DAY' | 'MONTH' | 'QUARTER' | 'YEAR', zone: string): number {
  const clock = localTime(zone);
  return clock.firstAtOrAfter(localStart(clock.local(instant), grain, 0));
}
