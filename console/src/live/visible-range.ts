/** Rows beyond the edges of the view that are drawn, too, so that scrolling meets no empty place. */
const OVERSCAN = 6;

/** The rows to draw, as a range of indexes, for a view of this height at this place of a list of so many rows. */
export function visibleRange(
  top: number,
  viewHeight: number,
  rowHeight: number,
  size: number,
): { from: number; until: number } {
  const from = Math.floor(top / rowHeight) - OVERSCAN;
  const until = Math.ceil((top + viewHeight) / rowHeight) + OVERSCAN;
  return { from: Math.max(0, Math.min(size, from)), until: Math.max(0, Math.min(size, until)) };
}
