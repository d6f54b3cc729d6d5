import type { Duplex } from 'node:stream';

/**
 * Bytes of its writes that a socket has yet to give to the network. A write counts in `writableLength` as a whole until all
 * of it has gone: only the handle below knows how much of it is left, and of what is held back all is.
 */
export function handleQueue(socket: Duplex | null): number {
  if (socket === null) return 0;
  if (socket.writableCorked > 0) return socket.writableLength;
  const { _handle: handle } = socket as { _handle?: { readonly writeQueueSize?: number } | null };
  return handle?.writeQueueSize ?? 0;
}
