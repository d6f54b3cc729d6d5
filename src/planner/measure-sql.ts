import { entry, partialsOf, type Dataset, type Measure, type Partial } from '../catalogue/dataset.js';

/** The partial results that measures are made of, each once. */
export function neededPartials(dataset: Dataset, measures: readonly Measure[]): Partial[] {
  const columns = new Set(measures.flatMap(partialsOf));
  return [...columns].map((column) => partialOf(dataset, column));
}

/** A partial result by its column. */
export function partialOf(dataset: Dataset, column: string): Partial {
  const found = dataset.partials.find((partial) => partial.column === column);
  if (found === undefined) throw new Error(`${dataset.key} keeps no ${column}`);
  return found;
}

/** SQL that merges the partial results of a group. */
export function mergedPartial({ merge, column }: Partial): string {
  return merge === 'concat' ? `string_agg(${column}, ''::bytea)` : `${merge}(${column})`;
}

/** SQL of a measure over the rows of a group. */
export function measureSql(dataset: Dataset, { merge }: Measure): string {
  const merged = (column: string): string => mergedPartial(partialOf(dataset, column));
  switch (merge.rule) {
    case 'sum':
    case 'min':
    case 'max':
    case 'concat':
      return merged(merge.of);
    case 'first':
    case 'last':
      return `(${merged(merge.of)})[3]`;
    case 'ratio':
      return `${merged(merge.of)} / nullif(${merged(merge.per)}, 0)`;
    case 'span':
      return `(${merged(merge.to)} - ${merged(merge.from)}) * 1000`;
    case 'distinct':
      return `count(DISTINCT ${entry(dataset.dimensions, merge.dimension).column})`;
    case 'percentile': {
      const { column } = entry(dataset.dimensions, merge.bin);
      return `tenant.bin_percentile(${merge.quantile}, array_agg(${column}), array_agg(${merge.weight}::numeric))`;
    }
  }
}
