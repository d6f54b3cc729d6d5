import type { TenantScope } from '../db/tenant-scope.js';

/** An event as the log has it; instants are epoch milliseconds. */
export interface LogEvent {
  /** Its place in the order in which events were recorded. */
  readonly seq: bigint;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: number;
  readonly recordedAt: number;
  readonly category: string;
  readonly severity: string;
  readonly message: string;
  readonly actor: string | null;
  readonly customerId: string | null;
  readonly productId: string | null;
  readonly statusCode: number | null;
  readonly latencyMs: number | null;
  readonly attributes: Record<string, unknown>;
}

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

/** What a subscriber wants to see. */
export interface FeedRequest {
  /** The cursor to go on behind; from now on if null. */
  readonly after: string | null;
  readonly matches: (event: LogEvent) => boolean;
}

/** The live event log. */
export interface Feed {
  /**
   * Every event of the scope that matches, once, in recorded order, until the iterator is returned. Rejects with an
   * InputError for a cursor that is not this tenant's.
   */
  subscribe(scope: TenantScope, request: FeedRequest): Promise<AsyncIterableIterator<LogBatch>>;
  /** Ends all subscriptions and stops reading. */
  close(): Promise<void>;
}
