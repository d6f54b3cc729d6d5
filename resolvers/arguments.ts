import { CostAllocation } from '../schema/margin.js';
import type { DimensionFilter } from '../src/planner/query.js';

/** Rows of a breakdown at most, besides that of the others. */
export const MOST_ROWS = 1000;

/** The argument `first` of breakdowns. */
export const firstRows = (many: number) =>
  ({
    nullable: true,
    defaultValue: many,
    description: `Rows before the others, at most ${MOST_ROWS}.`,
  }) as const;

/** The argument `tenantId` of root fields. */
export const TENANT = { nullable: true, description: "Another tenant's id; only for admins." } as const;

/** The argument `window` of what is told of a range of time. */
export const WINDOW = {
  nullable: true,
  description: 'The range of time; the last 30 days if left out.',
} as const;

/** The argument `allocation` of margins. */
export const ALLOCATION = {
  nullable: true,
  defaultValue: CostAllocation.PROPORTIONAL_TO_USAGE,
  description: 'How costs that name nobody are shared out.',
} as const;

/** The filters that were given, by dimension: null or left out narrows nothing. */
export function givenFilters(
  byDimension: Readonly<Record<string, readonly string[] | null | undefined>>,
): DimensionFilter[] {
  return Object.entries(byDimension).flatMap(([dimension, values]) =>
    values == null ? [] : [{ dimension, values }],
  );
}
