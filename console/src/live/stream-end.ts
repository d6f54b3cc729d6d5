import { CloseCode } from 'graphql-ws';

/**
 * How a subscription came to its end: `lost` may go on behind the cursor, with a `stale` cursor only without it;
 * `refused` needs another key, and `failed` another request.
 */
export interface StreamEnd {
  readonly kind: 'lost' | 'stale' | 'refused' | 'failed';
  readonly why: string;
}

const REFUSED: readonly number[] = [CloseCode.Unauthorized, CloseCode.Forbidden];
/** The client is at fault: the same again would end the same way. */
const FAILED: readonly number[] = [
  CloseCode.BadRequest,
  CloseCode.BadResponse,
  CloseCode.SubprotocolNotAcceptable,
  CloseCode.SubscriberAlreadyExists,
  CloseCode.TooManyInitialisationRequests,
];
/** What passes by itself, of the codes of errors. */
const PASSING = ['UNAVAILABLE', 'TOO_MANY_REQUESTS', 'INTERNAL_SERVER_ERROR'];

interface ServerError {
  readonly message: string;
  readonly extensions?: { readonly code?: unknown; readonly field?: unknown };
}

/** Judges what ended a subscription: the errors of an answer, or how its socket closed. */
export function streamEnd(cause: unknown): StreamEnd {
  if (Array.isArray(cause)) return endByErrors(cause as readonly ServerError[]);
  if (isClosing(cause)) {
    const why = `${cause.reason === '' ? 'the connection broke' : cause.reason} (${cause.code})`;
    if (REFUSED.includes(cause.code)) return { kind: 'refused', why };
    return { kind: FAILED.includes(cause.code) ? 'failed' : 'lost', why };
  }
  return { kind: 'lost', why: cause instanceof Error ? cause.message : 'the gateway cannot be reached' };
}

function endByErrors(errors: readonly ServerError[]): StreamEnd {
  const [error] = errors;
  const code = error?.extensions?.code;
  const why = error?.message ?? 'an answer without a word';
  if (code === 'UNAUTHENTICATED' || code === 'FORBIDDEN') return { kind: 'refused', why };
  if (code === 'BAD_USER_INPUT' && error?.extensions?.field === 'after') return { kind: 'stale', why };
  return { kind: typeof code === 'string' && PASSING.includes(code) ? 'lost' : 'failed', why };
}

function isClosing(cause: unknown): cause is { readonly code: number; readonly reason: string } {
  return typeof cause === 'object' && cause !== null && 'code' in cause && 'reason' in cause;
}
