import { createClient } from 'graphql-ws';
import { backOffMs, pause } from './back-off.js';
import type { Gateway } from './client.js';
import { LiveEventsDocument, type EventFilter, type LiveEventsSubscription } from './generated/graphql.js';
import { judge } from './live-end.js';

/** A connection that says nothing for so long is asked; one that does not answer within so long is dead. */
const PING_MS = 10_000;
const PONG_MS = 5_000;

type Batch = LiveEventsSubscription['events'];
/** An event of the log. */
export type LiveEvent = Batch['events'][number];
/** Events that are lost, why, and of which time. */
export type Gap = NonNullable<Batch['gap']>;

/** How the connection stands. */
export type LiveState =
  | { readonly kind: 'connecting' | 'live' }
  | { readonly kind: 'waiting'; readonly why: string; readonly ms: number };

/** Which events are followed, and from where on. */
export interface LiveRequest {
  readonly gateway: Gateway;
  readonly filter?: EventFilter;
  /** The cursor to go on behind, of an earlier run. Without it, from now on, behind the last `replay` events. */
  readonly after?: string | null;
  readonly replay?: number;
  readonly signal: AbortSignal;
  /** What opens sockets where there is no global WebSocket, as in Node.js before 22: that of `ws`. */
  readonly webSocketImpl?: unknown;
}

/** Who is told. Nothing that is told is told again: what is done with events is done when a method returns. */
export interface LiveListener {
  /** Events in the order in which they were recorded, and the cursor behind the last one. */
  onEvents(events: readonly LiveEvent[], cursor: string): void;
  /** Events are missing here. */
  onGap(gap: Gap): void;
  onState?(state: LiveState): void;
}

/**
 * Follows the event log across connections: each one goes on behind the last event of the one before, so that nothing is
 * lost and nothing comes twice. Where the gateway cannot go on there, the listener is told of a gap.
 *
 * @returns when the signal ends it
 * @throws GatewayError where the gateway refuses the key or the request, which trying again would not change; and what the
 * listener throws
 */
export async function followEvents(request: LiveRequest, listener: LiveListener): Promise<void> {
  const { gateway, filter = {}, replay = 0, signal } = request;
  const isOver = (): boolean => signal.aborted;
  let cursor = request.after ?? null;
  /** Attempts since a connection was of use: brought events or answered a ping. */
  let failures = 0;
  let lastFailure: unknown = null;
  let isOpen = false;
  /** When a connection was lost that had brought no cursor yet. */
  let brokenAt: string | null = null;
  let silence: ReturnType<typeof setTimeout> | undefined;

  const wait = async (cause: unknown): Promise<void> => {
    const ms = backOffMs(failures);
    failures += 1;
    listener.onState?.({ kind: 'waiting', why: judge(cause).error.message, ms });
    await pause(ms, signal);
  };

  const client = createClient({
    url: socketUrl(gateway.url),
    connectionParams: { authorization: `Bearer ${gateway.key}` },
    webSocketImpl: request.webSocketImpl,
    connectionAckWaitTimeout: PING_MS,
    keepAlive: PING_MS,
    retryAttempts: Infinity,
    shouldRetry: (cause) => {
      lastFailure = cause;
      if (isOpen && cursor === null) brokenAt ??= new Date().toISOString();
      isOpen = false;
      return judge(cause).kind === 'lost';
    },
    retryWait: () => wait(lastFailure),
    on: {
      connecting: () => listener.onState?.({ kind: 'connecting' }),
      connected: () => {
        isOpen = true;
        if (brokenAt !== null) {
          const reason = 'The connection broke before there was a cursor to go on behind.';
          listener.onGap({ reason, from: brokenAt, to: new Date().toISOString() });
          brokenAt = null;
        }
        listener.onState?.({ kind: 'live' });
      },
      closed: () => clearTimeout(silence),
      ping: (isReceived) => {
        if (!isReceived) silence = setTimeout(() => client.terminate(), PONG_MS);
      },
      pong: (isReceived) => {
        if (!isReceived) return;
        clearTimeout(silence);
        failures = 0;
      },
    },
  });

  // graphql-ws writes the variables anew for each connection, so that each has the cursor of that moment.
  const variables = {
    filter,
    get after() {
      return cursor;
    },
    get replay() {
      return cursor === null ? replay : 0;
    },
  };

  const take = ({ events, cursor: behind, gap }: Batch): void => {
    failures = 0;
    if (gap !== null) listener.onGap(gap);
    if (events.length > 0) listener.onEvents(events, behind);
    cursor = behind;
  };

  /** Subscribes, across connections, until the gateway ends it or the signal does; resolves with why. */
  const untilItEnds = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const end = (cause: unknown): void => {
        signal.removeEventListener('abort', end);
        resolve(cause);
        unsubscribe();
      };
      const unsubscribe = client.subscribe<LiveEventsSubscription>(
        { query: LiveEventsDocument.toString(), variables },
        {
          next: ({ data, errors }) => {
            if (isOver()) return;
            // A batch without events is lost with its cursor: the one before it brings them again.
            if (data == null) return end(errors ?? []);
            try {
              take(data.events);
            } catch (cause) {
              reject(cause instanceof Error ? cause : new Error(String(cause)));
              end(null);
            }
          },
          error: end,
          complete: () => end(new Error('the gateway ended the stream')),
        },
      );
      signal.addEventListener('abort', end);
    });

  while (!isOver()) {
    const cause = await untilItEnds();
    if (isOver()) return;
    isOpen = false;
    const { kind, error } = judge(cause);
    if (kind === 'refused') throw error;
    if (kind === 'stale') {
      cursor = null;
      listener.onGap({ reason: `The cursor is refused: ${error.message}`, from: null, to: null });
    }
    await wait(cause);
  }
}

/** Where a gateway speaks graphql-transport-ws. */
function socketUrl(url: string): string {
  const socket = new URL('/graphql', url);
  socket.protocol = socket.protocol === 'https:' ? 'wss:' : 'ws:';
  return socket.href;
}
