import DataLoader from 'dataloader';
import type pg from 'pg';
import { readInScope, type TenantScope } from '../db/tenant-scope.js';

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

const LISTED: Readonly<Record<Listed, string>> = { customers: 'id, name', products: 'id, name, kind' };
const ORDER: Readonly<Record<PageRequest['orderBy'], { by: string; after: string }>> = {
  NAME: { by: 'name, id', after: '(name, id) > ($3, $4)' },
  ID: { by: 'id', after: 'id > $4' },
};

const MEANT = `tenant_id = $1 AND ($2::text[] IS NULL OR id = ANY ($2))`;

/** Reads reference rows of one operation. */
export class Directory {
  private readonly loaders = new Map<string, DataLoader<string, Record<string, unknown> | null>>();

  constructor(private readonly pool: pg.Pool) {}

  /** A page of customers or products. */
  async page<Row extends CustomerRow>(
    scope: TenantScope,
    listed: Listed,
    request: PageRequest,
  ): Promise<Page<Row>> {
    const { by, after } = ORDER[request.orderBy];
    const rows = await readInScope<Row>(this.pool, scope, {
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

  /** How many rows all pages have together. */
  async count(
    scope: TenantScope,
    listed: Listed,
    request: Pick<PageRequest, 'ids' | 'search'>,
  ): Promise<number> {
    const [row] = await readInScope<{ count: string }>(this.pool, scope, {
      text: `SELECT count(*) FROM tenant.${listed} WHERE ${MEANT} AND ($3::text IS NULL OR name ILIKE $3 OR id ILIKE $3)`,
      values: [scope.tenantId, request.ids, pattern(request.search)],
    });
    return Number(row?.count ?? 0);
  }

  customer(scope: TenantScope, id: string): Promise<CustomerRow | null> {
    return this.load<CustomerRow>(scope, 'customers', 'id, name', id);
  }

  product(scope: TenantScope, id: string): Promise<ProductRow | null> {
    return this.load<ProductRow>(scope, 'products', 'id, name, kind', id);
  }

  billableUnit(scope: TenantScope, id: string): Promise<BillableUnitRow | null> {
    return this.load<BillableUnitRow>(scope, 'billable_units', 'id, title, precision', id);
  }

  /** Forgets the rows that were loaded, so that a long subscription neither keeps them nor shows old names. */
  forget(): void {
    this.loaders.clear();
  }

  /** Rows by id, those asked for together in one statement. */
  private load<Row extends Record<string, unknown>>(
    scope: TenantScope,
    relation: Listed | 'billable_units',
    columns: string,
    id: string,
  ): Promise<Row | null> {
    const key = `${relation}\0${scope.tenantId}\0${scope.customerId ?? ''}`;
    let loader = this.loaders.get(key);
    if (loader === undefined) {
      loader = new DataLoader(async (ids) => {
        const rows = await readInScope<Record<string, unknown>>(this.pool, scope, {
          text: `SELECT ${columns} FROM tenant.${relation} WHERE tenant_id = $1 AND id = ANY ($2::text[])`,
          values: [scope.tenantId, [...ids]],
        });
        const byId = new Map(rows.map((row) => [row['id'], row]));
        return ids.map((wanted) => byId.get(wanted) ?? null);
      });
      this.loaders.set(key, loader);
    }
    return loader.load(id) as Promise<Row | null>;
  }

  async tenant(scope: TenantScope): Promise<{ id: string; name: string }> {
    const [row] = await readInScope<{ id: string; name: string }>(this.pool, scope, {
      text: 'SELECT id, name FROM tenant.tenants WHERE id = $1',
      values: [scope.tenantId],
    });
    return row ?? { id: scope.tenantId, name: scope.tenantId };
  }

  /** When the tenant's first usage event happened, epoch milliseconds; null where there is none. */
  async firstUsage(scope: TenantScope): Promise<number | null> {
    const [row] = await readInScope<{ first: number | null }>(this.pool, scope, {
      text: `SELECT (extract(epoch FROM min(time)) * 1000)::float8 AS first FROM tenant.usage_events WHERE tenant_id = $1`,
      values: [scope.tenantId],
    });
    return row?.first ?? null;
  }
}

/** A pattern that finds the text itself: what ILIKE would interpret is escaped. */
function pattern(search: string | null): string | null {
  return search === null ? null : `%${search.replace(/[\\%_]/g, '\\$&')}%`;
}
