import type { DemoEvent } from './event.js';
import { produce, type Draft, type Production } from './production.js';
import { acme } from './tenants/acme.js';
import { globex } from './tenants/globex.js';
import { initech } from './tenants/initech.js';
import type { TenantSpec } from './tenant-spec.js';
import { slicesOf, windowOf, type Window } from './window.js';

export type { DemoCloudEvent, DemoEvent } from './event.js';

/** What the demo is made from; equal options give equal events, byte for byte. */
export interface DemoOptions {
  /** Any number; another one tells the same stories with other figures. */
  seed: number;
  /** The demo ends here: no event is at or after it, and the last ones are within seconds of it. */
  now: Date;
  /** Whole days before `now`, from 1; no event is older. Every type of event occurs from 65 days on. */
  days: number;
  /** Multiplies the number of events: 1, the default, gives about 150,000 in 90 days. */
  scale?: number;
}

const TENANTS: readonly TenantSpec[] = [acme, globex, initech];

/** The demo's tenants; the first is the main one. */
export const demoTenants: readonly { readonly id: string; readonly name: string }[] = TENANTS.map(
  ({ id, name }) => ({ id, name }),
);

/**
 * The demo's events of all tenants in the order of their time, made day by day as they are consumed.
 * An id is unique within its tenant and source.
 * Throws a RangeError, when the first event is asked for, if the options make no sense.
 */
export function* generateDemo(options: DemoOptions): Generator<DemoEvent, void, undefined> {
  const { window, productions } = prepare(options);
  let waiting: Draft[] = [];
  for (const slice of slicesOf(window)) {
    const drafts = waiting;
    for (const production of productions) production.play(slice, drafts);
    waiting = drafts.filter(({ at }) => at >= slice.to);
    // The sort is stable, so the same instant keeps the order in which its events were made.
    const due = drafts.filter(({ at }) => at < slice.to).sort((left, right) => left.at - right.at);
    for (const { event } of due) yield event;
  }
}

/**
 * About how many events `generateDemo` gives for the same options, within a few percent, without making them.
 * Throws a RangeError if the options make no sense.
 */
export function estimateDemo(options: DemoOptions): number {
  const { productions } = prepare(options);
  return Math.round(productions.reduce((sum, { expected }) => sum + expected, 0));
}

function prepare({ seed, now, days, scale = 1 }: DemoOptions): { window: Window; productions: Production[] } {
  const window = windowOf(now, days);
  if (!Number.isFinite(seed)) throw new RangeError('seed: expected a number');
  if (!(scale > 0 && scale <= 1_000)) throw new RangeError('scale: expected a number above 0, at most 1000');
  return { window, productions: TENANTS.map((tenant) => produce(window, tenant, seed, scale)) };
}
