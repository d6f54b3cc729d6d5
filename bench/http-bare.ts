import { createServer, type IncomingMessage } from 'node:http';
import { openDatabase } from '../src/db/connect.js';
import { readInScope } from '../src/db/tenant-scope.js';
import { SCOPE, type QueryName } from './http-queries.js';
import { announce, rivalSettings } from './http-rival.js';

/**
 * A bare `node:http` server: the planner's statement through pg and its rows as JSON. `bare` runs it in the tenant's
 * scope; `plain` runs it alone, from the relations behind the tenant's views, which show nothing outside a scope.
 */
const { kind, database, queries } = rivalSettings();
const db = await openDatabase({ ...database, onError: () => undefined });

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const server = createServer((request, response) => {
  void (async () => {
    const { operationName, variables } = JSON.parse(await textOf(request)) as {
      operationName: QueryName;
      variables: { from: string };
    };
    const statement = queries[operationName].byStart[variables.from];
    if (statement === undefined) throw new Error(`no statement for ${operationName} ${variables.from}`);
    const rows =
      kind === 'plain'
        ? (await db.read.query(statement.text.replaceAll(' tenant.', ' public.'), [...statement.values])).rows
        : await readInScope(db.read, SCOPE, statement);
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(rows));
  })().catch((error: unknown) => response.writeHead(500).end(String(error)));
});
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => announce(server.address()));
