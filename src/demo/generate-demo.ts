import { aiCostStream } from './ai-costs.js';
import { authStream } from './auth.js';
import { castOf } from './cast.js';
import { cloudCostStream } from './cloud-costs.js';
import { serviceCostStream } from './service-costs.js';
import type { DemoCloudEvent, DemoEvent } from './event.js';
import { invoiceStream } from './invoices.js';
import { Ledger } from './ledger.js';
import { mcpStream } from './mcp.js';
import { plotOf } from './plot.js';
import { Random } from './random.js';
import { referenceStream } from './reference.js';
import { requestStream } from './requests.js';
import { VOLUME, type Emit, type Stage, type Stream } from './stage.js';
import { storefrontStream } from './storefront.js';
import { subscriptionStream } from './subscriptions.js';
import { systemStream } from './system.js';
import { acme } from './tenants/acme.js';
import { globex } from './tenants/globex.js';
import { initech } from './tenants/initech.js';
import type { TenantSpec } from './tenant-spec.js';
import { usageStream } from './usage.js';
import { isoClock, isoText, slicesOf, windowOf, type Slice, type Window } from './window.js';

export type { DemoCloudEvent, DemoEvent } from './event.js';

/** What the demo is made from; equal options give equal events, byte for byte. */
export interface DemoOptions {
  /** Any number; another one tells the same stories with other figures. */
  seed: number;
  /** The demo ends here: no event is at or after it, and the last ones are within seconds of it. */
  now: Date;
  /** Whole days before `now`, from 1; no event is older. Every kind of event occurs from about 60 days on. */
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
 * An id is unique within its tenant and source. Throws a RangeError for options that make no sense.
 */
export function* generateDemo(options: DemoOptions): Generator<DemoEvent, void, undefined> {
  const window = windowOf(options.now, options.days);
  const productions = TENANTS.map((tenant) => produce(window, tenant, options));
  const clock = isoClock();
  let waiting: Draft[] = [];
  for (const slice of slicesOf(window)) {
    const drafts = waiting;
    for (const { tenant, streams } of productions) {
      for (const stream of streams)
        stream.play(slice, emitterOf({ window, slice, tenantId: tenant.id, stream, drafts, clock }));
    }
    waiting = drafts.filter(({ at }) => at >= slice.to);
    // The sort is stable, so the same instant keeps the order in which its events were made.
    const due = drafts.filter(({ at }) => at < slice.to).sort((left, right) => left.at - right.at);
    for (const { event } of due) yield event;
  }
}

/** About how many events `generateDemo` gives for the same options, within a few percent, without making them. */
export function estimateDemo(options: DemoOptions): number {
  const window = windowOf(options.now, options.days);
  const streams = TENANTS.flatMap((tenant) => produce(window, tenant, options).streams);
  return Math.round(streams.reduce((sum, { expected }) => sum + expected, 0));
}

interface Draft {
  at: number;
  event: DemoEvent;
}

/** A stream as it runs: numbered, so that its ids are unique. */
interface Running extends Stream {
  sequence: number;
}

function produce(
  window: Window,
  tenant: TenantSpec,
  options: DemoOptions,
): { tenant: TenantSpec; streams: Running[] } {
  const { seed, scale = 1 } = options;
  if (!Number.isFinite(seed)) throw new RangeError('seed: expected a number');
  if (!(scale > 0 && scale <= 1_000)) throw new RangeError('scale: expected a number above 0, at most 1000');
  const random = new Random(`${seed}/${tenant.id}`);
  const plot = plotOf(window, tenant.drama);
  const stage: Stage = {
    window,
    tenant,
    plot,
    random,
    scale,
    customers: castOf(window, tenant, plot, random),
    ledger: new Ledger(window),
    volume: (domain) => (VOLUME[domain] * tenant.share * scale * window.days) / 90,
  };
  const streams = [
    referenceStream(stage),
    subscriptionStream(stage),
    usageStream(stage),
    mcpStream(stage),
    // Behind what charges the ledger.
    invoiceStream(stage),
    storefrontStream(stage),
    cloudCostStream(stage),
    serviceCostStream(stage),
    aiCostStream(stage),
    requestStream(stage),
    authStream(stage),
    systemStream(stage),
  ];
  return { tenant, streams: streams.map((stream) => ({ ...stream, sequence: 0 })) };
}

interface Emission {
  window: Window;
  slice: Slice;
  tenantId: string;
  stream: Running;
  drafts: Draft[];
  clock: (at: number) => string;
}

function emitterOf({ window, slice, tenantId, stream, drafts, clock }: Emission): Emit {
  const { source } = stream;
  return (at, type, data) => {
    if (at < slice.from) throw new RangeError(`${source}: ${type} at ${isoText(at)} comes too late`);
    const time = clock(at);
    const id = `${time.slice(0, 10)}.${stream.sequence++}`;
    if (at < window.to) {
      // `type` and `data` belong together by the signature of Emit, which the union cannot express here.
      const event = { specversion: '1.0', id, source, type, time, data } as DemoCloudEvent;
      drafts.push({ at, event: { tenantId, event } });
    }
    return id;
  };
}
