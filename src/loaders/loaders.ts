/** The readers of one operation, each merging what the operation asks of it. */
export interface Loaders {}
