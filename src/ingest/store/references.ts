import type { Queryable } from '../../db/database.js';
import type { IncomingEvent, Reference } from '../event.js';
import { stringifyJson } from '../json.js';

type ReferenceTable = 'tenants' | 'customers' | 'products' | 'billable_units' | 'mcp_servers';

/**
 * Statements in the order of the tables, each with its rows in the order of their keys, and all of them before the first
 * upsert is applied: so no two batches ever wait for each other's new rows, or for each other's upserts, in a circle.
 */
const ENSURE: Readonly<Record<ReferenceTable, string>> = {
  tenants: `INSERT INTO tenants (id, name) SELECT t, t FROM unnest($1::text[], $2::text[]) AS r (t, i) ORDER BY t ON CONFLICT DO NOTHING`,
  customers: ensureText('customers', 'name'),
  products: ensureText('products', 'name'),
  billable_units: ensureText('billable_units', 'title'),
  mcp_servers: ensureText('mcp_servers', 'name'),
};

function ensureText(table: ReferenceTable, title: 'name' | 'title'): string {
  return `INSERT INTO ${table} (tenant_id, id, ${title}) SELECT t, i, i FROM unnest($1::text[], $2::text[]) AS r (t, i)
          ORDER BY t, i ON CONFLICT DO NOTHING`;
}

const TABLE_OF: Readonly<Record<Reference['kind'], ReferenceTable>> = {
  customer: 'customers',
  product: 'products',
  billable_unit: 'billable_units',
  mcp_server: 'mcp_servers',
};

const MAX_KNOWN = 200_000;

/** Makes the rows that facts refer to; remembers which exist, as they are never deleted. */
export class References {
  private known = new Set<string>();

  /**
   * Inserts what the events name and is not known yet, with its id for a name. Returns what to call once the
   * transaction has been committed: only then is a row known to exist.
   */
  async ensure(db: Queryable, events: readonly IncomingEvent[]): Promise<() => void> {
    const missing = new Map<string, { table: ReferenceTable; tenantId: string; id: string }>();
    const need = (table: ReferenceTable, tenantId: string, id: string | null): void => {
      if (id === null) return;
      const key = `${table}\0${tenantId}\0${id}`;
      if (!this.known.has(key)) missing.set(key, { table, tenantId, id });
    };
    for (const { tenantId, fact } of events) {
      need('tenants', tenantId, tenantId);
      need('customers', tenantId, fact.customerId);
      need('products', tenantId, 'productId' in fact ? fact.productId : null);
      if (fact.dataset === 'usage') need('billable_units', tenantId, fact.billableUnitId);
      if (fact.dataset === 'mcp') need('mcp_servers', tenantId, fact.serverId);
      if (fact.dataset === 'log' && fact.reference !== null) {
        need(TABLE_OF[fact.reference.kind], tenantId, fact.reference.id);
      }
    }
    if (missing.size === 0) return () => undefined;
    const sent = Object.entries(ENSURE).flatMap(([table, text]) => {
      const rows = [...missing.values()].filter((row) => row.table === table);
      return rows.length === 0
        ? []
        : [db.query(text, [rows.map(({ tenantId }) => tenantId), rows.map(({ id }) => id)])];
    });
    await Promise.allSettled(sent);
    await Promise.all(sent);
    return () => {
      if (this.known.size + missing.size > MAX_KNOWN) this.known = new Set();
      for (const key of missing.keys()) this.known.add(key);
    };
  }
}

/** Of each kind: its table, the column that names it, and what else an upsert tells, with types. */
const DESCRIBE: Readonly<Record<Reference['kind'], string>> = {
  customer: describeText('customers', 'name'),
  product: describeText('products', 'name', { column: 'kind', type: 'text' }),
  billable_unit: describeText('billable_units', 'title', { column: 'precision', type: 'smallint' }),
  mcp_server: describeText('mcp_servers', 'name'),
};

/** Values: tenant, id, time, attributes, and the columns that are told as a JSON object. The row is there by now. */
function describeText(
  table: ReferenceTable,
  title: 'name' | 'title',
  extra?: { column: 'kind' | 'precision'; type: 'text' | 'smallint' },
): string {
  const columns = [{ column: title, type: 'text' }, ...(extra === undefined ? [] : [extra])];
  const told = columns.map(
    ({ column, type }) => `${column} = coalesce(($5::jsonb ->> '${column}')::${type}, ${column})`,
  );
  return `UPDATE ${table}
    SET described_at = $3::timestamptz, attributes = attributes || $4::jsonb, ${told.join(', ')}
    WHERE tenant_id = $1 AND id = $2 AND (described_at IS NULL OR described_at <= $3::timestamptz)`;
}

function told(reference: Reference): object {
  switch (reference.kind) {
    case 'product':
      return { name: reference.name, kind: reference.productKind };
    case 'billable_unit':
      return { title: reference.title, precision: reference.precision };
    default:
      return { name: reference.name };
  }
}

/**
 * Applies the upsert events, in the order of their keys and then of their times, to rows that `ensure` has made. What an
 * event leaves out keeps its present value, and an event older than the newest one applied changes nothing.
 */
export async function describeReferences(db: Queryable, events: readonly IncomingEvent[]): Promise<void> {
  const upserts = events
    .flatMap(({ tenantId, time, fact }) =>
      fact.dataset === 'log' && fact.reference !== null
        ? [
            {
              key: `${fact.reference.kind}\0${tenantId}\0${fact.reference.id}\0${sortableTime(time)}`,
              tenantId,
              time,
              fact,
              reference: fact.reference,
            },
          ]
        : [],
    )
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const sent = upserts.map(({ tenantId, time, fact, reference }) =>
    db.query(DESCRIBE[reference.kind], [
      tenantId,
      reference.id,
      time,
      stringifyJson(fact.attributes),
      JSON.stringify(told(reference)),
    ]),
  );
  await Promise.allSettled(sent);
  await Promise.all(sent);
}

/** An event's time without the Z, which would put `.123Z` after `.123456Z`. */
function sortableTime(time: string): string {
  return time.slice(0, -1);
}
