import type { Response } from 'express';
import type { Logger } from 'pino';
import { ERROR_STATUS, GaugewayError, type ErrorCode } from '../errors.js';
import { ClientGone } from '../ingest/doors/body.js';
import { ACCEPTED_MEDIA_TYPES } from '../ingest/doors/media-type.js';
import { maskedFields } from './mask.js';
import { recordOf } from './request-record.js';

/** Seconds after which a client may try again what the database, or the node, could not take. */
const RETRY_AFTER_S = '2';

/** What a client is told of an error, and with which status. */
export interface PublicError {
  readonly status: number;
  readonly fields: { readonly code: string; readonly message: string; readonly field?: string };
}

/** What a client may read of an error; one that is not meant for it is logged under the request's id and masked. */
export function publicError(error: unknown, requestId: string, log: Logger): PublicError {
  if (error instanceof GaugewayError) return { status: error.status, fields: error.toJSON() };
  const status = error instanceof Error && 'status' in error ? error.status : null;
  // Express itself finds fault with a path that cannot be decoded, or leads out of the console's folder.
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return status === 400
      ? { status, fields: { code: 'BAD_USER_INPUT', message: 'The request is malformed' } }
      : { status: ERROR_STATUS.NOT_FOUND, fields: { code: 'NOT_FOUND', message: 'Nothing is here' } };
  }
  log.error({ err: error, requestId }, 'An error was masked');
  return { status: ERROR_STATUS.INTERNAL_SERVER_ERROR, fields: maskedFields(requestId) };
}

/** Answers with an error in the shape of REST, `{ "error": { code, message, field? } }`. */
export function refuseRest(response: Response, error: unknown, log: Logger): void {
  refuse(response, error, log, 'application/json', (fields) => ({ error: fields }));
}

/** Codes of requests that are in order as such. */
const WELL_FORMED: ReadonlySet<string> = new Set<ErrorCode>([
  'PERSISTED_DOCUMENT_NOT_FOUND',
  'PERSISTED_DOCUMENT_REQUIRED',
]);

/** Answers with an error in the shape of GraphQL, in the media type that the client prefers. */
export function refuseGraphql(response: Response, error: unknown, log: Logger): void {
  const accepted = response.req.accepts(['application/json', 'application/graphql-response+json']);
  refuse(
    response,
    error,
    log,
    accepted === false ? 'application/json' : accepted,
    ({ message, ...extensions }) => ({
      errors: [{ message, extensions }],
    }),
    // GraphQL over HTTP, section 6.4.1, as for what is refused later on.
    ({ status, fields }) => (accepted === 'application/json' && WELL_FORMED.has(fields.code) ? 200 : status),
  );
}

function refuse(
  response: Response,
  error: unknown,
  log: Logger,
  mediaType: string,
  bodyOf: (fields: PublicError['fields']) => object,
  statusOf: (error: PublicError) => number = ({ status }) => status,
): void {
  if (error instanceof ClientGone || response.headersSent) {
    // Too late for an answer: a broken connection at least does not look like a complete one.
    if (!(error instanceof ClientGone)) publicError(error, recordOf(response).id, log);
    response.destroy();
    return;
  }
  const told = publicError(error, recordOf(response).id, log);
  const { fields } = told;
  const status = statusOf(told);
  if (status === ERROR_STATUS.UNAUTHENTICATED) response.setHeader('WWW-Authenticate', 'Bearer');
  if (status === ERROR_STATUS.METHOD_NOT_ALLOWED) response.setHeader('Allow', 'POST');
  if (status === ERROR_STATUS.UNAVAILABLE || status === ERROR_STATUS.TOO_MANY_REQUESTS)
    response.setHeader('Retry-After', RETRY_AFTER_S);
  if (status === ERROR_STATUS.UNSUPPORTED_MEDIA_TYPE && fields.field === 'Content-Encoding') {
    response.setHeader('Accept-Encoding', 'gzip');
  } else if (status === ERROR_STATUS.UNSUPPORTED_MEDIA_TYPE) {
    const isEvents = response.req.path === '/v1/events';
    response.setHeader('Accept-Post', isEvents ? ACCEPTED_MEDIA_TYPES.join(', ') : 'application/json');
  }
  response
    .status(status)
    .type(`${mediaType}; charset=utf-8`)
    .send(JSON.stringify(bodyOf(fields)));
}
