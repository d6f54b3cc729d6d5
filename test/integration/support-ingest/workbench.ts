import type { Config } from '../../../src/config.js';
import type { Database } from '../../../src/db/database.js';
import { openTestDatabase } from '../../support/database.js';
import { startTestNode, type TestNode } from '../../support/node.js';

/** A node on a database of its own, which tests also read by SQL. */
export interface Workbench {
  readonly node: TestNode;
  readonly db: Database;
  /** A key of the tenant `acme` that may read and write. */
  readonly key: string;
  /** Rows of a statement. */
  sql<Row extends Record<string, unknown> = Record<string, unknown>>(
    text: string,
    values?: unknown[],
  ): Promise<Row[]>;
  /** Quantity and number of events of a unit in the last 60 days as `usage` answers them; null if it has none. */
  total(unit: string, key?: string): Promise<UnitTotal | null>;
  stop(): Promise<void>;
}

export interface UnitTotal {
  readonly quantity: string;
  readonly events: number;
}

const USAGE = `query Total($units: [ID!]!) {
  usage(window: { period: "60d" }, filter: { billableUnitIds: $units }) { byBillableUnit { quantity events } }
}`;

/** Opens a migrated database and starts a node on it. */
export async function openWorkbench(
  env: Partial<Record<keyof Config, string>> = {},
  poolSize = 4,
): Promise<Workbench> {
  const db = await openTestDatabase(poolSize);
  const node = await startTestNode(db, env);
  const key = await node.key('acme', ['analytics:read', 'events:write']);
  return {
    node,
    db,
    key,
    sql: async (text, values) => (await db.write.query(text, values)).rows as never,
    total: async (unit, reader = key) => {
      const { data, errors } = await node.graphql<{ usage: { byBillableUnit: UnitTotal[] } }>(reader, USAGE, {
        units: [unit],
      });
      if (data === null) throw new Error(JSON.stringify(errors));
      return data.usage.byBillableUnit[0] ?? null;
    },
    stop: () => node.stop(),
  };
}
