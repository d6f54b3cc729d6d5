/** A half-open range of instants, epoch milliseconds. */
export interface InstantRange {
  readonly from: number;
  readonly to: number;
}

/** What is left of a range without others; `holes` are ascending and disjoint. */
export function subtract(range: InstantRange, holes: readonly InstantRange[]): InstantRange[] {
  const left: InstantRange[] = [];
  let from = range.from;
  for (const hole of holes) {
    if (hole.to <= from || hole.from >= range.to) continue;
    if (hole.from > from) left.push({ from, to: hole.from });
    from = Math.max(from, hole.to);
  }
  if (from < range.to) left.push({ from, to: range.to });
  return left;
}

/** Ascending and disjoint: ranges that touch or overlap are joined. */
export function normalize(ranges: readonly InstantRange[]): InstantRange[] {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else if (from < to) joined.push({ from, to });
  }
  return joined;
}

/** Ranges widened to whole buckets of a width. */
export function widen(ranges: readonly InstantRange[], width: number): InstantRange[] {
  return normalize(
    ranges.map(({ from, to }) => ({
      from: Math.floor(from / width) * width,
      to: Math.ceil(to / width) * width,
    })),
  );
}
