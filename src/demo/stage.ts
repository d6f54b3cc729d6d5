import type { Customer } from './cast.js';
import type { EventType, Vocabulary } from './event.js';
import type { Ledger } from './ledger.js';
import type { Plot } from './plot.js';
import type { Random } from './random.js';
import type { TenantSpec } from './tenant-spec.js';
import type { Slice, Window } from './window.js';

/** Hands out an event and returns its id. What lies after the slice waits for its turn; what lies after now is dropped. */
export type Emit = <T extends EventType>(at: number, type: T, data: Vocabulary[T]) => string;

/** One domain of one tenant. Streams draw from forks of their own, so none of them changes another. */
export interface Stream {
  /** The CloudEvents source; no other stream of the tenant has it. */
  readonly source: string;
  /** How many events are to be expected over the whole window. */
  readonly expected: number;
  /** Emits what begins in the slice, in any order. Called once a slice, in order. */
  play(slice: Slice, emit: Emit): void;
}

/** What the streams of a tenant share. */
export interface Stage {
  readonly window: Window;
  readonly tenant: TenantSpec;
  readonly customers: readonly Customer[];
  readonly plot: Plot;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly scale: number;
  /** How many events the tenant's part in a domain is, over the whole window. */
  volume(domain: Domain): number;
}

/** Events in 90 days over all tenants at scale 1; what comes by the calendar (invoices, deploys) is on top. */
export const VOLUME = {
  usage: 66_000,
  mcp: 31_000,
  storefront: 17_000,
  requests: 18_500,
  auth: 4_200,
  aiCosts: 5_800,
  thirdParty: 1_300,
  support: 450,
} as const;

/** A domain whose volume scales. */
export type Domain = keyof typeof VOLUME;
