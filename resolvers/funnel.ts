import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { PointStatus } from '../schema/enums.js';
import {
  DEFAULT_CONVERSION_WINDOW,
  Funnel,
  FunnelBreakdown,
  FunnelFilter,
  FunnelInput,
  FunnelOrder,
  FunnelSegment,
  FunnelStepResult,
  FunnelTrendPoint,
} from '../schema/funnel.js';
import { ResultMeta, WindowInput } from '../schema/window.js';
import { STOREFRONT_STEPS, storefront } from '../src/catalogue/storefront.js';
import type { RequestContext } from '../src/context.js';
import { InputError } from '../src/errors.js';
import type { FunnelAnswer, FunnelRequest } from '../src/loaders/funnels.js';
import type { Loaders } from '../src/loaders/loaders.js';
import type { InstantRange } from '../src/planner/ranges.js';
import { firstRows, givenFilters, MOST_ROWS, TENANT } from './arguments.js';
import { biggestDropOff, conversionOf, segmentRows, stepRows } from './funnel-rows.js';
import { resultMeta } from './meta.js';
import { count, enter, storable } from './root.js';
import { boundsOf, slotsOf } from './series.js';
import { nodeOf } from './usage-rows.js';

const SECOND = 1000;
const DAY = 86_400_000;
const LONGEST_CONVERSION = 366 * DAY;

const BREAKDOWNS = {
  [FunnelBreakdown.PRODUCT]: 'product',
  [FunnelBreakdown.UTM_SOURCE]: 'utmSource',
  [FunnelBreakdown.COUNTRY]: 'country',
  [FunnelBreakdown.DEVICE]: 'device',
} as const;

/** The funnel of a tenant's storefront. */
@Resolver(() => Funnel)
export class FunnelResolver {
  @Query(() => Funnel, { description: 'How far people came who entered the storefront within a window.' })
  funnel(
    @Ctx() context: RequestContext,
    @Arg('window', () => WindowInput, {
      nullable: true,
      description: 'When people entered; the last 30 days if left out. What they did later counts.',
    })
    window?: WindowInput | null,
    @Arg('input', () => FunnelInput, { nullable: true, description: 'The funnel that is meant.' })
    input?: FunnelInput | null,
    @Arg('filter', () => FunnelFilter, { nullable: true, description: 'Which entries are meant.' })
    filter?: FunnelFilter | null,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): Funnel {
    const scope = enter(context, 'analytics:read', tenantId);
    const asked = context.loaders.window(window);
    const productId = storable('input.productId', input?.productId);
    return {
      scope,
      window: asked,
      request: {
        steps: stepsOf(input),
        order: input?.order ?? FunnelOrder.ORDERED,
        conversionWindow: conversionWindowOf(input),
        entries: { from: asked.from, to: asked.to },
        buckets: asked.buckets,
        products: productId == null ? null : [productId],
        entryFilters: givenFilters({
          utmSource: storable('filter.utmSources', filter?.utmSources),
          country: storable('filter.countries', filter?.countries),
          device: storable('filter.devices', filter?.devices),
        }),
        breakdown: input?.breakdown == null ? null : BREAKDOWNS[input.breakdown],
      },
    };
  }

  @FieldResolver(() => ResultMeta, {
    description:
      'What the window became, and how fresh and how cheap the answer is. It is complete when nobody has time left.',
  })
  meta(@Root() { scope, window, request }: Funnel, @Ctx() { loaders }: RequestContext): Promise<ResultMeta> {
    const { conversionWindow } = request;
    const ranges = [window, ...(window.comparison === null ? [] : [window.comparison])];
    const steps = ranges.map((entries) => loaders.funnels.reads({ entries, conversionWindow }));
    const read = [...steps, loaders.funnels.identified];
    return resultMeta(loaders, scope, storefront, window, { read, settles: window.to + conversionWindow });
  }

