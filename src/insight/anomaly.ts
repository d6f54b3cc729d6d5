/** Hours of a week, how many weeks the baseline is made of: one value a week, of the same hour of the week. */
export const ANOMALY_WEEKS = 6;
/** Fewer known weeks than these tell nothing. */
const LEAST_WEEKS = 4;
/** Robust standard deviations. Not the 3.5 of the source: 8,760 hours a year are judged, each by six values. */
const LEAST_DEVIATION = 6;
/** Events. Less is a handful of requests, however rare. */
const LEAST_DIFFERENCE = 20;
/** The median absolute deviation of a normal distribution, times this, is its standard deviation. */
const NORMAL = 1.4826;
/** Ordinary buckets in a row that end an episode. */
const QUIET_BUCKETS = 2;

/** An hour that is far from what the same hour of the week usually is. */
export interface Anomaly {
  /** Events of the hour. */
  readonly observed: number;
  /** Median events of the same hour of the week in the weeks before; halves where their number is even. */
  readonly baseline: number;
  /** `observed - baseline` in robust standard deviations: above 0 for a spike, below for a drop. */
  readonly deviation: number;
}

/** Anomalous buckets that belong together. */
export interface Episode {
  /** The first anomalous bucket: its start, in the caller's unit. */
  readonly since: number;
  /** Ordinary buckets in a row since the last anomalous one: 0 or 1. */
  readonly quiet: number;
}

/**
 * Judges the events of an hour by those of the same hour of the week in the weeks before. `history` has the latest week
 * first and null where nothing was recorded yet; beyond `ANOMALY_WEEKS` it is not read.
 *
 * `deviation = (observed - median) / spread`, `spread = max(1.4826 * MAD, sqrt(max(median, 1)), median / 10)`, where MAD
 * is the median of `|value - median|`. It is the modified z-score of B. Iglewicz and D. C. Hoaglin, How to Detect and
 * Handle Outliers (ASQC, 1993), with a floor: the noise of counting (Poisson) and a tenth of the median, so that a flat
 * history does not make an anomaly of every wobble.
 *
 * An anomaly is at least 6 deviations and 20 events away from the median, with at least 4 weeks known; null otherwise.
 */
export function anomalyOf(observed: number, history: readonly (number | null)[]): Anomaly | null {
  const known = history.slice(0, ANOMALY_WEEKS).filter((value) => value !== null);
  if (known.length < LEAST_WEEKS) return null;
  const baseline = medianOf(known);
  const mad = medianOf(known.map((value) => Math.abs(value - baseline)));
  const spread = Math.max(NORMAL * mad, Math.sqrt(Math.max(baseline, 1)), baseline / 10);
  const difference = observed - baseline;
  const deviation = difference / spread;
  if (Math.abs(difference) < LEAST_DIFFERENCE || Math.abs(deviation) < LEAST_DEVIATION) return null;
  return { observed, baseline, deviation };
}

/**
 * What becomes of an episode by the bucket that has closed: begun, going on, ended or none. An episode begins with the
 * first anomalous bucket and ends after two ordinary ones in a row; a further anomaly in between, of the same sign or
 * not, belongs to it. `begins` is true for the first bucket alone, so that an episode is told once.
 *
 * Buckets are to be given in order, each once: one that is left out counts neither as anomalous nor as ordinary.
 */
export function nextEpisode(
  episode: Episode | null,
  bucket: number,
  anomaly: Anomaly | null,
): { readonly episode: Episode | null; readonly begins: boolean } {
  if (anomaly !== null) {
    return { episode: { since: episode?.since ?? bucket, quiet: 0 }, begins: episode === null };
  }
  const quiet = (episode?.quiet ?? 0) + 1;
  const ended = episode === null || quiet >= QUIET_BUCKETS;
  return { episode: ended ? null : { since: episode.since, quiet }, begins: false };
}

/** The middle value, or the mean of the two in the middle. */
function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [upper = NaN] = sorted.slice(sorted.length / 2);
  const [lower = NaN] = sorted.slice((sorted.length - 1) / 2);
  return (lower + upper) / 2;
}
