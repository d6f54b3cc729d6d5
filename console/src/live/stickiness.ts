/** Where a scrolled box stands, in pixels. */
export interface ScrollPlace {
  readonly top: number;
  /** Of all that can be scrolled through. */
  readonly height: number;
  /** Of what is visible. */
  readonly view: number;
}

/** Zoomed pages have fractions of pixels in `scrollTop`: this near to the bottom is at the bottom. */
const TOLERANCE_PX = 2;

/** Whether the last row is in view. */
export function isAtBottom({ top, height, view }: ScrollPlace): boolean {
  return height - view - top <= TOLERANCE_PX;
}

/**
 * Whether the list sticks to its bottom after it was scrolled. A way up by any distance lets go, so that the next
 * rows do not pull it back; arriving at the bottom holds on. Only a place of another height tells nothing: then the
 * rows have moved and not the user.
 */
export function sticksAfter(sticks: boolean, before: ScrollPlace, now: ScrollPlace): boolean {
  const sameBox = before.height === now.height && before.view === now.view;
  if (sameBox && now.top < before.top) return false;
  return sticks || isAtBottom(now);
}
