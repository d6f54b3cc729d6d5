import type { Queryable } from '../../db/database.js';
import type { Fact, FactDataset, IncomingEvent } from '../event.js';
import { FACT_TABLES, type FactColumn, type FactTable } from './fact-tables.js';

const insertText = new Map<string, string>();

/** One statement a table: the columns as arrays, unnested side by side (the cheapest form for batches of 1,000). */
function insertStatement({ relation, columns }: FactTable): string {
  const known = insertText.get(relation);
  if (known !== undefined) return known;
  const names = columns.map(({ name }) => name).join(', ');
  const arrays = columns.map(({ type }, i) => `$${i + 1}::${type}[]`).join(', ');
  const text = `INSERT INTO ${relation} (${names}) SELECT * FROM unnest(${arrays})`;
  insertText.set(relation, text);
  return text;
}

/** Inserts the events' facts, one statement for each dataset among them. Resolves when all have been answered. */
export async function writeFacts(db: Queryable, events: readonly IncomingEvent[]): Promise<void> {
  const byDataset = new Map<FactDataset, IncomingEvent[]>();
  for (const event of events) {
    const group = byDataset.get(event.fact.dataset);
    if (group === undefined) byDataset.set(event.fact.dataset, [event]);
    else group.push(event);
  }
  const inserts = Object.entries(FACT_TABLES).flatMap(([dataset, table]) => {
    const group = byDataset.get(dataset as FactDataset);
    if (group === undefined) return [];
    // The group holds only this dataset's facts, which is what the table's columns read.
    const columns = table.columns as readonly FactColumn<Fact>[];
    const values = columns.map(({ value }) => group.map((event) => value(event.fact, event)));
    return [db.query(insertStatement(table), values)];
  });
  await Promise.allSettled(inserts);
  await Promise.all(inserts);
}
