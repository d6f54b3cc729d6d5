/** Rows of a breakdown at most, besides that of the others. */
export const MOST_ROWS = 1000;

/** The argument `first` of breakdowns. */
export const firstRows = (many: number) =>
  ({
    nullable: true,
    defaultValue: many,
    description: `Rows before the others, at most ${MOST_ROWS}.`,
  }) as const;
