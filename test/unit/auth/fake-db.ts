import type pg from 'pg';
import type { Queryable } from '../../../src/db/database.js';

/** A statement as it reached the database. */
export interface SentStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A database that keeps what it is sent and lets the test answer. */
export interface FakeDb extends Queryable {
  readonly sent: SentStatement[];
}

/** Makes a database whose rows come from `answer`; without one, every statement has no rows. */
export function fakeDb(
  answer: (statement: SentStatement) => Promise<readonly object[]> | readonly object[] = () => [],
): FakeDb {
  const sent: SentStatement[] = [];
  return {
    sent,
    async query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) {
      const statement = { text, values };
      sent.push(statement);
      const rows = (await answer(statement)) as Row[];
      return { rows, rowCount: rows.length, command: '', oid: 0, fields: [] };
    },
  };
}

/** A row of api_keys as the key store selects it. */
export function keyRow(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: '0123456789ab',
    tenant_id: 'acme',
    name: 'dashboard',
    scopes: ['analytics:read'],
    customer_id: null,
    created_ms: Date.UTC(2026, 0, 2, 3, 4, 5),
    expires_ms: null,
    revoked_ms: null,
    ...over,
  };
}
