import type { StreamSink } from './sink.js';
import { isSlow, LOOK_EVERY_MS, PATIENCE_MS } from './slow-clients.js';

/** A subscriber of an answer, who is owed no more than the newest payload. */
export interface AnswerMember {
  readonly sink: StreamSink;
  /** What it was last sent. */
  given: Buffer | null;
  /** When that was, by the process's clock. */
  givenAt: number;
  /** Since when its client has left too much unread without reading any, and how much that was; null where it reads. */
  stuck: { readonly since: number; readonly unsent: number } | null;
}

/**
 * The newest payload of an answer, and who has yet to be sent it: once so much time has gone by since its last one, and once it has
 * read what it was sent. What comes in between it never sees, so nobody has a queue.
 */
export class NewestPayload {
  #newest: Buffer | null = null;
  readonly #behind = new Set<AnswerMember>();
  #timer: NodeJS.Timeout | undefined;

  /** @param throttleMs between two payloads of a member at least */
  constructor(private readonly throttleMs: number) {}

  /** There is a payload for some members. Those that have the same one already are not sent it again. */
  offer(payload: Buffer, members: Iterable<AnswerMember>): void {
    this.#newest = payload;
    for (const member of members) this.#behind.add(member);
    this.#flush();
  }

  /** A member is owed nothing any more. */
  delete(member: AnswerMember): void {
    this.#behind.delete(member);
    if (this.#behind.size === 0) clearTimeout(this.#timer);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    const payload = this.#newest;
    if (payload === null) return;
    const now = performance.now();
    const isSame = comparisonWith(payload);
    let due = Infinity;
    for (const member of this.#behind) {
      const since = this.throttleMs - (now - member.givenAt);
      if (isSame(member.given)) this.#behind.delete(member);
      else if (since > 0) due = Math.min(due, since);
      else if (!isSlow(member)) this.#send(member, payload, now);
      else if (isPatienceOver(member, now)) {
        this.#behind.delete(member);
        member.sink.overload();
      } else due = Math.min(due, LOOK_EVERY_MS);
    }
    if (this.#behind.size > 0) this.#timer = setTimeout(() => this.#flush(), Math.ceil(due));
  }

  #send(member: AnswerMember, payload: Buffer, now: number): void {
    this.#behind.delete(member);
    member.given = payload;
    member.givenAt = now;
    member.stuck = null;
    member.sink.send(payload);
  }
}

function isPatienceOver(member: AnswerMember, now: number): boolean {
  const { unsent } = member.sink;
  if (member.stuck === null || unsent < member.stuck.unsent) member.stuck = { since: now, unsent };
  return now - member.stuck.since > PATIENCE_MS;
}

/** Whether payloads are the same as one; most members have been given the same, which is looked at once. */
function comparisonWith(payload: Buffer): (other: Buffer | null) => boolean {
  const known = new Map<Buffer, boolean>([[payload, true]]);
  return (other) => {
    if (other === null) return false;
    let isSame = known.get(other);
    if (isSame === undefined) known.set(other, (isSame = other.equals(payload)));
    return isSame;
  };
}
