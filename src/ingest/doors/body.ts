import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { GaugewayError, InputError } from '../../errors.js';

/** The client went away: nobody is left to be answered. */
export class ClientGone extends Error {
  constructor() {
    super('The client went away');
    this.name = 'ClientGone';
  }
}

/** A request's body after its Content-Encoding; `release` hands the rest of the request back, unread. */
export interface DecodedBody {
  readonly source: Readable;
  release(): void;
}

/**
 * Undoes the Content-Encoding, which may be gzip or none. The source fails with ClientGone if the body breaks off.
 * @throws GaugewayError UNSUPPORTED_MEDIA_TYPE for another encoding
 */
export function decodedBody(request: IncomingMessage): DecodedBody {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return { source: request, release: () => undefined };
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new GaugewayError(
      'UNSUPPORTED_MEDIA_TYPE',
      'Content-Encoding: expected gzip or none',
      'Content-Encoding',
    );
  }
  const source = createGunzip();
  // `pipe` and not `pipeline`: that one would tear the connection down for a fault in the gzip, which wants an answer.
  request.pipe(source);
  request.once('close', () => {
    if (!request.complete) source.destroy(new ClientGone());
  });
  return {
    source,
    release: () => {
      request.unpipe(source);
      source.on('error', () => undefined);
      source.destroy();
    },
  };
}

/** How much of a body is read, and for how long. */
export interface BodyLimits {
  /** Largest body after decompression. */
  readonly maxBytes: number;
  /** Longest time from the first look to the last byte, milliseconds. */
  readonly maxMs: number;
}

/**
 * Reads a whole body as text.
 *
 * @throws GaugewayError PAYLOAD_TOO_LARGE once it is larger than the limit, compressed or not; what follows is left
 *   unread
 * @throws InputError for broken gzip, for bytes that are no UTF-8, and for a body that takes too long
 * @throws ClientGone if it breaks off
 */
export async function readText(request: IncomingMessage, limits: BodyLimits): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > limits.maxBytes) throw tooLarge(limits.maxBytes);
  const body = decodedBody(request);
  let bytes: Buffer;
  try {
    bytes = await collect(request, body.source, limits);
  } finally {
    body.release();
  }
  if (!isUtf8(bytes)) throw new InputError('body', 'expected UTF-8');
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** Written with events: leaving an async iterator early would destroy the request, and the answer with it. */
function collect(request: IncomingMessage, source: Readable, limits: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => {
      settle(new InputError('body', `expected all of it within ${limits.maxMs / 1000} s`));
    }, limits.maxMs);
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limits.maxBytes) settle(tooLarge(limits.maxBytes));
      else chunks.push(chunk);
    };
    const onEnd = (): void => settle(null);
    const onError = (error: Error): void =>
      settle(source === request ? new ClientGone() : asBodyFault(error));
    const onClose = (): void => {
      if (!request.complete) settle(new ClientGone());
    };
    const settle = (error: Error | null): void => {
      clearTimeout(timer);
      source.off('data', onData).off('end', onEnd);
      request.off('close', onClose);
      source.pause();
      if (error === null) resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size));
      else reject(error);
    };
    // `onError` stays: a stream that fails later must not take the process down.
    source.on('data', onData).once('end', onEnd).on('error', onError);
    request.once('close', onClose);
  });
}

/** What a fault of the decompression means to the client; anything else stays what it is. */
export function asBodyFault(error: unknown): Error {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (typeof code === 'string' && code.startsWith('Z_')) return new InputError('body', 'expected gzip');
  return error instanceof Error ? error : new Error(String(error));
}

function tooLarge(maxBytes: number): GaugewayError {
  return new GaugewayError('PAYLOAD_TOO_LARGE', `body: larger than ${maxBytes} bytes`, 'body');
}
