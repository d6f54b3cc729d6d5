import type { FeedReader } from '../../feed/feed.js';
import type { StreamSink } from './sink.js';

/** The stream that a member shares with others. */
export interface MemberStream {
  /** Takes a member in, which reads on from where its reader stands. */
  join(member: StreamMember): void;
  /** Lets go of one that has left. */
  leave(member: StreamMember): void;
}

/**
 * An open subscription, a member of a shared stream from its start to its close. There is one for each subscriber, so it
 * keeps no more than its place: what it was opened with goes when it starts, its reader when it is live.
 */
export class StreamMember {
  /** What it has been sent lies before this, but for what it was sent while it was live. */
  cursor: string;
  /** The number of the last payload that it is not to be sent, because it began or has read on behind it. */
  since = 0;
  /** Its own way to where the others are; null once it is there. */
  reader: FeedReader | null;
  #hasLeft = false;
  #find: (() => MemberStream) | null;
  #stream: MemberStream | null = null;

  /** @param find the stream that it is to share, asked for when it starts */
  constructor(
    readonly sink: StreamSink,
    reader: FeedReader,
    find: () => MemberStream,
  ) {
    this.reader = reader;
    this.cursor = reader.cursor;
    this.#find = find;
  }

  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  /** Lets payloads come: not before whoever has the sink is ready for them. */
  start(): void {
    if (this.#find === null) return;
    this.#stream = this.#find();
    this.#find = null;
    this.#stream.join(this);
  }

  /** Ends it: nothing more comes. */
  close(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#find = null;
    this.reader?.end();
    this.reader = null;
    this.#stream?.leave(this);
    this.#stream = null;
  }
}
