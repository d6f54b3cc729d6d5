import { createServer, type IncomingMessage } from 'node:http';
import type pg from 'pg';
import { openDatabase } from '../src/db/connect.js';
import { readAllInScope, type Statement } from '../src/db/tenant-scope.js';
import { SCOPE, type QueryName } from './http-queries.js';
import { announce, rivalSettings } from './http-rival.js';

/**
 * A bare `node:http` server: the gateway's statements through pg and the rows as JSON. `bare` runs them in the tenant's
 * scope; `plain` runs each alone, from the relations behind the tenant's views, which show nothing outside a scope.
 */
const { kind, database, queries } = rivalSettings();
const db = await openDatabase({ ...database, onError: () => undefined });

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const inScope = (statements: readonly Statement[]) => readAllInScope(db.read, SCOPE, statements);
const alone = async (statements: readonly Statement[]): Promise<pg.QueryResultRow[][]> => {
  const sent = statements.map(({ text, values }) =>
    db.read.query<pg.QueryResultRow>(text.replaceAll(' tenant.', ' public.'), [...values]),
  );
  return (await Promise.all(sent)).map(({ rows }) => rows);
};

const server = createServer((request, response) => {
  void (async () => {
    const { operationName, variables } = JSON.parse(await textOf(request)) as {
      operationName: QueryName;
      variables: { from: string };
    };
    const statements = queries[operationName].byStart[variables.from];
    if (statements === undefined) throw new Error(`no statements for ${operationName} ${variables.from}`);
    const [rows = []] = (await (kind === 'plain' ? alone : inScope)(statements)).slice(-1);
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(rows));
  })().catch((error: unknown) => response.writeHead(500).end(String(error)));
});
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => announce(server.address()));
