import { MessageType } from 'graphql-ws';
import type { Socket } from './socket.js';
import { headerLength, writeHeader } from './text-frame.js';

/** A message up to this is one buffer, which is one write; of a longer one the parts are written together. */
const ONE_BUFFER = 16 * 1024;
const HEAD = Buffer.from('{"id":');
const MIDDLE = Buffer.from(`,"type":"${MessageType.Next}","payload":`);
const TAIL = Buffer.from('}');

/**
 * Messages of type `next` with payloads that many operations share. One payload goes to all of them in a row, so its frame
 * is made once and only the id in it changes: what a socket has taken whole is the system's copy. A socket that could not
 * take all of it keeps the frame, and the next one gets another.
 */
export class NextFrames {
  #payload: Buffer | null = null;
  #frame: Buffer | null = null;
  #idLength = 0;
  #idAt = 0;

  /** @param id of the operation as JSON */
  send(socket: Socket, id: string, payload: Buffer): void {
    const idLength = Buffer.byteLength(id);
    const length = HEAD.length + idLength + MIDDLE.length + payload.length + TAIL.length;
    if (length > ONE_BUFFER) return socket.pushParts(parts(id, payload, length));
    if (payload !== this.#payload || idLength !== this.#idLength || this.#frame === null) {
      this.#frame = this.#framed(idLength, payload, length);
    }
    this.#frame.write(id, this.#idAt);
    if (!socket.push(this.#frame)) this.#frame = null;
  }

  /** The frame of a payload, but for the id. */
  #framed(idLength: number, payload: Buffer, length: number): Buffer {
    const header = headerLength(length);
    const frame = Buffer.allocUnsafeSlow(header + length);
    writeHeader(frame, length);
    let at = header + HEAD.copy(frame, header);
    this.#idAt = at;
    at += idLength;
    at += MIDDLE.copy(frame, at);
    at += payload.copy(frame, at);
    TAIL.copy(frame, at);
    this.#payload = payload;
    this.#idLength = idLength;
    return frame;
  }
}

/** A frame in parts, the payload as it is, so that those who read slowly share it. */
function parts(id: string, payload: Buffer, length: number): readonly Buffer[] {
  const header = Buffer.alloc(headerLength(length));
  writeHeader(header, length);
  return [Buffer.concat([header, HEAD, Buffer.from(id), MIDDLE]), payload, TAIL];
}
