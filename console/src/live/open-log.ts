import { createClient } from 'graphql-ws';
import type { LogBatch } from './log-event.js';
import { streamEnd, type StreamEnd } from './stream-end.js';

/** A connection that is asked and says nothing for so long is dead; so is one that does not answer the key. */
const PING_MS = 10_000;
const PONG_MS = 5_000;

/** What one connection tells. */
export interface LogListener {
  /** The gateway has taken the key. */
  readonly onOpen: () => void;
  readonly onBatch: (batch: LogBatch) => void;
  /** Called once; nothing comes after it. Not called where the connection was closed from here. */
  readonly onEnd: (end: StreamEnd) => void;
}

/** What a connection asks for. */
export interface LogRequest {
  readonly url: URL;
  readonly credentials: Readonly<Record<string, string>>;
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/**
 * Subscribes to the log on a socket of its own. It does not try again: whoever does passes the cursor of the last
 * batch, and a client that repeats by itself would repeat the first one.
 *
 * @returns closes the connection
 */
export function openLog(request: LogRequest, listener: LogListener): () => void {
  let over = false;
  let silence: ReturnType<typeof setTimeout> | undefined;
  const end = (ended: StreamEnd): void => {
    if (over) return;
    over = true;
    clearTimeout(silence);
    listener.onEnd(ended);
    unsubscribe();
  };
  const client = createClient({
    url: request.url.href,
    connectionParams: request.credentials,
    retryAttempts: 0,
    connectionAckWaitTimeout: PING_MS,
    keepAlive: PING_MS,
    on: {
      connected: () => {
        if (!over) listener.onOpen();
      },
      ping: (received) => {
        if (!received) silence = setTimeout(() => client.terminate(), PONG_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(silence);
      },
    },
  });
  // Its end closes the socket, which has no other use. (The client's own dispose() may close it between the
  // acknowledgement and the subscribe message.)
  const unsubscribe = client.subscribe<{ events: LogBatch }>(
    { query: request.query, variables: request.variables },
    {
      next: ({ data, errors }) => {
        if (over) return;
        // A batch without events is lost with its cursor; the one before it brings them again.
        if (data == null) end(streamEnd(errors ?? new Error('an answer without events')));
        else listener.onBatch(data.events);
      },
      error: (cause) => end(streamEnd(cause)),
      complete: () => end({ kind: 'lost', why: 'the gateway ended the stream' }),
    },
  );
  return () => {
    over = true;
    clearTimeout(silence);
    unsubscribe();
  };
}
