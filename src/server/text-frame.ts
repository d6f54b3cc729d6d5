const FINAL_TEXT = 0x81;
const [LEN_16, LEN_64] = [126, 127];

/**
 * A whole text message of some bytes as a server sends it (RFC 6455, section 5.2): one frame, not masked. In one piece it
 * is one write to the socket.
 */
export function textFrame(head: Buffer, payload: Buffer, tail: Buffer): Buffer {
  const length = head.length + payload.length + tail.length;
  const begin = length < LEN_16 ? 2 : length < 2 ** 16 ? 4 : 10;
  const frame = Buffer.allocUnsafe(begin + length);
  frame[0] = FINAL_TEXT;
  if (begin === 2) frame[1] = length;
  else if (begin === 4) {
    frame[1] = LEN_16;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LEN_64;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  head.copy(frame, begin);
  payload.copy(frame, begin + head.length);
  tail.copy(frame, begin + head.length + payload.length);
  return frame;
}
