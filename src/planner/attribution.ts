import { entry, type Dataset } from '../catalogue/dataset.js';
import { partialOf } from './measure-sql.js';
import type { Attribution } from './query.js';
import type { Select } from './select.js';

/** What an attribution reads of its source: the dimensions, and the columns of partial results. */
export function attributionColumns(dataset: Dataset, { within, to, of, by }: Attribution) {
  const columnOf = (measure: string): string => {
    const { merge } = entry(dataset.measures, measure);
    if (merge.rule !== 'sum') throw new Error(`${measure} does not add up, so it cannot be dealt out`);
    return merge.of;
  };
  const [amount, weight] = [columnOf(of), columnOf(by)];
  return {
    dimensions: [within, to, 'currency'],
    partials: [amount, weight].map((column) => partialOf(dataset, column)),
    amount,
    weight,
  };
}

/** Writes an attribution over the rows of its source. */
export function attributed(dataset: Dataset, attribution: Attribution, source: string): Select {
  const { amount, weight } = attributionColumns(dataset, attribution);
  const within = entry(dataset.dimensions, attribution.within).column;
  const to = entry(dataset.dimensions, attribution.to).column;
  const text = `WITH source AS (${source}),
takers AS (
  SELECT ${within}, ${to}, sum(${weight}) AS weight, sum(sum(${weight})) OVER (PARTITION BY ${within}) AS whole
  FROM source WHERE ${to} IS NOT NULL AND ${weight} > 0 GROUP BY 1, 2
), amounts AS (
  SELECT ${within}, currency, sum(${amount}) AS amount
  FROM source WHERE ${to} IS NULL AND currency IS NOT NULL GROUP BY 1, 2
)
SELECT ${to}::text AS c0, currency::text AS c1, sum(div(amount * weight * 1e40, whole))::text AS c2
FROM amounts JOIN takers USING (${within}) GROUP BY 1, 2
UNION ALL
SELECT NULL, currency::text, sum(amount)::text
FROM amounts WHERE EXISTS (SELECT FROM takers WHERE takers.${within} = amounts.${within}) GROUP BY 2`;
  return { text, columns: [attribution.to, 'currency', 'part'] };
}
