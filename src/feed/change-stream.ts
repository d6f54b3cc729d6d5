import type { TenantScope } from '../db/tenant-scope.js';
import type { Feed, FeedFilter } from './feed.js';

/** What makes an answer another one. */
export interface AnswerChanges {
  /** The events that can change it, as far as can be told of an event. */
  readonly filter: FeedFilter;
  /** Whether it may be another one at `now` than at `since` though nothing happened between; epoch milliseconds. */
  moves(since: number, now: number): boolean;
  /** Between two results of a subscriber at least, milliseconds. */
  readonly throttleMs: number;
}

/**
 * A subscription to an answer, given at once and again when it has changed, as its resolver asks for it; whoever has the
 * subscribers' sockets opens it, and has the answer found by executing the operation.
 */
export class ChangeStream implements AsyncIterable<never> {
  constructor(
    readonly feed: Feed,
    readonly scope: TenantScope,
    readonly changes: AnswerChanges,
  ) {}

  /** GraphQL wants something to iterate over. */
  [Symbol.asyncIterator](): never {
    throw new Error('a change stream is opened, not iterated over');
  }
}
