import {
  MessageType,
  validateMessage,
  type CompleteMessage,
  type ConnectionInitMessage,
  type PingMessage,
  type PongMessage,
  type SubscribeMessage,
} from 'graphql-ws';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { parseJson } from '../../ingest/json.js';

/** What a client may say in graphql-transport-ws. */
export type ClientMessage =
  ConnectionInitMessage | PingMessage | PongMessage | SubscribeMessage | CompleteMessage;

const FROM_CLIENTS: ReadonlySet<string> = new Set<ClientMessage['type']>([
  MessageType.ConnectionInit,
  MessageType.Ping,
  MessageType.Pong,
  MessageType.Subscribe,
  MessageType.Complete,
]);

/**
 * Reads a message, its numbers exact. @throws where it is none of those that the protocol lets a client send
 */
export function readMessage(text: string): ClientMessage {
  const message = validateMessage(parseJson(text));
  if (!FROM_CLIENTS.has(message.type)) throw new Error(`${message.type} is the server's to send`);
  return message as ClientMessage;
}

/** What this server says in graphql-transport-ws, as text. */
export const write = {
  ack: (): string => `{"type":"${MessageType.ConnectionAck}"}`,
  pong: (payload: PingMessage['payload']): string =>
    JSON.stringify({ type: MessageType.Pong, ...(payload == null ? {} : { payload }) }),
  next: (id: string, payload: ExecutionResult): string =>
    JSON.stringify({ id, type: MessageType.Next, payload }),
  error: (id: string, payload: readonly GraphQLError[]): string =>
    JSON.stringify({ id, type: MessageType.Error, payload }),
  complete: (id: string): string => JSON.stringify({ id, type: MessageType.Complete }),
} as const;
