/** Widths that a continuous aggregate's bucket can have, finest first. All are bounded in UTC. */
export const BUCKET_WIDTHS = ['15m', '1h', '1d'] as const;
export type BucketWidth = (typeof BUCKET_WIDTHS)[number];

/** A bucket's width in milliseconds. */
export const WIDTH_MS: Readonly<Record<BucketWidth, number>> = {
  '15m': 900_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
};

/** A continuous aggregate: which dimensions it keeps and how wide its buckets are. */
export interface Rollup {
  /** The relation's name, in `public` and as a tenant view alike. */
  readonly relation: string;
  readonly width: BucketWidth;
  /** Keys of the dataset's dimensions that it keeps; a query on any other needs another source. */
  readonly dimensions: readonly string[];
  /** Keys of dimensions: it has only the rows that have a value of them, and serves queries that want only these. */
  readonly present?: readonly string[];
  /** Columns of the dataset's partial results that it keeps. */
  readonly partials: readonly string[];
}
