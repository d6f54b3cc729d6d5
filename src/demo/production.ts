import { aiCostStream } from './ai-costs.js';
import { authStream } from './auth.js';
import { castOf } from './cast.js';
import { cloudCostStream } from './cloud-costs.js';
import type { DemoCloudEvent, DemoEvent } from './event.js';
import { invoiceStream } from './invoices.js';
import { Ledger } from './ledger.js';
import { mcpStream } from './mcp.js';
import { plotOf } from './plot.js';
import { Random } from './random.js';
import { referenceStream } from './reference.js';
import { requestStream } from './requests.js';
import { serviceCostStream } from './service-costs.js';
import { VOLUME, type Emit, type Stage, type Stream } from './stage.js';
import { storefrontStream } from './storefront.js';
import { subscriptionStream } from './subscriptions.js';
import { systemStream } from './system.js';
import type { TenantSpec } from './tenant-spec.js';
import { usageStream } from './usage.js';
import { isoClock, isoText, type Slice, type Window } from './window.js';

/** An event that waits to be handed out, and its instant. */
export interface Draft {
  readonly at: number;
  readonly event: DemoEvent;
}

/** Everything that happens at one tenant. */
export interface Production {
  /** How many events are to be expected over the window. */
  readonly expected: number;
  /** Adds what begins in the slice to the drafts, in any order. Called once a slice, in order. */
  play(slice: Slice, drafts: Draft[]): void;
}

/** Sets the stage for a tenant. All draws derive from the seed and the tenant's id. */
export function produce(window: Window, tenant: TenantSpec, seed: number, scale: number): Production {
  const random = new Random(`${seed}/${tenant.id}`);
  const plot = plotOf(window, tenant.drama);
  const streams = streamsOf({
    window,
    tenant,
    plot,
    random,
    scale,
    customers: castOf(window, tenant, plot, random),
    ledger: new Ledger(window),
    volume: (domain) => (VOLUME[domain] * tenant.share * scale * window.days) / 90,
  });
  const clock = isoClock();
  const numbered = streams.map((stream) => ({ stream, numbers: { next: 0 } }));
  return {
    expected: streams.reduce((sum, { expected }) => sum + expected, 0),
    play(slice, drafts) {
      for (const { stream, numbers } of numbered) {
        const { source } = stream;
        const emit: Emit = (at, type, data) => {
          if (at < slice.from) throw new RangeError(`${source}: ${type} at ${isoText(at)} comes too late`);
          const time = clock(at);
          const id = `${time.slice(0, 10)}.${numbers.next++}`;
          if (at >= window.to) return id;
          // `type` and `data` belong together by the signature of Emit, which the union cannot express here.
          const event = { specversion: '1.0', id, source, type, time, data } as DemoCloudEvent;
          drafts.push({ at, event: { tenantId: tenant.id, event } });
          return id;
        };
        stream.play(slice, emit);
      }
    },
  };
}

function streamsOf(stage: Stage): Stream[] {
  return [
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
}
