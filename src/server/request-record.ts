import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { Principal } from '../auth/principal.js';

/** What is known of a request while it is being answered, and logged when it is over. */
export interface RequestRecord {
  /** The caller's `X-Request-Id`, or one made here. */
  readonly id: string;
  principal: Principal | null;
  /** The GraphQL operation's name. */
  operation: string | null;
}

const CALLERS_ID = /^[\w.:-]{1,64}$/;
/** Asked every few seconds by machines, or by the page in dozens: no news. */
const QUIET_PATHS = /^\/(?:healthz|readyz|console\/.*)$/;

/** The record of the request that this response answers. */
export function recordOf(response: Response): RequestRecord {
  return response.locals['record'] as RequestRecord;
}

/**
 * Gives every request a record and an id, and logs one line when its answer is out or its client gone: the path
 * without its query, the caller's subject, and nothing of its credentials.
 */
export function recordRequests(log: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id') ?? '';
    const record: RequestRecord = {
      id: CALLERS_ID.test(given) ? given : randomUUID(),
      principal: null,
      operation: null,
    };
    response.locals['record'] = record;
    response.setHeader('X-Request-Id', record.id);
    const { method, path } = request;
    const startedAt = performance.now();
    response.once('close', () => {
      const level = QUIET_PATHS.test(path) ? 'debug' : 'info';
      log[level](
        {
          requestId: record.id,
          method,
          path,
          status: response.statusCode,
          ms: Math.round((performance.now() - startedAt) * 10) / 10,
          ...(record.principal === null ? {} : { subject: record.principal.subject }),
          ...(record.operation === null ? {} : { operation: record.operation }),
          ...(response.writableFinished ? {} : { aborted: true }),
        },
        'request',
      );
    });
    next();
  };
}
