const FINAL_TEXT = 0x81;
const [LEN_16, LEN_64] = [126, 127];

/** How many bytes stand before the text of a message. */
export const headerLength = (length: number): number => (length < LEN_16 ? 2 : length < 2 ** 16 ? 4 : 10);

/**
 * Writes what stands before a whole text message as a server sends it (RFC 6455, section 5.2), one frame and not masked.
 * @param length of the text, bytes
 */
export function writeHeader(frame: Buffer, length: number): void {
  frame[0] = FINAL_TEXT;
  if (length < LEN_16) frame[1] = length;
  else if (length < 2 ** 16) {
    frame[1] = LEN_16;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LEN_64;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
}
