import { CloseCode } from 'graphql-ws';
import { GatewayError, type SentError } from './gateway-error.js';

/**
 * How a subscription came to its end. What is `lost` can go on behind its cursor, what is `stale` only without it, and what
 * is `refused` needs another key or another request.
 */
export interface LiveEnd {
  readonly kind: 'lost' | 'stale' | 'refused';
  readonly error: GatewayError;
}

/** Close codes that say that the same again would end the same way. */
const REFUSED: readonly number[] = [
  CloseCode.BadRequest,
  CloseCode.Unauthorized,
  CloseCode.Forbidden,
  CloseCode.SubprotocolNotAcceptable,
  CloseCode.SubscriberAlreadyExists,
  CloseCode.TooManyInitialisationRequests,
];

/** Codes of errors that pass by themselves. */
const PASSING = ['INTERNAL_SERVER_ERROR', 'TOO_MANY_REQUESTS', 'UNAVAILABLE'];

/** Judges what graphql-ws gives as the cause: errors of an answer, how a socket closed, or what kept it from opening. */
export function judge(cause: unknown): LiveEnd {
  if (Array.isArray(cause)) {
    const error = GatewayError.of(cause as readonly SentError[]);
    if (error.code === 'BAD_USER_INPUT' && error.field === 'after') return { kind: 'stale', error };
    return { kind: PASSING.includes(error.code) ? 'lost' : 'refused', error };
  }
  if (isClosing(cause)) {
    const why = cause.reason === '' ? 'the connection broke' : cause.reason;
    const error = new GatewayError(String(cause.code), `${why} (${cause.code})`);
    return { kind: REFUSED.includes(cause.code) ? 'refused' : 'lost', error };
  }
  const why = cause instanceof Error ? cause.message : 'the gateway cannot be reached';
  return { kind: 'lost', error: new GatewayError('UNREACHABLE', why) };
}

function isClosing(cause: unknown): cause is { readonly code: number; readonly reason: string } {
  return typeof cause === 'object' && cause !== null && 'code' in cause && 'reason' in cause;
}
