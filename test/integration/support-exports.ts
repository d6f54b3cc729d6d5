import type { Scope } from '../../src/auth/principal.js';
import type { Database } from '../../src/db/database.js';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';

/** Names that files trip over: quotes, line ends, formulas, blanks, other scripts, and what has no letter. */
export const ODD_NAMES = [
  'plain',
  'a "quoted" name',
  'two\nlines',
  'carriage\r\nreturn',
  'comma, semicolon; tab\there',
  '=SUM(A1:A9)',
  '+1',
  '-1',
  '@cmd',
  '\n=1+1',
  '\t=1+1',
  '\r=1+1',
  ' =1+1',
  '#REF!',
  "'apostrophe",
  ' blanks ',
  'ünïcödé 数据 🚀',
  '\\N',
  'null',
  '{"json":[1,2]}',
] as const;

/** Quantities that a double does not hold. */
const QUANTITIES = [
  '0.1',
  '12345678901234567.000000000000000001',
  '-0.00000000000000000007',
  '9007199254740993',
  '-12345.5',
];

/** A node with usage of odd names, of many customers (in November), and costs. */
export interface ExportStage {
  readonly db: Database;
  readonly node: TestNode;
  key(scopes?: readonly Scope[], customerId?: string): Promise<string>;
  /** Asks for a file; the query string may be given as an object. */
  get(path: string, key: string | null, init?: RequestInit): Promise<Response>;
  post(path: string, key: string, body: unknown): Promise<Response>;
  stop(): Promise<void>;
}

export const TENANT = 'acme';
export const MANY = 30_000;

export async function openExportStage(): Promise<ExportStage> {
  const db = await openTestDatabase();
  await db.write.query(
    `INSERT INTO usage_events (tenant_id, time, source, event_id, customer_id, billable_unit_id, product_id, quantity, revenue, currency, attributes)
     SELECT $1, timestamptz '2026-10-01T00:00Z' + i * interval '7 hours', 'odd', i::text, ($2::text[])[1 + i % cardinality($2::text[])],
            'unit', CASE WHEN i % 3 > 0 THEN 'product ' || i % 3 END, ($3::numeric[])[1 + i % cardinality($3::numeric[])],
            CASE WHEN i % 2 = 0 THEN i / 7.0 END, CASE WHEN i % 2 = 0 THEN 'EUR' END, '{}'
     FROM generate_series(0, 89) AS i`,
    [TENANT, ODD_NAMES, QUANTITIES],
  );
  await db.write.query(
    `INSERT INTO usage_events (tenant_id, time, source, event_id, customer_id, billable_unit_id, quantity, attributes)
     SELECT $1, timestamptz '2026-11-02T00:00Z' + i * interval '1 second', 'many', i::text, 'customer number ' || i,
            'a unit with a rather long name', i / 8.0, '{}' FROM generate_series(1, $2::int) AS i`,
    [TENANT, MANY],
  );
  await db.write.query(
    `INSERT INTO log_events (tenant_id, time, source, event_id, category, type, severity, message, customer_id, status_code, latency_ms, attributes)
     SELECT $1, timestamptz '2026-10-01T00:00Z' + i * interval '1 hour', 'log', i::text, 'API', 'api.request', 'INFO', 'GET /',
            'plain', CASE WHEN i % 5 > 0 THEN 200 + i % 5 END, i / 3.0, '{}' FROM generate_series(0, 29) AS i`,
    [TENANT],
  );
  const node = await startTestNode(db);
  const authorized = (key: string | null): Record<string, string> =>
    key === null ? {} : { 'x-api-key': key };
  return {
    db,
    node,
    key: (scopes = ['analytics:read', 'events:read'], customerId) => node.key(TENANT, scopes, customerId),
    get: (path, key, init = {}) =>
      fetch(`${node.url}${path}`, {
        ...init,
        headers: { ...authorized(key), ...(init.headers as Record<string, string>) },
      }),
    post: (path, key, body) =>
      fetch(`${node.url}${path}`, {
        method: 'POST',
        headers: { ...authorized(key), 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    stop: () => node.stop(),
  };
}
