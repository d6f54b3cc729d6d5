import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import { requireScope } from '../auth/authorize.js';
import { GaugewayError } from '../errors.js';
import { ingestCaller } from '../ingest/caller.js';
import type { Door } from '../ingest/doors/door.js';
import { consolePages } from './console-pages.js';
import { API_CSP } from './csp.js';
import { queryExport, type ExportParts } from './exports.js';
import { publicError, refuseRest } from './refuse.js';
import { recordOf, recordRequests } from './request-record.js';
import { savedExport } from './saved-export.js';
import { USAGE_BREAKDOWNS, type UsageBreakdown } from './rest/usage-documents.js';

/** Whether the node can do its work, with a word on each part. */
export interface Readiness {
  readonly ok: boolean;
  readonly checks: Record<string, string>;
}

/** What the HTTP routes are made of. */
export interface AppParts extends ExportParts {
  readonly log: Logger;
  /** Answers with a stream of events where that is asked for. */
  readonly sse: RequestHandler;
  readonly graphql: RequestHandler;
  readonly door: Door;
  /** Breakdowns of usage as plain JSON. */
  readonly usage: (breakdown: UsageBreakdown) => RequestHandler;
  /** The description of these routes, as JSON. */
  readonly openApi: () => string;
  readonly ready: () => Promise<Readiness>;
  /** Aborted when the node begins to shut down. */
  readonly draining: AbortSignal;
  readonly consoleDir: string;
}

/** The HTTP routes of a node. */
export function createApp(parts: AppParts): Express {
  const { log, sse, graphql, consoleDir } = parts;
  const app = express();
  app.disable('x-powered-by');
  // Hashing every answer costs more than it saves: none of them may be kept.
  app.disable('etag');
  app.use(recordRequests(log), securityHeaders);
  app.all('/graphql', sse, graphql);
  app.post('/v1/events', events(parts));
  for (const breakdown of USAGE_BREAKDOWNS) {
    app.get(`/api/v1/analytics/usage/${breakdown}`, parts.usage(breakdown));
  }
  app.route('/v1/query.:format').get(queryExport(parts)).post(queryExport(parts));
  app.route('/v1/reports/:id.:format').get(savedExport(parts)).post(savedExport(parts));
  app.get('/openapi.json', openApi(parts));
  app.get('/healthz', (_, response) => void response.json({ ok: true }));
  app.get('/readyz', readiness(parts));
  app.use(consolePages(consoleDir));
  app.use((request) => {
    throw new GaugewayError('NOT_FOUND', `Nothing is here: ${request.method} ${request.path.slice(0, 200)}`);
  });
  const onError: ErrorRequestHandler = (error, _request, response, _next) => refuseRest(response, error, log);
  app.use(onError);
  return app;
}

const securityHeaders: RequestHandler = (_, response, next) => {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Content-Security-Policy', API_CSP);
  response.setHeader('Cache-Control', 'no-store');
  next();
};

function events({ identify, door, draining, log }: AppParts): RequestHandler {
  return async (request, response) => {
    const record = recordOf(response);
    const principal = await identify(request);
    record.principal = principal;
    requireScope(principal, 'events:write');
    await door({
      request,
      response,
      caller: ingestCaller(principal),
      signal: draining,
      errorBody: (error) => ({ error: publicError(error, record.id, log).fields }),
    });
  };
}

function openApi({ openApi }: AppParts): RequestHandler {
  return (_, response) => {
    response.setHeader('Cache-Control', 'public, no-cache');
    // For pages that show it, wherever they are.
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.type('application/json; charset=utf-8').send(openApi());
  };
}

function readiness({ ready, draining, log }: AppParts): RequestHandler {
  return async (_, response) => {
    let readiness: Readiness;
    try {
      readiness = draining.aborted ? { ok: false, checks: { node: 'shutting down' } } : await ready();
    } catch (error) {
      log.error({ err: error }, 'The readiness check failed');
      readiness = { ok: false, checks: { readiness: 'failed' } };
    }
    response.status(readiness.ok ? 200 : 503).json(readiness);
  };
}
