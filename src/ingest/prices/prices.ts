import type pg from 'pg';
import type { Price } from '../../pricing/price-book.js';
import { readPrices, removePrice, setPrice, type NewPrice } from './price-store.js';

/** The prices of tenants, to be looked at and changed. */
export interface Prices {
  list(tenantId: string): Promise<readonly Price[]>;
  set(tenantId: string, price: NewPrice): Promise<Price>;
  /** @throws GaugewayError NOT_FOUND where the tenant has no such price */
  remove(tenantId: string, id: string): Promise<void>;
}

/** The prices in a database. */
export function databasePrices(pool: pg.Pool): Prices {
  return {
    list: (tenantId) => readPrices(pool, tenantId),
    set: (tenantId, price) => setPrice(pool, tenantId, price),
    remove: (tenantId, id) => removePrice(pool, tenantId, id),
  };
}
