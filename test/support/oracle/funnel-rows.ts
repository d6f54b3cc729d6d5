import type { CollectedPiece } from '../../../src/insight/journeys.js';
import { personKey } from './person-key.js';

/** A visitor's steps under a customer or none, as times in microseconds and numbers. */
export interface Journey {
  readonly visitor: string;
  readonly customer: string | null;
  readonly steps: readonly { readonly at: number; readonly number: number }[];
}

/** Journeys of a day that have the same values of dimensions. */
export interface JourneyRow {
  readonly traits: Readonly<Record<string, string | null>>;
  readonly journeys: readonly Journey[];
}

/** A value as COPY writes it, character by character. */
function line(value: string | null): string {
  if (value === null) return '\\N';
  return Array.from(value, (character) =>
    character === '\\' ? '\\\\' : character === '\n' ? '\\n' : character,
  ).join('');
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** A journey as the rollups keep it. */
function pack({ visitor, customer, steps }: Journey): Buffer {
  const keys = [
    personKey('visitor', visitor),
    ...(customer === null ? [] : [personKey('customer', customer)]),
  ];
  const numbers = steps.map(({ at, number }) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(BigInt(at) * 8n + BigInt(number));
    return bytes;
  });
  return Buffer.concat([word(steps.length * 2 + Number(customer !== null)), ...keys, ...numbers]);
}

/** Bytes of a piece; a statement's are larger. */
const PIECE = 96;

/** Rows of a day as a statement answers with them, the last piece first. */
export function collectedDay(rows: readonly JourneyRow[], day = 'a day'): CollectedPiece[] {
  const columns = new Set(rows.flatMap(({ traits }) => Object.keys(traits)));
  const lines = Array.from(columns, (key): [string, string] => [
    key,
    rows.map(({ traits }) => line(traits[key] ?? null)).join('\n'),
  ]);
  const packs = rows.map(({ journeys }) => Buffer.concat(journeys.map(pack)));
  const bytes = Buffer.concat(packs.flatMap((one) => [word(one.length), one]));
  return Array.from({ length: Math.ceil(bytes.length / PIECE) }, (_, piece) => ({
    ...{ day, piece: String(piece) },
    ...(piece === 0 ? Object.fromEntries(lines) : {}),
    journeys: bytes
      .subarray(piece * PIECE, (piece + 1) * PIECE)
      .toString('base64')
      .replace(/.{76}/g, '$&\n'),
  })).reverse();
}
