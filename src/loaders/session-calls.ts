import DataLoader from 'dataloader';
import type { AnalyticsRow } from './analytics-reader.js';
import type { AnalyticsSource } from './analytics-source.js';

/** A session by its key, within a source. */
export interface SessionRef {
  readonly source: AnalyticsSource;
  readonly key: string;
}

/** Calls of single sessions by tool, agent, customer and currency: those of many sessions are one query. */
export class SessionCalls {
  private readonly loaders = new Map<AnalyticsSource, DataLoader<string, readonly AnalyticsRow[]>>();

  calls({ source, key }: SessionRef): Promise<readonly AnalyticsRow[]> {
    let loader = this.loaders.get(source);
    if (loader === undefined) {
      loader = new DataLoader((keys) => read(source, keys));
      this.loaders.set(source, loader);
    }
    return loader.load(key);
  }
}

async function read(source: AnalyticsSource, keys: readonly string[]): Promise<(readonly AnalyticsRow[])[]> {
  const { rows } = await source.read({
    dimensions: ['session', 'tool', 'agent', 'agentVersion', 'customer', 'currency'],
    measures: ['invocations', 'revenue'],
    filters: [{ dimension: 'session', values: [...keys].sort() }],
  });
  const bySession = new Map<string, AnalyticsRow[]>(keys.map((key) => [key, []]));
  for (const row of rows) bySession.get(row['session'] ?? '')?.push(row);
  return keys.map((key) => bySession.get(key) ?? []);
}
