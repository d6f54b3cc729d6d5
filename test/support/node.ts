import { pino } from 'pino';
import { createKey } from '../../src/auth/key-store.js';
import type { Scope } from '../../src/auth/principal.js';
import { readConfig, type Config } from '../../src/config.js';
import type { Database } from '../../src/db/database.js';
import { startNode } from '../../src/main.js';

/** A gateway node of a test, on a free port. */
export interface TestNode {
  readonly url: string;
  readonly socketUrl: string;
  /** A new key's text. */
  key(tenantId: string, scopes: readonly Scope[], customerId?: string): Promise<string>;
  /** Sends a GraphQL operation and returns the parsed answer. */
  graphql<Data = Record<string, unknown>>(
    key: string | null,
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<{
    status: number;
    data: Data | null;
    errors?: { message: string; extensions: Record<string, unknown> }[];
  }>;
  /** Sends a body to the door for events. */
  events(key: string, contentType: string, body: string, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

/** Starts a node on a migrated database; stopping it closes the database. */
export async function startTestNode(
  db: Database,
  env: Partial<Record<keyof Config, string>> = {},
): Promise<TestNode> {
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', ...env });
  const node = await startNode(config, db, pino({ level: 'silent' }));
  const url = `http://127.0.0.1:${node.port}`;
  return {
    url,
    socketUrl: `ws://127.0.0.1:${node.port}/graphql`,
    key: async (tenantId, scopes, customerId) => {
      const request = { tenantId, name: 'test', scopes, customerId: customerId ?? null, expiresAt: null };
      return (await createKey(db.write, request)).text;
    },
    graphql: async (key, query, variables) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        },
        body: JSON.stringify({ query, ...(variables === undefined ? {} : { variables }) }),
      });
      return { status: response.status, ...((await response.json()) as { data: never }) };
    },
    events: (key, contentType, body, headers) =>
      fetch(`${url}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': contentType, authorization: `Bearer ${key}`, ...headers },
        body,
      }),
    stop: () => node.stop(),
  };
}
