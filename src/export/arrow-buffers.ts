/** Bits, the first the lowest of the first byte, padded to 8 bytes. */
function bits(length: number, isSet: (place: number) => boolean): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(length / 64) * 8);
  for (let place = 0; place < length; place++) {
    if (isSet(place)) bytes[place >> 3] = (bytes[place >> 3] ?? 0) | (1 << (place & 7));
  }
  return bytes;
}

/** Which values are there; no bitmap where all are. */
export function validity(values: readonly unknown[]): { nullBitmap: Uint8Array | null; nullCount: number } {
  const nullCount = values.reduce((sum: number, value) => (value === null ? sum + 1 : sum), 0);
  return {
    nullCount,
    nullBitmap: nullCount === 0 ? null : bits(values.length, (place) => values[place] !== null),
  };
}

/** Truth values, a bit each. */
export function boolBits(values: readonly unknown[]): Uint8Array {
  return bits(values.length, (place) => values[place] === true);
}

/** Texts one behind the other, and where each begins. */
export function textBytes(texts: readonly (string | null)[]): { data: Uint8Array; valueOffsets: Int32Array } {
  const valueOffsets = new Int32Array(texts.length + 1);
  const data = Buffer.from(texts.map((text) => text ?? '').join(''));
  let end = 0;
  texts.forEach((text, place) => {
    if (text !== null) end += Buffer.byteLength(text);
    valueOffsets[place + 1] = end;
  });
  return { data, valueOffsets };
}

/** Numbers of 128 bits, two's complement, as words of 32 bits, the lowest first. */
export function decimalWords(values: readonly (bigint | null)[]): Uint32Array {
  const longs = new BigUint64Array(values.length * 2);
  values.forEach((value, place) => {
    if (value === null) return;
    longs[place * 2] = BigInt.asUintN(64, value);
    longs[place * 2 + 1] = BigInt.asUintN(64, value >> 64n);
  });
  return new Uint32Array(longs.buffer);
}
