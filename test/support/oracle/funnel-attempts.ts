export type Order = 'ORDERED' | 'STRICT' | 'UNORDERED';

/** An event that is a step, as far as attempts care. */
export interface Taken<S> {
  readonly step: S;
  /** Microseconds. */
  readonly at: number;
}

/** The rules of an attempt. */
export interface Rules<S> {
  readonly steps: readonly S[];
  readonly order: Order;
  /** Microseconds after the entry, the edge included. */
  readonly conversionWindow: number;
}

export interface Attempt {
  /** Its events by their places among the person's: as many as its depth, the entry first. */
  readonly places: readonly number[];
  /** Until when it may go on, microseconds, the edge included; null where something has ended it before. */
  readonly openUntil: number | null;
}

/** The attempt that begins at a place among a person's events in their order; null where none can. */
export function attemptAt<S>(events: readonly Taken<S>[], entry: number, rules: Rules<S>): Attempt | null {
  const { steps, order, conversionWindow } = rules;
  const began = events[entry];
  if (began === undefined) return null;
  const openUntil = began.at + conversionWindow;
  /** The events from the entry on that lie within the window. */
  const within: { step: S; place: number }[] = [];
  for (const [behind, { step, at }] of events.slice(entry).entries()) {
    if (at > openUntil) break;
    within.push({ step, place: entry + behind });
  }
  if (order === 'UNORDERED') {
    if (!steps.includes(began.step)) return null;
    const kinds = new Set(within.map(({ step }) => step).filter((step) => steps.includes(step)));
    const places = [...kinds].map((kind) => within.find(({ step }) => step === kind)?.place ?? NaN);
    return { places: places.sort((a, b) => a - b), openUntil };
  }
  if (began.step !== steps[0]) return null;
  const places = [entry];
  for (const { step, place } of within.slice(1)) {
    if (places.length < steps.length && step === steps[places.length]) places.push(place);
    // Only what is neither the next step nor the same again lies between.
    else if (order === 'STRICT' && step !== steps[places.length - 1]) return { places, openUntil: null };
  }
  return { places, openUntil };
}

/**
 * Of attempts the one that counts: of the deepest the one whose last step came first; of several with that same event the
 * one that began first in an unordered funnel, and last in any other. Attempts come in the order of their entries.
 */
export function counted<A extends Attempt>(attempts: readonly A[], order: Order): A | null {
  const depth = Math.max(...attempts.map(({ places }) => places.length));
  const deepest = attempts.filter(({ places }) => places.length === depth);
  const earliest = Math.min(...deepest.map(({ places }) => places.at(-1) ?? NaN));
  const first = deepest.filter(({ places }) => places.at(-1) === earliest);
  return (order === 'UNORDERED' ? first[0] : first.at(-1)) ?? null;
}

/** Until when one of some attempts may go on; null where none may. */
export function openUntil(attempts: readonly Attempt[]): number | null {
  const known = attempts.map((attempt) => attempt.openUntil).filter((until) => until !== null);
  return known.length === 0 ? null : Math.max(...known);
}
