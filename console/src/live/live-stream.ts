import { backoffMs } from './backoff.js';
import { LIVE_DOCUMENT, liveVariables } from './document.js';
import type { LiveFilter } from './live-filter.js';
import type { Gap, LogEvent } from './log-event.js';
import type { LogListener, LogRequest } from './open-log.js';
import type { StreamEnd } from './stream-end.js';

/** How the stream stands. */
export type StreamState =
  | { readonly kind: 'idle' | 'connecting' | 'live' }
  | { readonly kind: 'waiting'; readonly why: string; readonly until: number }
  | { readonly kind: 'refused' | 'failed'; readonly why: string };

/** What a stream tells and works with. */
export interface LiveStreamParts {
  readonly url: URL;
  /** Opens one connection; returns what closes it. */
  readonly open: (request: LogRequest, listener: LogListener) => () => void;
  readonly onEvents: (events: readonly LogEvent[]) => void;
  readonly onGap: (gap: Gap) => void;
  readonly onState: (state: StreamState) => void;
}

/** What is subscribed to, and by whom. */
export interface LiveRequest {
  readonly filter: LiveFilter;
  readonly credentials: Readonly<Record<string, string>>;
}

/** The live log across connections: each one goes on behind the last event of the one before. */
export class LiveStream {
  private request: LiveRequest | null = null;
  private cursor: string | null = null;
  private failures = 0;
  /** When the last connection that stood was lost without a cursor; what follows is not known to be complete. */
  private brokenAt: string | null = null;
  private isOpen = false;
  private close: (() => void) | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly parts: LiveStreamParts) {}

  /** Begins anew: from now on, for this filter and these credentials. */
  start(request: LiveRequest): void {
    this.stop();
    this.request = request;
    this.connect();
  }

  /** Ends the stream and forgets how far it was. */
  stop(): void {
    this.hangUp();
    this.request = null;
    this.cursor = null;
    this.brokenAt = null;
    this.failures = 0;
    this.parts.onState({ kind: 'idle' });
  }

  /** Tries at once, where an attempt is being waited for or the stream has failed. */
  retry(): void {
    if (this.close === null && this.request !== null) this.connect();
  }

  private hangUp(): void {
    clearTimeout(this.timer);
    this.close?.();
    this.close = null;
    this.isOpen = false;
  }

  private connect(): void {
    if (this.request === null) return;
    this.hangUp();
    const { filter, credentials } = this.request;
    this.parts.onState({ kind: 'connecting' });
    this.close = this.parts.open(
      {
        url: this.parts.url,
        credentials,
        query: LIVE_DOCUMENT,
        variables: liveVariables(filter, this.cursor),
      },
      {
        onOpen: () => this.opened(),
        onBatch: ({ events, cursor, gap }) => {
          this.failures = 0;
          this.cursor = cursor;
          if (gap !== null) this.parts.onGap(gap);
          if (events.length > 0) this.parts.onEvents(events);
        },
        onEnd: (end) => this.ended(end),
      },
    );
  }

  private opened(): void {
    this.isOpen = true;
    if (this.brokenAt !== null) {
      const reason = 'The connection broke before the first event: some may be missing here';
      this.parts.onGap({ reason, from: this.brokenAt, to: new Date().toISOString() });
      this.brokenAt = null;
    }
    this.parts.onState({ kind: 'live' });
  }

  private ended({ kind, why }: StreamEnd): void {
    const stood = this.isOpen;
    this.hangUp();
    if (kind === 'refused' || kind === 'failed') {
      this.parts.onState({ kind, why });
      return;
    }
    if (kind === 'stale') {
      this.parts.onGap({ reason: `The gateway no longer takes the cursor: ${why}`, from: null, to: null });
      this.cursor = null;
    } else if (stood && this.cursor === null) {
      this.brokenAt ??= new Date().toISOString();
    }
    this.failures += 1;
    const wait = backoffMs(this.failures, Math.random());
    this.timer = setTimeout(() => this.connect(), wait);
    this.parts.onState({ kind: 'waiting', why, until: Date.now() + wait });
  }
}
