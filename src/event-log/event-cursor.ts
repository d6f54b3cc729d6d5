import { InputError } from '../errors.js';

/** Where an event stands in the log: when it happened, in microseconds, and among equal times when it was recorded. */
export interface EventPlace {
  readonly micros: bigint;
  readonly seq: bigint;
}

/** The cursor of a place. It is a position, not a right: behind it the scope still decides what is seen. */
export function writeEventCursor({ micros, seq }: EventPlace): string {
  return Buffer.from(`${micros}.${seq}`).toString('base64url');
}

const EARLIEST = BigInt(Date.UTC(1900, 0)) * 1000n;
const LATEST = BigInt(Date.UTC(2200, 0)) * 1000n;

/** The place of a cursor. Throws an InputError for what is none. */
export function readEventCursor(field: string, cursor: string): EventPlace {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  const [, micros, seq] = /^(-?\d{1,17})\.(\d{1,18})$/.exec(text) ?? [];
  if (micros !== undefined && seq !== undefined) {
    const place = { micros: BigInt(micros), seq: BigInt(seq) };
    const isSpelled = writeEventCursor(place) === cursor;
    if (isSpelled && place.micros >= EARLIEST && place.micros <= LATEST) return place;
  }
  throw new InputError(field, 'expected a cursor that this list has given');
}

/** The millisecond that a place lies in, since 1970. */
export function millisecondOf(place: EventPlace): number {
  return Number((place.micros - restOf(place)) / 1000n);
}

/** An instant in microseconds as ISO-8601. */
export function isoOf(place: EventPlace): string {
  const rest = restOf(place).toString().padStart(3, '0');
  return new Date(millisecondOf(place)).toISOString().replace('Z', `${rest}Z`);
}

/** Microseconds behind the millisecond that a place lies in; there is a time before 1970. */
const restOf = ({ micros }: EventPlace): bigint => ((micros % 1000n) + 1000n) % 1000n;
