import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import type { Gateway } from '../../../examples/typescript-client/src/client.js';
import {
  followEvents,
  type Gap,
  type LiveRequest,
  type LiveState,
} from '../../../examples/typescript-client/src/live.js';
import { ingest } from '../../browser/ingest.js';

/** Records notes one after the other, in one request; resolves with their ids. */
export async function note(
  { url, key }: Gateway,
  count = 1,
  data: Record<string, unknown> = {},
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const events = ids.map((id) => ({
    ...{ id, source: '/examples', type: 'system.deployed' },
    data: { message: `note ${id}`, ...data },
  }));
  await ingest(url, key, events);
  return ids;
}

/** The example's live client, and all that it tells. */
export class LiveLog {
  readonly ids: string[] = [];
  readonly gaps: Gap[] = [];
  /** Settles when it has ended. */
  readonly ended: Promise<void>;
  cursor: string | null = null;
  readonly #states: LiveState['kind'][] = [];
  readonly #controller = new AbortController();
  readonly #wake = new Set<() => void>();

  constructor(request: Omit<LiveRequest, 'signal'>, onEvents = (): void => undefined) {
    this.ended = followEvents(
      { ...request, signal: this.#controller.signal, webSocketImpl: WebSocket },
      {
        onEvents: (events, cursor) => {
          onEvents();
          this.ids.push(...events.map(({ id }) => id));
          this.cursor = cursor;
          this.#changed();
        },
        onGap: (gap) => {
          this.gaps.push(gap);
          this.#changed();
        },
        onState: ({ kind }) => {
          this.#states.push(kind);
          this.#changed();
        },
      },
    );
    this.ended.catch(() => this.#changed());
  }

  /** How often it was in a state. */
  count(kind: LiveState['kind']): number {
    return this.#states.filter((state) => state === kind).length;
  }

  /** Resolves when something that it tells makes the condition hold; rejects with what ends it before. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await Promise.race([this.ended, new Promise<void>((resolve) => this.#wake.add(resolve))]);
    }
  }

  has(count: number): Promise<void> {
    return this.until(() => this.ids.length >= count);
  }

  /**
   * Records until an event comes, as the first may be earlier than the subscription. Resolves with the ids from that one on,
   * which are all that have come.
   */
  async begins(record: () => Promise<string[]>): Promise<string[]> {
    const sent: string[] = [];
    await this.until(() => this.count('live') > 0);
    while (this.ids.length === 0) {
      sent.push(...(await record()));
      await Promise.race([this.has(1), new Promise((resolve) => setTimeout(resolve, 500))]);
    }
    const [first = ''] = this.ids;
    const seen = sent.slice(sent.indexOf(first));
    await this.has(seen.length);
    return seen;
  }

  /** Ends it; resolves when it has ended. */
  async end(): Promise<void> {
    this.#controller.abort();
    await this.ended;
  }

  #changed(): void {
    this.#wake.forEach((wake) => wake());
    this.#wake.clear();
  }
}
