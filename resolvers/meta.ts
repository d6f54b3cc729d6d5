import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { ResultMeta } from '../schema/window.js';
import type { Dataset } from '../src/catalogue/dataset.js';
import type { RequestContext } from '../src/context.js';
import type { TenantScope } from '../src/db/tenant-scope.js';
import { isSettled, watermarkOf } from '../src/loaders/freshness.js';
import type { Loaders } from '../src/loaders/loaders.js';
import type { InstantRange } from '../src/planner/ranges.js';
import type { Window } from '../src/planner/window.js';

/** Where an answer is made of more than its window. */
export interface MetaOptions {
  /** Datasets that were read besides. */
  readonly also?: readonly Dataset[];
  /** The ranges that were read, instead of the window and its comparison. */
  readonly read?: readonly InstantRange[];
  /** When nothing of it can change any more, late events aside, instead of the window's end. */
  readonly settles?: number;
  /** Whether something of it can no longer be read: it is never complete. */
  readonly isLossy?: boolean;
}

/** What is told of an answer. The sources are those of everything that was read of the datasets for the scope. */
export async function resultMeta(
  { analytics, now }: Loaders,
  scope: TenantScope,
  dataset: Dataset,
  window: Window,
  { also = [], read, settles = window.to, isLossy = false }: MetaOptions = {},
): Promise<ResultMeta> {
  const ranges = read ?? (window.comparison === null ? [window] : [window, window.comparison]);
  const sources = await analytics.sources(scope, [dataset, ...also], ranges);
  const dirty = await analytics.dirty(scope, dataset);
  return {
    scope,
    from: window.from,
    to: window.to,
    granularity: window.granularity,
    timeZone: window.timeZone,
    sources,
    watermark: watermarkOf(window, dirty, now),
    complete: isSettled(settles, now) && !isLossy,
  };
}

/** What is read only where it is asked for. */
@Resolver(() => ResultMeta)
export class ResultMetaResolver {
  @FieldResolver(() => Int, {
    description:
      'How far the database that was read lags behind; what was accepted before that is in the answer.',
  })
  staleSeconds(@Root() { scope }: ResultMeta, @Ctx() { loaders }: RequestContext): Promise<number> {
    return loaders.analytics.lagSeconds(scope);
  }
}
