import type { Database } from '../db/database.js';
import type { TenantScope } from '../db/tenant-scope.js';
import { resolveWindow, type Window, type WindowRequest } from '../planner/window.js';
import { AnalyticsReader } from './analytics-reader.js';
import { Directory } from './directory.js';
import { EntityUsage } from './usage-source.js';

/** The readers of one operation, each merging what the operation asks of it. */
export interface Loaders {
  readonly analytics: AnalyticsReader;
  readonly directory: Directory;
  readonly entityUsage: EntityUsage;
  /** When a tenant's first usage event happened, epoch milliseconds; null where there is none. */
  firstUsage(scope: TenantScope): Promise<number | null>;
  /** When the operation began, epoch milliseconds: what `now` means in all of its windows. */
  readonly now: number;
  /** Resolves a window; equal ones are resolved once. */
  window(request: WindowRequest | null | undefined): Window;
}

/** One set an operation: nothing read for one caller is ever shown to another. */
export function createLoaders(db: Database, now: number): Loaders {
  const analytics = new AnalyticsReader(db.read);
  const directory = new Directory(db.read);
  const firsts = new Map<string, Promise<number | null>>();
  const windows = new Map<string, Window>();
  return {
    analytics,
    directory,
    entityUsage: new EntityUsage(analytics),
    now,
    firstUsage: (scope) => {
      const key = `${scope.tenantId}\0${scope.customerId ?? ''}`;
      const present = firsts.get(key) ?? directory.firstUsage(scope);
      firsts.set(key, present);
      return present;
    },
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
