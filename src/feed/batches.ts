import type { PlacedEvent } from './ring.js';

/** Events of a batch at most. */
export const PAGE = 500;
/** And their bytes, unless it is one event, as `LogEvent.size` counts them. */
const BATCH_BYTES = 1024 * 1024;

/** Events in slices that are neither too many nor too large for one batch. */
export function* batches(placed: readonly PlacedEvent[]): Generator<readonly PlacedEvent[]> {
  let [from, bytes] = [0, 0];
  for (const [place, { event }] of placed.entries()) {
    if (place > from && (place - from >= PAGE || bytes + event.size > BATCH_BYTES)) {
      yield placed.slice(from, place);
      [from, bytes] = [place, 0];
    }
    bytes += event.size;
  }
  if (from < placed.length) yield placed.slice(from);
}
