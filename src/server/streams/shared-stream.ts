import type { Feed, FeedReader, FeedStream, LogBatch } from '../../feed/feed.js';
import { hasCaughtBreath, isSlow } from './slow-clients.js';
import type { MemberStream, StreamMember } from './stream-member.js';

/** What a shared stream is made of. */
export interface SharedStreamParts {
  readonly feed: Feed;
  readonly scope: FeedStream['scope'];
  /** What all of its members ask for, but for where they begin. */
  readonly request: FeedStream['request'];
  /** The payload of a batch: see `StreamSink`. Never rejects. */
  readonly execute: (batch: LogBatch) => Promise<Buffer>;
  /** A member's way could not be read on. */
  readonly onError: (error: unknown) => void;
  /** The last member has left. */
  readonly onEmpty: () => void;
}

/** A batch that says no more than where a stream stands. */
const whereabouts = (cursor: string): LogBatch => ({ events: [], cursor, gap: null });

/** Asked anew each time: a member leaves while others are waited for. */
const hasLeft = (member: StreamMember): boolean => member.hasLeft;

/** Payloads that are kept for members who come back from the same place, while any of them reads. */
const PAYLOADS_KEPT = 16;
/** Batches that are being made into payloads. With more of them nobody is live: each reads on as fast as they are made. */
const MOST_MAKING = 8;

/**
 * Subscribers that ask the same with the same rights: each batch is executed and serialized once for all of them. Who is
 * live is sent the payload; who is behind, because it resumes, replays or reads slowly, has a reader of its own until it has
 * caught up. Nobody owns a queue: what a slow client is not sent stays in the feed.
 */
export class SharedStream implements MemberStream {
  readonly #parts: SharedStreamParts;
  readonly #live = new Set<StreamMember>();
  readonly #payloads = new Map<string, Promise<Buffer>>();
  #members = 0;
  #reading = 0;
  #number = 0;
  /** The last batch that those who are live were sent: one cursor for all of them. */
  #told = { number: 0, cursor: '' };
  #making = 0;
  #sent: Promise<void> = Promise.resolve();
  #unlisten: (() => void) | null = null;
  #progress: NodeJS.Timeout | undefined;

  constructor(parts: SharedStreamParts) {
    this.#parts = parts;
  }

  join(member: StreamMember): void {
    this.#members += 1;
    if (member.reader !== null) void this.#catchUp(member, member.reader);
  }

  leave(member: StreamMember): void {
    this.#members -= 1;
    this.#drop(member);
    if (this.#members === 0) this.#parts.onEmpty();
  }

  #drop(member: StreamMember): void {
    this.#live.delete(member);
    if (this.#live.size > 0) return;
    clearInterval(this.#progress);
    this.#unlisten?.();
    this.#unlisten = null;
  }

  /** Reads on until the present, no faster than the client does, and goes live there. */
  async #catchUp(member: StreamMember, reader: FeedReader): Promise<void> {
    const { progressMs } = this.#parts.request;
    this.#reading += 1;
    // Where a member begins is told at once: it may be cut off before anything matches.
    let toldAt = -Infinity;
    const isDue = (): boolean =>
      progressMs !== null && !reader.isReplaying && performance.now() - toldAt >= progressMs;
    try {
      while (!member.hasLeft && !reader.isEnded && (!reader.isLive || isDue())) {
        const from = reader.cursor;
        const read = await reader.read();
        const batch = read ?? (isDue() ? whereabouts(reader.cursor) : null);
        if (batch !== null) {
          const payload = await this.#payload(from, batch);
          if (hasLeft(member)) break;
          member.sink.send(payload);
          toldAt = performance.now();
        }
        member.cursor = batch?.cursor ?? reader.cursor;
        if (isSlow(member) && !(await hasCaughtBreath(member))) {
          if (!hasLeft(member)) member.sink.overload();
          break;
        }
      }
      // From here to the end of the turn nothing can come between: what the reader has not read, it will hear.
      if (!hasLeft(member) && reader.isLive) this.#goLive(member);
    } catch (error) {
      this.#parts.onError(error);
      if (!hasLeft(member)) member.sink.overload();
    } finally {
      reader.end();
      member.reader = null;
      this.#reading -= 1;
      if (this.#reading === 0) this.#payloads.clear();
    }
  }

  #goLive(member: StreamMember): void {
    const { feed, scope, request } = this.#parts;
    member.since = this.#number;
    this.#live.add(member);
    if (this.#unlisten !== null) return;
    this.#unlisten = feed.listen(scope, request, (batch) => this.#publish(batch));
    const { progressMs } = request;
    if (progressMs === null) return;
    let told = this.#number;
    this.#progress = setInterval(() => {
      if (told === this.#number) this.#publish(whereabouts(feed.position(scope)));
      told = this.#number;
    }, progressMs);
  }

  /** Payloads are sent in the order of their batches, however long each takes to make. */
  #publish(batch: LogBatch): void {
    if (this.#making >= MOST_MAKING) {
      for (const member of [...this.#live]) this.#fallBehind(member);
      return;
    }
    const number = ++this.#number;
    this.#making += 1;
    const made = this.#parts.execute(batch).finally(() => (this.#making -= 1));
    this.#sent = Promise.all([made, this.#sent])
      .then(([payload]) => this.#send(number, payload, batch.cursor))
      .catch(this.#parts.onError);
  }

  #send(number: number, payload: Buffer, cursor: string): void {
    for (const member of this.#live) {
      if (member.since >= number) continue;
      if (isSlow(member)) this.#fallBehind(member);
      else member.sink.send(payload);
    }
    this.#told = { number, cursor };
  }

  /** Takes a member out of those who are live; it goes on with a reader once it has read what it was sent. */
  #fallBehind(member: StreamMember): void {
    this.#drop(member);
    if (this.#told.number > member.since) member.cursor = this.#told.cursor;
    void this.#resume(member);
  }

  async #resume(member: StreamMember): Promise<void> {
    const { feed, scope, request, onError } = this.#parts;
    try {
      if (!(await hasCaughtBreath(member))) {
        if (!hasLeft(member)) member.sink.overload();
        return;
      }
      const reader = await feed.subscribe(scope, { ...request, after: member.cursor, replay: 0 });
      member.reader = reader;
      await this.#catchUp(member, reader);
    } catch (error) {
      onError(error);
      if (!hasLeft(member)) member.sink.overload();
    }
  }

  #payload(from: string, batch: LogBatch): Promise<Buffer> {
    const key = `${from} ${batch.cursor} ${batch.events.length} ${batch.gap?.reason ?? ''}`;
    const known = this.#payloads.get(key);
    if (known !== undefined) return known;
    const made = this.#parts.execute(batch);
    this.#payloads.set(key, made);
    const [oldest] = this.#payloads.keys();
    if (this.#payloads.size > PAYLOADS_KEPT && oldest !== undefined) this.#payloads.delete(oldest);
    return made;
  }
}
