import type { Database } from '../db/database.js';
import { resolveWindow, type Window, type WindowRequest } from '../planner/window.js';
import { AnalyticsReader } from './analytics-reader.js';
import { Directory } from './directory.js';
import { EntityUsage } from './usage-source.js';

/** The readers of one operation, each merging what the operation asks of it. */
export interface Loaders {
  readonly analytics: AnalyticsReader;
  readonly directory: Directory;
  readonly entityUsage: EntityUsage;
  /** When the operation began, epoch milliseconds: what `now` means in all of its windows. */
  readonly now: number;
  /** Resolves a window; equal ones are resolved once. */
  window(request: WindowRequest | null | undefined): Window;
}

/** One set an operation: nothing read for one caller is ever shown to another. */
export function createLoaders(db: Database, now: number): Loaders {
  const analytics = new AnalyticsReader(db.read);
  const windows = new Map<string, Window>();
  return {
    analytics,
    directory: new Directory(db.read),
    entityUsage: new EntityUsage(analytics),
    now,
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
