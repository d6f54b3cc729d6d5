const FINAL_TEXT = 0x81;
const [LEN_16, LEN_64] = [126, 127];
/** A message up to this is copied into one buffer, which is one write; of a longer one the parts are written together. */
const COPIED = 2_048;

/**
 * A whole text message as a server sends it (RFC 6455, section 5.2), one frame and not masked: the buffers to be written, in
 * one go. The parts of a long message are among them as they are, so that those that are shared are not copied.
 */
export function textFrame(parts: readonly Buffer[]): readonly Buffer[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const begin = length < LEN_16 ? 2 : length < 2 ** 16 ? 4 : 10;
  const isCopied = length <= COPIED;
  const frame = Buffer.allocUnsafe(begin + (isCopied ? length : 0));
  frame[0] = FINAL_TEXT;
  if (begin === 2) frame[1] = length;
  else if (begin === 4) {
    frame[1] = LEN_16;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LEN_64;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  if (!isCopied) return [frame, ...parts];
  let at = begin;
  for (const part of parts) at += part.copy(frame, at);
  return [frame];
}
