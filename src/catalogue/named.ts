/** Where the names of a dimension's values are kept. */
export interface Named {
  /** A relation with a row for each id. */
  readonly relation: string;
  readonly column: string;
  /** The type of the events that give names. */
  readonly given: string;
}

/** The dimensions whose values are ids of what has a name, by their keys in every dataset. */
export const NAMED: Readonly<Partial<Record<string, Named>>> = {
  customer: { relation: 'customers', column: 'name', given: 'customer.upserted' },
  product: { relation: 'products', column: 'name', given: 'product.upserted' },
  billableUnit: { relation: 'billable_units', column: 'title', given: 'billable_unit.upserted' },
  server: { relation: 'mcp_servers', column: 'name', given: 'mcp_server.upserted' },
};
