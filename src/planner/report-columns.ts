import { entry, type Dataset, type Measure } from '../catalogue/dataset.js';

/** The column of a measure in the range that a report is compared with. */
export const previousKey = (measure: string): string => `${measure}__previous`;

/** The column of a measure's difference from the range that a report is compared with. */
export const changeKey = (measure: string): string => `${measure}__change`;

/** The column of that difference by what it differs from. */
export const changeRatioKey = (measure: string): string => `${measure}__change_ratio`;

/** The column with the names of a dimension's values. */
export const nameKey = (dimension: string): string => `${dimension}__name`;

/** The column that tells the rows of the others. */
export const OTHERS = 'others';

/** The column that tells a row's bucket: its position, from 0. */
export const SLOT = 'slot';

/** The column that tells a row's place in the order, from 1; null in the row of the total, which is in the next column. */
export const PLACE = 'place';

/** Whether a measure is 0 and not unknown where nothing happened. */
export const isZeroWithout = ({ merge }: Measure): boolean =>
  merge.rule === 'sum' || merge.rule === 'distinct';

/** Whether a difference of two of its values says something. */
export const hasChange = ({ unit }: Measure): boolean => unit !== 'instant';

/** Dimensions of a report that its others keep apart: amounts of several currencies are never added. */
export function keptApart(dataset: Dataset, measures: readonly string[]): readonly string[] {
  return measures.some((key) => entry(dataset.measures, key).perCurrency === true) ? ['currency'] : [];
}
