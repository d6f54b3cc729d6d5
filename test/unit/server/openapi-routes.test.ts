import { expect, test } from '@jest/globals';
import type { RequestHandler } from 'express';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXPORT_FORMATS } from '../../../src/export/formats.js';
import { packageRoot } from '../../../src/package-root.js';
import { createApp, type AppParts } from '../../../src/server/app.js';

/** The pages and what leads to them are for people. */
const PAGES = new Set(['/', '/graphiql', '/live']);

const nothing: RequestHandler = (_request, _response, next) => next();
const app = createApp({
  sse: nothing,
  graphql: nothing,
  usage: () => nothing,
  consoleDir: packageRoot(),
} as unknown as AppParts);

/** Routes of the app by the names that OpenAPI has for them, one for each method and format. */
function routes(): string[] {
  return app.router.stack
    .flatMap(({ route }) =>
      (route?.stack ?? [])
        // Where any method leads there, GraphQL itself says which ones it has.
        .map(({ method }) => method)
        .filter((method) => route?.path !== '/graphql' || method === 'get' || method === 'post')
        .map((method) => `${method} ${String(route?.path)}`),
    )
    .map((name) => name.replace(/:id\b/, '{id}'))
    .flatMap((name) =>
      name.includes(':format') ? EXPORT_FORMATS.map((f) => name.replace(':format', f)) : [name],
    )
    .filter((name) => !PAGES.has(name.replace(/^\w+ /, '')));
}

test('each route is described in OpenAPI, and nothing else', () => {
  const text = readFileSync(join(packageRoot(), 'schema', 'openapi.json'), 'utf8');
  const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, unknown>> };
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => method !== 'parameters')
      .map((method) => `${method} ${path}`),
  );
  expect([...new Set(routes())].sort()).toEqual(described.sort());
});
