import type { ChangeStream } from '../../feed/change-stream.js';
import { NewestPayload, type AnswerMember } from './newest-payload.js';
import type { StreamSink } from './sink.js';

/** An answer as it was found. */
export interface FoundAnswer {
  /** See `StreamSink`. */
  readonly payload: Buffer;
  /** Whether it failed through no fault of who asked, so that it may be found later. */
  readonly isBroken: boolean;
}

/** What a live answer is made of. */
export interface LiveAnswerParts {
  readonly stream: Pick<ChangeStream, 'feed' | 'scope' | 'changes'>;
  /** Finds the answer as it is now. Never rejects. */
  readonly find: () => Promise<FoundAnswer>;
}

/** Between two attempts where the answer cannot be found. */
const RETRY_MS = 1_000;
/** How often an answer is looked at that moves with time, at full multiples of this: every bucket begins at one. */
const LOOK_EVERY_MS = 60_000;
/** A change may take so long to reach the database that is read, where that is a replica. */
const SETTLED_MS = 10_000;

interface Member extends AnswerMember {
  /** Whether it waits for its first answer, which no search that began before it came can give. */
  isNew: boolean;
}

/**
 * An answer that subscribers who ask the same share: found once for all of them when one comes, when an event can have
 * changed it, at most once per throttle, and when time can have. Must be made while somebody reads the scope's feed.
 */
export class LiveAnswer {
  readonly #parts: LiveAnswerParts;
  readonly #members = new Set<Member>();
  readonly #newest: NewestPayload;
  readonly #unlisten: () => void;
  /** Whether something can have changed it since the last search began. */
  #isChanged = false;
  #isSearching = false;
  /** When a search last ended, by the process's clock. */
  #foundAt = -Infinity;
  /** When it was last looked at for all of them, epoch milliseconds. */
  #lookedAt = Date.now();
  /** After a change: when it is looked at once more, epoch milliseconds. */
  #settlesAt: number | null = null;
  #leastMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: LiveAnswerParts) {
    this.#parts = parts;
    const { feed, scope, changes } = parts.stream;
    this.#leastMs = changes.throttleMs;
    this.#newest = new NewestPayload(changes.throttleMs);
    this.#unlisten = feed.listen(scope, changes.filter, () => this.#change());
  }

  /** How many share it. */
  get members(): number {
    return this.#members.size;
  }

  /** Takes a subscriber in; returns what lets it go. With the last one everything ends. */
  join(sink: StreamSink): () => void {
    const member: Member = { sink, given: null, givenAt: -Infinity, stuck: null, isNew: true };
    this.#members.add(member);
    this.#plan();
    return () => {
      this.#members.delete(member);
      this.#newest.delete(member);
      if (this.#members.size > 0) return;
      clearTimeout(this.#timer);
      this.#unlisten();
    };
  }

  #change(): void {
    this.#isChanged = true;
    this.#settlesAt = nextLook(Date.now() + SETTLED_MS);
    this.#plan();
  }

  /** Sets the timer for what comes next. */
  #plan(): void {
    if (this.#isSearching || this.#members.size === 0) return;
    clearTimeout(this.#timer);
    const rested = performance.now() - this.#foundAt;
    const throttled = this.#leastMs - rested;
    if (this.#hasNew()) this.#searchIn(Math.min(throttled, JOIN_MS - rested));
    else if (this.#isChanged) this.#searchIn(throttled);
    else {
      const wait = Math.max(throttled, nextLook(this.#lookedAt) - Date.now());
      this.#timer = setTimeout(() => this.#look(), Math.max(1, wait));
    }
  }

  #searchIn(wait: number): void {
    if (wait <= 0) void this.#search();
    else this.#timer = setTimeout(() => void this.#search(), Math.ceil(wait));
  }

  #hasNew(): boolean {
    for (const { isNew } of this.#members) if (isNew) return true;
    return false;
  }

  /** Has it found anew where time can have changed it. */
  #look(): void {
    const now = Date.now();
    // A timer may come too early by a moment.
    if (now >= nextLook(this.#lookedAt)) {
      const hasSettled = this.#settlesAt !== null && now >= this.#settlesAt;
      this.#isChanged = hasSettled || this.#parts.stream.changes.moves(this.#lookedAt, now);
      this.#lookedAt = now;
    }
    this.#plan();
  }

  async #search(): Promise<void> {
    this.#isSearching = true;
    const asking = [...this.#members].filter(({ isNew }) => this.#isChanged || isNew);
    for (const member of asking) member.isNew = false;
    if (this.#isChanged) this.#lookedAt = Date.now();
    if (this.#settlesAt !== null && Date.now() >= this.#settlesAt) this.#settlesAt = null;
    this.#isChanged = false;
    const { throttleMs } = this.#parts.stream.changes;
    const { payload, isBroken } = await this.#parts.find();
    this.#isSearching = false;
    this.#foundAt = performance.now();
    this.#isChanged ||= isBroken;
    this.#leastMs = isBroken ? Math.max(RETRY_MS, throttleMs) : throttleMs;
    this.#newest.offer(
      payload,
      asking.filter((member) => this.#members.has(member)),
    );
    this.#plan();
  }
}

/** Between searches for those who come, one after the other. */
const JOIN_MS = 100;

/** The first full look behind an instant, epoch milliseconds. */
const nextLook = (after: number): number => (Math.floor(after / LOOK_EVERY_MS) + 1) * LOOK_EVERY_MS;
