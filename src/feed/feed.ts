import type { TenantScope } from '../db/tenant-scope.js';
import type { LogEvent } from './log-event.js';

/** Events lost between a cursor and what follows it. */
export interface FeedGap {
  readonly reason: string;
  readonly from: number | null;
  readonly to: number | null;
}

/** Events that were recorded one after the other, with the cursor behind the last of them. */
export interface LogBatch {
  readonly events: readonly LogEvent[];
  readonly cursor: string;
  readonly gap: FeedGap | null;
}

/** What every event that matches has: one of the values in a field. Other events need not be asked about. */
export interface FeedTrait {
  readonly field: 'customerId' | 'productId' | 'actor' | 'type' | 'category';
  readonly values: readonly string[];
}

/** Which events are meant. */
export interface FeedFilter {
  readonly matches: (event: LogEvent) => boolean;
  /** Null where nothing is known of those that match. */
  readonly trait: FeedTrait | null;
  /** The same for filters that match the same events. */
  readonly key: string;
}

/** What a subscriber wants to see. */
export interface FeedRequest extends FeedFilter {
  /** The cursor to go on behind; from now on if null. */
  readonly after: string | null;
  /** So many of the last events come first; only without a cursor. */
  readonly replay: number;
  /** After so many milliseconds without an event that matches, where the stream stands is told, as at its begin; null for never. */
  readonly progressMs: number | null;
}

/** One subscriber's way through the feed, from where it began to the present. */
export interface FeedReader extends AsyncIterableIterator<LogBatch> {
  /** Whether everything that the node knows of has been read. */
  readonly isLive: boolean;
  /** Whether it is still on its way to the last events that it is to begin with. */
  readonly isReplaying: boolean;
  /** Whether it was ended, by whoever reads or by the feed. */
  readonly isEnded: boolean;
  /** The cursor behind all that has been read. */
  readonly cursor: string;
  /** Reads the next page; null where nothing in it matches. Does not wait for new events. */
  read(): Promise<LogBatch | null>;
  /** Ends it, also while `next` waits. */
  end(): void;
}

/** The live event log. */
export interface Feed {
  /**
   * Every event of the scope that matches, once, in recorded order, until the reader is ended. Rejects with an
   * InputError for a cursor that is not this tenant's.
   */
  subscribe(scope: TenantScope, request: FeedRequest): Promise<FeedReader>;
  /**
   * The same from now on, pushed: what a reader of the scope that is live would read next, and as long as one was live when
   * this was called nothing is missed. Returns what ends it.
   */
  listen(scope: TenantScope, filter: FeedFilter, listener: (batch: LogBatch) => void): () => void;
  /** The cursor behind all that was told of the scope's tenant so far, which somebody has to read or listen to. */
  position(scope: TenantScope): string;
  /** Ends all subscriptions and stops reading. */
  close(): Promise<void>;
}

/** A subscription to the feed, as its resolver asks for it; whoever has the subscribers' sockets opens it. */
export class FeedStream implements AsyncIterable<never> {
  constructor(
    readonly feed: Feed,
    readonly scope: TenantScope,
    readonly request: FeedRequest,
  ) {}

  /** GraphQL wants something to iterate over. */
  [Symbol.asyncIterator](): never {
    throw new Error('a feed stream is opened, not iterated over');
  }
}
