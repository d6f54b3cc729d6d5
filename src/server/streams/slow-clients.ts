import type { StreamMember } from './stream-member.js';

/** A client that leaves more than this unread is sent nothing more until it has read on. */
const MOST_BACKLOG = 64 * 1024;
/** And one that reads nothing for so long is told to come back later. */
export const PATIENCE_MS = 10_000;
/** So often is looked whether a slow one has read. */
export const LOOK_EVERY_MS = 50;

/** Whether a client is behind with reading. */
export const isSlow = ({ sink }: Pick<StreamMember, 'sink'>): boolean => sink.backlog > MOST_BACKLOG;

/** Resolves to true once a client has read most of what it was sent; to false if it reads nothing, or has left. */
export async function hasCaughtBreath(member: StreamMember): Promise<boolean> {
  let least = member.sink.unsent;
  let since = performance.now();
  while (!member.hasLeft && isSlow(member)) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const { unsent } = member.sink;
    if (unsent < least) {
      least = unsent;
      since = performance.now();
    } else if (performance.now() - since > PATIENCE_MS) return false;
  }
  return !member.hasLeft;
}