  @FieldResolver(() => [FunnelStepResult], { description: "The steps, in the funnel's order." })
  async steps(@Root() funnel: Funnel, @Ctx() { loaders }: RequestContext): Promise<FunnelStepResult[]> {
    const [{ total }, previous] = await answers(loaders, funnel);
    return stepRows(funnel.request, total, previous?.total ?? null);
  }

  @FieldResolver(() => FunnelStepResult, {
    nullable: true,
    description:
      'The step that loses the largest share of those who reached the one before it, by dropOffRate, the first of equal ones; null when nobody is lost.',
  })
  async biggestDropOff(
    @Root() funnel: Funnel,
    @Ctx() { loaders }: RequestContext,
  ): Promise<FunnelStepResult | null> {
    const [{ total }, previous] = await answers(loaders, funnel);
    return biggestDropOff(stepRows(funnel.request, total, previous?.total ?? null));
  }

  @FieldResolver(() => [FunnelTrendPoint], {
    description: 'One point a bucket of entry: the funnel of those who entered in it.',
  })
  async trend(
    @Root() { scope, window, request }: Funnel,
    @Ctx() { loaders }: RequestContext,
  ): Promise<FunnelTrendPoint[]> {
    const { trend, lost } = await loaders.funnels.read(scope, request);
    const entered = trend.flatMap(([first = 0], slot) => (first > 0 ? [{ slot: String(slot) }] : []));
    const slots = await slotsOf(entered, lost, window, boundsOf(loaders, scope, storefront));
    return slots.map(({ bucket, statusOf }, slot) => {
      const reached = trend[slot] ?? [];
      const isQuiet = (reached[0] ?? 0) === 0;
      const end = Math.min(window.buckets[slot + 1] ?? window.end, window.to);
      const isYoung = !isQuiet && end + request.conversionWindow > loaders.now;
      const status = statusOf(isQuiet);
      return {
        bucket,
        visitors: reached.map(String),
        conversion: conversionOf(reached),
        status: status === PointStatus.OK && isYoung ? PointStatus.INCOMPLETE : status,
      };
    });
  }

  @FieldResolver(() => [FunnelSegment], {
    description:
      'By what the input says, most people in the first step first; with a comparison also values that only its range had. Empty where the input says nothing.',
  })
  async breakdown(
    @Root() funnel: Funnel,
    @Ctx() { loaders }: RequestContext,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<FunnelSegment[]> {
    const { scope, request } = funnel;
    const rows = count('first', first, MOST_ROWS);
    if (request.breakdown === null) return [];
    const [figures, previous] = await answers(loaders, funnel);
    return segmentRows(request, figures, previous, rows).map((row) => ({
      ...row,
      product: request.breakdown === 'product' ? nodeOf(scope, row.value) : null,
    }));
  }
}

/** The answer of a funnel, and that of its comparison. */
function answers(
  { funnels }: Loaders,
  { scope, window: { comparison }, request }: Funnel,
): Promise<[FunnelAnswer, FunnelAnswer | null]> {
  const of = (entries: InstantRange): FunnelRequest => ({ ...request, entries, buckets: [entries.from] });
  return Promise.all([
    funnels.read(scope, request),
    comparison === null ? null : funnels.read(scope, of({ from: comparison.from, to: comparison.to })),
  ]);
}

function stepsOf(input: FunnelInput | null | undefined): FunnelRequest['steps'] {
  if (input?.steps == null) return STOREFRONT_STEPS;
  const { steps } = input;
  if (steps.length > 0 && new Set(steps).size === steps.length) return steps;
  throw new InputError('input.steps', 'expected at least one step, and each at most once');
}

function conversionWindowOf(input: FunnelInput | null | undefined): number {
  const conversionWindow = input?.conversionWindow ?? DEFAULT_CONVERSION_WINDOW;
  if (conversionWindow >= SECOND && conversionWindow <= LONGEST_CONVERSION) return conversionWindow;
  throw new InputError('input.conversionWindow', 'expected a duration from a second to 366 days');
}
