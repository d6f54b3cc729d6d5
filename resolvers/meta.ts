import type { ResultMeta } from '../schema/window.js';
import type { Dataset } from '../src/catalogue/dataset.js';
import type { TenantScope } from '../src/db/tenant-scope.js';
import type { Loaders } from '../src/loaders/loaders.js';
import type { Window } from '../src/planner/window.js';

/** Late events are rare after this long: a window that ended before is called complete. */
const LATENESS_MS = 3_600_000;

/** What is told of an answer. The sources are those of everything that was read of the dataset for the scope. */
export async function resultMeta(
  loaders: Loaders,
  scope: TenantScope,
  dataset: Dataset,
  window: Window,
): Promise<ResultMeta> {
  const { dirty, lagSeconds } = await loaders.analytics.fresh(scope, dataset);
  const firstDirty = dirty.find(({ from, to }) => to > window.from && from < window.to);
  return {
    from: window.from,
    to: window.to,
    granularity: window.granularity,
    timeZone: window.timeZone,
    sources: await loaders.analytics.sources(
      scope,
      dataset,
      window.comparison === null ? [window] : [window, window.comparison],
    ),
    watermark:
      firstDirty === undefined ? Math.min(window.to, loaders.now) : Math.max(firstDirty.from, window.from),
    staleSeconds: lagSeconds,
    complete: window.to <= loaders.now - LATENESS_MS,
  };
}
