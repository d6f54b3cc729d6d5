import DataLoader from 'dataloader';
import type { TenantScope } from '../db/tenant-scope.js';
import type { SharedReads } from './shared-reads.js';

export interface CustomerRow extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
}
export interface ProductRow extends CustomerRow {
  readonly kind: string | null;
}
export interface BillableUnitRow extends Record<string, unknown> {
  readonly id: string;
  readonly title: string;
  readonly precision: number | null;
}

/** What is listed: how it is ordered, where the page starts, and which rows are meant. */
export interface PageRequest {
  readonly orderBy: 'NAME' | 'ID';
  /** Rows of the page. */
  readonly limit: number;
  readonly offset: number;
  /** The position behind which the page starts. */
  readonly after: { readonly name: string; readonly id: string } | null;
  readonly ids: readonly string[] | null;
  /** Words that the name or the id contains, whatever the case. */
  readonly search: string | null;
}

/** A page, and whether more follows. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
}

type Listed = 'customers' | 'products';

/** What has a name: where it stands, and its id there. */
interface Named {
  readonly relation: Listed | 'billable_units' | 'mcp_servers';
  readonly id: string;
}

/** A row of any kind; what a kind does not have is null. */
type NamedRow = Named & Record<string, unknown>;

const NAMED: Readonly<Record<Named['relation'], string>> = {
  customers: `SELECT 'customers' AS relation, id, name, NULL::text AS kind, NULL::text AS title, NULL::int AS precision
    FROM tenant.customers`,
  products: `SELECT 'products' AS relation, id, name, kind, NULL::text AS title, NULL::int AS precision
    FROM tenant.products`,
  billable_units: `SELECT 'billable_units' AS relation, id, NULL::text AS name, NULL::text AS kind, title, precision
    FROM tenant.billable_units`,
  mcp_servers: `SELECT 'mcp_servers' AS relation, id, name, NULL::text AS kind, NULL::text AS title, NULL::int AS precision
    FROM tenant.mcp_servers`,
};

const placeOf = ({ relation, id }: Named): string => `${relation}\0${id}`;

const LISTED: Readonly<Record<Listed, string>> = { customers: 'id, name', products: 'id, name, kind' };
const ORDER: Readonly<Record<PageRequest['orderBy'], { by: string; after: string }>> = {
  NAME: { by: 'name, id', after: '(name, id) > ($3, $4)' },
  ID: { by: 'id', after: 'id > $4' },
};

const MEANT = `tenant_id = $1 AND ($2::text[] IS NULL OR id = ANY ($2))`;

/** Reads reference rows of one operation. */
export class Directory {
  private readonly loaders = new Map<string, DataLoader<Named, NamedRow | null, string>>();

  constructor(private readonly reads: SharedReads) {}

  /** A page of customers or products. */
  async page<Row extends CustomerRow>(
    scope: TenantScope,
    listed: Listed,
    request: PageRequest,
  ): Promise<Page<Row>> {
    const { by, after } = ORDER[request.orderBy];
    const rows = await this.reads.read<Row>(scope, {
      text: `SELECT ${LISTED[listed]} FROM tenant.${listed}
             WHERE ${MEANT} AND ($4::text IS NULL OR ($3::text IS NOT NULL AND ${after}))
               AND ($5::text IS NULL OR name ILIKE $5 OR id ILIKE $5)
             ORDER BY ${by} LIMIT $6 OFFSET $7`,
      values: [
        scope.tenantId,
        request.ids,
        request.after?.name ?? null,
        request.after?.id ?? null,
        pattern(request.search),
        request.limit + 1,
        request.offset,
      ],
    });
    return { rows: rows.slice(0, request.limit), hasNextPage: rows.length > request.limit };
  }

  /** The rows of all pages together. */
  async all<Row extends CustomerRow>(
    scope: TenantScope,
    listed: Listed,
    request: Pick<PageRequest, 'orderBy' | 'ids' | 'search'>,
  ): Promise<readonly Row[]> {
    return this.reads.read<Row>(scope, {
      text: `SELECT ${LISTED[listed]} FROM tenant.${listed}
             WHERE ${MEANT} AND ($3::text IS NULL OR name ILIKE $3 OR id ILIKE $3)
             ORDER BY ${ORDER[request.orderBy].by}`,
      values: [scope.tenantId, request.ids, pattern(request.search)],
    });
  }

  /** How many rows all pages have together. */
  async count(
    scope: TenantScope,
    listed: Listed,
    request: Pick<PageRequest, 'ids' | 'search'>,
  ): Promise<number> {
    const [row] = await this.reads.read<{ count: string }>(scope, {
      text: `SELECT count(*) FROM tenant.${listed} WHERE ${MEANT} AND ($3::text IS NULL OR name ILIKE $3 OR id ILIKE $3)`,
      values: [scope.tenantId, request.ids, pattern(request.search)],
    });
    return Number(row?.count ?? 0);
  }

  customer(scope: TenantScope, id: string): Promise<CustomerRow | null> {
    return this.named(scope, 'customers', id);
  }

  product(scope: TenantScope, id: string): Promise<ProductRow | null> {
    return this.named(scope, 'products', id);
  }

  billableUnit(scope: TenantScope, id: string): Promise<BillableUnitRow | null> {
    return this.named(scope, 'billable_units', id);
  }

  mcpServer(scope: TenantScope, id: string): Promise<CustomerRow | null> {
    return this.named(scope, 'mcp_servers', id);
  }

  async tenant(scope: TenantScope): Promise<{ id: string; name: string }> {
    const [row] = await this.reads.read<{ id: string; name: string }>(scope, {
      text: 'SELECT id, name FROM tenant.tenants WHERE id = $1',
      values: [scope.tenantId],
    });
    return row ?? { id: scope.tenantId, name: scope.tenantId };
  }

  /** A row by its id; those asked for together, of whatever kind, are one statement. */
  private named<Row>(scope: TenantScope, relation: Named['relation'], id: string): Promise<Row | null> {
    const key = JSON.stringify([scope.tenantId, scope.customerId]);
    let loader = this.loaders.get(key);
    if (loader === undefined) {
      loader = new DataLoader((wanted) => this.readNamed(scope, wanted), { cacheKeyFn: placeOf });
      this.loaders.set(key, loader);
    }
    return loader.load({ relation, id }) as Promise<Row | null>;
  }

  private async readNamed(scope: TenantScope, wanted: readonly Named[]): Promise<(NamedRow | null)[]> {
    const relations = [...new Set(wanted.map(({ relation }) => relation))].sort();
    const rows = await this.reads.read<NamedRow>(scope, {
      text: relations
        .map((relation, i) => `${NAMED[relation]} WHERE tenant_id = $1 AND id = ANY ($${i + 2}::text[])`)
        .join(' UNION ALL '),
      values: [
        scope.tenantId,
        ...relations.map((of) => wanted.flatMap(({ relation, id }) => (relation === of ? [id] : []))),
      ],
    });
    const byPlace = new Map(rows.map((row) => [placeOf(row), row]));
    return wanted.map((one) => byPlace.get(placeOf(one)) ?? null);
  }
}

/** A pattern that finds the text itself: what ILIKE would interpret is escaped. */
function pattern(search: string | null): string | null {
  return search === null ? null : `%${search.replace(/[\\%_]/g, '\\$&')}%`;
}
