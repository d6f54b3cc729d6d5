import { FeedStream, type Feed, type FeedReader, type LogBatch } from '../../../src/feed/feed.js';

/** A feed without a past, whose readers are live at once; what it is given goes to those who listen. */
export class StageFeed implements Feed {
  readonly #listeners = new Set<(batch: LogBatch) => void>();
  readonly stream = new FeedStream(
    this,
    { tenantId: 'acme', customerId: null },
    { matches: () => true, trait: null, key: '', after: null, replay: 0, progressMs: null },
  );

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** Tells those who listen of a batch with this cursor. */
  push(cursor: string): void {
    for (const listener of this.#listeners) listener({ events: [], cursor, gap: null });
  }

  subscribe(): Promise<FeedReader> {
    const reader: FeedReader = {
      isLive: true,
      isReplaying: false,
      isEnded: false,
      cursor: '',
      read: async () => null,
      end: () => undefined,
      next: () => new Promise(() => undefined),
      [Symbol.asyncIterator]: () => reader,
    };
    return Promise.resolve(reader);
  }

  listen(_scope: unknown, _filter: unknown, listener: (batch: LogBatch) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  position(): string {
    return '';
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
