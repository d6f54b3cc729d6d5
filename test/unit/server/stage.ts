import { pino } from 'pino';
import type { Authenticator } from '../../../src/auth/authenticate.js';
import type { Principal, Scope } from '../../../src/auth/principal.js';
import type { RequestContext } from '../../../src/context.js';
import { GaugewayError } from '../../../src/errors.js';
import type { EventVerdict, IngestCaller } from '../../../src/ingest/event.js';
import type { Readiness } from '../../../src/server/app.js';
import { parseManifest } from '../../../src/server/document-manifest.js';
import { createGateway, type Gateway } from '../../../src/server/gateway.js';
import { SERVER_DEFAULTS, type ServerOptions } from '../../../src/server/options.js';
import { TrustedDocuments } from '../../../src/server/trusted-documents.js';
import { StageFeed } from './stage-feed.js';
import { stageSchema, type StageHooks } from './stage-schema.js';

/** What a test may put in place of the stage's own parts. */
export interface StageOverrides {
  readonly options?: Partial<ServerOptions>;
  readonly introspection?: boolean;
  /** What clients may ask for by id, and whether nothing else is answered. */
  readonly trusted?: { readonly manifest: Record<string, string>; readonly only?: boolean };
  readonly maxBodyBytes?: number;
  readonly consoleDir?: string;
  readonly ingest?: (values: readonly unknown[], caller: IngestCaller) => Promise<EventVerdict[]>;
  readonly ready?: () => Promise<Readiness>;
}

/** A gateway with everything behind it faked, on a free port. */
export interface Stage {
  readonly gateway: Gateway;
  readonly url: string;
  readonly socketUrl: string;
  readonly hooks: StageHooks;
  /** The lines of the log, parsed. */
  readonly log: Record<string, unknown>[];
  /** The principals of known keys; a key that is not here is refused. */
  readonly keys: Map<string, Principal | Error>;
  /** How often a context was made. */
  readonly contexts: Principal[];
  fetch(path: string, init?: RequestInit & { key?: string | null }): Promise<Response>;
  graphql(body: unknown, headers?: Record<string, string>): Promise<GraphqlAnswer>;
}

/** An answer of `POST /graphql`. */
export interface GraphqlAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly data?: Record<string, unknown> | null;
  readonly errors?: { message: string; path?: string[]; extensions: Record<string, unknown> }[];
}

/** The key that may do everything but administer. */
export const KEY = 'good-key';

/** What a stage's hooks are until a test says otherwise. */
export const USUAL_HOOKS: StageHooks = {
  slow: async () => 'slow',
  ticks: async function* () {},
  batches: () => new StageFeed().stream,
  judged: async () => undefined,
};

/** Someone of the tenant acme. */
export function principal(scopes: readonly Scope[], expiresAt: number | null = null): Principal {
  return { tenantId: 'acme', scopes: new Set(scopes), customerId: null, subject: 'key:good', expiresAt };
}

/** A verdict for each event: all accepted. */
export async function acceptAll(values: readonly unknown[]): Promise<EventVerdict[]> {
  return values.map((value, index) => ({
    index,
    id: (value as { id?: string } | null)?.id ?? null,
    verdict: 'ACCEPTED',
    reason: null,
  }));
}

/** Starts a stage; its test closes the gateway. */
export async function openStage(overrides: StageOverrides = {}): Promise<Stage> {
  const log: Record<string, unknown>[] = [];
  const keys = new Map<string, Principal | Error>([
    [KEY, principal(['analytics:read', 'events:read', 'events:write'])],
    ['reader', principal(['analytics:read'])],
    ['admin', principal(['admin'])],
    ['outage', new GaugewayError('UNAVAILABLE', 'The key set cannot be read')],
    ['bug', new Error('SELECT secret')],
  ]);
  const hooks: StageHooks = { ...USUAL_HOOKS };
  const contexts: Principal[] = [];
  const authenticate: Authenticator['authenticate'] = async (credentials) => {
    await hooks.judged();
    const known = keys.get(credentials?.token ?? '');
    if (known instanceof Error) throw known;
    if (known === undefined) throw new GaugewayError('UNAUTHENTICATED', 'API key: not valid');
    return known;
  };
  const schema = stageSchema(hooks);
  const introspection = overrides.introspection ?? true;
  const { manifest = {}, only = false } = overrides.trusted ?? {};
  const limits = { ...SERVER_DEFAULTS, introspection };
  const gateway = await createGateway(
    {
      log: pino({ level: 'debug' }, { write: (line: string) => log.push(JSON.parse(line) as never) }),
      schema,
      trusted: TrustedDocuments.from(parseManifest(manifest), { schema, ...limits }, only),
      authenticate,
      contextFor: (who) => {
        contexts.push(who);
        return { principal: who } as RequestContext;
      },
      ingestor: { ingest: overrides.ingest ?? acceptAll },
      ready: overrides.ready ?? (async () => ({ ok: true, checks: { database: 'ok' } })),
      consoleDir: overrides.consoleDir ?? '/nowhere',
      introspection,
      maxBodyBytes: overrides.maxBodyBytes ?? 1_000_000,
    },
    overrides.options,
  );
  const { port } = await gateway.listen('127.0.0.1', 0);
  const url = `http://127.0.0.1:${port}`;
  const send: Stage['fetch'] = (path, { key = KEY, headers, ...init } = {}) =>
    fetch(`${url}${path}`, {
      redirect: 'manual',
      ...init,
      headers: { ...(key === null ? {} : { 'x-api-key': key }), ...(headers as Record<string, string>) },
    });
  return {
    gateway,
    url,
    socketUrl: `ws://127.0.0.1:${port}/graphql`,
    hooks,
    log,
    keys,
    contexts,
    fetch: send,
    graphql: async (body, headers = {}) => {
      const response = await send('/graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          ...headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      const answer = (await response.json()) as object;
      return { status: response.status, headers: response.headers, ...answer };
    },
  };
}

/** A promise that the test settles. */
export function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => (resolve = settle));
  return { promise, resolve };
}
