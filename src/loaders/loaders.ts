import { resolveInstant, type InstantInput } from '../planner/instant.js';
import { present, resolveWindow, type Window, type WindowRequest } from '../planner/window.js';
import { Zone } from '../planner/zone.js';
import { AnalyticsReader } from './analytics-reader.js';
import { Churn } from './churn.js';
import { Directory } from './directory.js';
import { EntitySources } from './analytics-source.js';
import { rawSinceAt } from './freshness.js';
import { Funnels } from './funnels.js';
import { EventPages } from './event-pages.js';
import { Invoices } from './invoices.js';
import { Margins } from './margins.js';
import { ReportStreams } from './report-stream.js';
import type { SharedReads } from './shared-reads.js';
import { Subscriptions } from './subscriptions.js';

/** The readers of one operation, each merging what the operation asks of it. */
export interface Loaders {
  readonly analytics: AnalyticsReader;
  readonly directory: Directory;
  readonly entities: EntitySources;
  readonly subscriptions: Subscriptions;
  readonly invoices: Invoices;
  readonly churn: Churn;
  readonly margins: Margins;
  readonly funnels: Funnels;
  readonly events: EventPages;
  readonly reportStreams: ReportStreams;
  /** When the operation began, epoch milliseconds: what `now` means in all of its windows. */
  readonly now: number;
  /** The next full second after `now`: where windows without an end of their own end. */
  readonly present: number;
  /** Has what is read of a tenant from now on begin now: not shared with what the node is reading already. */
  apart(tenantId: string): void;
  /** Resolves an instant, by the calendar of UTC where it is relative. */
  instant(input: InstantInput): number;
  /** Resolves a window; equal ones are resolved once. */
  window(request: WindowRequest | null | undefined): Window;
}

/** One set an operation: nothing read for one caller is ever shown to another. */
export function createLoaders(reads: SharedReads, now: number, factRetentionDays: number): Loaders {
  const rawSince = rawSinceAt(now, factRetentionDays);
  const analytics = new AnalyticsReader(reads, rawSince);
  const directory = new Directory(reads);
  const subscriptions = new Subscriptions(reads, now);
  const windows = new Map<string, Window>();
  return {
    analytics,
    directory,
    entities: new EntitySources(analytics),
    subscriptions,
    invoices: new Invoices(reads, now),
    churn: new Churn(analytics, reads),
    margins: new Margins(analytics, subscriptions),
    funnels: new Funnels(analytics, now),
    events: new EventPages(reads),
    reportStreams: new ReportStreams(reads, now, rawSince),
    now,
    present: present(now),
    apart: (tenantId) => reads.written(tenantId),
    instant: (input) => resolveInstant(input, now, new Zone('UTC')),
    window: (request) => {
      const key = JSON.stringify(request ?? {});
      const present = windows.get(key);
      if (present !== undefined) return present;
      const window = resolveWindow(request ?? {}, now);
      windows.set(key, window);
      return window;
    },
  };
}
