import { CloseCode } from 'graphql-ws';

/** How a socket is closed. */
export interface SocketClose {
  readonly code: number;
  readonly reason: string;
}

/** The ways in which this server closes sockets: those of the protocol, and those of a node. */
export const SOCKET_CLOSE = {
  BAD_REQUEST: { code: CloseCode.BadRequest, reason: 'Invalid message received' },
  UNAUTHORIZED: { code: CloseCode.Unauthorized, reason: 'Unauthorized' },
  /** Credentials are refused, or have ended. */
  FORBIDDEN: { code: CloseCode.Forbidden, reason: 'Forbidden' },
  NOT_ACCEPTABLE: { code: CloseCode.SubprotocolNotAcceptable, reason: 'Subprotocol not acceptable' },
  NO_INIT: {
    code: CloseCode.ConnectionInitialisationTimeout,
    reason: 'Connection initialisation timeout',
  },
  SECOND_INIT: {
    code: CloseCode.TooManyInitialisationRequests,
    reason: 'Too many initialisation requests',
  },
  /** The node shuts down: clients come back, to another one. */
  DRAINING: { code: 1012, reason: 'Service restart' },
  /** Too slow, or something is out of order for now: clients come back later. */
  OVERLOADED: { code: 1013, reason: 'Try again later' },
  BROKEN: { code: CloseCode.InternalServerError, reason: 'Internal server error' },
} as const satisfies Record<string, SocketClose>;

/** The most that a close frame can carry beside its code (RFC 6455, section 5.5). */
const MOST_REASON_BYTES = 123;

/** An id is used for two operations at once. */
export function alreadyExists(id: string): SocketClose {
  const reason = `Subscriber for ${id} already exists`;
  const fits = Buffer.byteLength(reason) <= MOST_REASON_BYTES;
  return { code: CloseCode.SubscriberAlreadyExists, reason: fits ? reason : 'Subscriber already exists' };
}
