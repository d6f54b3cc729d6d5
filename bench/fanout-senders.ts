import { once, type EventEmitter } from 'node:events';
import type { AddressInfo } from 'node:net';

/** Strings for all subscribers of a document each, to be sent together. */
export type Parcel = readonly { readonly document: number; readonly text: string }[];

/** A server that knows no GraphQL and sends what it was given. */
export interface SenderCalls {
  listen(argument: null): Promise<number>;
  /** Gives parcels instead of those before, outside of what is measured. */
  prepare(parcels: readonly Parcel[]): Promise<void>;
  /** Sends the parcels from one to before another. */
  send(range: { readonly from: number; readonly to: number }): Promise<void>;
}

/** Answers to the bench with some way of sending; `groups` has the subscribers of each document. */
export function senderCalls<S>(
  listen: () => Promise<number>,
  groups: ReadonlyMap<number, ReadonlySet<S>>,
  sendTo: (subscriber: S, text: string) => void,
): SenderCalls {
  let prepared: readonly Parcel[] = [];
  return {
    listen,
    prepare: async (parcels) => {
      prepared = parcels;
    },
    send: async ({ from, to }) => {
      for (let i = from; i < to; i++) {
        for (const { document, text } of prepared[i] ?? [])
          for (const subscriber of groups.get(document) ?? []) sendTo(subscriber, text);
      }
    },
  };
}

/** Puts a subscriber into the group of the document that its URL names; returns what takes it out again. */
export function join<S>(groups: Map<number, Set<S>>, url: string | undefined, subscriber: S): () => void {
  const document = Number(/document=(\d+)/.exec(url ?? '')?.[1]);
  const group = groups.get(document) ?? new Set<S>();
  groups.set(document, group.add(subscriber));
  return () => void group.delete(subscriber);
}

/** The port of a server that listens, or is about to. */
export async function listening(
  server: EventEmitter & { address(): AddressInfo | string | null },
): Promise<number> {
  if (server.address() === null) await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
