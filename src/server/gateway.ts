import type { GraphQLSchema } from 'graphql';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { credentialsFrom, type Authenticator } from '../auth/authenticate.js';
import type { Principal } from '../auth/principal.js';
import type { RequestContext } from '../context.js';
import { GaugewayError } from '../errors.js';
import { Exporter } from '../export/exporter.js';
import { createDoor } from '../ingest/doors/door.js';
import type { Ingestor } from '../ingest/ingestor.js';
import { createApp, type Readiness } from './app.js';
import { Drain } from './drain.js';
import { createGraphqlSse } from './graphql-sse.js';
import { createGraphqlHttp } from './graphql-http.js';
import { exportLimits, SERVER_DEFAULTS, type ServerOptions } from './options.js';
import { openApiText } from './openapi/document.js';
import { Pipeline } from './pipeline.js';
import { usageAddress } from './rest/usage-addresses.js';
import { Sockets } from './sockets/sockets.js';
import type { TrustedDocuments } from './trusted-documents.js';

/** What a node serves, made by others. */
export interface GatewayParts {
  readonly log: Logger;
  readonly schema: GraphQLSchema;
  readonly authenticate: Authenticator['authenticate'];
  /** Called for each operation. */
  readonly contextFor: (principal: Principal) => RequestContext;
  readonly ingestor: Ingestor;
  readonly ready: () => Promise<Readiness>;
  /** Where the built pages are: `graphiql.html`, `live.html` and `assets/`. */
  readonly consoleDir: string;
  readonly introspection: boolean;
  /** The documents that clients may ask for by id; none if left out. */
  readonly trusted?: TrustedDocuments | undefined;
  /** Largest JSON body. */
  readonly maxBodyBytes: number;
}

/** A node's server. */
export interface Gateway {
  readonly server: Server;
  /** Starts to listen; tells the port that port 0 became. */
  listen(host: string, port: number): Promise<{ host: string; port: number }>;
  /**
   * Shuts down: takes no more connections, closes sockets with 1012, ends streams between two batches, and lets
   * running requests finish within `drainMs`. May be called again.
   */
  close(): Promise<void>;
}

/** Makes the server of a node: GraphQL over HTTP and WebSocket, the door for events, health, and the pages. */
export async function createGateway(
  parts: GatewayParts,
  overrides: Partial<ServerOptions> = {},
): Promise<Gateway> {
  const options: ServerOptions = { ...SERVER_DEFAULTS, ...overrides };
  const { log, schema, authenticate, contextFor, ingestor, ready, consoleDir, introspection, trusted } =
    parts;
  const body = { maxBytes: parts.maxBodyBytes, maxMs: options.bodyMs };
  const draining = new AbortController();

  const pipeline = new Pipeline({ ...options, schema, contextFor, log, introspection, trusted });
  const identify = async ({ headers }: { headers: unknown }): Promise<Principal> =>
    authenticate(credentialsFrom(headers));
  const graphql = await createGraphqlHttp({ pipeline, log, identify, body });
  const sse = createGraphqlSse({ ...options, pipeline, log, authenticate, body, draining: draining.signal });
  const door = createDoor(ingestor, { ...options, body });
  let openApi: string | undefined;
  const app = createApp({
    log,
    identify,
    contextFor,
    exporter: new Exporter(exportLimits(options)),
    body,
    exportIdleMs: options.exportIdleMs,
    sse,
    graphql: graphql.handle,
    door,
    usage: (breakdown) => usageAddress({ pipeline, identify, idleMs: options.exportIdleMs }, breakdown),
    openApi: () => (openApi ??= openApiText(schema)),
    ready,
    draining: draining.signal,
    consoleDir,
  });
  const sockets = new Sockets({ ...options, pipeline, log, authenticate });

  // A stream of events may take hours, so a request has no time limit here; JSON bodies have their own.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: options.keepAliveMs });
  const drain = new Drain(server, options);
  server.on('request', app);
  server.on('upgrade', (request, stream, head) => sockets.upgrade(request, stream, head));

  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    draining.abort(
      new GaugewayError('UNAVAILABLE', 'The node is shutting down; send the lines without a verdict again'),
    );
    await Promise.all([sockets.drain(), drain.close()]);
    await graphql.stop();
  };

  return {
    server,
    async listen(host, port) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          resolve();
        });
      });
      // Listening on a port, and not on a pipe, it has an address of this kind.
      const address = server.address() as AddressInfo;
      return { host: address.address, port: address.port };
    },
    close: () => (closing ??= close()),
  };
}
