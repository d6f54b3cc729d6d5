import { expect, test } from '@jest/globals';
import express, { type ErrorRequestHandler } from 'express';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { RequestContext } from '../../../src/context.js';
import { Exporter } from '../../../src/export/exporter.js';
import { ClientGone } from '../../../src/ingest/doors/body.js';
import { resolveWindow } from '../../../src/planner/window.js';
import { queryExport, type ExportParts } from '../../../src/server/exports.js';
import { exportLimits, SERVER_DEFAULTS } from '../../../src/server/options.js';
import { recordRequests } from '../../../src/server/request-record.js';

test('nothing is read for a client that went while its credentials were looked at', async () => {
  const principal = { tenantId: 'acme', customerId: null, scopes: new Set(['analytics:read']) } as never;
  let isRead = false;
  const context = {
    principal,
    loaders: {
      window: () => resolveWindow({}, Date.now()),
      reportStreams: {
        run: () => {
          isRead = true;
          return Promise.reject(new Error('it is read'));
        },
      },
    },
  } as unknown as RequestContext;
  let leave: () => void = () => undefined;
  const parts: ExportParts = {
    identify: async ({ socket }) => {
      const isOver = once(socket, 'close');
      leave();
      await isOver;
      return principal;
    },
    contextFor: () => context,
    exporter: new Exporter(exportLimits(SERVER_DEFAULTS)),
    body: { maxBytes: 1, timeoutMs: 1 } as never,
    exportIdleMs: 60_000,
  };
  const app = express();
  app.use(recordRequests(pino({ level: 'silent' })));
  app.get('/v1/query.:format', queryExport(parts));
  const outcome = new Promise<unknown>((resolve) => {
    const onError: ErrorRequestHandler = (error, _request, _response, _next) => resolve(error);
    app.use(onError);
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = request({ port, path: '/v1/query.csv?dataset=USAGE&measures=events' });
  asked.on('error', () => undefined);
  leave = () => asked.destroy();
  asked.end();
  expect(await outcome).toBeInstanceOf(ClientGone);
  expect(isRead).toBe(false);
  server.close();
  await once(server, 'close');
});
