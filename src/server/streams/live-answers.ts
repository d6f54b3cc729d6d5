import type { DocumentNode, ExecutionResult } from 'graphql';
import type { Principal } from '../../auth/principal.js';
import type { ChangeStream } from '../../feed/change-stream.js';
import { stringifyJson } from '../../ingest/json.js';
import { LiveAnswer, type FoundAnswer } from './live-answer.js';
import type { StreamSink } from './sink.js';

/** A subscription to a live answer that is to be opened. */
export interface LiveAnswerRequest {
  readonly stream: ChangeStream;
  readonly principal: Principal;
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** See `LiveAnswerParts`. */
  readonly find: () => Promise<FoundAnswer>;
}

/** The live answers of a node: subscribers that ask the same with the same rights share one. */
export class LiveAnswers {
  readonly #answers = new Map<string, LiveAnswer>();
  readonly #documents = new WeakMap<DocumentNode, number>();
  #numbered = 0;

  /** How many there are that somebody shares. */
  get size(): number {
    return this.#answers.size;
  }

  /**
   * Opens a subscription. Its payloads go to the sink from when the iterator, which gives no results, is first asked for one
   * until it is returned. Rejects as `Feed.subscribe` does.
   */
  async open(request: LiveAnswerRequest, sink: StreamSink): Promise<AsyncIterableIterator<ExecutionResult>> {
    const { feed, scope, changes } = request.stream;
    // As long as somebody reads, the feed can be listened to.
    const reader = await feed.subscribe(scope, {
      ...changes.filter,
      after: null,
      replay: 0,
      progressMs: null,
    });
    let leave: (() => void) | null = null;
    return untilReturned({
      start: () => {
        leave = this.#join(request, sink);
        reader.end();
      },
      end: () => {
        leave?.();
        reader.end();
      },
    });
  }

  #join(request: LiveAnswerRequest, sink: StreamSink): () => void {
    const { stream, find } = request;
    const key = this.#key(request);
    const answer = this.#answers.get(key) ?? new LiveAnswer({ stream, find });
    this.#answers.set(key, answer);
    const leave = answer.join(sink);
    return () => {
      leave();
      if (answer.members === 0 && this.#answers.get(key) === answer) this.#answers.delete(key);
    };
  }

  /** All that an answer depends on, but for the time: what is asked, and by which rights. */
  #key({ stream: { scope }, principal, document, operationName, variables }: LiveAnswerRequest): string {
    return stringifyJson([
      [scope.tenantId, scope.customerId],
      [principal.tenantId, principal.customerId, [...principal.scopes].sort()],
      this.#numberOf(document),
      operationName,
      Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1)),
    ]);
  }

  /** Equal texts are one document as long as the pipeline keeps it. */
  #numberOf(document: DocumentNode): number {
    const known = this.#documents.get(document);
    if (known !== undefined) return known;
    this.#documents.set(document, ++this.#numbered);
    return this.#numbered;
  }
}

/** An iterator without values that starts something when it is first asked for one, and ends it when it is returned. */
function untilReturned(work: { start(): void; end(): void }): AsyncIterableIterator<ExecutionResult> {
  let resolveOver: () => void = () => undefined;
  const over = new Promise<IteratorResult<ExecutionResult>>((resolve) => {
    resolveOver = () => resolve({ done: true, value: undefined });
  });
  let state: 'opened' | 'started' | 'ended' = 'opened';
  const iterator: AsyncIterableIterator<ExecutionResult> = {
    next: () => {
      if (state === 'opened') {
        state = 'started';
        work.start();
      }
      return over;
    },
    return: () => {
      if (state !== 'ended') {
        state = 'ended';
        work.end();
        resolveOver();
      }
      return over;
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
