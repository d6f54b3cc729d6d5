/** The few parts of PostgreSQL's wire protocol (version 3) that sharing one backend needs. */

const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;
/** As in PostgreSQL: who sends more speaks another protocol. */
const LONGEST_OPENING = 10_000;

/** A message of a client: its type byte as a letter, and all its bytes. */
export interface FrontendMessage {
  readonly type: string;
  readonly bytes: Buffer;
}

/** What a client sends before the first typed message. */
export type Opening =
  { kind: 'encryption' } | { kind: 'cancel' } | { kind: 'startup'; parameters: ReadonlyMap<string, string> };

/** Cuts a byte stream into messages; `push` returns those that are complete. */
export class FrontendReader {
  private chunks: Buffer = Buffer.alloc(0);
  private started = false;

  /** Adds bytes and returns what they complete: the opening first, then typed messages. Throws if it is no such stream. */
  push(bytes: Buffer): (Opening | FrontendMessage)[] {
    this.chunks = this.chunks.length === 0 ? bytes : Buffer.concat([this.chunks, bytes]);
    const complete: (Opening | FrontendMessage)[] = [];
    let offset = 0;
    for (;;) {
      const header = this.started ? 1 : 0;
      if (this.chunks.length - offset < header + 4) break;
      const length = header + this.chunks.readInt32BE(offset + header);
      if (length < header + 4 || (!this.started && length > LONGEST_OPENING))
        throw new Error('not the protocol of PostgreSQL');
      if (this.chunks.length - offset < length) break;
      const bytes = this.chunks.subarray(offset, offset + length);
      complete.push(this.started ? { type: String.fromCharCode(bytes[0] ?? 0), bytes } : this.open(bytes));
      offset += length;
    }
    this.chunks = this.chunks.subarray(offset);
    return complete;
  }

  private open(bytes: Buffer): Opening {
    const code = bytes.readInt32BE(4);
    if (code === SSL_REQUEST || code === GSS_REQUEST) return { kind: 'encryption' };
    if (code === CANCEL_REQUEST) return { kind: 'cancel' };
    this.started = true;
    const words = bytes.subarray(8).toString('utf8').split('\0');
    const parameters = new Map<string, string>();
    for (let i = 0; i + 1 < words.length && words[i] !== ''; i += 2)
      parameters.set(words[i] ?? '', words[i + 1] ?? '');
    return { kind: 'startup', parameters };
  }
}

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

/** The answer to a startup: authenticated, the parameters, idle. */
export function startupAnswer(serverVersion: string): Buffer {
  const parameters = {
    server_version: serverVersion,
    server_encoding: 'UTF8',
    client_encoding: 'UTF8',
    DateStyle: 'ISO, MDY',
    TimeZone: 'UTC',
    integer_datetimes: 'on',
    standard_conforming_strings: 'on',
  };
  return Buffer.concat([
    message('R', int32(0)),
    ...Object.entries(parameters).map(([name, value]) => message('S', Buffer.from(`${name}\0${value}\0`))),
    message('K', Buffer.concat([int32(0), int32(0)])),
    message('Z', Buffer.from('I')),
  ]);
}

/** An ErrorResponse that ends the connection. */
export function fatalError(sqlState: string, text: string): Buffer {
  return message('E', Buffer.from(`SFATAL\0VFATAL\0C${sqlState}\0M${text}\0\0`));
}

/**
 * The end of a COPY FROM STDIN, which the embedded backend does not survive otherwise: it cannot wait for the rows.
 * Outside of one the backend passes the message over.
 */
export const REFUSE_COPY: FrontendMessage = {
  type: 'f',
  bytes: message('f', Buffer.from('the embedded database takes no COPY FROM STDIN; use INSERT\0')),
};

/** The SQL of a simple query or of a statement to be parsed; null for any other message. */
export function sqlOf({ type, bytes }: FrontendMessage): string | null {
  const texts = bytes.subarray(5).toString('utf8').split('\0');
  return (type === 'Q' ? texts[0] : type === 'P' ? texts[1] : null) ?? null;
}

/** A simple query. */
export function simpleQuery(sql: string): Buffer {
  return message('Q', Buffer.from(`${sql}\0`));
}

/** The tags of the commands that an answer tells of, such as `SET` or `SELECT 1`; null if one of them failed. */
export function commandTags(answer: Buffer): string[] | null {
  const tags: string[] = [];
  for (let offset = 0; offset + 5 <= answer.length; offset += 1 + answer.readInt32BE(offset + 1)) {
    const type = String.fromCharCode(answer[offset] ?? 0);
    if (type === 'E') return null;
    if (type === 'C') tags.push(answer.toString('utf8', offset + 5, offset + answer.readInt32BE(offset + 1)));
  }
  return tags;
}

/**
 * The transaction status of the last ReadyForQuery in an answer: `I` idle, `T` in a transaction, `E` in a failed
 * one; null when the answer holds none.
 */
export function transactionStatus(answer: Uint8Array): 'I' | 'T' | 'E' | null {
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  let status: 'I' | 'T' | 'E' | null = null;
  for (let offset = 0; offset + 5 <= answer.length;) {
    if (answer[offset] === 0x5a) status = String.fromCharCode(answer[offset + 5] ?? 0) as 'I' | 'T' | 'E';
    offset += 1 + view.getInt32(offset + 1);
  }
  return status;
}
