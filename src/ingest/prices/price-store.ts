import type { Queryable } from '../../db/database.js';
import { GaugewayError, InputError } from '../../errors.js';
import { parsePriceTerms, type PriceModel, type PriceTerms } from '../../pricing/price-terms.js';
import type { Price } from '../../pricing/price-book.js';

/** A price to be set; what it holds for and when it begins tell it from others. */
export type NewPrice = Omit<Price, 'id'>;

interface Row extends Record<string, unknown> {
  readonly id: string;
  readonly billable_unit_id: string;
  readonly product_id: string | null;
  readonly customer_id: string | null;
  readonly effective: number;
  readonly currency: string;
  readonly model: PriceModel;
  readonly terms: unknown;
}

const COLUMNS = `id, billable_unit_id, product_id, customer_id,
  (extract(epoch FROM effective_from) * 1000)::float8 AS effective, currency, model, terms`;

/** All prices of a tenant: by unit, product, customer and when they begin. */
export async function readPrices(db: Queryable, tenantId: string): Promise<Price[]> {
  const { rows } = await db.query<Row>(
    `SELECT ${COLUMNS} FROM prices WHERE tenant_id = $1
     ORDER BY billable_unit_id, product_id NULLS FIRST, customer_id NULLS FIRST, effective_from`,
    [tenantId],
  );
  return rows.map(priceOf);
}

/** Sets a price, in place of one for the same that begins at the same instant. Usage from then on is priced by it. */
export async function setPrice(db: Queryable, tenantId: string, price: NewPrice): Promise<Price> {
  const { rows } = await db.query<Row>(
    `INSERT INTO prices (tenant_id, billable_unit_id, product_id, customer_id, effective_from, currency, model, terms)
     VALUES ($1, $2, $3, $4, $5::timestamptz, $6, $7, $8::jsonb)
     ON CONFLICT (tenant_id, billable_unit_id, product_id, customer_id, effective_from)
     DO UPDATE SET currency = excluded.currency, model = excluded.model, terms = excluded.terms
     RETURNING ${COLUMNS}`,
    [
      tenantId,
      price.billableUnitId,
      price.productId,
      price.customerId,
      new Date(price.effectiveFrom).toISOString(),
      price.currency,
      price.terms.model,
      JSON.stringify(termsJson(price.terms)),
    ],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the price was not returned');
  return priceOf(row);
}

/**
 * Removes a price; what was priced by it keeps its revenue until it is priced anew.
 *
 * @throws GaugewayError NOT_FOUND where the tenant has no such price
 */
export async function removePrice(db: Queryable, tenantId: string, id: string): Promise<void> {
  const { rowCount } = await db.query('DELETE FROM prices WHERE tenant_id = $1 AND id = $2', [tenantId, id]);
  if (rowCount === 0) throw new GaugewayError('NOT_FOUND', 'id: there is no such price', 'id');
}

/** The members of terms as JSON, as `parsePriceTerms` reads them. */
export function termsJson(terms: PriceTerms): unknown {
  const { model: _, ...members } = terms;
  return 'tiers' in members ? members.tiers : members;
}

function priceOf({ id, currency, model, terms, ...row }: Row): Price {
  return {
    id,
    billableUnitId: row.billable_unit_id,
    productId: row.product_id,
    customerId: row.customer_id,
    effectiveFrom: row.effective,
    currency,
    terms: parsePriceTerms(model, terms, 'terms'),
  };
}

/** @throws InputError unless a text is a currency's code */
export function requireCurrency(field: string, currency: string): string {
  if (/^[A-Z]{3}$/.test(currency)) return currency;
  throw new InputError(field, 'expected a currency code of three capital letters, such as USD');
}
