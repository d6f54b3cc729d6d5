/** A misspelling may differ by this share of its length; the rest is another word. */
const TOLERANCE = 0.34;

/** The candidate that a misspelt word most likely means, or null if none is close. Long words are not searched. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > 40) return null;
  const wanted = word.toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.floor(word.length * TOLERANCE) + 1;
  for (const candidate of candidates) {
    // The lengths alone rule most out, which keeps a stream of unknown types cheap to refuse.
    if (Math.abs(wanted.length - candidate.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate, bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein's distance, one row at a time and in place; given up with `limit` where it cannot be less. */
function editDistance(a: string, b: string, limit: number): number {
  const row = new Uint8Array(b.length + 1);
  for (let j = 1; j <= b.length; j += 1) row[j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    let diagonal = i - 1;
    let left = i;
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const above = row[j] ?? 0;
      const substituted = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? diagonal : diagonal + 1;
      left = Math.min(substituted, above + 1, left + 1);
      row[j] = left;
      diagonal = above;
      if (left < least) least = left;
    }
    if (least >= limit) return limit;
  }
  return row[b.length] ?? 0;
}
