import { resolveWindow, type Window, type WindowRequest } from '../planner/window.js';
import { AnalyticsReader } from './analytics-reader.js';
import { Directory } from './directory.js';
import { EntitySources } from './analytics-source.js';
import type { SharedReads } from './shared-reads.js';

/** The readers of one operation, each merging what the operation asks of it. */
export interface Loaders {
  readonly analytics: AnalyticsReader;
  readonly directory: Directory;
  readonly entities: EntitySources;
  /** When the operation began, epoch milliseconds: what `now` means in all of its windows. */
  readonly now: number;
  /** Resolves a window; equal ones are resolved once. */
  window(request: WindowRequest | null | undefined): Window;
}

/** One set an operation: nothing read for one caller is ever shown to another. */
export function createLoaders(reads: SharedReads, now: number, factRetentionDays: number): Loaders {
  const analytics = new AnalyticsReader(reads, now - factRetentionDays * 86_400_000);
  const directory = new Directory(reads);
  const windows = new Map<string, Window>();
  return {
    analytics,
    directory,
    entities: new EntitySources(analytics),
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
