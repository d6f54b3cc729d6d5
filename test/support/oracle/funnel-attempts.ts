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

/** The events of an attempt by their places among the person's: as many as its depth, the entry first. */
export type Attempt = readonly number[];

/** The attempt that begins at a place among a person's events in their order; null where none can. */
export function attemptAt<S>(events: readonly Taken<S>[], entry: number, rules: Rules<S>): Attempt | null {
  const { steps, order, conversionWindow } = rules;
  const began = events[entry];
  if (began === undefined) return null;
  /** The first event of a step at or behind a place; -1 where the window has none. */
  const find = (step: S, from: number): number => {
    for (let place = from; place < events.length; place++) {
      const event = events[place];
      if (event?.step === step) return event.at - began.at <= conversionWindow ? place : -1;
    }
    return -1;
  };
  if (order === 'UNORDERED') {
    if (!steps.includes(began.step)) return null;
    return steps
      .map((step) => find(step, entry))
      .filter((place) => place >= 0)
      .sort((a, b) => a - b);
  }
  if (began.step !== steps[0]) return null;
  const attempt = [entry];
  for (const step of steps.slice(1)) {
    const behind = (attempt.at(-1) ?? entry) + 1;
    const next = find(step, behind);
    if (next < 0 || (order === 'STRICT' && next !== behind)) break;
    attempt.push(next);
  }
  return attempt;
}

/** Of attempts, in the order of their entries, the one that counts: the deepest, of several the last. */
export function counted<A extends { readonly length: number }>(attempts: readonly A[]): A | null {
  const depth = Math.max(...attempts.map(({ length }) => length));
  return attempts.findLast(({ length }) => length === depth) ?? null;
}
